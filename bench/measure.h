// What every bench needs: a stopwatch, percentiles, medians, the fsync probe, --options.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digipro::bench {

double seconds_now();  // monotonic

// Latencies in microseconds; sorts them.
double percentile(std::vector<double>& microseconds, double part);
double median(std::vector<double> values);

// The reference: append 4 KiB and fsync, one thread, for `seconds`, in `folder`; syncs per second.
Result<double> fsync_per_second(const std::string& folder, double seconds);

// The value after `--name`, or the fallback.
std::string option(std::span<const std::string> arguments, std::string_view name,
                   std::string fallback);
double option(std::span<const std::string> arguments, std::string_view name, double fallback);

// "0.73", or "null" when there is no number: for the JSON line.
std::string rounded(double value);

}  // namespace digipro::bench
