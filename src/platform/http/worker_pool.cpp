#include "platform/http/worker_pool.h"

#include <thread>

namespace digipro::http {

struct WorkerPool::Threads {
  std::vector<std::thread> all;
};

WorkerPool::WorkerPool(int threads, size_t queue_max)
    : queue_max_(queue_max), threads_(new Threads) {
  for (int i = 0; i < threads; ++i) threads_->all.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
  stop();
  delete threads_;
}

bool WorkerPool::post(std::function<void()> work) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_max_) return false;
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_->all)
    if (thread.joinable()) thread.join();
}

void WorkerPool::run() {
  while (true) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace digipro::http
