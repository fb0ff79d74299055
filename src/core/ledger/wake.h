// Wake: what a background thread sleeps on until there is work. Rung by a Ledger's bell (capture
// the shared_ptr, never the owner: a bell may ring while its listener is going). Thread-safe.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace digipro::ledger {

class Wake {
 public:
  void ring() {
    {
      std::lock_guard lock(mutex_);
      ++rings_;
    }
    condition_.notify_all();
  }
  void stop() {
    {
      std::lock_guard lock(mutex_);
      is_stopped_ = true;
    }
    condition_.notify_all();
  }
  bool is_stopped() const {
    std::lock_guard lock(mutex_);
    return is_stopped_;
  }
  // Sleeps until it rings for the first time since the ring that `seen` counts, is stopped, or the
  // time is over. False when it was stopped.
  bool wait(uint64_t& seen, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, longest, [&] { return is_stopped_ || rings_ != seen; });
    seen = rings_;
    return !is_stopped_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable condition_;
  uint64_t rings_ = 0;
  bool is_stopped_ = false;
};

}  // namespace digipro::ledger
