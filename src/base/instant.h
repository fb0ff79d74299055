// Instant: a point in time in UTC, microseconds. Clock: the only source of "now"; logic takes an
// Instant as an argument and never reads a clock. Pure values; Clock implementations are
// thread-safe.
#pragma once
#include <atomic>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro {

struct Instant {
  int64_t microseconds = 0;  // since 1970-01-01T00:00:00Z
  auto operator<=>(const Instant&) const = default;
  Instant plus_seconds(int64_t seconds) const { return {microseconds + seconds * 1'000'000}; }
  int64_t seconds() const { return microseconds / 1'000'000; }
};

// "2026-11-23T08:15:06.000000Z" (RFC 3339, always UTC, always six decimals: sorts as text).
std::string to_rfc3339(Instant instant);
// Accepts RFC 3339 with 'Z' or an offset, 0 to 6 decimals.
Result<Instant> parse_rfc3339(std::string_view text);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// A clock that stands still until it is moved: tests, simulations and `digipro demo`.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : microseconds_(start.microseconds) {}
  Instant now() const override { return {microseconds_.load()}; }
  void set(Instant instant) { microseconds_.store(instant.microseconds); }
  void advance_seconds(int64_t seconds) { microseconds_.fetch_add(seconds * 1'000'000); }

 private:
  std::atomic<int64_t> microseconds_;
};

}  // namespace digipro
