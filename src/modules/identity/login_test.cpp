#include "modules/identity/testing/identity_town.h"

using namespace digipro;
using namespace digipro::identity;
using db::testing::on_both_engines;
using db::testing::TestStore;
using identity::testing::good_password;
using identity::testing::IdentityTown;

namespace {

constexpr int64_t minute = 60, hour = 60 * minute, day = 24 * hour;

// The answer's name, "ok" for a login.
std::string answer(const Result<Identity::LoggedIn>& result) {
  return result ? "ok" : std::string(result.error().name());
}

}  // namespace

TEST_CASE("given a clerk with an account, when the password is right, the visitor is the clerk") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    auto done = town.log_in(" Anna.Verdi ", good_password);
    REQUIRE(done.has_value());
    CHECK(done->is_staff);
    CHECK_FALSE(done->must_change);
    Visitor visitor = town.resolve(town.request_with(done->cookie));
    CHECK(visitor.caller.person == anna);
    CHECK(visitor.display_name == "Anna Verdi");
    CHECK(visitor.viewer.holds(Role::operatore, OfficeId("verde")));
    CHECK_FALSE(visitor.viewer.holds(Role::responsabile, OfficeId("verde")));
    CHECK(visitor.viewer.clearance == PrivacyLevel::personale);
  });
}

TEST_CASE("a wrong password and an unknown name get the same answer") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    CHECK(answer(town.log_in("anna.verdi", "quattro cani sul tetto")) == "wrong_credentials");
    CHECK(answer(town.log_in("nessuno", good_password)) == "wrong_credentials");
    CHECK(answer(town.log_in("anna.verdi", "")) == "wrong_credentials");
    CHECK(answer(town.log_in("", "")) == "wrong_credentials");
  });
}

TEST_CASE("after five wrong passwords the name is locked for 15 minutes, known or not") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    for (const char* login : {"anna.verdi", "nessuno"}) {
      for (int i = 0; i < 5; ++i)
        CHECK(answer(town.log_in(login, "sbagliata")) == "wrong_credentials");
      CHECK(answer(town.log_in(login, good_password)) == "account_locked");
      // From another address too: the name is locked.
      CHECK(answer(town.log_in(login, good_password, "198.51.100.7")) == "account_locked");
    }
    town.clock.advance_seconds(15 * minute - 1);
    CHECK(answer(town.log_in("anna.verdi", good_password)) == "account_locked");
    town.clock.advance_seconds(1);
    CHECK(answer(town.log_in("anna.verdi", good_password)) == "ok");
  });
}

TEST_CASE("given four wrong passwords, a right one begins the count anew") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 4; ++i)
        CHECK(answer(town.log_in("anna.verdi", "sbagliata")) == "wrong_credentials");
      CHECK(answer(town.log_in("anna.verdi", good_password)) == "ok");
    }
  });
}

TEST_CASE("after twenty failures of an address it is locked for every name, others are not") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    for (int i = 0; i < 20; ++i)
      CHECK(answer(town.log_in("nome" + std::to_string(i), "sbagliata")) == "wrong_credentials");
    CHECK(answer(town.log_in("anna.verdi", good_password)) == "account_locked");
    CHECK(answer(town.log_in("anna.verdi", good_password, "198.51.100.7")) == "ok");
    town.clock.advance_seconds(15 * minute);
    CHECK(answer(town.log_in("anna.verdi", good_password)) == "ok");
  });
}

TEST_CASE("an IPv6 customer is one address, whatever the last 64 bits say") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    for (int i = 0; i < 20; ++i)
      town.log_in("nome" + std::to_string(i), "sbagliata", "2001:db8:1:1::" + std::to_string(i));
    CHECK(answer(town.log_in("altro", "sbagliata", "2001:db8:1:1:ffff::1")) == "account_locked");
    CHECK(answer(town.log_in("altro", "sbagliata", "2001:db8:1:2::1")) == "wrong_credentials");
  });
}

TEST_CASE("a clerk's session ends after 30 minutes without a page") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    for (int i = 0; i < 4; ++i) {
      town.clock.advance_seconds(29 * minute);
      CHECK(town.person_of(cookie) == anna);
    }
    // Another process, or this one after a restart, knows it from the store alone.
    town.restart();
    CHECK(town.person_of(cookie) == anna);
    town.clock.advance_seconds(30 * minute);
    CHECK(town.person_of(cookie).empty());
    town.restart();
    CHECK(town.person_of(cookie).empty());
  });
}

TEST_CASE("a session ends after 12 hours, however busy") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    for (int64_t passed = 0; passed + 20 * minute < 12 * hour; passed += 20 * minute) {
      CHECK(town.person_of(cookie) == anna);
      town.clock.advance_seconds(20 * minute);
    }
    CHECK(town.person_of(cookie) == anna);
    town.clock.advance_seconds(20 * minute);
    CHECK(town.person_of(cookie).empty());
  });
}

