// The scheduler turns moments into commands: a timer row written by Tx::schedule is handed, once it
// is due, to the handler of its kind, inside the same commit that removes the row. So a timer fires
// exactly once. Runs on the node that holds the lease. A handler may schedule its own key again,
// later. One that refuses is called again later (as an outbox job is) and after 8 refusals becomes
// an incident, which Outbox shows and retries. Thread-safe.
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
  virtual void stop() = 0;  // lets the running handler finish; idempotent
  // Fires what is due at the ledger's clock, oldest first, at most `timers_max`; how many fired.
  virtual Result<int> fire_due(int timers_max) = 0;
};
// The ledger outlives it. Stops in its destructor.
std::unique_ptr<Scheduler> make_scheduler(ledger::Ledger& ledger);

}  // namespace digipro::scheduler
