#include "modules/identity/testing/identity_town.h"

#include "base/text.h"
#include "core/ente/ente_settings.h"

namespace digipro::identity::testing {
namespace {

std::unique_ptr<ledger::Ledger> open(db::Database& database, const Clock& clock, IdSource& ids,
                                     const EnteId& ente,
                                     const std::vector<db::Migration>& migrations) {
  ledger::Settings settings;
  settings.ente = ente;
  auto opened = ledger::open_ledger(database, clock, ids, settings, migrations);
  if (!opened) FAIL(opened.error().detail);
  return std::move(*opened);
}

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().name(), " ", result.error().detail);
  return std::move(*result);
}

}  // namespace

IdentityTown::IdentityTown(db::testing::TestStore& installation_store)
    : ente_store(installation_store.database().engine()) {
  installation = open(installation_store.database(), clock, ids, EnteId("installation"),
                      {migrations, migrations + 1});
  town = open(ente_store.database(), clock, ids, ente,
              {ente::ente_migrations()[0], people::migrations[0], organisation::migrations[0]});
  outbox = outbox::make_outbox(*town);
  using namespace organisation;
  must(town->run(admin(), {}, save_aoo(), SaveAoo{{"AOO1", "Comune di Borgo Verde"}}));
  SaveOffice office;
  office.office.code = OfficeId("verde");
  office.office.name = "Ufficio verde";
  office.office.aoo = "AOO1";
  must(town->run(admin(), {}, save_office(), office));
  restart();
}

void IdentityTown::restart() {
  Settings settings;
  settings.citizen_credentials = [this](const EnteId&) { return are_citizens_allowed; };
  identity = std::make_unique<Identity>(*installation, hasher, settings);
}

PersonId IdentityTown::add_person(const std::string& given_name, const std::string& family_name) {
  people::CreatePerson create;
  create.data.given_name = given_name;
  create.data.family_name = family_name;
  return must(town->run(admin(), {}, people::create_person(), create)).id;
}

std::string IdentityTown::assign(const PersonId& person, Role role) {
  organisation::AssignRole assign;
  assign.assignment.person = person;
  assign.assignment.office = OfficeId("verde");
  assign.assignment.role = role;
  assign.assignment.valid_from = to_rome(clock.now()).date;
  return must(town->run(admin(), {}, organisation::assign_role(), assign)).id;
}

Issued IdentityTown::give_account(const PersonId& person, const std::string& login) {
  NewAccount account;
  account.ente = ente;
  account.person = person;
  account.person_name = login;
  account.login = login;
  account.password = good_password;
  account.must_change = false;
  return must(identity->issue(admin(), account));
}

PersonId IdentityTown::add_clerk() {
  PersonId anna = add_person("Anna", "Verdi");
  assign(anna, Role::operatore);
  give_account(anna, "anna.verdi");
  return anna;
}

http::Request IdentityTown::request(http::Method method, const std::string& path) {
  http::Request request;
  request.method = method;
  request.path = request.target = path;
  request.remote_address = "192.0.2.1";
  request.host = "borgoverde.example.it";
  return request;
}

http::Request IdentityTown::request_with(const std::string& set_cookie, const std::string& path) {
  http::Request made = request(http::Method::get, path);
  std::string pair = set_cookie.substr(0, set_cookie.find(';'));
  size_t equals = pair.find('=');
  made.cookies[pair.substr(0, equals)] = pair.substr(equals + 1);
  return made;
}

Result<Identity::LoggedIn> IdentityTown::log_in(const std::string& login,
                                                const std::string& password,
                                                const std::string& address) {
  http::Request made = request(http::Method::post, "/accedi");
  made.remote_address = address;
  return identity->log_in(made, *town, login, password, clock.now());
}

std::string IdentityTown::cookie_of_login(const std::string& login, const std::string& password) {
  return must(log_in(login, password)).cookie;
}

Visitor IdentityTown::resolve(const http::Request& request) {
  return must(identity->resolve(request, *town, clock.now()));
}

PersonId IdentityTown::person_of(const std::string& set_cookie, const std::string& path) {
  return resolve(request_with(set_cookie, path)).caller.person;
}

std::string IdentityTown::all_texts(db::Sql statement) {
  auto lease = must(installation->read());
  std::string all;
  for (const db::Row& row : must(lease->db().query(statement)))
    for (size_t column = 0; column < row.size(); ++column)
      if (std::holds_alternative<std::string>(row.value(column))) all += row.text(column) + "\n";
  return all;
}

}  // namespace digipro::identity::testing
