#include <thread>

#include "modules/identity/testing/identity_town.h"

using namespace digipro;
using namespace digipro::identity;
using db::testing::on_both_engines;
using db::testing::TestStore;
using identity::testing::good_password;
using identity::testing::IdentityTown;

namespace {

constexpr int64_t hour = 3'600;
const SeenDocument card{"carta-identita", "CA12345AB", Date{2024, 3, 1}};

Caller caller_with(const IdentityTown& town, Role role) {
  Caller caller;
  caller.ente = town.ente;
  caller.person = PersonId("luca");
  caller.roles = {Role::segnalante, role};
  caller.offices = {OfficeId("verde")};
  return caller;
}

Viewer viewer_with(const IdentityTown& town, Role role) {
  Caller caller = caller_with(town, role);
  return {caller.ente, caller.person, caller.roles, caller.offices, PrivacyLevel::personale, {}};
}

NewAccount account_for(const IdentityTown& town, const char* person, const char* login) {
  NewAccount account;
  account.ente = town.ente;
  account.person = PersonId(person);
  account.person_name = person;
  account.login = login;
  account.seen = card;
  return account;
}

template <class T>
std::string answer(const Result<T>& result) {
  return result ? "ok" : std::string(result.error().name());
}

std::string fields_of(const Error& error) {
  std::string names;
  for (const FieldProblem& problem : error.fields) names += problem.field + " ";
  return names;
}

constexpr db::Sql all_sessions = "SELECT * FROM session";
constexpr db::Sql all_credentials = "SELECT * FROM credential";
constexpr db::Sql all_attempts = "SELECT * FROM login_attempt";
constexpr db::Sql all_issuances = "SELECT * FROM issuance ORDER BY id";
constexpr db::Sql all_journal = "SELECT * FROM journal";

}  // namespace

TEST_CASE("only the desk and an amministratore issue, and only in their own ente") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    NewAccount wanted = account_for(town, "anna", "anna.verdi");
    CHECK(answer(town.identity->issue({}, wanted)) == "unauthenticated");
    for (Role role : {Role::segnalante, Role::operatore, Role::responsabile})
      CHECK(answer(town.identity->issue(caller_with(town, role), wanted)) == "forbidden");
    Caller elsewhere = caller_with(town, Role::amministratore);
    elsewhere.ente = EnteId("altrove");
    CHECK(answer(town.identity->issue(elsewhere, wanted)) == "forbidden");
    CHECK(answer(town.identity->issue(caller_with(town, Role::sportello), wanted)) == "ok");
    // What the desk of another ente asks about is not there.
    auto account = town.identity->account_of(viewer_with(town, Role::sportello), PersonId("anna"));
    REQUIRE(account.has_value());
    CHECK(answer(town.identity->reset(elsewhere, account->id, card)) == "not_found");
    Viewer stranger = viewer_with(town, Role::sportello);
    stranger.ente = EnteId("altrove");
    CHECK(answer(town.identity->find_account(stranger, account->id)) == "not_found");
    CHECK(answer(town.identity->find_account(viewer_with(town, Role::operatore), account->id)) ==
          "forbidden");
  });
}

TEST_CASE("a person has one account, a login one person; names of two enti do not meet") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    Caller desk = caller_with(town, Role::sportello);
    REQUIRE(town.identity->issue(desk, account_for(town, "anna", " Anna.Verdi ")).has_value());
    auto twice = town.identity->issue(desk, account_for(town, "anna", "anna.v"));
    CHECK(answer(twice) == "conflict");
    auto taken = town.identity->issue(desk, account_for(town, "piero", "ANNA.VERDI"));
    CHECK(answer(taken) == "conflict");
    CHECK(fields_of(taken.error()) == "utente ");
    Caller elsewhere = caller_with(town, Role::sportello);
    elsewhere.ente = EnteId("altrove");
    NewAccount same = account_for(town, "anna", "anna.verdi");
    same.ente = EnteId("altrove");
    CHECK(answer(town.identity->issue(elsewhere, same)) == "ok");
  });
}

TEST_CASE(
    "nothing is issued without a document that was seen, nor with a wrong login or password") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    Caller desk = caller_with(town, Role::sportello);
    NewAccount wanted = account_for(town, "anna", "a b");
    wanted.password = "corta";
    wanted.seen.reset();
    auto refused = town.identity->issue(desk, wanted);
    REQUIRE_FALSE(refused.has_value());
    CHECK(fields_of(refused.error()) == "utente password documento_tipo ");
    wanted = account_for(town, "anna", "anna.verdi");
    wanted.seen = SeenDocument{"tessera-punti", " ", Date{2026, 11, 24}};  // issued tomorrow
    refused = town.identity->issue(desk, wanted);
    REQUIRE_FALSE(refused.has_value());
    CHECK(fields_of(refused.error()) == "documento_tipo documento_numero documento_data ");
  });
}

