#include "modules/scrivania/testing/desk_town.h"

#include <doctest/doctest.h>

#include "base/testing/source_tree.h"
#include "core/journal/journal.h"
#include "core/organisation/organisation.h"
#include "core/people/people.h"
#include "modules/documents/module.h"
#include "modules/fascicoli/module.h"
#include "modules/protocollo/module.h"
#include "web/embedded.h"

namespace digipro::scrivania::testing {
namespace {

template <class Value>
Value must(Result<Value> result) {
  if (!result) {
    std::string problem = std::string(result.error().name()) + ": " + result.error().detail;
    for (const FieldProblem& field : result.error().fields)
      problem += "\n" + field.field + ": " + field.sentence;
    FAIL(problem);
  }
  return std::move(*result);
}

template <class Steps>
void append(std::vector<db::Migration>& all, const Steps& steps) {
  all.insert(all.end(), std::begin(steps), std::end(steps));
}

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  append(all, people::migrations);
  append(all, organisation::migrations);
  append(all, std::span(casework::migrations, casework::migration_count));
  append(all, documents::migrations);
  append(all, fascicoli::migrations);
  append(all, protocollo::migrations);
  append(all, posta::migrations);
  append(all, istanze::migrations);
  return all;
}

Result<bool> office_exists(db::Connection& db, const OfficeId& office) {
  return organisation::find_office(db, office).has_value();
}

std::string attribute(const std::string& tag, const std::string& name) {
  size_t at = tag.find(" " + name + "=\"");
  if (at == std::string::npos) return {};
  at += name.size() + 3;
  return tag.substr(at, tag.find('"', at) - at);
}

// Every <form ...>...</form> of a page: its tag and what is inside.
std::vector<std::pair<std::string, std::string>> forms_of(const std::string& page) {
  std::vector<std::pair<std::string, std::string>> forms;
  for (size_t at = page.find("<form "); at != std::string::npos; at = page.find("<form ", at + 1)) {
    size_t end = page.find('>', at);
    forms.emplace_back(page.substr(at, end - at), page.substr(end, page.find("</form>", at) - end));
  }
  return forms;
}

http::Fields hidden_fields(const std::string& form) {
  http::Fields fields;
  for (size_t at = form.find("<input "); at != std::string::npos;
       at = form.find("<input ", at + 1)) {
    std::string tag = form.substr(at, form.find('>', at) - at);
    if (attribute(tag, "type") != "hidden") continue;
    std::string value = attribute(tag, "value");
    for (size_t amp = value.find("&amp;"); amp != std::string::npos; amp = value.find("&amp;"))
      value.replace(amp, 5, "&");
    fields.emplace_back(attribute(tag, "name"), value);
  }
  return fields;
}

}  // namespace

size_t Answer::count(std::string_view text) const {
  size_t found = 0;
  for (size_t at = page.find(text); at != std::string::npos; at = page.find(text, at + 1)) ++found;
  return found;
}

DeskTown::DeskTown(db::testing::TestStore& store, std::vector<catalogue::PackageFile> packages) {
  town_.id = EnteId("borgoverde");
  town_.name = "Comune di Borgo Verde";
  town_.aoo = "AOO1";
  admin_.ente = town_.id;
  admin_.person = PersonId("amministratore");
  admin_.roles = {Role::amministratore};
  ledger = must(
      ledger::open_ledger(store.database(), clock, ids_, {.ente = town_.id}, all_migrations()));
  casework::Settings settings;
  settings.office_exists = office_exists;
  casework_ = std::make_unique<casework::Casework>(verbs_, definitions_, settings);
  add_verbs();
  load_packages(std::move(packages));
  pages_ = must(web::Pages::load());
  filing_.emplace(istanze::Parts{.catalogue = *catalogue_,
                                 .casework = *casework_,
                                 .links = links_,
                                 .blobs = *blobs_,
                                 .pages = *pages_,
                                 .town_name = [](const EnteId&) { return "Comune di Borgo Verde"; },
                                 .scan = {},
                                 .map_tiles = ""});
  desk_.emplace(Parts{*catalogue_, *casework_, *blobs_, *pages_});
  istanze::add_routes(routes_, *filing_);
  add_routes(routes_, *desk_);
  open_offices();
}

