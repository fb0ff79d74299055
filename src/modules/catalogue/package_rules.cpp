// Rules of a package that reading its values does not meet by itself: words of fixed lists, keys
// inside objects, and what its files must say alike.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "modules/catalogue/package_reader.h"
#include "process/feel/expression.h"

namespace digipro::catalogue {
namespace {

constexpr std::array<std::string_view, 2> audiences = {"citizens", "businesses"};
constexpr std::array<std::string_view, 4> all_channels = {"web", "sportello", "pec", "telefono"};
constexpr std::array<std::string_view, 8> all_grounds = {"firma",
                                                         "identita_digitale",
                                                         "io",
                                                         "copia_documento",
                                                         "domicilio_digitale",
                                                         "firma_in_presenza",
                                                         "credenziali_ente",
                                                         "non_richiesta"};
// Those that stand without somebody logged in (CAD art. 65; DPR 445/2000 art. 38).
constexpr std::array<std::string_view, 5> grounds_without_login = {
    "firma", "copia_documento", "domicilio_digitale", "firma_in_presenza", "non_richiesta"};

template <size_t count>
bool is_among(const std::array<std::string_view, count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <size_t count>
void check_words(Reader& in, std::string_view key, const std::vector<std::string>& words,
                 const std::array<std::string_view, count>& known) {
  for (size_t at = 0; at < words.size(); ++at) {
    in.expect(is_among(known, words[at]), key, "voce sconosciuta: " + words[at]);
    bool is_twice = std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at),
                              words[at]) != words.begin() + static_cast<std::ptrdiff_t>(at);
    in.expect(!is_twice, key, "voce ripetuta: " + words[at]);
  }
}

bool is_version(std::string_view text) {
  auto parts = split(text, '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return !part.empty() && part.size() <= 4 &&
                  std::all_of(part.begin(), part.end(),
                              [](char c) { return c >= '0' && c <= '9'; });
         });
}

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 60 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

void only(Reader& in, std::string_view place, const json::Value& object,
          std::initializer_list<std::string_view> keys) {
  in.known_keys(place, object, {}, keys);
}

// The message that a service task names as a plain text: `"ricevuta"`.
std::string literal_of(const process::ExpressionPtr& expression) {
  if (!expression) return {};
  std::string_view text = trim(expression->text());
  bool is_plain = text.size() > 2 && text.front() == '"' && text.back() == '"' &&
                  text.find_first_of("\"\\", 1) == text.size() - 1;
  return is_plain ? std::string(text.substr(1, text.size() - 2)) : std::string();
}

}  // namespace

void check_shape(Reader& in, const json::Value& json, const ServicePackage& package) {
  in.expect(is_slug(package.id.text), "id", "servono lettere minuscole, cifre e trattini");
  in.expect(is_version(package.version), "version", "serve una versione come 1.0.0");
  in.expect(package.is_active || !package.status_reason.empty(), "status_reason",
            "un servizio sospeso dice perché");
  check_words(in, "audience", in.texts(json, "audience", 1, audiences.size()), audiences);
  check_words(in, "channels", package.channels, all_channels);
  check_words(in, "grounds", package.grounds, all_grounds);
  in.one_of(json, "privacy", {"interno", "personale", "particolare"});
  bool stands_alone = std::any_of(
      package.grounds.begin(), package.grounds.end(),
      [](const std::string& ground) { return is_among(grounds_without_login, ground); });
  in.expect(package.login == Login::required || stands_alone, "grounds",
            "chi non accede deve avere un motivo di validità");
  in.expect(package.answer.kind == AnswerKind::target || !package.answer.law.empty(), "answer.law",
            "un termine nomina la legge che lo fissa");
  only(in, "answer", json["answer"], {"kind", "days", "count", "law"});
  only(in, "again", json["again"], {"without", "number", "set"});
  only(in, "public", json["public"], {"list", "facts", "place"});
  only(in, "attachments", json["attachments"],
       {"files_max", "file_bytes_max", "total_bytes_max", "types"});
  only(in, "retention", json["retention"],
       {"draft_days", "personal_days_after_close", "case_years"});
  only(in, "privacy_notice", json["privacy_notice"],
       {"purpose", "legal_basis", "kept", "recipients"});
  for (const json::Value& item : json["documents"].items()) {
    only(in, "documents", item, {"id", "title", "template", "when"});
    in.one_of(item, "when", {"filed", "verb"});
  }
  for (const auto& [id, section] : json["sheet"].members()) {
    in.expect(package.section(id) != nullptr, "sheet", "sezione sconosciuta: " + id);
    only(in, "sheet." + id, section, {"paragraphs", "items"});
  }
  in.number(json["retention"], "personal_days_after_close", 0, 36'500);
  in.number(json["retention"], "case_years", 0, 100);
}

void check_answers_used(Reader& in, const ServicePackage& package) {
  if (package.form == nullptr) return;
  if (!package.identity_document.empty()) {
    const forms::Field* field = package.form->find_field(package.identity_document);
    in.expect(field != nullptr && field->type == forms::FieldType::attachments, "identity_document",
              "serve un campo del modulo con i file");
  }
  std::vector<std::string> named = package.again.without;
  if (!package.again.number_field.empty()) named.push_back(package.again.number_field);
  for (const auto& [id, value] : package.again.set.members()) named.push_back(id);
  for (const std::string& id : named)
    in.expect(package.form->find_field(id) != nullptr, "again", id + ": non è nel modulo");
}

void check_attachments(Reader& in, const ServicePackage& package) {
  if (package.form == nullptr) return;
  const AttachmentLimits& limits = package.attachments;
  for (const forms::Field& field : package.form->fields()) {
    if (field.type != forms::FieldType::attachments) continue;
    for (const std::string& type : field.accepted_types)
      in.expect(std::find(limits.types.begin(), limits.types.end(), type) != limits.types.end(),
                field.id, "il pacchetto non ammette il tipo " + type);
    in.expect(field.length_max <= limits.files_max, field.id,
              "chiede più file di quanti il pacchetto ne ammetta");
    in.expect(field.file_bytes_max <= limits.file_bytes_max, field.id,
              "chiede file più grandi di quelli che il pacchetto ammette");
  }
}

void check_messages(Reader& in, const ServicePackage& package) {
  if (package.process == nullptr) return;
  for (const process::Node& node : package.process->nodes) {
    const process::ServiceTask* task =
        package.process->service_task(package.process->find_node(node.id));
    if (!task || task->verb != "posta.send") continue;
    for (const process::InputMapping& input : task->input) {
      std::string message = input.name == "message" ? literal_of(input.value) : std::string();
      in.expect(message.empty() || package.messages.contains(message), node.id,
                "messages.json non ha il messaggio " + message);
    }
  }
}

}  // namespace digipro::catalogue
