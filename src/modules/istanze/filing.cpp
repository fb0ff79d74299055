#include "modules/istanze/filing.h"

#include "base/text.h"
#include "core/people/people.h"
#include "modules/documents/module.h"
#include "modules/istanze/document.h"
#include "platform/crypto/sha256.h"

namespace digipro::istanze {
namespace {

// The first visible answer whose field bears one of these WCAG 1.3.5 tokens: that is how a form
// says which field is the contact and which the name.
std::string answer_with_token(const forms::FormView& view,
                              std::initializer_list<std::string_view> tokens) {
  for (std::string_view token : tokens)
    for (const forms::FieldView& field : view.fields)
      if (field.visible && field.field->autocomplete == token && !field.display_text.empty())
        return field.display_text;
  return {};
}

std::string sender_of(const forms::FormView& view) {
  std::string name = answer_with_token(view, {"name"});
  if (!name.empty()) return name;
  std::string given = answer_with_token(view, {"given-name"});
  std::string family = answer_with_token(view, {"family-name"});
  return std::string(trim(given + " " + family));
}

json::Value public_facts_of(const catalogue::ServicePackage& package, const forms::FormView& view) {
  json::Value facts = json::Value::object();
  if (!package.is_public) return facts;
  for (const std::string& id : package.public_facts) {
    const forms::FieldView* field = view.find(id);
    if (field == nullptr || !field->visible || field->display_text.empty()) continue;
    facts.set(field->field->label, field->display_text);
  }
  return facts;
}

void read_place(const catalogue::ServicePackage& package, const json::Object& values,
                PreparedFiling& filing) {
  for (const forms::Field& field : package.form->fields()) {
    auto found = values.find(field.id);
    if (field.type != forms::FieldType::location || found == values.end()) continue;
    filing.latitude = found->second.text_or("lat", "");
    filing.longitude = found->second.text_or("lon", "");
    std::string street = found->second.text_or("street", "");
    if (package.is_public && !street.empty()) filing.public_facts.set("Dove", street);
    return;
  }
}

void read_files(const catalogue::ServicePackage& package, const json::Object& values,
                PreparedFiling& filing) {
  for (const forms::Field& field : package.form->fields()) {
    auto found = values.find(field.id);
    if (field.type != forms::FieldType::attachments || found == values.end()) continue;
    for (const json::Value& file : found->second.items())
      filing.files.push_back({file["blob"].text(), file["name"].text(), file["type"].text(),
                              field.label, file.int_or("size", 0)});
  }
}

// What was shown before sending, in the words that were shown.
json::Value summary_of(const forms::FormView& view) {
  json::Array sections;
  for (const forms::SummarySection& section : view.summary) {
    json::Array lines;
    for (const forms::SummaryLine& line : section.lines)
      lines.push_back(json::Value::object({{"label", line.label}, {"text", line.text}}));
    sections.push_back(
        json::Value::object({{"title", section.step->title}, {"lines", std::move(lines)}}));
  }
  return sections;
}

// CAD art. 65: which of the package's grounds this filing stands on. The town's own credentials are
// none for an istanza: it goes with a copy of the identity document (c. 1 lett. c).
Result<std::string> ground_of(const catalogue::ServicePackage& package, const Caller& caller,
                              const std::string& channel, const json::Object& values) {
  std::string wanted = channel == "sportello"                       ? "firma_in_presenza"
                       : caller.person.empty()                      ? "non_richiesta"
                       : values.contains(package.identity_document) ? "copia_documento"
                                                                    : "credenziali_ente";
  for (const std::string& ground : package.grounds)
    if (ground == wanted) return wanted;
  return refuse(ErrorCode::forbidden, "no ground of validity for this filing: " + wanted);
}

Result<PreparedFiling> prepare(const Parts& parts, const ledger::ReadContext& context,
                               const Caller& caller, const Submit& submit) {
  PreparedFiling filing;
  DIGIPRO_TRY(draft, find_draft(context.db, caller.person, submit.draft, context.now));
  filing.package = parts.catalogue.find_service(draft.service.text);
  if (filing.package == nullptr || !filing.package->is_active)
    return refuse(ErrorCode::gone, "the service is not offered any more");
  if (draft.revision != submit.revision_shown)
    return refuse(ErrorCode::conflict, "the draft has changed since the summary was shown");
  const catalogue::ServicePackage& package = *filing.package;
  Viewer viewer{caller.ente, caller.person, caller.roles, caller.offices, PrivacyLevel::pubblico};
  forms::FormView view = forms::evaluate(*package.form, draft.answers.members(),
                                         form_context(context.db, viewer, context.now));
  if (!view.sendable) {
    Error incomplete = fail(ErrorCode::invalid_input, "the form is not complete");
    incomplete.fields = view.problems(std::nullopt, true);
    return refuse(std::move(incomplete));
  }
  filing.values = view.values();
  DIGIPRO_TRY(ground, ground_of(package, caller, submit.channel, filing.values));
  filing.ground = std::move(ground);
  filing.summary = summary_of(view);
  filing.oggetto = package.oggetto(view);
  filing.public_facts = public_facts_of(package, view);
  read_place(package, filing.values, filing);
  read_files(package, filing.values, filing);
  filing.sender_name = sender_of(view);
  filing.contact_email = answer_with_token(view, {"email"});
  filing.channel = submit.channel;
  filing.access_hash = stored_form_of_link(parts.links.sign(follow_purpose, draft.id));
  DIGIPRO_TRY(html, render_filing_document(parts.pages, parts.town_name(caller.ente), package, view,
                                           filing.files, context.now));
  DIGIPRO_TRY(kept, blob::keep_bytes(parts.blobs, html));
  filing.document = std::move(kept);
  filing.draft = std::move(draft);
  return filing;
}

Status create_documents(ledger::Tx& tx, const Caller& caller, const PraticaId& pratica,
                        const PreparedFiling& filing) {
  DIGIPRO_TRY(main_document, documents::create(tx, caller,
                                               {.pratica = pratica,
                                                .kind = documents::Kind::istanza,
                                                .title = filing.package->title,
                                                .sha256 = filing.document.hash,
                                                .media_type = "text/html",
                                                .name = filing.package->id.text + ".html",
                                                .size_bytes = filing.document.size_bytes}));
  for (const PreparedFiling::File& file : filing.files) {
    DIGIPRO_TRY(document, documents::create(tx, caller,
                                            {.pratica = pratica,
                                             .kind = documents::Kind::allegato,
                                             .title = file.title,
                                             .sha256 = file.blob,
                                             .media_type = file.media_type,
                                             .name = file.name,
                                             .size_bytes = file.size_bytes}));
  }
  return {};
}

json::Object start_variables(const PreparedFiling& filing) {
  json::Object known = filing.values;
  known["ufficio"] = filing.package->office.text;
  known["titolario"] = filing.package->titolario;
  known["mittente"] = filing.sender_name;
  json::Object declared;
  for (auto& [name, value] : known)
    if (filing.package->process->find_variable(name) != nullptr)
      declared.emplace(name, std::move(value));
  return declared;
}

Result<Submitted> apply(const Parts& parts, ledger::Tx& tx, const Caller& caller,
                        const PreparedFiling& filing) {
  DIGIPRO_TRY(draft, find_draft(tx.db(), caller.person, filing.draft.id, tx.now()));
  if (draft.revision != filing.draft.revision)
    return refuse(ErrorCode::conflict, "the draft has changed since the summary was shown");
  const catalogue::ServicePackage& package = *filing.package;
  DIGIPRO_TRY(pratica,
              parts.casework.open_pratica(tx, caller,
                                          {.service = package.id,
                                           .service_version = package.version,
                                           .kind = std::string(catalogue::name_of(package.kind)),
                                           .oggetto = filing.oggetto,
                                           .office = package.office,
                                           .access_secret_hash = filing.access_hash,
                                           .person = filing.draft.person,
                                           .channel = filing.channel,
                                           .is_public = package.is_public,
                                           .public_facts = filing.public_facts,
                                           .latitude = filing.latitude,
                                           .longitude = filing.longitude}));
  DIGIPRO_CHECK(create_documents(tx, caller, pratica, filing));
  DIGIPRO_CHECK(insert_istanza(tx, {.pratica = pratica,
                                    .draft = filing.draft.id,
                                    .ground = filing.ground,
                                    .contact_email = filing.contact_email,
                                    .sender_name = filing.sender_name,
                                    .filed_at = tx.now(),
                                    .values = json::Value(filing.values),
                                    .summary = filing.summary}));
  tx.record({.kind = "istanze.filed",
             .subject = pratica.text,
             .pratica = pratica,
             .facts = json::Value::object({{"service", package.id.text},
                                           {"version", package.version},
                                           {"ground", filing.ground},
                                           {"channel", filing.channel}}),
             .visibility = ledger::Visibility::parties});
  DIGIPRO_TRY(started, parts.casework.start_iter(tx, caller, pratica, package.process_hash,
                                                 start_variables(filing)));
  for (const catalogue::DocumentTemplate& document : package.documents)
    if (document.when == "filed")
      tx.enqueue({.kind = render_effect,
                  .key = pratica.text + "/" + document.id,
                  .payload = json::Value::object({{"pratica", pratica.text},
                                                  {"service", package.id.text},
                                                  {"document", document.id}})});
  DIGIPRO_CHECK(delete_draft(tx, filing.draft.id));
  DIGIPRO_TRY(opened, casework::load_pratica(tx.db(), pratica));
  return Submitted{pratica, filing.draft.id, opened.number};
}

}  // namespace

std::string stored_form_of_link(std::string_view token) {
  std::string raw = crypto::sha256(token);
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}

std::string Submit::fingerprint() const {
  return draft + "\n" + std::to_string(revision_shown) + "\n" + channel;
}

json::Value Submitted::to_json() const {
  return json::Value::object({{"pratica", pratica.text}, {"draft", draft}, {"number", number}});
}

Result<Submitted> Submitted::from_json(const json::Value& value) {
  return Submitted{PraticaId(value.text_or("pratica", "")), value.text_or("draft", ""),
                   value.text_or("number", "")};
}

SubmitCommand submit_command(const Parts& parts) {
  return {
      .name = "istanze.submit",
      .prepare = [&parts](const ledger::ReadContext& context, const Caller& caller,
                          const Submit& in) { return prepare(parts, context, caller, in); },
      .apply = [&parts](ledger::Tx& tx, const Caller& caller,
                        const PreparedFiling& filing) { return apply(parts, tx, caller, filing); }};
}

forms::FeelContext form_context(db::Connection& db, const Viewer& viewer, Instant now) {
  forms::FeelContext context;
  context.now = now;
  if (viewer.person.empty()) return context;
  auto person = people::find_person(db, viewer, viewer.person);
  if (!person) return context;
  const people::PersonalData& data = person->data;
  feel::Context known;
  auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) known.set(name, feel::Value(text));
  };
  add("given_name", data.given_name);
  add("family_name", data.family_name);
  add("full_name", data.full_name());
  add("codice_fiscale", data.codice_fiscale);
  add("email", data.email);
  add("phone", data.phone);
  add("street", data.street);
  add("civic", data.civic);
  context.person = feel::Value(std::move(known));
  return context;
}

