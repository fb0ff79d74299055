// Signals of the operating system as a loop: SIGTERM and SIGINT end it, SIGHUP reloads
// certificates. For the main thread of serve and demo.
#pragma once
#include "app/program.h"

namespace digipro::app {

// Before any thread is started: they inherit that these signals are not theirs.
void hold_signals();
// Waits for a signal to stop; then lets running requests finish and closes the stores.
void run_until_stopped(Program& program, log::Log& log);

}  // namespace digipro::app