TEST_CASE("what the desk did is on record: who, when, with which document") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    Caller desk = caller_with(town, Role::sportello);
    auto issued = town.identity->issue(desk, account_for(town, "anna", "anna.verdi"));
    REQUIRE(issued.has_value());
    REQUIRE(town.identity->reset(desk, issued->account, card).has_value());
    REQUIRE(town.identity->set_blocked(desk, issued->account, true).has_value());
    REQUIRE(town.identity->set_blocked(desk, issued->account, true).has_value());
    REQUIRE(town.identity->set_blocked(desk, issued->account, false).has_value());
    std::string records = town.all_texts(all_issuances);
    for (const char* action : {"issued", "reset", "blocked", "unblocked"}) {
      CAPTURE(action);
      size_t first = records.find(std::string("\n") + action + "\n");
      CHECK(first != std::string::npos);
      // Blocking what is blocked is no act.
      CHECK(records.find(std::string("\n") + action + "\n", first + 1) == std::string::npos);
    }
    CHECK(records.find("CA12345AB") != std::string::npos);
    CHECK(records.find("luca") != std::string::npos);
    std::string journal = town.all_texts(all_journal);
    CHECK(journal.find("identity.issued") != std::string::npos);
    CHECK(journal.find("identity.unblocked") != std::string::npos);
    // The journal is never erased: no personal data goes there.
    CHECK(journal.find("CA12345AB") == std::string::npos);
    CHECK(journal.find("anna.verdi") == std::string::npos);
  });
}

TEST_CASE("a reset unlocks, ends sessions and gives a start password; the old one is void") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    CHECK(town.person_of(cookie) == anna);
    for (int i = 0; i < 5; ++i) town.log_in("anna.verdi", "sbagliata", "198.51.100.7");
    auto account = town.identity->account_of(viewer_with(town, Role::sportello), anna);
    REQUIRE(account.has_value());
    CHECK(account->locked_until == town.clock.now().plus_seconds(15 * 60));
    auto done = town.identity->reset(caller_with(town, Role::sportello), account->id, card);
    REQUIRE(done.has_value());
    CHECK(done->login == "anna.verdi");
    CHECK(town.person_of(cookie).empty());
    CHECK(answer(town.log_in("anna.verdi", good_password)) == "wrong_credentials");
    auto again = town.log_in("anna.verdi", done->start_password);
    REQUIRE(again.has_value());
    CHECK(again->must_change);
  });
}

TEST_CASE("a stolen store opens nothing: no secret of a cookie, no password, no mistyped name") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    town.log_in("la-password-nel-campo-sbagliato", "x");
    auto issued = town.identity->issue(caller_with(town, Role::sportello),
                                       account_for(town, "piero", "piero.blu"));
    REQUIRE(issued.has_value());
    std::string secret = cookie.substr(cookie.find('=') + 1, 43);
    std::string csrf = town.resolve(town.request_with(cookie)).csrf_token;
    std::string all;
    for (db::Sql table : {all_sessions, all_credentials, all_attempts, all_issuances, all_journal})
      all += town.all_texts(table);
    CHECK(all.find(anna.text) != std::string::npos);  // it does look at the rows
    CHECK(all.find("$argon2id$") != std::string::npos);
    const std::string never[] = {
        secret, csrf, good_password, issued->start_password, "la-password-nel-campo", "192.0.2.1"};
    for (const std::string& text : never) {
      CAPTURE(text);
      CHECK(all.find(text) == std::string::npos);
    }
  });
}

