#include "core/ledger/ledger.h"

#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "core/journal/journal.h"
#include "core/ledger/testing/registration.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using namespace digipro::ledger;
using namespace digipro::ledger::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

struct Town {
  ManualClock clock{Instant{1'795'420'800'000'000}};
  CountingIdSource ids;
  Caller clerk = system_caller(EnteId("borgoverde"));
  Settings settings{EnteId("borgoverde")};

  Result<std::unique_ptr<Ledger>> try_open(db::Database& database) {
    return open_ledger(database, clock, ids, settings, registration_migrations());
  }
  std::unique_ptr<Ledger> open(db::Database& database) {
    auto opened = try_open(database);
    if (!opened) FAIL(opened.error().name() << ": " << opened.error().detail);
    return std::move(*opened);
  }
  Result<RegistrationOut> file(Ledger& ledger, std::string object, std::string key = "") {
    return ledger.run(clerk, IdempotencyKey{std::move(key)}, registration(),
                      RegistrationIn{std::move(object)});
  }
};

// Numbers are 1..n without gap, the chain verifies, and says how many entries there are.
void check_sound(Ledger& ledger, size_t registrations) {
  auto lease = ledger.read();
  REQUIRE(lease);
  auto numbers = registered_numbers((*lease)->db());
  REQUIRE(numbers);
  REQUIRE(numbers->size() == registrations);
  for (size_t i = 0; i < numbers->size(); ++i) CHECK((*numbers)[i] == static_cast<int64_t>(i + 1));
  auto verified = journal::verify((*lease)->db());
  if (!verified) FAIL(verified.error().detail);
  CHECK(verified->entries == static_cast<int64_t>(registrations));
}

}  // namespace

TEST_CASE("a registration gets number 1, then 2, and both stand in the journal") {
  on_both_engines([](TestStore& store) {
    Town town;
    auto ledger = town.open(store.database());
    auto first = town.file(*ledger, "buca in via Roma");
    REQUIRE(first);
    CHECK(first->number == 1);
    CHECK(first->seq == 1);
    auto second = town.file(*ledger, "lampione spento");
    REQUIRE(second);
    CHECK(second->number == 2);
    check_sound(*ledger, 2);
  });
}

TEST_CASE("a refusal before the first write leaves no trace and gives its number back") {
  on_both_engines([](TestStore& store) {
    Town town;
    auto ledger = town.open(store.database());
    auto refused = town.file(*ledger, "rifiuta");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail == "refused before the first write");
    CHECK(town.file(*ledger, "panchina rotta")->number == 1);
    check_sound(*ledger, 1);
    CHECK(ledger->counters().batches_rerun == 0);
  });
}

TEST_CASE("a refusal or a broken constraint after a write undoes that command alone") {
  on_both_engines([](TestStore& store) {
    Town town;
    auto ledger = town.open(store.database());
    REQUIRE(town.file(*ledger, "doppio a"));
    CHECK(town.file(*ledger, "rifiuta dopo").error().detail == "refused after a write");
    CHECK(town.file(*ledger, "doppio a").error().code == ErrorCode::conflict);
    CHECK(town.file(*ledger, "panchina rotta")->number == 2);
    check_sound(*ledger, 2);
  });
}

TEST_CASE("a repeated key answers the same; with another request it is refused") {
  on_both_engines([](TestStore& store) {
    Town town;
    auto ledger = town.open(store.database());
    auto first = town.file(*ledger, "buca", "k1");
    REQUIRE(first);
    auto repeated = town.file(*ledger, "buca", "k1");
    REQUIRE(repeated);
    CHECK(repeated->number == first->number);
    CHECK(repeated->seq == first->seq);
    auto other = town.file(*ledger, "lampione", "k1");
    REQUIRE_FALSE(other);
    CHECK(other.error().code == ErrorCode::idempotency_mismatch);
    Caller neighbour = town.clerk;
    neighbour.person = PersonId("vicina");
    auto own = ledger->run(neighbour, {"k1"}, registration(), RegistrationIn{"lampione"});
    REQUIRE(own);
    CHECK(own->number == 2);
    CHECK(town.file(*ledger, "x", std::string(101, 'k')).error().code == ErrorCode::invalid_input);
    check_sound(*ledger, 2);
  });
}

TEST_CASE(
    "many clients at once: every acknowledged number is there once, refused ones leave none") {
  on_both_engines([](TestStore& store) {
    Town town;
    auto ledger = town.open(store.database());
    constexpr int clients = 8, each = 30;
    std::vector<std::vector<int64_t>> given(clients);
    std::vector<std::thread> threads;
    for (int c = 0; c < clients; ++c)
      threads.emplace_back([&, c] {
        for (int i = 0; i < each; ++i) {
          std::string object = i % 10 == 3   ? "rifiuta"
                               : i % 10 == 7 ? "rifiuta dopo"
                                             : "segnalazione";
          auto done = town.file(*ledger, object, std::to_string(c) + "-" + std::to_string(i / 2));
          if (done) given[static_cast<size_t>(c)].push_back(done->number);
        }
      });
    for (std::thread& thread : threads) thread.join();
    std::set<int64_t> all;
    for (const auto& numbers : given) all.insert(numbers.begin(), numbers.end());
    check_sound(*ledger, all.size());
    CHECK(*all.rbegin() == static_cast<int64_t>(all.size()));
  });
}

TEST_CASE("after a crash the store goes on where the last acknowledged command left it") {
  on_both_engines([](TestStore& store) {
    Town town;
    {
      auto ledger = town.open(store.database());
      REQUIRE(town.file(*ledger, "prima", "k1"));
      REQUIRE(town.file(*ledger, "seconda"));
    }  // destroyed without close()
    auto again = store.again();
    auto ledger = town.open(*again);
    CHECK(town.file(*ledger, "prima", "k1")->number == 1);
    CHECK(town.file(*ledger, "terza")->number == 3);
    check_sound(*ledger, 3);
  });
}

TEST_CASE("a second node waits for the lease; the one that was overtaken writes nothing more") {
  on_both_engines([](TestStore& store) {
    Town town;
    auto first = town.open(store.database());
    REQUIRE(town.file(*first, "prima"));
    CHECK(first->holds_lease());
    Town other;
    other.settings.node = "node-2";
    auto again = store.again();
    auto refused = other.try_open(*again);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::lease_lost);
    other.clock.advance_seconds(other.settings.lease_seconds + 1);
    auto second = other.open(*again);
    REQUIRE(other.file(*second, "seconda"));
    auto late = town.file(*first, "tardi");
    REQUIRE_FALSE(late);
    CHECK(late.error().code == ErrorCode::lease_lost);
    CHECK_FALSE(first->holds_lease());
    CHECK(town.file(*first, "ancora").error().code == ErrorCode::lease_lost);
    CHECK(other.file(*second, "terza")->number == 3);
    check_sound(*second, 3);
  });
}

TEST_CASE("a closed store takes no command and gives its lease back") {
  on_both_engines([](TestStore& store) {
    Town town;
    auto first = town.open(store.database());
    first->close();
    first->close();
    CHECK(town.file(*first, "tardi").error().code == ErrorCode::read_only);
    Town other;
    other.settings.node = "node-2";
    auto again = store.again();
    CHECK(other.try_open(*again));
  });
}
