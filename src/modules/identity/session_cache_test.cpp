#include "modules/identity/session_cache.h"

#include "modules/identity/testing/counting_ledger.h"
#include "modules/identity/testing/identity_town.h"

using namespace digipro;
using namespace digipro::identity;
using db::testing::on_both_engines;
using db::testing::TestStore;
using identity::testing::CountingLedger;
using identity::testing::IdentityTown;

namespace {

constexpr int64_t hour = 3'600;

Session session_of(const std::string& token, const std::string& account, Instant now) {
  Session session;
  session.token = token;
  session.account = account;
  session.visitor.caller.ente = EnteId("borgoverde");
  session.visitor.caller.person = PersonId("persona di " + account);
  session.idle_seconds = hour;
  session.ends_at = now.plus_seconds(12 * hour);
  session.seen_at = session.seen_stored_at = session.read_at = now;
  return session;
}

}  // namespace

TEST_CASE("a page of a known session costs no read, the first one once per store") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    std::string cookie = town.cookie_of_login("anna.verdi");
    CountingLedger installation(*town.installation), ente(*town.town);
    Identity identity(installation, town.hasher, {});
    auto visit = [&] {
      auto visitor = identity.resolve(town.request_with(cookie), ente, town.clock.now());
      REQUIRE(visitor.has_value());
      CHECK_FALSE(visitor->caller.person.empty());
    };
    visit();
    CHECK(installation.reads == 1);
    CHECK(ente.reads == 1);
    for (int i = 0; i < 10; ++i) visit();
    CHECK(installation.reads == 1);
    CHECK(ente.reads == 1);
    CHECK(installation.changes == 0);
    town.clock.advance_seconds(5);
    visit();
    CHECK(installation.reads == 2);
    CHECK(ente.reads == 2);
    // The time of the session is written once a minute, however many pages are seen.
    for (int second = 0; second < 60; ++second) {
      town.clock.advance_seconds(1);
      visit();
    }
    CHECK(installation.changes == 1);
    CHECK(ente.changes == 0);
  });
}

TEST_CASE("a visitor without a session costs no read at all") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    CountingLedger installation(*town.installation), ente(*town.town);
    Identity identity(installation, town.hasher, {});
    auto first = identity.resolve(town.request(), ente, town.clock.now());
    REQUIRE(first.has_value());
    CHECK_FALSE(first->new_cookie.empty());
    CHECK_FALSE(first->csrf_token.empty());
    auto again = identity.resolve(town.request_with(first->new_cookie), ente, town.clock.now());
    REQUIRE(again.has_value());
    CHECK(again->new_cookie.empty());
    CHECK(again->csrf_token == first->csrf_token);
    // What is no token of ours is not looked up.
    auto forged = identity.resolve(town.request_with("digipro=' OR 1=1"), ente, town.clock.now());
    REQUIRE(forged.has_value());
    CHECK(forged->caller.person.empty());
    CHECK(installation.reads == 0);
    CHECK(ente.reads == 0);
  });
}

TEST_CASE("a session is fresh for five seconds and forgotten with its person or account") {
  SessionCache cache;
  Instant now{1'795'420'800'000'000};
  cache.keep(session_of("a", "1", now), cache.generation());
  cache.keep(session_of("b", "1", now), cache.generation());
  cache.keep(session_of("c", "2", now), cache.generation());
  CHECK(cache.find("a", now.plus_seconds(4)).has_value());
  CHECK_FALSE(cache.find("a", now.plus_seconds(5)).has_value());
  CHECK(cache.seen_at("a") == now.plus_seconds(4));
  cache.drop_account("1");
  CHECK_FALSE(cache.find("a", now).has_value());
  CHECK_FALSE(cache.find("b", now).has_value());
  CHECK(cache.find("c", now).has_value());
  cache.drop_person(EnteId("altrove"), PersonId("persona di 2"));
  CHECK(cache.find("c", now).has_value());
  cache.drop_person(EnteId("borgoverde"), PersonId("persona di 2"));
  CHECK_FALSE(cache.find("c", now).has_value());
}

TEST_CASE("a session that is remembered still ends when its time is over") {
  SessionCache cache;
  Instant now{1'795'420'800'000'000};
  Session session = session_of("a", "1", now);
  session.ends_at = now.plus_seconds(2);
  cache.keep(session, cache.generation());
  session = session_of("b", "1", now);
  session.idle_seconds = 2;
  cache.keep(session, cache.generation());
  CHECK(cache.find("a", now.plus_seconds(1)).has_value());
  CHECK_FALSE(cache.find("a", now.plus_seconds(2)).has_value());
  CHECK_FALSE(cache.find("b", now.plus_seconds(2)).has_value());
}

TEST_CASE("given a read that began before a block, its session does not come back after it") {
  SessionCache cache;
  Instant now{1'795'420'800'000'000};
  uint64_t before = cache.generation();
  cache.drop_account("1");
  cache.keep(session_of("a", "1", now), before);
  CHECK_FALSE(cache.find("a", now).has_value());
}

TEST_CASE("many sessions push out the ones unseen for longest") {
  SessionCache cache;
  Instant now{1'795'420'800'000'000};
  for (size_t i = 0; i < SessionCache::sessions_max; ++i)
    cache.keep(session_of(std::to_string(i), "1", now), cache.generation());
  CHECK(cache.find("0", now).has_value());
  cache.keep(session_of("one more", "1", now), cache.generation());
  CHECK(cache.find("0", now).has_value());
  CHECK_FALSE(cache.find("1", now).has_value());
  CHECK(cache.find("one more", now).has_value());
}