TEST_CASE("accounts are found by the start of the name or the login, page by page, in order") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    Caller desk = caller_with(town, Role::sportello);
    Viewer viewer = viewer_with(town, Role::sportello);
    const char* names[] = {"Verdi Anna", "Verdi Anna", "D\xC3\xA0lia Piero", "Bianchi Carla",
                           "Verga Ugo"};
    for (int i = 0; i < 5; ++i) {
      NewAccount account =
          account_for(town, ("p" + std::to_string(i)).c_str(), ("u_" + std::to_string(i)).c_str());
      account.person_name = names[i];
      REQUIRE(town.identity->issue(desk, account).has_value());
    }
    auto logins = [&](const char* text, int limit) {
      std::string found, after;
      do {
        auto page = town.identity->search(viewer, text, after, limit);
        REQUIRE(page.has_value());
        for (const Account& account : page->items) found += account.login + " ";
        after = page->next;
      } while (!after.empty());
      return found;
    };
    CHECK(logins("verd", 10) == "u_0 u_1 ");
    CHECK(logins("dalia", 10) == "u_2 ");
    CHECK(logins("U_3", 10) == "u_3 ");
    CHECK(logins("u%", 10) == "");  // no sign of the pattern's language counts
    for (int limit : {1, 2, 3, 100}) CHECK(logins("", limit) == "u_3 u_2 u_0 u_1 u_4 ");
    CHECK(answer(town.identity->search(viewer_with(town, Role::operatore), "", "", 10)) ==
          "forbidden");
  });
}

TEST_CASE("roles are those of the last seconds, and at once when the house itself changes them") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    CHECK(town.person_of(cookie) == anna);
    std::string role = town.assign(anna, Role::sportello);
    // For some seconds the roles are those of the last look.
    CHECK_FALSE(town.resolve(town.request_with(cookie)).caller.has(Role::sportello));
    town.clock.advance_seconds(5);
    CHECK(town.resolve(town.request_with(cookie)).caller.has(Role::sportello));
    organisation::EndAssignment end{role, plus_days(to_rome(town.clock.now()).date, -1)};
    REQUIRE(town.town->run(town.admin(), {}, organisation::end_assignment(), end).has_value());
    CHECK(town.resolve(town.request_with(cookie)).caller.has(Role::sportello));
    town.identity->forget_person(town.ente, anna);
    CHECK_FALSE(town.resolve(town.request_with(cookie)).caller.has(Role::sportello));
  });
}

TEST_CASE("a session of one ente opens nothing in another of the same program") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    // Where citizens may come in too, a role does not stand in for the check of the ente.
    town.are_citizens_allowed = true;
    std::string cookie = town.cookie_of_login("anna.verdi");
    CHECK(town.person_of(cookie) == anna);
    TestStore other_store(store.database().engine());
    ledger::Settings settings;
    settings.ente = EnteId("altrove");
    const db::Migration both[] = {people::migrations[0], organisation::migrations[0]};
    auto other = ledger::open_ledger(other_store.database(), town.clock, town.ids, settings, both);
    REQUIRE(other.has_value());
    for (bool is_remembered : {true, false}) {
      if (!is_remembered) town.restart();
      auto visitor = town.identity->resolve(town.request_with(cookie), **other, town.clock.now());
      REQUIRE(visitor.has_value());
      CHECK(visitor->caller.person.empty());
      CHECK(visitor->caller.ente == EnteId("altrove"));
    }
  });
}

TEST_CASE("guesses at the same moment gain nothing: five are answered, the rest meets the lock") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    std::atomic<int> wrong = 0, locked = 0, other = 0;
    std::vector<std::thread> guessers;
    for (int i = 0; i < 8; ++i)
      guessers.emplace_back([&, i] {
        for (int j = 0; j < 4; ++j) {
          auto done = town.log_in("anna.verdi", "tentativo " + std::to_string(i * 4 + j),
                                  "198.51.100." + std::to_string(i));
          std::string name = answer(done);
          ++(name == "wrong_credentials" ? wrong : name == "account_locked" ? locked : other);
        }
      });
    for (std::thread& guesser : guessers) guesser.join();
    CHECK(wrong == 5);
    CHECK(locked == 27);
    CHECK(other == 0);
  });
}

TEST_CASE("sweeping takes ended sessions and old failures, and nothing that counts") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    town.cookie_of_login("anna.verdi");
    town.log_in("nessuno", "x");
    town.clock.advance_seconds(12 * hour);
    std::string cookie = town.cookie_of_login("anna.verdi");
    town.log_in("qualcuno", "x", "198.51.100.7");
    auto count = [&](db::Sql table) {
      auto lease = town.installation->read();
      REQUIRE(lease.has_value());
      return (*lease)->db().query(table).value().size();
    };
    CHECK(count(all_sessions) == 2);
    CHECK(count(all_attempts) == 4);
    REQUIRE(town.identity->sweep().has_value());
    CHECK(count(all_sessions) == 1);
    CHECK(count(all_attempts) == 2);
    CHECK(town.person_of(cookie) == anna);
  });
}
