// Effects leave by the outbox: jobs written in the same commit as the change that wants them, run
// after it by the node that holds the lease, at least once, with an idempotency key. A job that
// fails is tried again with backoff (1 s doubling to 1 h, with jitter from the job's id); after
// attempts_max it becomes an incident that a person sees and repeats. Thread-safe.
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
  int attempts_max = 8;
};

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
  virtual void stop() = 0;  // lets running jobs finish, at most 10 s
  // Runs what is due now on the calling thread, at most `jobs_max`; how many ran. For tests, the
  // demo under a moved clock, and the command line.
  virtual Result<int> run_due(int jobs_max) = 0;
  virtual Result<std::vector<Incident>> incidents(const Viewer& viewer, int limit) = 0;
  // Puts the job back in the queue. Journaled as "outbox.retried".
  virtual Status retry(const Caller& caller, const std::string& incident_id) = 0;
  struct Counters {
    int64_t done = 0, failed = 0, waiting = 0, incidents = 0;
  };
  virtual Result<Counters> counters() = 0;
};
std::unique_ptr<Outbox> make_outbox(ledger::Ledger& ledger);

extern const db::Migration migrations[];
extern const size_t migration_count;

}  // namespace digipro::outbox
