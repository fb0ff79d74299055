#include "modules/istanze/testing/request_town.h"

#include <doctest/doctest.h>

#include "core/organisation/organisation.h"
#include "core/stradario/stradario.h"
#include "modules/fascicoli/module.h"
#include "modules/protocollo/module.h"
#include "web/embedded.h"

namespace digipro::istanze::testing {
namespace {

constexpr const char* service_id = "segnalazione-aree-verdi";

template <class Steps>
void append(std::vector<db::Migration>& all, const Steps& steps) {
  all.insert(all.end(), std::begin(steps), std::end(steps));
}

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> all;
  append(all, people::migrations);
  append(all, organisation::migrations);
  append(all, stradario::migrations);
  append(all, std::span(casework::migrations, casework::migration_count));
  append(all, documents::migrations);
  append(all, fascicoli::migrations);
  append(all, protocollo::migrations);
  append(all, posta::migrations);
  append(all, istanze::migrations);
  return all;
}

}  // namespace

void fail_with(const Error& error) {
  std::string problem = std::string(error.name()) + ": " + error.detail;
  for (const FieldProblem& field : error.fields)
    problem += "\n" + field.field + ": " + field.sentence;
  FAIL(problem);
}

RequestTown::RequestTown(db::testing::TestStore& store)
    : RequestTown(store.database(), blob::make_memory_store()) {}

RequestTown::RequestTown(db::Database& database, std::unique_ptr<blob::Store> store) {
  town_.id = EnteId("borgoverde");
  town_.name = "Comune di Borgo Verde";
  town_.aoo = "AOO1";
  casework_ = std::make_unique<casework::Casework>(verbs_, definitions_, casework::Settings{});
  add_verbs();
  std::vector<catalogue::PackageFile> files;
  for (const web::EmbeddedFile& file : web::embedded_below(std::string("services/") + service_id))
    files.push_back({std::string(file.path), std::string(file.bytes())});
  catalogue_ = must(catalogue::Catalogue::load(files, verbs_));
  definitions_.source = catalogue_.get();
  service = catalogue_->find_service(service_id);
  REQUIRE(service != nullptr);
  for (const auto& [name, message] : service->messages)
    messages_[name] = {message.subject, message.body};
  pages_ = must(web::Pages::load());
  if (Status opened = open(database, std::move(store)); !opened) fail_with(opened.error());
  add_routes(routes_, *parts_);
}

Status RequestTown::open(db::Database& database, std::unique_ptr<blob::Store> store) {
  DIGIPRO_TRY(opened,
              ledger::open_ledger(database, clock, ids_, {.ente = town_.id}, all_migrations()));
  ledger = std::move(opened);
  blobs = std::move(store);
  parts_.emplace(
      Parts{.catalogue = *catalogue_,
            .casework = *casework_,
            .links = links,
            .blobs = *blobs,
            .pages = *pages_,
            .town_name = [](const EnteId&) { return "Comune di Borgo Verde"; },
            .scan = [this](const blob::BlobRef& ref) { return scan ? scan(ref) : Status(); },
            .map_tiles = ""});
  return {};
}

void RequestTown::add_verbs() {
  posta::Sources sources;
  sources.text_of = [this](const ServiceId&, std::string_view name) -> const posta::MessageText* {
    auto found = messages_.find(std::string(name));
    return found == messages_.end() ? nullptr : &found->second;
  };
  sources.service_title = [this](const ServiceId&) { return service->title; };
  sources.town_name = [](const EnteId&) { return "Comune di Borgo Verde"; };
  sources.address_of = [](db::Connection& db, const PraticaId& pratica) -> Result<std::string> {
    return must(find_istanza(db, pratica)).contact_email;
  };
  sources.link_of = [this](db::Connection& db, const EnteId&,
                           const PraticaId& pratica) -> Result<std::string> {
    return "https://borgoverde.example" + follow_url(links, must(find_istanza(db, pratica)).draft);
  };
  sources.office_name = [](db::Connection&, const OfficeId& office) { return office.text; };
  verbs_.add(protocollo::register_verb(*casework_, [](const EnteId&) { return "AOO1"; }));
  verbs_.add(fascicoli::open_verb());
  verbs_.add(answer_target_verb(
      *casework_, [this](const ServiceId& id) { return catalogue_->find_service(id.text); },
      [](const EnteId&) { return PatronSaint{}; }));
  verbs_.add(posta::send_verb(std::move(sources)));
}

