#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "core/journal/journal.h"
#include "core/outbox/outbox.h"
#include "core/scheduler/scheduler.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

struct Town {
  explicit Town(TestStore& store) {
    auto opened = ledger::open_ledger(store.database(), clock, ids, settings, {});
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    scheduler = scheduler::make_scheduler(*ledger);
  }
  void change(std::function<void(ledger::Tx&)> how) {
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      how(tx);
      return json::Value::object();
    };
    REQUIRE(ledger->submit({"test.change", &admin, "", "", apply}).has_value());
  }
  void schedule(const std::string& key, int64_t in_seconds) {
    change([&](ledger::Tx& tx) {
      tx.schedule(
          {"term", key, tx.now().plus_seconds(in_seconds), json::Value::object({{"case", key}})});
    });
  }
  int fire_due(int timers_max = 100) {
    auto fired = scheduler->fire_due(timers_max);
    if (!fired) FAIL(fired.error().detail);
    return *fired;
  }
  // Subjects of what the handler recorded.
  std::vector<std::string> fired() {
    auto lease = ledger->read().value();
    std::vector<std::string> subjects;
    auto entries = journal::after(lease->db(), 0, 500).value();
    for (const auto& entry : entries) {
      if (entry.kind == "term.passed") subjects.push_back(entry.subject);
    }
    return subjects;
  }

  ManualClock clock{Instant{1'795'420'800'000'000}};
  CountingIdSource ids;
  ledger::Settings settings{EnteId("borgoverde")};
  Caller admin = system_caller(EnteId("borgoverde"));
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<scheduler::Scheduler> scheduler;
};

Status record(ledger::Tx& tx, const ledger::Timer& timer) {
  tx.record({.kind = "term.passed", .subject = timer.payload.text_or("case", "?")});
  return {};
}

}  // namespace

TEST_CASE("timers fire once, when due, the oldest first") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.scheduler->on("term", record);
    town.schedule("later", 20);
    town.schedule("sooner", 10);
    CHECK(town.fire_due() == 0);
    town.clock.advance_seconds(10);
    CHECK(town.fire_due() == 1);
    CHECK(town.fire_due() == 0);
    town.clock.advance_seconds(1000);
    CHECK(town.fire_due() == 1);
    CHECK(town.fire_due() == 0);
    CHECK(town.fired() == std::vector<std::string>{"sooner", "later"});
  });
}

TEST_CASE("a timer that is set again moves, one that is cancelled does not fire") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.scheduler->on("term", record);
    town.schedule("moved", 10);
    town.schedule("moved", 30);
    town.schedule("cancelled", 10);
    town.change([](ledger::Tx& tx) { tx.cancel_timer("term", "cancelled"); });
    town.clock.advance_seconds(20);
    CHECK(town.fire_due() == 0);
    town.clock.advance_seconds(20);
    CHECK(town.fire_due() == 1);
    CHECK(town.fired() == std::vector<std::string>{"moved"});
  });
}

TEST_CASE("a handler sets its own next moment") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.scheduler->on("term", [](ledger::Tx& tx, const ledger::Timer& timer) -> Status {
      (void)record(tx, timer);
      ledger::Timer next = timer;
      next.due = tx.now().plus_seconds(24 * 3600);
      tx.schedule(next);
      return {};
    });
    town.schedule("daily", 10);
    for (int day = 0; day < 3; ++day) {
      town.clock.advance_seconds(24 * 3600);
      CHECK(town.fire_due() == 1);
      CHECK(town.fire_due() == 0);
    }
    CHECK(town.fired().size() == 3);
  });
}

TEST_CASE("two processes looking at the same moment fire a timer once") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.scheduler->on("term", record);
    for (int i = 0; i < 30; ++i) town.schedule(std::to_string(i), 1);
    auto other = scheduler::make_scheduler(*town.ledger);
    other->on("term", record);
    town.clock.advance_seconds(1);
    std::thread racer([&] { CHECK(other->fire_due(100).has_value()); });
    town.fire_due();
    racer.join();
    town.fire_due();
    CHECK(town.fired().size() == 30);
  });
}

TEST_CASE("a handler that refuses is called later, and in the end is an incident to repeat") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    int calls = 0;
    town.scheduler->on("term", [&](ledger::Tx& tx, const ledger::Timer& timer) -> Status {
      if (++calls <= 8) {
        (void)record(tx, timer);
        return refuse(ErrorCode::conflict, "not yet");
      }
      return record(tx, timer);
    });
    town.schedule("stubborn", 1);
    town.schedule("next", 2);
    town.clock.advance_seconds(1);
    CHECK(town.fire_due() == 0);
    CHECK(calls >= 1);
    const int calls_before = calls;
    CHECK(town.fire_due() == 0);
    CHECK(calls == calls_before);
    auto outbox = outbox::make_outbox(*town.ledger);
    const Viewer viewer{EnteId("borgoverde"), PersonId("anna"), {Role::amministratore}};
    for (int i = 0; i < 20; ++i) {
      town.clock.advance_seconds(3600);
      town.fire_due();
    }
    auto incidents = outbox->incidents(viewer, 10).value();
    for (const auto& incident : incidents) {
      CHECK(incident.problem == "conflict: not yet");
      REQUIRE(outbox->retry(town.admin, incident.id).has_value());
    }
    CHECK(town.fired().size() + incidents.size() == 2);
    town.fire_due();
    CHECK(town.fired().size() == 2);
    CHECK(outbox->incidents(viewer, 10).value().empty());
  });
}

TEST_CASE("a timer that nobody handles is an incident, and stops no other") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.scheduler->on("term", record);
    town.change(
        [](ledger::Tx& tx) { tx.schedule({"unknown", "a", tx.now(), json::Value::object()}); });
    town.schedule("known", 0);
    CHECK(town.fire_due() == 1);
    CHECK(town.fired() == std::vector<std::string>{"known"});
    CHECK(outbox::make_outbox(*town.ledger)->counters().value().incidents == 1);
  });
}

TEST_CASE("a started scheduler is woken by the commit that sets a timer") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.scheduler->on("term", record);
    town.scheduler->start();
    town.schedule("at once", 0);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (town.fired().empty() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    town.scheduler->stop();
    CHECK(town.fired() == std::vector<std::string>{"at once"});
  });
}
