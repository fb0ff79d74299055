#include "app/rate_limiter.h"

#include <doctest/doctest.h>

using namespace digipro;
using namespace digipro::app;

TEST_CASE("given an address that writes too fast, when time passes, then it may write again") {
  RateLimiter limiter({.writes_per_second = 1, .writes_burst = 3});
  Instant now{1'000'000'000};
  for (int i = 0; i < 3; ++i) CHECK(limiter.admit("10.0.0.1", true, now));
  CHECK_FALSE(limiter.admit("10.0.0.1", true, now));
  CHECK(limiter.admit("10.0.0.1", false, now));  // reading is another allowance
  CHECK(limiter.admit("10.0.0.2", true, now));   // and so is another visitor's
  CHECK(limiter.admit("10.0.0.1", true, now.plus_seconds(1)));
  CHECK_FALSE(limiter.admit("10.0.0.1", true, now.plus_seconds(1)));
}

TEST_CASE("given more addresses than are remembered, when one comes back, then it starts anew") {
  RateLimiter limiter({.writes_per_second = 1, .writes_burst = 1, .addresses_max = 2});
  Instant now{1'000'000'000};
  CHECK(limiter.admit("a", true, now));
  CHECK(limiter.admit("b", true, now));
  CHECK(limiter.admit("c", true, now));
  CHECK(limiter.admit("a", true, now));
  CHECK_FALSE(limiter.admit("c", true, now));
}
