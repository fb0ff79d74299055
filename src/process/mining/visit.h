// One visit of an activity: a piece of work that became ready, was taken by somebody, perhaps laid
// down and taken again, and was done. Working time is the time somebody held it ("complete minus
// start"); waiting is the rest ("the gap between"): both together are the time from ready to done.
// Work that is done without having been taken counts as waiting: nobody has said when they began.
// Pure values, any thread.
#pragma once
#include <cstdint>
#include <optional>

#include "base/instant.h"

namespace digipro::mining {

struct Visit {
  Instant ready;
  std::optional<Instant> held_since;
  int64_t held_microseconds = 0;  // of earlier holders
  std::optional<Instant> done;

  // Taking what another holds hands it over: the time goes on.
  void take(Instant now) {
    if (!held_since) held_since = now;
  }
  void lay_down(Instant now) {
    if (held_since) held_microseconds += now.microseconds - held_since->microseconds;
    held_since.reset();
  }
  void finish(Instant now) {
    lay_down(now);
    done = now;
  }
  // While it is not done, up to `now`.
  int64_t working_microseconds(Instant now) const {
    return held_microseconds +
           (held_since ? now.microseconds - held_since->microseconds : int64_t{0});
  }
  int64_t waiting_microseconds(Instant now) const {
    Instant end = done ? *done : now;
    return end.microseconds - ready.microseconds - working_microseconds(end);
  }
};

}  // namespace digipro::mining
