// The outbox's rows: which jobs are due, and the commands that mark them. Reads and commands only,
// no threads. Internal to core/outbox. Any thread.
#pragma once
#include "core/outbox/outbox.h"

namespace digipro::outbox {

constexpr size_t limited_kinds_max = 4;
// Due at `now`, the longest waiting first; at most `limit`, none of `left_out` (at most
// limited_kinds_max kinds).
Result<std::vector<Job>> due_jobs(db::Connection& db, Instant now, int limit,
                                  const std::vector<std::string>& left_out);

// In one commit: what the handler's `then` does, and the job is done. A job that is no longer
// waiting is left alone.
Status mark_done(ledger::Ledger& ledger, const Job& job, const Handler& handler,
                 const json::Value& result);
// The try failed: the job waits for the next one, or is given up as an incident.
Status mark_failed(ledger::Ledger& ledger, const Job& job, const Error& error, int attempts_max);

Result<std::vector<Incident>> open_incidents(db::Connection& db, int limit);
Status retry_incident(ledger::Ledger& ledger, const Caller& caller, const std::string& incident_id);
// {waiting, incidents}
Result<std::pair<int64_t, int64_t>> count_open(db::Connection& db);

}  // namespace digipro::outbox