verbs::Verb answer_target_verb(
    const casework::Casework& casework,
    std::function<const catalogue::ServicePackage*(const ServiceId&)> package_of,
    std::function<PatronSaint(const EnteId&)> patron_saint) {
  auto run = [&casework, package_of = std::move(package_of),
              patron_saint = std::move(patron_saint)](ledger::Tx& tx, const Caller&,
                                                      const verbs::Subject& subject,
                                                      const json::Value&) -> Result<json::Value> {
    DIGIPRO_TRY(pratica, casework::load_pratica(tx.db(), subject.pratica));
    const catalogue::ServicePackage* package = package_of(pratica.service);
    if (package == nullptr) return refuse(ErrorCode::definition, "the service is unknown");
    Date start = to_rome(pratica.opened_at).date;
    Date end = package->answer.working_days
                   ? plus_working_days(start, package->answer.days, patron_saint(tx.ente()))
                   : term_end(start, package->answer.days, patron_saint(tx.ente()));
    // The whole of the last day is in time.
    Instant target = from_rome({end, 23, 59, 59});
    DIGIPRO_CHECK(casework.set_target(tx, subject.pratica, target));
    return json::Value::object();
  };
  return {.name = "istanza.answer_target",
          .kind = verbs::Kind::local,
          .title = "Fissa la data di risposta",
          .input = {},
          .output = {},
          .run = std::move(run),
          .effect = {}};
}

}  // namespace digipro::istanze
