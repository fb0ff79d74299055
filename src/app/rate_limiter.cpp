#include "app/rate_limiter.h"

#include <algorithm>

namespace digipro::app {

bool RateLimiter::admit(const std::string& address, bool is_write, Instant now) {
  std::lock_guard lock(mutex_);
  auto found = buckets_.find(address);
  if (found == buckets_.end()) {
    if (buckets_.size() >= limits_.addresses_max) {
      buckets_.erase(recent_.back());
      recent_.pop_back();
    }
    recent_.push_front(address);
    Bucket fresh{limits_.reads_burst, limits_.writes_burst, now, recent_.begin()};
    found = buckets_.emplace(address, fresh).first;
  }
  Bucket& bucket = found->second;
  recent_.splice(recent_.begin(), recent_, bucket.place);
  double seconds =
      std::max<double>(0, static_cast<double>(now.microseconds - bucket.seen.microseconds) / 1e6);
  bucket.seen = now;
  bucket.reads = std::min(limits_.reads_burst, bucket.reads + seconds * limits_.reads_per_second);
  bucket.writes =
      std::min(limits_.writes_burst, bucket.writes + seconds * limits_.writes_per_second);
  double& left = is_write ? bucket.writes : bucket.reads;
  if (left < 1) return false;
  left -= 1;
  return true;
}

}  // namespace digipro::app
