// Files of a request: type by content, size, count, virus; each refusal says what and why.
#include <algorithm>

#include "base/text.h"
#include "modules/istanze/pages.h"

namespace digipro::istanze {
namespace {

bool contains(const std::vector<std::string>& items, std::string_view item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

std::string types_in_words(const forms::Field& field) {
  std::string words;
  for (const std::string& type : field.accepted_types) {
    std::string word = to_upper_ascii(type.substr(type.find('/') + 1));
    words += (words.empty() ? "" : ", ") + word;
  }
  return words;
}

// Why a file may not come in: an Italian sentence, or "" when it may.
std::string refusal_of(const Parts& parts, const OpenDraft& open, const forms::Field& field,
                       const blob::BlobRef& ref) {
  const catalogue::AttachmentLimits& limits = open.package->attachments;
  std::string type(blob::mime_type(ref.content.kind));
  if (!contains(field.accepted_types, type) || !contains(limits.types, type))
    return "non è un file " + types_in_words(field) +
           ": scegline un altro, o salvalo in quel formato";
  int64_t bytes_max = limits.file_bytes_max;
  if (field.file_bytes_max > 0) bytes_max = std::min(bytes_max, field.file_bytes_max);
  if (ref.size_bytes > bytes_max)
    return "supera " + web::file_size_text(bytes_max) + ": riducilo e riprova";
  if (ref.size_bytes == 0) return "è vuoto: scegline un altro";
  int64_t total = ref.size_bytes;
  for (const forms::Field& other : open.package->form->fields())
    if (other.type == forms::FieldType::attachments)
      for (const json::Value& file : open.draft.answers[other.id].items())
        total += file.int_or("size", 0);
  if (total > limits.total_bytes_max)
    return "con gli altri supera " + web::file_size_text(limits.total_bytes_max) + " in tutto";
  if (!parts.scan) return {};
  auto scanned = parts.scan(ref);
  if (scanned) return {};
  if (scanned.error().code == ErrorCode::virus_found) return "contiene un virus: non lo accettiamo";
  return "ora non possiamo controllarlo con l'antivirus: riprova tra poco";
}

}  // namespace

Result<std::vector<FieldProblem>> take_files(const Parts& parts, web::Visit& visit,
                                             OpenDraft& open) {
  std::vector<FieldProblem> problems;
  for (const http::UploadedFile& file : visit.request.files) {
    if (file.filename.empty() && file.size_bytes == 0) continue;  // an empty file input
    const forms::Field* field = open.package->form->find_field(file.field);
    auto staged = std::dynamic_pointer_cast<blob::Staging>(file.sink);
    if (field == nullptr || field->type != forms::FieldType::attachments || staged == nullptr)
      return refuse(ErrorCode::malformed, "a file for no field of the form");
    auto refuse_file = [&](const std::string& why) {
      problems.push_back({field->id + ":" + file.filename, "«" + file.filename + "» " + why});
    };
    std::shared_ptr<blob::Staging> one[] = {staged};
    // Synced before it is looked at: the scanner reads it from the store.
    DIGIPRO_CHECK(parts.blobs.sync(one));
    const blob::BlobRef& ref = staged->ref();
    if (std::string why = refusal_of(parts, open, *field, ref); !why.empty()) {
      refuse_file(why);
      continue;
    }
    size_t files_max =
        field->length_max > 0 ? field->length_max : open.package->attachments.files_max;
    AttachFile attach{.draft = open.draft.id,
                      .field = field->id,
                      .blob = ref.hash,
                      .name = file.filename.empty() ? "file" : file.filename,
                      .media_type = std::string(blob::mime_type(ref.content.kind)),
                      .size_bytes = ref.size_bytes,
                      .field_files_max = files_max};
    auto attached = visit.ledger.run(visit.caller, {}, attach_file(), attach);
    if (attached) {
      replace_answers(open, *attached);
    } else if (attached.error().code == ErrorCode::limit_exceeded) {
      refuse_file("è di troppo: al massimo " + std::to_string(files_max) + " file");
    } else {
      return refuse(attached.error());
    }
  }
  return problems;
}

}  // namespace digipro::istanze
