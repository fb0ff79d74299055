// The fence around another program: a seccomp filter and landlock rules, prepared by the parent and
// put on in the child between fork and exec. Internal to platform/runner. prepare_filter() and
// prepare_rules(): any thread; enter(): only in the child, async-signal-safe.
#pragma once
#include <linux/filter.h>

#include <string>
#include <vector>

#include "base/result.h"

namespace digipro::runner {

// Refuses with configuration when the kernel has no seccomp filters.
Result<std::vector<sock_filter>> prepare_filter(bool may_fork);

// A landlock ruleset: everything below `folder` may be read and written, the system's programs and
// fonts may be read. Closed by the caller; -1 when the kernel has no landlock.
int prepare_rules(const std::string& folder);
bool has_landlock();

// 0, or the errno of what failed.
int enter_fence(const sock_fprog& filter, int rules);

}  // namespace digipro::runner
