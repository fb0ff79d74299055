// Effects leave by the outbox: jobs written in the same commit as the change that wants them, run
// after it by the node that holds the lease, at least once, with an idempotency key. A job that
// fails is tried again with backoff (1 s doubling to 1 h, with jitter from the job's id); after
// attempts_max, or at once when repeating cannot help (is_worth_retrying), it becomes an incident
// that a person sees and repeats. The tables belong to the ledger's migrations. Thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/ledger/ledger.h"

namespace digipro::outbox {

struct Job {
  std::string id, kind, key;
  json::Value payload;
  int attempt = 1;
};

struct Handler {
  // Outside any transaction; may block (at most 60 s). Run again after a crash: must be idempotent
  // by key, or harmless when repeated.
  std::function<Result<json::Value>(const Job&)> run;
  // In the same commit that marks the job done. Pure, like every apply. May be empty.
  std::function<Status(ledger::Tx&, const Job&, const json::Value& result)> then;
  // How many of this kind run at once; 0: as many as there are workers. A slow kind (printing)
  // leaves workers to the others, so that no mail waits behind it.
  int at_once_max = 0;
  int attempts_max = 8;  // 8 tries lie within some 2 minutes, 14 within 2 hours, 20 within 8
};

// False for failures that the same job will meet again: wrong input or definition, a virus ...
bool is_worth_retrying(ErrorCode code);
// When to try again after `failures` (>= 1) of the job: 1 s, 2 s, 4 s ... 1 h, and up to a quarter
// more, by the job's id, so that jobs that failed together do not come back together.
Instant next_attempt(Instant now, int failures, const std::string& job_id);
// An error as incidents keep it: one line of printable ASCII, at most 1,000 bytes, since a peer's
// answer may stand in it.
std::string problem_text(const Error& error);

// A job or a timer that was given up.
struct Incident {
  std::string id, kind, key, problem;  // problem: the last error's detail, no personal data
  Instant opened;
  int attempts = 0;
};

class Outbox {
 public:
  virtual ~Outbox() = default;
  // Before start(). A job of an unknown kind becomes an incident.
  virtual void on(std::string kind, Handler handler) = 0;
  virtual void start(int workers) = 0;
  virtual void stop() = 0;  // lets running jobs finish; idempotent
  // Runs what is due now on the calling thread, at most `jobs_max`; how many ran. For tests, the
  // demo under a moved clock, and the command line.
  virtual Result<int> run_due(int jobs_max) = 0;
  // Open ones, oldest first. For Role::amministratore, else forbidden.
  virtual Result<std::vector<Incident>> incidents(const Viewer& viewer, int limit) = 0;
  // Puts the job back in the queue, or the timer back on the clock, and closes the incident.
  // Journaled as "outbox.retried". For Role::amministratore; not_found, already_done.
  virtual Status retry(const Caller& caller, const std::string& incident_id) = 0;
  struct Counters {
    int64_t done = 0, failed = 0;        // tries since this object was made
    int64_t waiting = 0, incidents = 0;  // in the store
  };
  virtual Result<Counters> counters() = 0;
};
// The ledger outlives it. Stops in its destructor.
std::unique_ptr<Outbox> make_outbox(ledger::Ledger& ledger);

}  // namespace digipro::outbox
