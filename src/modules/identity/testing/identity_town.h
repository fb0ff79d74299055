// A town for tests of this module: the installation's store and an ente's on one engine, a clock
// that stands still, one office, and people with roles. For tests only; one thread.
#pragma once
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "core/organisation/organisation.h"
#include "core/people/people.h"
#include "modules/identity/module.h"
#include "platform/db/testing/test_stores.h"

namespace digipro::identity::testing {

// As cheap as argon2id allows: the tests are about what stands around it.
inline constexpr crypto::Argon2Cost cheap{.memory_kib = 8, .passes = 1, .lanes = 1};
inline constexpr const char* good_password = "quattro gatti sul tetto";

class IdentityTown {
 public:
  explicit IdentityTown(db::testing::TestStore& installation_store);

  // A new Identity over the same stores, as after a start of the program: nothing is remembered.
  void restart();
  PersonId add_person(const std::string& given_name, const std::string& family_name);
  std::string assign(const PersonId& person, Role role);  // from today, in "verde"
  // An account with good_password that need not be changed.
  Issued give_account(const PersonId& person, const std::string& login);
  // Anna Verdi, clerk, login anna.verdi.
  PersonId add_clerk();

  // A request as the edge makes it.
  http::Request request(http::Method method = http::Method::get, const std::string& path = "/");
  // As above, by a browser that was given this Set-Cookie value.
  http::Request request_with(const std::string& set_cookie, const std::string& path = "/scrivania");
  Result<Identity::LoggedIn> log_in(const std::string& login, const std::string& password,
                                    const std::string& address = "192.0.2.1");
  std::string cookie_of_login(const std::string& login,
                              const std::string& password = good_password);
  Visitor resolve(const http::Request& request);
  // Who the cookie belongs to now; empty when it opens nothing.
  PersonId person_of(const std::string& set_cookie, const std::string& path = "/scrivania");
  Caller admin() const { return system_caller(ente); }
  // Every text of every row of a table of the installation, for what must not be in it.
  std::string all_texts(db::Sql statement);

  EnteId ente{"borgoverde"};
  ManualClock clock{Instant{1'795'420'800'000'000}};  // 2026-11-23T08:00:00Z
  CountingIdSource ids;
  db::testing::TestStore ente_store;
  std::unique_ptr<ledger::Ledger> installation, town;
  std::unique_ptr<outbox::Outbox> outbox;  // of the ente
  crypto::PasswordHasher hasher{cheap};
  bool are_citizens_allowed = false;
  std::unique_ptr<Identity> identity;
};

}  // namespace digipro::identity::testing