void DeskTown::open_offices() {
  must(ledger->run(admin_, {}, organisation::save_aoo(),
                   organisation::SaveAoo{{"AOO1", "Comune di Borgo Verde"}}));
  for (auto [code, name] :
       {std::pair{"verde", "Ufficio ambiente e verde"}, std::pair{"strade", "Ufficio strade"}}) {
    organisation::Office office;
    office.code = OfficeId(code);
    office.name = name;
    office.aoo = "AOO1";
    must(ledger->run(admin_, {}, organisation::save_office(),
                     organisation::SaveOffice{office, true}));
  }
}

void DeskTown::add_verbs() {
  posta::Sources sources;
  sources.text_of = [this](const ServiceId& service,
                           std::string_view message) -> const posta::MessageText* {
    auto found = messages_.find({service.text, std::string(message)});
    return found == messages_.end() ? nullptr : &found->second;
  };
  sources.service_title = [](const ServiceId& service) { return service.text; };
  sources.town_name = [](const EnteId&) { return "Comune di Borgo Verde"; };
  sources.address_of = [](db::Connection& db, const PraticaId& pratica) -> Result<std::string> {
    return must(istanze::find_istanza(db, pratica)).contact_email;
  };
  sources.link_of = [this](db::Connection& db, const EnteId&,
                           const PraticaId& pratica) -> Result<std::string> {
    return "https://borgoverde.example" +
           istanze::follow_url(links_, must(istanze::find_istanza(db, pratica)).draft);
  };
  sources.office_name = [](db::Connection& db, const OfficeId& office) {
    return must(organisation::find_office(db, office)).name;
  };
  verbs_.add(protocollo::register_verb(*casework_, [](const EnteId&) { return "AOO1"; }));
  verbs_.add(fascicoli::open_verb());
  verbs_.add(istanze::answer_target_verb(
      *casework_, [this](const ServiceId& id) { return catalogue_->find_service(id.text); },
      [](const EnteId&) { return PatronSaint{}; }));
  verbs_.add(posta::send_verb(std::move(sources)));
}

void DeskTown::load_packages(std::vector<catalogue::PackageFile> packages) {
  for (const web::EmbeddedFile& file : web::embedded_below("services/"))
    packages.push_back({std::string(file.path), std::string(file.bytes())});
  catalogue_ = must(catalogue::Catalogue::load(packages, verbs_));
  definitions_.source = catalogue_.get();
  for (const catalogue::ServicePackage* service : catalogue_->services())
    for (const auto& [name, message] : service->messages)
      messages_[{service->id.text, name}] = {message.subject, message.body};
}

Worker DeskTown::worker(const char* given_name, const char* family_name,
                        std::initializer_list<std::pair<const char*, Role>> seats) {
  people::CreatePerson person;
  person.data.given_name = given_name;
  person.data.family_name = family_name;
  Worker made;
  made.name = std::string(given_name) + " " + family_name;
  made.caller.ente = made.viewer.ente = town_.id;
  made.caller.person = must(ledger->run(admin_, {}, people::create_person(), person)).id;
  for (const auto& [office, role] : seats) {
    made.caller.roles.insert(role);
    made.caller.offices.insert(OfficeId(office));
    made.caller.seats.insert({OfficeId(office), role});
  }
  made.viewer.person = made.caller.person;
  made.viewer.roles = made.caller.roles;
  made.viewer.offices = made.caller.offices;
  made.viewer.seats = made.caller.seats;
  made.viewer.clearance = PrivacyLevel::personale;
  return made;
}

void DeskTown::fill_draft(const istanze::DraftAnswer& draft, const std::string& description) {
  auto place = json::Value::object({{"street", "Via dei Tigli"},
                                    {"number", "12"},
                                    {"description", ""},
                                    {"lat", "44.90120"},
                                    {"lon", "8.20640"}});
  auto answers = json::Value::object({{"problema", "albero"},
                                      {"albero_stato", "pericolante"},
                                      {"pericolo", true},
                                      {"descrizione", description},
                                      {"luogo", place},
                                      {"accessibile", true},
                                      {"vuole_risposta", true},
                                      {"nome", "Anna Verdi"},
                                      {"email", "anna.verdi@example.it"}});
  must(ledger->run({}, {}, istanze::save_fields(), istanze::SaveFields{draft.id, answers}));
  std::string photo = digipro::testing::source_file("tests/fuzz/corpus/sniff/plain-40x30.jpg");
  blob::BlobRef kept = must(blob::keep_bytes(*blobs_, photo));
  must(ledger->run({}, {}, istanze::attach_file(),
                   istanze::AttachFile{draft.id, "foto", kept.hash, "ramo.jpg", "image/jpeg",
                                       kept.size_bytes, 5}));
}

