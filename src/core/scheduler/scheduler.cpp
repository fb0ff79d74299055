#include "core/scheduler/scheduler.h"

#include <map>
#include <optional>
#include <thread>

#include "base/assert.h"
#include "core/ledger/wake.h"
#include "core/outbox/outbox.h"

namespace digipro::scheduler {
namespace {

constexpr int refusals_max = 8;
constexpr int timers_a_page = 100;
// For timers whose moment comes without a commit, and for a lease that comes back.
constexpr std::chrono::milliseconds longest_sleep{1000};

constexpr db::Sql select_due =
    "SELECT kind, timer_key, due_at, payload FROM timer WHERE due_at <= ? ORDER BY due_at LIMIT ?";
constexpr db::Sql select_one =
    "SELECT payload, attempts FROM timer WHERE kind = ? AND timer_key = ? AND due_at = ?";
constexpr db::Sql delete_fired =
    "DELETE FROM timer WHERE kind = ? AND timer_key = ? AND due_at = ?";
constexpr db::Sql update_refused =
    "UPDATE timer SET attempts = ?, due_at = ?, problem = ? WHERE kind = ? AND timer_key = ?";
constexpr db::Sql insert_incident =
    "INSERT INTO incident(id, source, source_id, kind, job_key, payload, problem, attempts,"
    " opened_at) VALUES(?, 'timer', ?, ?, ?, ?, ?, ?, ?)";

class StoreScheduler final : public Scheduler {
 public:
  explicit StoreScheduler(ledger::Ledger& ledger) : ledger_(ledger) {}
  ~StoreScheduler() override { stop(); }

  void on(std::string kind, TimerHandler handler) override {
    DIGIPRO_ASSERT(!thread_, "handlers are given before start()");
    const bool is_new = handlers_.emplace(std::move(kind), std::move(handler)).second;
    DIGIPRO_ASSERT(is_new, "a kind of timer has one handler");
  }

  void start() override {
    DIGIPRO_ASSERT(!thread_, "started once");
    wake_ = std::make_shared<ledger::Wake>();
    bell_ = ledger_.on_work([wake = wake_] { wake->ring(); });
    thread_.emplace([this] { work(); });
  }

  void stop() override {
    if (!thread_) return;
    wake_->stop();
    thread_->join();
    thread_.reset();
    bell_.reset();
  }

  // One commit each: a handler that refuses spoils no other timer.
  Result<int> fire_due(int timers_max) override {
    int fired = 0, looked_at = 0;
    while (looked_at < timers_max) {
      DIGIPRO_TRY(timers, due(std::min(timers_a_page, timers_max - looked_at)));
      if (timers.empty()) break;
      for (const ledger::Timer& timer : timers) {
        DIGIPRO_TRY(has_fired, fire(timer));
        fired += has_fired ? 1 : 0;
        ++looked_at;
      }
    }
    return fired;
  }

 private:
  void work() {
    uint64_t seen = 0;
    do {
      // A store that refuses (read-only, lease lost) keeps its timers: they fire where it is held.
      while (!wake_->is_stopped() && ledger_.holds_lease()) {
        auto fired = fire_due(timers_a_page);
        if (!fired || *fired < timers_a_page) break;
      }
    } while (wake_->wait(seen, longest_sleep));
  }

  Result<std::vector<ledger::Timer>> due(int limit) {
    DIGIPRO_TRY(lease, ledger_.read());
    DIGIPRO_TRY(rows, lease->db().query(select_due, ledger_.clock().now().microseconds, limit));
    std::vector<ledger::Timer> timers;
    for (const db::Row& row : rows) {
      DIGIPRO_TRY(payload, json::parse(row.text(3)));
      timers.push_back({row.text(0), row.text(1), Instant{row.integer(2)}, std::move(payload)});
    }
    return timers;
  }

  // False when its handler refused, or the timer was moved or fired meanwhile.
  Result<bool> fire(const ledger::Timer& timer) {
    const Caller caller = system_caller(ledger_.ente());
    bool is_there = false;
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      DIGIPRO_TRY(rows, tx.query(select_one, timer.kind, timer.key, timer.due.microseconds));
      is_there = !rows.empty();
      if (!is_there) return json::Value::object();
      auto handler = handlers_.find(timer.kind);
      if (handler == handlers_.end()) {
        return refuse(ErrorCode::definition, "no handler for this kind");
      }
      DIGIPRO_CHECK(handler->second(tx, timer));
      // Only this moment of it: the handler may have set the next one.
      DIGIPRO_CHECK(tx.exec(delete_fired, timer.kind, timer.key, timer.due.microseconds));
      return json::Value::object();
    };
    auto answer = ledger_.submit({timer.kind, &caller, "", "", apply});
    if (answer) return is_there;
    DIGIPRO_CHECK(put_off(timer, answer.error()));
    return false;
  }

  Status put_off(const ledger::Timer& timer, const Error& error) {
    const Caller caller = system_caller(ledger_.ente());
    const std::string problem = outbox::problem_text(error);
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      DIGIPRO_TRY(rows, tx.query(select_one, timer.kind, timer.key, timer.due.microseconds));
      if (rows.empty()) return json::Value::object();
      const int64_t refusals = rows[0].integer(1) + 1;
      if (refusals >= refusals_max || !outbox::is_worth_retrying(error.code)) {
        give_up(tx, timer, refusals, problem);
        return json::Value::object();
      }
      const Instant due = outbox::next_attempt(tx.now(), static_cast<int>(refusals), timer.key);
      DIGIPRO_CHECK(
          tx.exec(update_refused, refusals, due.microseconds, problem, timer.kind, timer.key));
      return json::Value::object();
    };
    auto answer = ledger_.submit({timer.kind, &caller, "", "", apply});
    if (!answer) return refuse(std::move(answer.error()));
    return {};
  }

  static void give_up(ledger::Tx& tx, const ledger::Timer& timer, int64_t refusals,
                      const std::string& problem) {
    const std::string incident = to_string(tx.new_id());
    (void)tx.exec(delete_fired, timer.kind, timer.key, timer.due.microseconds);
    (void)tx.exec(insert_incident, incident, timer.key, timer.kind, timer.key,
                  json::dump(timer.payload), problem, refusals, tx.now().microseconds);
    tx.record({.kind = "scheduler.gave_up",
               .subject = timer.key,
               .facts = json::Value::object(
                   {{"incident", incident}, {"kind", timer.kind}, {"attempts", refusals}})});
  }

  ledger::Ledger& ledger_;
  std::map<std::string, TimerHandler, std::less<>> handlers_;  // unchanged after start()
  std::shared_ptr<ledger::Wake> wake_;
  std::shared_ptr<void> bell_;
  std::optional<std::thread> thread_;
};

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(ledger::Ledger& ledger) {
  return std::make_unique<StoreScheduler>(ledger);
}

}  // namespace digipro::scheduler
