#include "app/run_until_stopped.h"

#include <signal.h>

namespace digipro::app {
namespace {

constexpr int grace_seconds = 20;

sigset_t our_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

void hold_signals() {
  sigset_t signals = our_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A peer that closes early is an error of that connection, never the end of the program.
  ::signal(SIGPIPE, SIG_IGN);
}

void run_until_stopped(Program& program, log::Log& log) {
  sigset_t signals = our_signals();
  for (int signal = 0;;) {
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) break;
    auto reloaded = program.reload_tls();
    if (reloaded)
      log.info("tls.reloaded");
    else
      log.error("tls.not_reloaded", {{"detail", reloaded.error().detail}});
  }
  log.info("server.stopping");
  program.stop(grace_seconds);
  log.info("server.stopped");
}

}  // namespace digipro::app
