#include "app/daily.h"

#include <doctest/doctest.h>

#include "app/towns.h"
#include "core/ente/ente_settings.h"
#include "core/ente/store.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;

namespace {

constexpr int64_t hour_seconds = 3600, day_seconds = 86'400;

struct Town {
  explicit Town(db::testing::TestStore& store) : database(store.again()) { open(); }

  void open() {
    ledger::Settings settings;
    settings.ente = EnteId("borgoverde");
    auto opened = ledger::open_ledger(*database, clock, ids, settings, ente::ente_migrations());
    REQUIRE(opened);
    ledger = std::move(*opened);
    scheduler = scheduler::make_scheduler(*ledger);
    REQUIRE(app::every_day(*scheduler, *ledger, "prova.daily", 3, [this](ledger::Tx&) -> Status {
      ++runs;
      return {};
    }));
  }
  void restart() {
    scheduler.reset();
    ledger->close();
    ledger.reset();
    open();
  }
  void fire() { REQUIRE(scheduler->fire_due(100)); }

  // Monday 23 November 2026, 10:00 in Rome.
  ManualClock clock{from_rome({{2026, 11, 23}, 10, 0, 0})};
  CountingIdSource ids;
  int runs = 0;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<scheduler::Scheduler> scheduler;
};

}  // namespace

TEST_CASE("given a daily work at three, when days pass, then it runs once a day") {
  db::testing::on_both_engines([](db::testing::TestStore& store) {
    Town town(store);
    town.fire();
    CHECK(town.runs == 0);
    town.clock.advance_seconds(17 * hour_seconds);  // 03:00 on the 24th
    town.fire();
    town.fire();
    CHECK(town.runs == 1);
    town.clock.advance_seconds(day_seconds);
    town.fire();
    CHECK(town.runs == 2);
  });
}

TEST_CASE("given the program was off at three, when it starts again, then the work is made good") {
  db::testing::on_both_engines([](db::testing::TestStore& store) {
    Town town(store);
    town.clock.advance_seconds(3 * day_seconds);
    town.restart();
    town.fire();
    CHECK(town.runs == 1);
    town.restart();
    town.fire();
    CHECK(town.runs == 1);
  });
}

TEST_CASE("given summer time ends, when the day has 25 hours, then the work still runs at three") {
  db::testing::on_both_engines([](db::testing::TestStore& store) {
    Town town(store);
    town.clock.set(from_rome({{2027, 10, 30}, 4, 0, 0}));  // the clocks go back on the 31st
    town.fire();
    int before = town.runs;
    town.clock.set(from_rome({{2027, 10, 31}, 2, 59, 0}));
    town.fire();
    CHECK(town.runs == before);
    town.clock.set(from_rome({{2027, 10, 31}, 3, 0, 0}));
    town.fire();
    CHECK(town.runs == before + 1);
  });
}

TEST_CASE("given a setting was changed, when some seconds have passed, then the town shows it") {
  db::testing::on_both_engines([](db::testing::TestStore& store) {
    Town town(store);
    app::Towns towns;
    REQUIRE(towns.refresh(*town.ledger, town.clock.now()));
    CHECK(towns.of(EnteId("borgoverde"))->town->name == "borgoverde");
    CHECK_FALSE(towns.of(EnteId("borgoverde"))->citizen_credentials);
    for (auto [name, value] : {std::pair{"name", "Comune di Borgo Verde"},
                               {"patron_saint", "06-24"},
                               {"citizen_credentials", "sì"}})
      REQUIRE(town.ledger->run(system_caller(EnteId("borgoverde")), {}, ente::change_setting,
                               ente::ChangeSetting{name, value}));
    REQUIRE(towns.refresh(*town.ledger, town.clock.now()));
    CHECK(towns.of(EnteId("borgoverde"))->town->name == "borgoverde");
    town.clock.advance_seconds(5);
    REQUIRE(towns.refresh(*town.ledger, town.clock.now()));
    auto facts = towns.of(EnteId("borgoverde"));
    CHECK(facts->town->name == "Comune di Borgo Verde");
    CHECK(facts->patron.month == 6);
    CHECK(facts->patron.day == 24);
    CHECK(facts->citizen_credentials);
  });
}
