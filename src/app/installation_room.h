// What runs for the installation itself, as EnteRoom does for an ente: its seal, and the daily
// sweeps of ended sessions and of blobs that nobody mentions. Owned by the program; what it is
// given outlives it. Thread-safe.
#pragma once
#include <functional>
#include <memory>

#include "app/house.h"
#include "core/outbox/outbox.h"
#include "core/scheduler/scheduler.h"
#include "modules/identity/module.h"

namespace digipro::app {

class InstallationRoom {
 public:
  // Handlers are in place, the daily timers set; nothing runs before start().
  static Result<std::unique_ptr<InstallationRoom>> open(House& house, ledger::Ledger& ledger,
                                                        identity::Identity& identity,
                                                        std::function<Status()> collect_garbage);
  ~InstallationRoom();
  void start();

 private:
  InstallationRoom() = default;
  std::unique_ptr<outbox::Outbox> outbox_;
  std::unique_ptr<scheduler::Scheduler> scheduler_;
};

}  // namespace digipro::app
