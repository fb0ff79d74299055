#include "app/daily.h"

#include "base/date.h"

namespace digipro::app {
namespace {

constexpr db::Sql select_timer = "SELECT 1 FROM timer WHERE kind = ? AND timer_key = ?";
constexpr const char* timer_key = "daily";

Instant next_due(Instant now, int hour) {
  Date today = to_rome(now).date;
  Instant due = from_rome({today, hour, 0, 0});
  return due > now ? due : from_rome({plus_days(today, 1), hour, 0, 0});
}

struct SetTimer {
  std::string kind;
  Instant due;
  std::string fingerprint() const { return kind; }
};

// A timer that stands already is left alone: it may be overdue, and then it fires at once.
const ledger::Command<SetTimer, SetTimer, ledger::Done>& set_timer() {
  static const ledger::Command<SetTimer, SetTimer, ledger::Done> command{
      "app.set_daily_timer",
      [](const ledger::ReadContext&, const Caller&, const SetTimer& in) -> Result<SetTimer> {
        return in;
      },
      [](ledger::Tx& tx, const Caller&, const SetTimer& in) -> Result<ledger::Done> {
        DIGIPRO_TRY(rows, tx.query(select_timer, in.kind, timer_key));
        if (rows.empty()) tx.schedule({in.kind, timer_key, in.due, json::Value::object()});
        return ledger::Done{};
      }};
  return command;
}

Result<bool> is_set(ledger::Ledger& ledger, const std::string& kind) {
  DIGIPRO_TRY(lease, ledger.read());
  DIGIPRO_TRY(rows, lease->db().query(select_timer, kind, timer_key));
  return !rows.empty();
}

}  // namespace

Status every_day(scheduler::Scheduler& scheduler, ledger::Ledger& ledger, std::string kind,
                 int hour, std::function<Status(ledger::Tx&)> work) {
  scheduler.on(
      kind, [kind, hour, work = std::move(work)](ledger::Tx& tx, const ledger::Timer&) -> Status {
        DIGIPRO_CHECK(work(tx));
        tx.schedule({kind, timer_key, next_due(tx.now(), hour), json::Value::object()});
        return {};
      });
  DIGIPRO_TRY(stands, is_set(ledger, kind));
  if (stands) return {};
  SetTimer timer{kind, next_due(ledger.clock().now(), hour)};
  DIGIPRO_CHECK(ledger.run(system_caller(ledger.ente()), {}, set_timer(), timer));
  return {};
}

}  // namespace digipro::app
