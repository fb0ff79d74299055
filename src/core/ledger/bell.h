// Rung by the writer after a commit that left work behind (an effect, a timer); wakes those who do
// it. Thread-safe. A listener runs on the committing thread and must only wake somebody; it is
// silent once its token is gone, also when the token outlives the bell.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace digipro::ledger {

class Bell {
 public:
  std::shared_ptr<void> listen(std::function<void()> listener) {
    auto token = std::make_shared<Listener>(std::move(listener));
    std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const std::weak_ptr<Listener>& gone) { return gone.expired(); });
    listeners_.push_back(token);
    return token;
  }

  void ring() {
    std::lock_guard lock(mutex_);
    for (const std::weak_ptr<Listener>& weak : listeners_) {
      if (auto listener = weak.lock()) (*listener)();
    }
  }

 private:
  using Listener = std::function<void()>;
  std::mutex mutex_;
  std::vector<std::weak_ptr<Listener>> listeners_;
};

}  // namespace digipro::ledger