Visitor RequestTown::nobody() const {
  Visitor visitor;
  visitor.caller.ente = visitor.viewer.ente = town_.id;
  return visitor;
}

Visitor RequestTown::person(const people::PersonalData& data) {
  Caller admin = nobody().caller;
  admin.person = PersonId("amministratore");
  admin.roles = {Role::amministratore};
  people::CreatePerson create;
  create.data = data;
  Visitor visitor = nobody();
  visitor.caller.person = must(ledger->run(admin, {}, people::create_person(), create)).id;
  visitor.caller.roles = {Role::segnalante};
  visitor.viewer.person = visitor.caller.person;
  visitor.viewer.roles = visitor.caller.roles;
  return visitor;
}

DraftAnswer RequestTown::start(const Visitor& who) {
  return must(ledger->run(who.caller, {}, start_draft(),
                          StartDraft{service->id, service->version, json::Value::object()}));
}

Result<DraftAnswer> RequestTown::save(const Visitor& who, const std::string& draft,
                                      const std::string& json) {
  return ledger->run(who.caller, {}, save_fields(), SaveFields{draft, must(json::parse(json))});
}

Result<Draft> RequestTown::find(const Visitor& who, const std::string& draft) {
  auto lease = must(ledger->read());
  return find_draft(lease->db(), who.viewer.person, draft, clock.now());
}

std::string RequestTown::whole_story() const {
  return R"({"problema":"albero","albero_stato":"pericolante","pericolo":true,
      "descrizione":"Un ramo pende sul vialetto","accessibile":true,
      "luogo":{"street":"Via dei Tigli","number":"12","lat":"44.9012","lon":"8.2064"},
      "vuole_risposta":true,"nome":"Anna Verdi","email":"anna.verdi@example.it"})";
}

Result<Submitted> RequestTown::submit(const Visitor& who, const std::string& draft,
                                      int64_t revision, const std::string& key) {
  return ledger->run(who.caller, {key}, submit_command(*parts_), Submit{draft, revision, "web"});
}

std::string RequestTown::draft_url(const std::string& draft) const {
  return "/richieste/" + links.sign(draft_purpose, draft);
}

db::Rows RequestTown::rows(db::Sql statement) {
  auto lease = must(ledger->read());
  return must(lease->db().query(statement));
}

Answer RequestTown::visit(const Visitor& who, http::Request request) {
  auto match = must(routes_.match(request.method, request.path));
  if (auto allowed = web::check(match.route->access, who.viewer); !allowed)
    return {allowed.error().http_status(), std::string(allowed.error().name()), {}};
  web::Visit visit{request, town_,   *ledger, who.caller,  who.viewer,
                   "",      "segno", {},      clock.now(), match.parameters};
  auto response = match.route->handler(visit);
  if (!response) return {response.error().http_status(), std::string(response.error().name()), {}};
  const std::string* location = http::find_field(response->headers, "Location");
  return {response->status, response->body, location ? *location : ""};
}

Answer RequestTown::get(const Visitor& who, const std::string& path) {
  http::Request request;
  auto target = must(http::parse_target(path, {}));
  request.path = target.path;
  request.query = target.query;
  return visit(who, std::move(request));
}

Answer RequestTown::post(const Visitor& who, const std::string& path, http::Fields form,
                         std::vector<http::UploadedFile> files) {
  http::Request request;
  request.method = http::Method::post;
  request.path = path;
  request.form = std::move(form);
  request.files = std::move(files);
  return visit(who, std::move(request));
}

http::UploadedFile RequestTown::upload(const std::string& field, const std::string& name,
                                       std::string_view bytes) {
  http::UploadedFile file;
  file.field = field;
  file.filename = name;
  file.size_bytes = static_cast<int64_t>(bytes.size());
  file.sink = must(blob::stage_bytes(*blobs, bytes));
  return file;
}

}  // namespace digipro::istanze::testing
