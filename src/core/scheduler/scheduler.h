// The scheduler turns moments into commands: a timer row written by Tx::schedule is handed, once it
// is due, to the handler of its kind, inside the same commit that removes the row. So a timer fires
// exactly once. Runs on the node that holds the lease. Thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "core/ledger/ledger.h"

namespace digipro::scheduler {

using TimerHandler = std::function<Status(ledger::Tx&, const ledger::Timer&)>;

class Scheduler {
 public:
  virtual ~Scheduler() = default;
  virtual void on(std::string kind, TimerHandler handler) = 0;  // before start()
  virtual void start() = 0;
  virtual void stop() = 0;
  // Fires what is due at the ledger's clock, oldest first, in batches; how many fired. A handler
  // that refuses leaves the row with its error and a later due time (backoff), then an incident.
  virtual Result<int> fire_due(int timers_max) = 0;
};
std::unique_ptr<Scheduler> make_scheduler(ledger::Ledger& ledger);

}  // namespace digipro::scheduler
