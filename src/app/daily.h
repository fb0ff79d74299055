// What the program does by itself once a day: a timer that sets itself again, one per ente and
// kind. Internal to app. Called while an ente opens, before its scheduler starts.
#pragma once
#include <functional>
#include <string>

#include "core/scheduler/scheduler.h"

namespace digipro::app {

// At `hour` o'clock in Rome. A missed day (the program was off) is made good at the next start.
Status every_day(scheduler::Scheduler& scheduler, ledger::Ledger& ledger, std::string kind,
                 int hour, std::function<Status(ledger::Tx&)> work);

}  // namespace digipro::app
