#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "core/journal/journal.h"
#include "core/outbox/outbox.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

struct Town {
  explicit Town(TestStore& given) : store(given) { reopen(); }

  // As after a crash: what was not committed is gone.
  void reopen() {
    outbox.reset();
    ledger.reset();
    auto opened = ledger::open_ledger(store.database(), clock, ids, settings, {});
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    outbox = outbox::make_outbox(*ledger);
  }

  void enqueue(const std::string& kind, const std::string& key, Instant not_before = {}) {
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      tx.enqueue({kind, key, json::Value::object({{"to", key}}), not_before});
      return json::Value::object();
    };
    REQUIRE(ledger->submit({"test.enqueue", &admin, "", "", apply}).has_value());
  }

  int run_due(int jobs_max = 100) {
    auto ran = outbox->run_due(jobs_max);
    if (!ran) FAIL(ran.error().detail);
    return *ran;
  }
  std::vector<outbox::Incident> incidents() {
    return outbox->incidents({EnteId("borgoverde"), PersonId("anna"), {Role::amministratore}}, 10)
        .value();
  }
  std::vector<std::string> journal() {
    auto lease = ledger->read().value();
    std::vector<std::string> kinds;
    auto entries = journal::after(lease->db(), 0, 100).value();
    for (const auto& entry : entries) {
      kinds.push_back(entry.kind);
    }
    return kinds;
  }

  TestStore& store;
  ManualClock clock{Instant{1'795'420'800'000'000}};
  CountingIdSource ids;
  ledger::Settings settings{EnteId("borgoverde")};
  Caller admin = system_caller(EnteId("borgoverde"));
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<outbox::Outbox> outbox;
};

outbox::Handler counting(int& runs) {
  return {.run = [&runs](const outbox::Job&) -> Result<json::Value> {
    ++runs;
    return json::Value::object();
  }};
}

// Refuses `failures` times, then works.
outbox::Handler failing(int& runs, int failures, ErrorCode code = ErrorCode::outside_failed) {
  return {.run = [&runs, failures, code](const outbox::Job& job) -> Result<json::Value> {
    ++runs;
    CHECK(job.attempt == runs);
    if (runs <= failures) return refuse(code, "451 try later\r\n\xFF");
    return json::Value::object();
  }};
}

}  // namespace

TEST_CASE("an effect is done once, after its commit, with its payload and result") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    std::vector<std::string> seen;
    town.outbox->on(
        "posta.mail",
        {.run = [&](const outbox::Job& job) -> Result<json::Value> {
           seen.push_back(job.key + " to " + job.payload.text_or("to", "?"));
           return json::Value::object({{"receipt", "250 ok"}});
         },
         .then = [](ledger::Tx& tx, const outbox::Job& job, const json::Value& result) -> Status {
           tx.record({.kind = "posta.sent", .subject = job.key, .facts = result});
           return {};
         }});
    town.enqueue("posta.mail", "a");
    town.enqueue("posta.mail", "a");
    town.enqueue("posta.mail", "b");
    CHECK(town.run_due() == 2);
    CHECK(town.run_due() == 0);
    CHECK(seen == std::vector<std::string>{"a to a", "b to b"});
    CHECK(town.journal() == std::vector<std::string>{"posta.sent", "posta.sent"});
    CHECK(town.outbox->counters().value().done == 2);
    CHECK(town.outbox->counters().value().waiting == 0);
  });
}

TEST_CASE("an effect waits for its moment") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    int runs = 0;
    town.outbox->on("remind", counting(runs));
    town.enqueue("remind", "a", town.clock.now().plus_seconds(60));
    CHECK(town.run_due() == 0);
    town.clock.advance_seconds(60);
    CHECK(town.run_due() == 1);
    CHECK(runs == 1);
  });
}

TEST_CASE("a failure is tried again after 1, 2, 4 seconds and up to a quarter more") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    int runs = 0;
    town.outbox->on("posta.mail", failing(runs, 3));
    town.enqueue("posta.mail", "a");
    CHECK(town.run_due() == 1);
    for (int wait_seconds : {1, 2, 4}) {
      town.clock.set({town.clock.now().microseconds + wait_seconds * 1'000'000 - 1});
      CHECK(town.run_due() == 0);
      town.clock.set({town.clock.now().microseconds + wait_seconds * 250'000 + 1});
      CHECK(town.run_due() == 1);
    }
    CHECK(runs == 4);
    CHECK(town.outbox->counters().value().failed == 3);
    CHECK(town.outbox->counters().value().done == 1);
    CHECK(town.incidents().empty());
  });
}

TEST_CASE("the wait grows to an hour and no further, and jobs do not come back together") {
  const Instant now{0};
  CHECK(outbox::next_attempt(now, 1, "a").microseconds >= 1'000'000);
  CHECK(outbox::next_attempt(now, 12, "a").microseconds >= 2048LL * 1'000'000);
  for (int failures : {13, 30, 1000}) {
    const int64_t wait = outbox::next_attempt(now, failures, "a").microseconds;
    CHECK(wait >= 3600LL * 1'000'000);
    CHECK(wait <= 4500LL * 1'000'000);
  }
  CHECK(outbox::next_attempt(now, 5, "job-1") != outbox::next_attempt(now, 5, "job-2"));
}

