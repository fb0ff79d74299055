#include "modules/catalogue/package.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "modules/catalogue/package_reader.h"
#include "platform/crypto/sha256.h"
#include "process/bpmn/bpmn.h"

namespace digipro::catalogue {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> sheet_sections = {{
    {"a_chi_e_rivolto", "A chi è rivolto"},
    {"come_fare", "Come fare"},
    {"cosa_serve", "Cosa serve"},
    {"cosa_si_ottiene", "Cosa si ottiene"},
    {"tempi_e_scadenze", "Tempi e scadenze"},
    {"accedi_al_servizio", "Accedi al servizio"},
    {"condizioni_di_servizio", "Condizioni di servizio"},
}};
constexpr std::array<std::string_view, 5> attachment_types = {
    "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"};
constexpr std::array<std::string_view, 26> service_keys = {
    "format",  "id",       "version",     "title",      "description", "keywords",     "kind",
    "status",  "audience", "life_events", "categories", "topics",      "online_level", "sheet",
    "login",   "grounds",  "channels",    "office",     "answer",      "titolario",    "oggetto",
    "privacy", "public",   "attachments", "documents",  "retention"};

void read_head(Reader& in, const json::Value& json, ServicePackage& package) {
  in.known_keys("", json, service_keys,
                {"privacy_notice", "status_reason", "identity_document", "again"});
  in.expect(json["format"].text() == "digipro.service-package/1", "format",
            "il formato deve essere digipro.service-package/1");
  in.expect(json["id"].text() == package.id.text, "id", "deve essere il nome della cartella");
  package.version = in.text(json, "version", 20);
  package.title = in.text(json, "title", 80);
  package.description = in.text(json, "description", 300);
  package.is_active = in.one_of(json, "status", {"active", "suspended"}) == 0;
  package.status_reason = json.text_or("status_reason", "");
  package.kind = static_cast<Filing>(
      in.one_of(json, "kind",
                {"segnalazione", "istanza", "dichiarazione", "comunicazione", "scia", "accesso"}));
  package.login = static_cast<Login>(in.one_of(json, "login", {"none", "optional", "required"}));
  package.keywords = in.texts(json, "keywords", 0, 40);
  package.topics = in.texts(json, "topics", 0, 20);
  package.life_events = in.texts(json, "life_events", 1, 27);
  package.categories = in.texts(json, "categories", 1, 15);
  package.grounds = in.texts(json, "grounds", 1, 8);
  package.channels = in.texts(json, "channels", 1, 4);
  package.online_level = static_cast<int>(in.number(json, "online_level", 1, 4));
  package.office = OfficeId(in.text(json, "office", 40));
  package.titolario = in.text(json, "titolario", 40);
  package.oggetto_text = in.text(json, "oggetto", 200);
  package.identity_document = json.text_or("identity_document", "");
  package.again = {in.texts(json["again"], "without", 0, 50), json["again"].text_or("number", ""),
                   json["again"]["set"]};
  for (const std::string& slug : package.life_events)
    in.expect(find_life_event(slug) != nullptr, "life_events", "evento sconosciuto: " + slug);
  for (const std::string& slug : package.categories)
    in.expect(find_category(slug) != nullptr, "categories", "categoria sconosciuta: " + slug);
}

void read_promises(Reader& in, const json::Value& json, ServicePackage& package) {
  const json::Value& answer = json["answer"];
  package.answer.kind = static_cast<AnswerKind>(in.one_of(answer, "kind", {"target", "term"}));
  package.answer.days = static_cast<int>(in.number(answer, "days", 1, 365));
  package.answer.working_days = in.one_of(answer, "count", {"working", "calendar"}) == 0;
  package.answer.law = answer.text_or("law", "");
  // A report has no legal term and no responsabile del procedimento (domain-notes 5).
  bool may_be_target =
      package.kind == Filing::segnalazione || package.kind == Filing::comunicazione;
  in.expect(may_be_target || package.answer.kind == AnswerKind::term, "answer.kind",
            "questo tipo di richiesta ha un termine di legge");
  in.expect(package.kind != Filing::segnalazione || package.answer.kind == AnswerKind::target,
            "answer.kind", "una segnalazione non ha un termine di legge");
  for (const std::string& ground : package.grounds)
    in.expect(may_be_target || (ground != "non_richiesta" && ground != "credenziali_ente"),
              "grounds", ground + " non è ammesso per questo tipo di richiesta");
  package.draft_days = static_cast<int>(in.number(json["retention"], "draft_days", 1, 365));
  const json::Value& notice = json["privacy_notice"];
  package.privacy_notice = {in.text(notice, "purpose", 1'000), in.text(notice, "legal_basis", 500),
                            in.text(notice, "kept", 500), in.text(notice, "recipients", 500)};
  const json::Value& limits = json["attachments"];
  package.attachments = {static_cast<size_t>(in.number(limits, "files_max", 0, 20)),
                         in.number(limits, "file_bytes_max", 1, 50 << 20),
                         in.number(limits, "total_bytes_max", 1, 60 << 20),
                         in.texts(limits, "types", 1, attachment_types.size())};
  for (const std::string& type : package.attachments.types)
    in.expect(
        std::find(attachment_types.begin(), attachment_types.end(), type) != attachment_types.end(),
        "attachments.types", "tipo di file non ammesso: " + type);
}

void read_sheet(Reader& in, const json::Value& json, ServicePackage& package) {
  for (const auto& [id, heading] : sheet_sections) {
    const json::Value& section = json["sheet"][id];
    package.sheet.push_back({std::string(id), std::string(heading),
                             in.texts(section, "paragraphs", 1, 20),
                             in.texts(section, "items", 0, 20)});
  }
}

void read_public(Reader& in, const json::Value& json, ServicePackage& package) {
  const json::Value& list = json["public"];
  package.is_public = list.bool_or("list", false);
  package.public_place_is_exact = in.one_of(list, "place", {"exact", "street"}) == 0;
  package.public_facts = in.texts(list, "facts", 0, 20);
  if (package.form == nullptr) return;
  for (const std::string& fact : package.public_facts) {
    const forms::Field* field = package.form->find_field(fact);
    in.expect(field != nullptr && field->is_public && !field->is_personal, "public.facts",
              fact + ": un fatto pubblico è un campo `public` e non `personal` del modulo");
  }
}

void check_oggetto(Reader& in, const ServicePackage& package) {
  if (package.form == nullptr) return;
  for (const std::string& name : variables_in(package.oggetto_text)) {
    const forms::Field* field = package.form->find_field(name);
    // The oggetto stands in the register and in mails: it names no person (domain-notes 20).
    in.expect(field != nullptr && !field->is_personal, "oggetto",
              name + ": serve un campo del modulo che non sia `personal`");
  }
}

void read_documents(Reader& in, const json::Value& json, const FilesOfPackage& files,
                    ServicePackage& package) {
  for (const json::Value& item : json["documents"].items()) {
    DocumentTemplate document{in.text(item, "id", 40), in.text(item, "title", 120),
                              in.text(item, "template", 120), in.text(item, "when", 10)};
    auto file = files.find(document.path);
    in.expect(file != files.end(), "documents", "manca il file " + document.path);
    if (file != files.end()) package.templates[document.path] = *file->second;
    package.documents.push_back(std::move(document));
  }
}

void read_form_and_process(Reader& form_in, Reader& process_in, const FilesOfPackage& files,
                           const verbs::Registry& verbs, ServicePackage& package) {
  if (const std::string* text = form_in.file(files, "form.json")) {
    auto form = forms::FormDefinition::parse(*text);
    if (form)
      package.form = std::make_shared<const forms::FormDefinition>(std::move(*form));
    else
      form_in.add(form.error());
  }
  if (const std::string* text = process_in.file(files, "process.bpmn")) {
    auto definition = process::read_bpmn(*text);
    if (!definition) {
      process_in.add(definition.error());
      return;
    }
    package.process = *definition;
    package.process_text = *text;
    package.process_hash = process_hash_of(*text);
    if (auto checked = casework::check_verbs(verbs, *package.process); !checked)
      process_in.add(checked.error());
  }
}

}  // namespace

std::string process_hash_of(const std::string& bpmn) {
  std::string raw = crypto::sha256(bpmn);
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}

Result<ServicePackage> read_package(const std::string& id, const FilesOfPackage& files,
                                    const verbs::Registry& verbs) {
  ServicePackage package;
  package.id = ServiceId(id);
  Error problems = fail(ErrorCode::definition, "service package " + id);
  Reader service("service.json", problems), form("form.json", problems);
  Reader process("process.bpmn", problems), messages("messages.json", problems);
  read_form_and_process(form, process, files, verbs, package);
  if (const std::string* text = service.file(files, "service.json")) {
    auto json = json::parse(*text);
    if (!json) {
      service.add(json.error());
    } else {
      read_head(service, *json, package);
      read_promises(service, *json, package);
      read_sheet(service, *json, package);
      read_public(service, *json, package);
      read_documents(service, *json, files, package);
      check_oggetto(service, package);
      check_shape(service, *json, package);
      check_attachments(form, package);
      check_answers_used(service, package);
    }
  }
  if (const std::string* text = messages.file(files, "messages.json"))
    read_messages(messages, *text, package);
  check_messages(process, package);
  if (!problems.fields.empty()) return refuse(std::move(problems));
  return package;
}

}  // namespace digipro::catalogue