PraticaId DeskTown::file_report(const std::string& description, const std::string& service) {
  Caller nobody;
  nobody.ente = town_.id;
  const auto* package = catalogue_->find_service(service);
  REQUIRE(package);
  auto draft =
      must(ledger->run(nobody, {}, istanze::start_draft(),
                       istanze::StartDraft{package->id, package->version, json::Value::object()}));
  fill_draft(draft, description);
  int64_t revision = [&] {
    auto lease = must(ledger->read());
    return must(istanze::find_draft(lease->db(), PersonId(), draft.id, clock.now())).revision;
  }();
  auto sent = must(ledger->run(nobody, {draft.id}, istanze::submit_command(*filing_),
                               istanze::Submit{draft.id, revision, "web"}));
  return sent.pratica;
}

Answer DeskTown::visit(const Worker& who, http::Request request) {
  auto match = must(routes_.match(request.method, request.path));
  if (auto allowed = web::check(match.route->access, who.viewer); !allowed)
    return {allowed.error().http_status(), std::string(allowed.error().name()), {}};
  web::Visit visit{request,  town_,   *ledger, who.caller,  who.viewer,
                   who.name, "segno", {},      clock.now(), match.parameters};
  auto response = match.route->handler(visit);
  if (!response) return {response.error().http_status(), std::string(response.error().name()), {}};
  Answer answer{response->status, response->body, response->headers};
  if (const std::string* location = http::find_field(response->headers, "Location"))
    answer.page = *location;
  if (response->stream) answer.page = must(response->stream->read(1 << 20));
  return answer;
}

Answer DeskTown::get(const Worker& who, const std::string& target, bool is_pane) {
  auto parsed = must(http::parse_target(target, {}));
  http::Request request;
  request.path = parsed.path;
  request.query = parsed.query;
  if (is_pane) request.headers = {{"hx-request", "true"}, {"hx-target", "pratica"}};
  return visit(who, std::move(request));
}

Answer DeskTown::post(const Worker& who, const std::string& target, const http::Fields& form) {
  auto parsed = must(http::parse_target(target, {}));
  http::Request request;
  request.method = http::Method::post;
  request.path = parsed.path;
  request.query = parsed.query;
  request.form = form;
  return visit(who, std::move(request));
}

Answer DeskTown::send(const Worker& who, const Answer& page, const std::string& action,
                      const std::string& outcome, const http::Fields& typed) {
  for (const auto& [tag, inside] : forms_of(page.page)) {
    std::string address = attribute(tag, "action");
    http::Fields fields = hidden_fields(inside);
    const std::string* chosen = http::find_field(fields, "esito");
    if (!address.ends_with(action) || (chosen ? *chosen : "") != outcome) continue;
    for (const auto& [name, value] : typed)
      fields.emplace_back(outcome.empty() ? name : outcome + "__" + name, value);
    return post(who, address, fields);
  }
  FAIL("no form for " << action << " " << outcome << " on the page");
  return {};
}

Answer DeskTown::reporter_answers(const PraticaId& pratica, const std::string& text) {
  std::string url;
  {
    auto lease = must(ledger->read());
    url = istanze::follow_url(links_, must(istanze::find_istanza(lease->db(), pratica)).draft);
  }
  Worker nobody;
  nobody.caller.ente = nobody.viewer.ente = town_.id;
  Answer page = get(nobody, url);
  return send(nobody, page, "/risposta", {}, {{"testo", text}});
}

casework::Pratica DeskTown::find(const PraticaId& pratica) {
  auto lease = must(ledger->read());
  return must(casework::load_pratica(lease->db(), pratica));
}

TaskId DeskTown::open_task(const PraticaId& pratica) {
  auto lease = must(ledger->read());
  Viewer everybody;
  everybody.person = PersonId("tutti");
  everybody.roles = {Role::operatore, Role::responsabile};
  everybody.offices = {OfficeId("verde"), OfficeId("strade")};
  auto tasks = must(casework::open_tasks(lease->db(), everybody, pratica));
  return tasks.empty() ? TaskId() : tasks.front().id;
}

int64_t DeskTown::journal_entries(const PraticaId& pratica, const std::string& kind) {
  auto lease = must(ledger->read());
  auto entries = must(journal::of_pratica(lease->db(), pratica, 0, 500, false));
  int64_t found = 0;
  for (const journal::Entry& entry : entries) found += entry.kind == kind;
  return found;
}

}  // namespace digipro::scrivania::testing
