// What still has to be done: effects, timers, incidents, and whether each running process has
// exactly the tasks, waits and timers that its state speaks of.
#include <set>

#include "app/verify_checks.h"
#include "core/casework/casework.h"
#include "core/seal/seal.h"
#include "format/json.h"

namespace digipro::app {
namespace {

constexpr int page_rows = 200;

constexpr RowCheck work_rows[] = {
    {"effetto",
     "SELECT id FROM outbox WHERE state NOT IN ('waiting', 'done', 'incident') OR attempts < 0"
     " LIMIT ?",
     "L'effetto è in uno stato che non esiste."},
    {"effetto",
     "SELECT id FROM outbox WHERE (state = 'done' AND done_at IS NULL)"
     " OR (state <> 'done' AND done_at IS NOT NULL) LIMIT ?",
     "L'effetto non sa se è stato fatto."},
    {"effetto",
     "SELECT o.id FROM outbox o LEFT JOIN incident i ON i.source = 'outbox'"
     " AND i.source_id = o.id AND i.closed_at IS NULL"
     " WHERE o.state = 'incident' AND i.id IS NULL LIMIT ?",
     "L'effetto è stato abbandonato e nessuno è avvisato."},
    {"guasto",
     "SELECT i.id FROM incident i LEFT JOIN outbox o ON o.id = i.source_id"
     " AND o.state = 'incident' WHERE i.source = 'outbox' AND i.closed_at IS NULL"
     " AND o.id IS NULL LIMIT ?",
     "Il guasto è di un effetto che non l'ha più."},
};

constexpr db::Sql count_waiting = "SELECT COUNT(*) FROM outbox WHERE state = 'waiting'";
constexpr db::Sql count_incidents = "SELECT COUNT(*) FROM incident WHERE closed_at IS NULL";
constexpr db::Sql count_timers = "SELECT COUNT(*) FROM timer";
constexpr db::Sql select_jobs =
    "SELECT id, payload FROM outbox WHERE id > ? AND state = 'waiting' ORDER BY id LIMIT ?";
constexpr db::Sql select_timers =
    "SELECT kind, timer_key, payload FROM timer WHERE (kind, timer_key) > (?, ?)"
    " ORDER BY kind, timer_key LIMIT ?";
constexpr db::Sql select_seal_timer = "SELECT 1 FROM timer WHERE kind = ?";

constexpr db::Sql select_iters =
    "SELECT id, state FROM iter WHERE id > ? AND status = 'running' ORDER BY id LIMIT ?";
constexpr db::Sql select_tasks = "SELECT token FROM compito WHERE iter = ? AND is_open = 1";
constexpr db::Sql select_waits = "SELECT subscription FROM attesa WHERE iter = ?";
// A timer that was given up stands in its incident.
constexpr db::Sql select_timer =
    "SELECT 1 FROM timer WHERE kind = ? AND timer_key = ? UNION ALL"
    " SELECT 1 FROM incident WHERE source = 'timer' AND kind = ? AND source_id = ?"
    " AND closed_at IS NULL";
constexpr db::Sql select_iter = "SELECT status FROM iter WHERE id = ?";

Result<int64_t> number(db::Connection& db, db::Sql select) {
  DIGIPRO_TRY(rows, db.query(select));
  return rows[0].integer(0);
}

Status check_jobs(db::Connection& db, Findings& findings) {
  std::string after;
  while (true) {
    DIGIPRO_TRY(page, db.query(select_jobs, after, page_rows));
    for (const db::Row& row : page)
      if (!json::parse(row.text(1)))
        findings.problem("effetto " + row.text(0), "L'effetto non si legge: non si potrà fare.");
    if (page.size() < page_rows) return {};
    after = page.back().text(0);
  }
}

Status check_timers(db::Connection& db, Findings& findings) {
  std::string kind, key;
  while (true) {
    DIGIPRO_TRY(page, db.query(select_timers, kind, key, page_rows));
    for (const db::Row& row : page) {
      kind = row.text(0);
      key = row.text(1);
      const std::string place = "scadenza " + kind + " " + key;
      auto payload = json::parse(row.text(2));
      if (!payload) {
        findings.problem(place, "La scadenza non si legge: non potrà scattare.");
      } else if (kind == casework::Casework::timer_kind) {
        DIGIPRO_TRY(iter, db.query(select_iter, (*payload)["iter"].text()));
        if (iter.empty() || iter[0].text(0) != "running")
          findings.problem(place, "La scadenza è di un iter che è finito o non c'è.");
      }
    }
    if (page.size() < page_rows) return {};
  }
}

std::set<int64_t> numbers_of(const db::Rows& rows) {
  std::set<int64_t> numbers;
  for (const db::Row& row : rows) numbers.insert(row.integer(0));
  return numbers;
}

// The numbers that differ, as "3, 5".
std::string difference(const std::set<int64_t>& a, const std::set<int64_t>& b) {
  std::string text;
  for (const auto* from : {&a, &b})
    for (int64_t id : *from)
      if (!(from == &a ? b : a).contains(id))
        text += (text.empty() ? "" : ", ") + std::to_string(id);
  return text;
}

// What a saved state (process/engine/state.h) says that there must be rows for.
struct Expected {
  std::set<int64_t> tasks, waits, timers;
};

Expected expected_of(const json::Value& state) {
  Expected expected;
  for (const json::Value& token : state["tokens"].items())
    if (token["rest"].text() == "task") expected.tasks.insert(token.int_or("id", 0));
  for (const json::Value& subscription : state["subscriptions"].items()) {
    const bool is_timer = subscription.int_or("due", 0) != 0;
    (is_timer ? expected.timers : expected.waits).insert(subscription.int_or("id", 0));
  }
  return expected;
}

Status check_iter(db::Connection& db, const std::string& id, const std::string& saved,
                  Findings& findings) {
  auto state = json::parse(saved);
  if (!state || (*state)["status"].text() != "running") {
    findings.problem("iter " + id,
                     "Lo stato dell'iter non si legge o non è quello di chi è in corso.");
    return {};
  }
  const Expected expected = expected_of(*state);
  DIGIPRO_TRY(task_rows, db.query(select_tasks, id));
  DIGIPRO_TRY(wait_rows, db.query(select_waits, id));
  const std::set<int64_t> tasks = numbers_of(task_rows), waits = numbers_of(wait_rows);
  if (tasks != expected.tasks)
    findings.problem("iter " + id + ", passo " + difference(expected.tasks, tasks),
                     "I compiti aperti non sono quelli dell'iter.");
  if (waits != expected.waits)
    findings.problem("iter " + id + ", passo " + difference(expected.waits, waits),
                     "Le attese non sono quelle dell'iter.");
  const std::string kind = casework::Casework::timer_kind;
  for (int64_t timer : expected.timers) {
    const std::string key = id + "/" + std::to_string(timer);
    DIGIPRO_TRY(rows, db.query(select_timer, kind, key, kind, key));
    if (rows.empty())
      findings.problem("iter " + id + ", passo " + std::to_string(timer),
                       "L'iter aspetta una scadenza che nessuno farà scattare.");
  }
  return {};
}

}  // namespace

Status check_work(db::Connection& db, Findings& findings) {
  DIGIPRO_CHECK(check_rows(db, work_rows, findings));
  DIGIPRO_CHECK(check_jobs(db, findings));
  DIGIPRO_CHECK(check_timers(db, findings));
  DIGIPRO_TRY(seal_timer, db.query(select_seal_timer, seal::timer_kind));
  if (seal_timer.empty())
    findings.note(seal::timer_kind, "Il sigillo di ogni notte non è programmato.");
  DIGIPRO_TRY(waiting, number(db, count_waiting));
  findings.count("effetti in attesa", waiting);
  DIGIPRO_TRY(timers, number(db, count_timers));
  findings.count("scadenze", timers);
  DIGIPRO_TRY(incidents, number(db, count_incidents));
  findings.count("guasti aperti", incidents);
  return {};
}

Status check_iters(db::Connection& db, Findings& findings) {
  std::string after;
  int64_t running = 0;
  while (true) {
    DIGIPRO_TRY(page, db.query(select_iters, after, page_rows));
    for (const db::Row& row : page) {
      DIGIPRO_CHECK(check_iter(db, row.text(0), row.text(1), findings));
      ++running;
    }
    if (page.size() < page_rows) break;
    after = page.back().text(0);
  }
  findings.count("iter in corso", running);
  return {};
}

}  // namespace digipro::app
