#include "core/outbox/store.h"

namespace digipro::outbox {
namespace {

constexpr db::Sql select_due =
    "SELECT id, kind, job_key, payload, attempts FROM outbox"
    " WHERE state = 'waiting' AND due_at <= ? AND kind NOT IN (?, ?, ?, ?)"
    " ORDER BY due_at LIMIT ?";
constexpr db::Sql select_attempts =
    "SELECT attempts FROM outbox WHERE id = ? AND state = 'waiting'";
constexpr db::Sql update_done =
    "UPDATE outbox SET state = 'done', done_at = ?, problem = NULL WHERE id = ?";
constexpr db::Sql update_failed =
    "UPDATE outbox SET attempts = ?, due_at = ?, problem = ? WHERE id = ?";
constexpr db::Sql update_given_up =
    "UPDATE outbox SET state = 'incident', attempts = ?, problem = ? WHERE id = ?";
constexpr db::Sql insert_incident =
    "INSERT INTO incident(id, source, source_id, kind, job_key, payload, problem, attempts,"
    " opened_at) VALUES(?, 'outbox', ?, ?, ?, ?, ?, ?, ?)";

constexpr db::Sql select_open =
    "SELECT id, kind, job_key, problem, opened_at, attempts FROM incident"
    " WHERE closed_at IS NULL ORDER BY opened_at LIMIT ?";
constexpr db::Sql select_incident =
    "SELECT source, source_id, kind, job_key, payload, closed_at FROM incident WHERE id = ?";
constexpr db::Sql close_incident = "UPDATE incident SET closed_at = ? WHERE id = ?";
constexpr db::Sql requeue_job =
    "UPDATE outbox SET state = 'waiting', attempts = 0, due_at = ? WHERE id = ?"
    " AND state = 'incident'";
constexpr db::Sql count_waiting = "SELECT COUNT(*) FROM outbox WHERE state = 'waiting'";
constexpr db::Sql count_incidents = "SELECT COUNT(*) FROM incident WHERE closed_at IS NULL";

// Runs `apply` as the program itself, under the effect's name in the journal.
Status run_as_system(ledger::Ledger& ledger, std::string_view name,
                     std::function<Status(ledger::Tx&)> apply) {
  const Caller caller = system_caller(ledger.ente());
  auto answer = ledger.submit({name, &caller, "", "", [&](ledger::Tx& tx) -> Result<json::Value> {
                                 DIGIPRO_CHECK(apply(tx));
                                 return json::Value::object();
                               }});
  if (!answer) return refuse(std::move(answer.error()));
  return {};
}

void give_up(ledger::Tx& tx, const Job& job, int64_t attempts, const std::string& problem) {
  const std::string incident = to_string(tx.new_id());
  (void)tx.exec(update_given_up, attempts, problem, job.id);
  (void)tx.exec(insert_incident, incident, job.id, job.kind, job.key, json::dump(job.payload),
                problem, attempts, tx.now().microseconds);
  tx.record({.kind = "outbox.gave_up",
             .subject = job.id,
             .facts = json::Value::object(
                 {{"incident", incident}, {"kind", job.kind}, {"attempts", attempts}})});
}

}  // namespace

Result<std::vector<Job>> due_jobs(db::Connection& db, Instant now, int limit,
                                  const std::vector<std::string>& left_out) {
  static_assert(limited_kinds_max == 4, "select_due has four places for kinds");
  auto kind = [&](size_t i) { return i < left_out.size() ? left_out[i] : std::string(); };
  DIGIPRO_TRY(rows,
              db.query(select_due, now.microseconds, kind(0), kind(1), kind(2), kind(3), limit));
  std::vector<Job> jobs;
  for (const db::Row& row : rows) {
    DIGIPRO_TRY(payload, json::parse(row.text(3)));
    jobs.push_back({row.text(0), row.text(1), row.text(2), std::move(payload),
                    static_cast<int>(row.integer(4)) + 1});
  }
  return jobs;
}

Status mark_done(ledger::Ledger& ledger, const Job& job, const Handler& handler,
                 const json::Value& result) {
  return run_as_system(ledger, job.kind, [&](ledger::Tx& tx) -> Status {
    DIGIPRO_TRY(rows, tx.query(select_attempts, job.id));
    if (rows.empty()) return {};
    if (handler.then) DIGIPRO_CHECK(handler.then(tx, job, result));
    return tx.exec(update_done, tx.now().microseconds, job.id);
  });
}

Status mark_failed(ledger::Ledger& ledger, const Job& job, const Error& error, int attempts_max) {
  const std::string problem = problem_text(error);
  return run_as_system(ledger, job.kind, [&](ledger::Tx& tx) -> Status {
    DIGIPRO_TRY(rows, tx.query(select_attempts, job.id));
    if (rows.empty()) return {};
    const int64_t attempts = rows[0].integer(0) + 1;
    if (attempts >= attempts_max || !is_worth_retrying(error.code)) {
      give_up(tx, job, attempts, problem);
      return {};
    }
    const Instant due = next_attempt(tx.now(), static_cast<int>(attempts), job.id);
    return tx.exec(update_failed, attempts, due.microseconds, problem, job.id);
  });
}

Result<std::vector<Incident>> open_incidents(db::Connection& db, int limit) {
  DIGIPRO_TRY(rows, db.query(select_open, limit));
  std::vector<Incident> incidents;
  for (const db::Row& row : rows) {
    incidents.push_back({row.text(0), row.text(1), row.text(2), row.text(3),
                         Instant{row.integer(4)}, static_cast<int>(row.integer(5))});
  }
  return incidents;
}

Status retry_incident(ledger::Ledger& ledger, const Caller& caller,
                      const std::string& incident_id) {
  if (!caller.has(Role::amministratore)) return refuse(ErrorCode::forbidden, "incidents");
  auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
    DIGIPRO_TRY(rows, tx.query(select_incident, incident_id));
    if (rows.empty()) return refuse(ErrorCode::not_found, "incident");
    const db::Row& row = rows[0];
    if (!row.is_null(5)) return refuse(ErrorCode::already_done, "the incident is closed");
    (void)tx.exec(close_incident, tx.now().microseconds, incident_id);
    if (row.text(0) == "outbox") {
      (void)tx.exec(requeue_job, tx.now().microseconds, row.text(1));
    } else {
      DIGIPRO_TRY(payload, json::parse(row.text(4)));
      tx.schedule({row.text(2), row.text(3), tx.now(), std::move(payload)});
    }
    tx.record({.kind = "outbox.retried",
               .subject = row.text(1),
               .facts = json::Value::object({{"incident", incident_id}, {"kind", row.text(2)}})});
    return json::Value::object();
  };
  auto answer = ledger.submit({"outbox.retry", &caller, "", "", apply});
  if (!answer) return refuse(std::move(answer.error()));
  return {};
}

Result<std::pair<int64_t, int64_t>> count_open(db::Connection& db) {
  DIGIPRO_TRY(waiting, db.query(count_waiting));
  DIGIPRO_TRY(incidents, db.query(count_incidents));
  return std::pair(waiting[0].integer(0), incidents[0].integer(0));
}

}  // namespace digipro::outbox
