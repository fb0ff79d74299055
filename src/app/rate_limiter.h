// A token bucket per client address and kind of request, so that one visitor cannot take the town
// hall away from the others. Owned by the dispatcher; thread-safe; time is passed in. Remembers at
// most `addresses_max` addresses, the least recently seen is forgotten.
#pragma once
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/instant.h"

namespace digipro::app {

struct RateLimits {
  double reads_per_second = 100, reads_burst = 600;
  double writes_per_second = 20, writes_burst = 200;
  size_t addresses_max = 20'000;
};

class RateLimiter {
 public:
  explicit RateLimiter(RateLimits limits) : limits_(limits) {}
  // False when the address has used up its allowance.
  bool admit(const std::string& address, bool is_write, Instant now);

 private:
  struct Bucket {
    double reads, writes;
    Instant seen;
    std::list<std::string>::iterator place;
  };
  std::mutex mutex_;
  RateLimits limits_;
  std::list<std::string> recent_;  // front: the latest
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace digipro::app
