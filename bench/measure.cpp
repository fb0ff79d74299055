#include "bench/measure.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace digipro::bench {

double seconds_now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

double percentile(std::vector<double>& microseconds, double part) {
  if (microseconds.empty()) return 0;
  std::sort(microseconds.begin(), microseconds.end());
  return microseconds[static_cast<size_t>(part * static_cast<double>(microseconds.size() - 1))];
}

double median(std::vector<double> values) {
  return percentile(values, 0.5);
}

Result<double> fsync_per_second(const std::string& folder, double seconds) {
  std::string path = folder + "/fsync-probe";
  int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return refuse(ErrorCode::storage_failed, path);
  std::string block(4096, 'x');
  double start = seconds_now();
  int64_t count = 0;
  bool is_good = true;
  for (; is_good && seconds_now() - start < seconds; ++count)
    is_good = ::write(file, block.data(), block.size()) == 4096 && ::fsync(file) == 0;
  double rate = static_cast<double>(count) / (seconds_now() - start);
  ::close(file);
  ::unlink(path.c_str());
  if (!is_good) return refuse(ErrorCode::storage_failed, path);
  return rate;
}

std::string option(std::span<const std::string> arguments, std::string_view name,
                   std::string fallback) {
  for (size_t i = 0; i + 1 < arguments.size(); ++i)
    if (arguments[i] == "--" + std::string(name)) return arguments[i + 1];
  return fallback;
}

double option(std::span<const std::string> arguments, std::string_view name, double fallback) {
  std::string text = option(arguments, name, std::string());
  return text.empty() ? fallback : std::strtod(text.c_str(), nullptr);
}

std::string rounded(double value) {
  if (!std::isfinite(value)) return "null";
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

}  // namespace digipro::bench
