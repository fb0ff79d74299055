// A bounded pool of threads for handlers: a queue with a limit, so that a flood is refused instead
// of piling up. Owned by the server; post() from any thread; stop() runs what is queued and joins.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace digipro::http {

class WorkerPool {
 public:
  WorkerPool(int threads, size_t queue_max);
  ~WorkerPool();
  bool post(std::function<void()> work);  // false when the queue is full or the pool stopped
  void stop();

 private:
  struct Threads;
  void run();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  size_t queue_max_;
  bool stopping_ = false;
  Threads* threads_;
};

}  // namespace digipro::http
