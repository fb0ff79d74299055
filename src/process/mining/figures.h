// What an event log says as a whole (reference/process-engines.md 9, in line with the names of
// pm4py): variants, directly-follows pairs, rework, self-loops, handovers, durations. Cases come
// one by one, so that a log need not fit into memory; only one number a case is kept. One thread.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>

#include "process/mining/event_log.h"
#include "process/mining/summary.h"

namespace digipro::mining {

using Counts = std::map<std::string, int64_t>;

struct Variant {
  std::vector<std::string> activities;
  int64_t cases = 0;
};

struct Figures {
  int64_t cases = 0, empty_cases = 0, events = 0;
  Counts activities;  // events of each
  Counts resources;   // events of each; the unknown one counts as one under ""
  Counts first_activities, last_activities;
  std::map<std::pair<std::string, std::string>, int64_t> follows;  // the second right after
  std::vector<Variant> variants;  // sequences of activities, most frequent first
  Counts rework;                  // cases in which the activity occurs twice or more
  int64_t cases_with_rework = 0;  // cases in which some activity does
  int64_t self_loops = 0;         // the same activity twice in a row
  int64_t handovers = 0;          // consecutive events by different resources
  Summary duration;               // microseconds from first to last event, of timed cases
  int64_t timed_cases = 0;        // those whose first and last event have a time
  int64_t cases_with_deadline = 0;
  int64_t cases_late = 0;                    // the last event is after the deadline
  std::map<std::string, Counts> attributes;  // of cases: how often each value occurs
};

class Measure {
 public:
  void add(const Case& given);
  Figures figures() const;

 private:
  using Name = uint32_t;  // index of an activity
  Name name_of(const std::string& activity);
  void add_events(const std::vector<Event>& events);
  void add_times(const Case& given);

  Figures counted_;  // but for what follows
  std::vector<std::string> names_;
  std::unordered_map<std::string, Name> by_name_;
  std::vector<int64_t> events_of_, first_of_, last_of_, rework_of_;  // by activity
  std::map<std::pair<Name, Name>, int64_t> follows_;
  std::map<std::vector<Name>, int64_t> variants_;
  std::vector<int64_t> durations_;
};

}  // namespace digipro::mining
