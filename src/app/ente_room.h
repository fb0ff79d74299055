// What runs for an ente while it is open: its outbox and its scheduler, with every handler of the
// modules. Owned by the registry of open enti; the house outlives it. Thread-safe.
#pragma once
#include <memory>

#include "app/house.h"
#include "core/ente/registry.h"
#include "core/outbox/outbox.h"
#include "core/scheduler/scheduler.h"

namespace digipro::app {

class EnteRoom final : public ente::Attachment {
 public:
  // Handlers are in place, the daily timers set; nothing runs before start().
  static Result<std::unique_ptr<EnteRoom>> open(House& house, ledger::Ledger& ledger);
  ~EnteRoom() override;

  void start();
  outbox::Outbox& outbox() { return *outbox_; }
  scheduler::Scheduler& scheduler() { return *scheduler_; }
  // Those that are due now, on this thread.
  Status fire_timers();

 private:
  EnteRoom() = default;
  std::unique_ptr<outbox::Outbox> outbox_;
  std::unique_ptr<scheduler::Scheduler> scheduler_;
};

}  // namespace digipro::app
