// Starting the program of a job: fork, put on limits and fence, exec. Everything that allocates is
// done before the fork, because other threads may hold locks. Any thread. Internal to the runner.
#pragma once
#include <linux/filter.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "platform/runner/runner.h"

namespace digipro::runner {

struct Start {
  const Job& job;
  const std::string& folder;
  const std::vector<sock_filter>& filter;
  int other_user = -1;  // run as this user and group; -1: stay who we are
};

// A started program, leader of its own process group. The owner closes the descriptors, kills the
// group and reaps the leader.
struct Child {
  pid_t process = -1;
  int process_descriptor = -1;  // readable once the leader has ended
  int out = -1, err = -1;       // not blocking
};

// Refuses with configuration when the program could not be started, naming the step.
Result<Child> start_child(const Start& start);

}  // namespace digipro::runner
