// An event log: what happened in each case, in the order in which it is told. The common ground of
// everything that is measured: logs from outside (xes.h) and the town's own cases. Pure values.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"

namespace digipro::mining {

struct Event {
  std::string activity;
  std::string resource;       // who did it; "" when the log does not say
  std::optional<Instant> at;  // when it was done
};

struct Case {
  std::vector<Event> events;
  std::map<std::string, std::string> attributes;  // of the case itself: "channel", "department"
  std::optional<Instant> deadline;                // the attribute "deadline", when it is a date
};

}  // namespace digipro::mining