TEST_CASE("when one logs out, the cookie opens nothing any more") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    CHECK(town.person_of(cookie) == anna);
    std::string gone = town.identity->log_out(town.request_with(cookie, "/esci"));
    CHECK(gone.find("Max-Age=0") != std::string::npos);
    CHECK(town.person_of(cookie).empty());
  });
}

TEST_CASE("a changed password ends the other sessions and opens a new one") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_clerk();
    std::string office = town.cookie_of_login("anna.verdi");
    std::string home = town.cookie_of_login("anna.verdi");
    CHECK(town.person_of(home) == anna);
    const std::string next = "cinque cani nel prato";
    auto done = town.identity->change_password(town.request_with(office, "/password"), town.ente,
                                               good_password, next, next, town.clock.now());
    REQUIRE(done.has_value());
    CHECK(town.person_of(done->cookie) == anna);
    CHECK(town.person_of(office).empty());
    CHECK(town.person_of(home).empty());
    CHECK(answer(town.log_in("anna.verdi", good_password)) == "wrong_credentials");
    CHECK(answer(town.log_in("anna.verdi", next)) == "ok");
  });
}

TEST_CASE("a password is not changed with a wrong, weak or mistyped one; each field says why") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    auto fields = [&](const char* current, const char* wanted, const char* repeated) {
      auto done = town.identity->change_password(town.request_with(cookie, "/password"), town.ente,
                                                 current, wanted, repeated, town.clock.now());
      REQUIRE_FALSE(done.has_value());
      std::string names;
      for (const FieldProblem& problem : done.error().fields) names += problem.field + " ";
      return names;
    };
    const char* next = "cinque cani nel prato";
    CHECK(fields("sbagliata", next, next) == "password_attuale ");
    CHECK(fields(good_password, "corta", "corta") == "password_nuova ");
    CHECK(fields(good_password, next, "cinque gatti nel prato") == "password_ripetuta ");
    CHECK(fields(good_password, good_password, good_password) == "password_nuova ");
    CHECK(fields("", "", "") == "password_attuale password_nuova ");
    http::Request nobody = town.request(http::Method::post, "/password");
    auto done = town.identity->change_password(nobody, town.ente, good_password, next, next,
                                               town.clock.now());
    CHECK(answer(done) == "unauthenticated");
  });
}

TEST_CASE("a citizen's credentials open nothing until the town switches them on") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId carla = town.add_person("Carla", "Bianchi");
    town.give_account(carla, "carla.bianchi");
    CHECK(answer(town.log_in("carla.bianchi", good_password)) == "forbidden");
    CHECK(answer(town.log_in("carla.bianchi", "sbagliata")) == "wrong_credentials");
    town.are_citizens_allowed = true;
    std::string cookie = town.cookie_of_login("carla.bianchi");
    town.clock.advance_seconds(2 * hour - 1);
    CHECK(town.person_of(cookie, "/area-personale") == carla);
    town.clock.advance_seconds(2 * hour);
    CHECK(town.person_of(cookie, "/area-personale").empty());
    cookie = town.cookie_of_login("carla.bianchi");
    CHECK(town.person_of(cookie, "/area-personale") == carla);
    town.are_citizens_allowed = false;
    town.clock.advance_seconds(minute);
    CHECK(town.person_of(cookie, "/area-personale").empty());
  });
}

TEST_CASE("a start password opens the page of its change only, and is void after 30 days") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId anna = town.add_person("Anna", "Verdi");
    town.assign(anna, Role::operatore);
    auto issued = town.identity->issue(town.admin(), {.ente = town.ente,
                                                      .person = anna,
                                                      .person_name = "Verdi Anna",
                                                      .login = "anna.verdi",
                                                      .seen = {},
                                                      .password = ""});
    REQUIRE(issued.has_value());
    const std::string start = issued->start_password;
    CHECK(start.size() == 19);
    town.clock.advance_seconds(30 * day - 1);
    auto done = town.log_in("anna.verdi", start);
    REQUIRE(done.has_value());
    CHECK(done->must_change);
    Visitor elsewhere = town.resolve(town.request_with(done->cookie, "/scrivania"));
    CHECK(elsewhere.caller.person.empty());
    CHECK(elsewhere.viewer.roles == RoleSet{Role::segnalante});
    CHECK(elsewhere.must_change);
    CHECK(town.person_of(done->cookie, "/password") == anna);
    town.clock.advance_seconds(1);
    CHECK(answer(town.log_in("anna.verdi", start)) == "gone");
    CHECK(answer(town.log_in("anna.verdi", "sbagliata")) == "wrong_credentials");
    const std::string own = "cinque cani nel prato";
    auto changed = town.identity->change_password(town.request_with(done->cookie, "/password"),
                                                  town.ente, start, own, own, town.clock.now());
    REQUIRE(changed.has_value());
    CHECK(town.person_of(changed->cookie, "/scrivania") == anna);
  });
}