TEST_CASE("after its last try a job is an incident, which a person repeats") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    int runs = 0;
    outbox::Handler handler = failing(runs, 3);
    handler.run = [&runs](const outbox::Job&) -> Result<json::Value> {
      if (++runs <= 3) return refuse(ErrorCode::outside_failed, "451 try later\r\n\xFF");
      return json::Value::object();
    };
    handler.attempts_max = 3;
    town.outbox->on("posta.mail", handler);
    town.enqueue("posta.mail", "a");
    for (int i = 0; i < 5; ++i) {
      town.run_due();
      town.clock.advance_seconds(3600);
    }
    CHECK(runs == 3);
    auto incidents = town.incidents();
    REQUIRE(incidents.size() == 1);
    CHECK(incidents[0].kind == "posta.mail");
    CHECK(incidents[0].key == "a");
    CHECK(incidents[0].attempts == 3);
    CHECK(incidents[0].problem == "outside_failed: 451 try later???");
    CHECK(town.outbox->counters().value().incidents == 1);

    REQUIRE(town.outbox->retry(town.admin, incidents[0].id).has_value());
    CHECK(town.run_due() == 1);
    CHECK(runs == 4);
    CHECK(town.incidents().empty());
    CHECK(town.outbox->retry(town.admin, incidents[0].id).error().code == ErrorCode::already_done);
    CHECK(town.journal() == std::vector<std::string>{"outbox.gave_up", "outbox.retried"});
  });
}

TEST_CASE("what would fail again for ever is an incident at once") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    int runs = 0;
    town.outbox->on("posta.mail", failing(runs, 9, ErrorCode::invalid_input));
    town.enqueue("posta.mail", "a");
    town.enqueue("nobody.knows", "b");
    CHECK(town.run_due() == 2);
    CHECK(town.incidents().size() == 2);
    CHECK(runs == 1);
  });
}

TEST_CASE("incidents are for the administrator") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    Caller clerk;
    clerk.roles = {Role::operatore};
    CHECK(town.outbox->incidents({EnteId("borgoverde"), PersonId("eva"), {Role::operatore}}, 10)
              .error()
              .code == ErrorCode::forbidden);
    CHECK(town.outbox->retry(clerk, "x").error().code == ErrorCode::forbidden);
    CHECK(town.outbox->retry(town.admin, "x").error().code == ErrorCode::not_found);
  });
}

TEST_CASE("given a crash between the effect and its mark, when we are back, then it runs again") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    int runs = 0;
    outbox::Handler crashing = counting(runs);
    crashing.run = [&](const outbox::Job&) -> Result<json::Value> {
      ++runs;
      town.ledger->close();  // the mark will not be written
      return json::Value::object();
    };
    town.outbox->on("posta.mail", crashing);
    town.enqueue("posta.mail", "a");
    CHECK_FALSE(town.outbox->run_due(10).has_value());
    CHECK(runs == 1);
    town.reopen();
    town.outbox->on("posta.mail", counting(runs));
    CHECK(town.run_due() == 1);
    CHECK(runs == 2);
    CHECK(town.run_due() == 0);
  });
}

TEST_CASE("a handler that throws, or whose commit refuses, is a failed try") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    int runs = 0;
    outbox::Handler throwing = counting(runs);
    throwing.run = [](const outbox::Job&) -> Result<json::Value> {
      throw std::runtime_error("broken");
    };
    outbox::Handler refusing = counting(runs);
    refusing.then = [](ledger::Tx& tx, const outbox::Job&, const json::Value&) -> Status {
      tx.record({.kind = "posta.sent"});
      return refuse(ErrorCode::conflict, "not now");
    };
    town.outbox->on("throwing", throwing);
    town.outbox->on("refusing", refusing);
    town.enqueue("throwing", "a");
    town.enqueue("refusing", "a");
    CHECK(town.run_due() == 2);
    CHECK(town.outbox->counters().value().failed == 2);
    CHECK(town.outbox->counters().value().waiting == 2);
    CHECK(town.journal().empty());
  });
}

TEST_CASE("given four workers, when a hundred effects arrive, then each is done exactly once") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    std::atomic<int> runs = 0;
    std::mutex mutex;
    std::set<std::string> keys;
    town.outbox->on("posta.mail", {.run = [&](const outbox::Job& job) -> Result<json::Value> {
                      std::lock_guard lock(mutex);
                      ++runs;
                      keys.insert(job.key);
                      return json::Value::object();
                    }});
    town.outbox->start(4);
    for (int i = 0; i < 100; ++i) town.enqueue("posta.mail", std::to_string(i));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (town.outbox->counters().value().done < 100) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      std::this_thread::yield();
    }
    town.outbox->stop();
    CHECK(runs == 100);
    CHECK(keys.size() == 100);
  });
}

TEST_CASE(
    "given slow jobs in front, when one of them runs, then a mail does not wait behind them") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    std::promise<void> may_end, mail_sent;
    std::shared_future<void> end = may_end.get_future().share();
    std::atomic<int> printing = 0, printing_most = 0;
    outbox::Handler print;
    print.at_once_max = 1;
    print.run = [&](const outbox::Job&) -> Result<json::Value> {
      printing_most = std::max(printing_most.load(), ++printing);
      end.wait();
      --printing;
      return json::Value::object();
    };
    outbox::Handler mail;
    mail.run = [&](const outbox::Job&) -> Result<json::Value> {
      mail_sent.set_value();
      return json::Value::object();
    };
    town.outbox->on("print", print);
    town.outbox->on("mail", mail);
    for (const char* key : {"a", "b", "c"}) town.enqueue("print", key);
    town.enqueue("mail", "d");
    town.outbox->start(2);
    CHECK(mail_sent.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
    may_end.set_value();
    while (town.outbox->counters().value().waiting > 0) std::this_thread::yield();
    town.outbox->stop();
    CHECK(printing_most == 1);
  });
}
