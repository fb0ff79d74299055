#include "core/ledger/queue.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace digipro::ledger {
namespace {

constexpr size_t key_characters_max = 100;

}  // namespace

struct Queue::Thread {
  std::thread runner;
};

Queue::Queue(std::unique_ptr<Writer> writer, const Clock& clock, const Settings& settings)
    : writer_(std::move(writer)), clock_(clock), settings_(settings) {
  thread_ = std::make_unique<Thread>();
  thread_->runner = std::thread([this] { run_thread(); });
}

Queue::~Queue() {
  {
    std::lock_guard lock(mutex_);
    is_closing_ = is_stopping_ = true;
  }
  wake_.notify_all();
  thread_->runner.join();
}

void Queue::close() {
  std::unique_lock lock(mutex_);
  if (is_closing_) return;
  is_closing_ = true;
  wake_.wait(lock, [this] { return !is_writing_ && waiting_.empty(); });
  is_writing_ = true;
  lock.unlock();
  writer_->give_lease_back();
  lock.lock();
  is_writing_ = false;
}

// A slot outlives its command, so a late wake-up never touches freed memory; it is merely ignored.
Pending* Queue::slot(Ledger::Work& work) {
  if (free_slots_.empty()) free_slots_.push_back(&slots_.emplace_back());
  Pending* found = free_slots_.back();
  free_slots_.pop_back();
  found->work = &work;
  found->is_done.store(0, std::memory_order_relaxed);
  return found;
}

Result<Ledger::Answer> Queue::submit(Ledger::Work& work) {
  if (work.key.size() > key_characters_max)
    return refuse(ErrorCode::invalid_input, "the idempotency key is too long");
  std::unique_lock lock(mutex_);
  if (is_closing_) return refuse(ErrorCode::read_only, "the store is closed");
  if (waiting_.size() >= settings_.queue_commands_max)
    return refuse(ErrorCode::too_many_requests, "too many commands wait for the store");
  Pending* mine = slot(work);
  if (!is_writing_) {
    is_writing_ = true;
    lock.unlock();
    writer_->run({&mine, 1});
    lock.lock();
    is_handed_over_ = !waiting_.empty();
    is_writing_ = is_handed_over_;
    if (is_handed_over_ || is_closing_) wake_.notify_all();
  } else {
    waiting_.push_back(mine);
    lock.unlock();
    mine->is_done.wait(0, std::memory_order_acquire);
    lock.lock();
  }
  Result<Ledger::Answer> answer = std::move(mine->answer);
  free_slots_.push_back(mine);
  return answer;
}

void Queue::run_thread() {
  auto between_renewals = std::chrono::milliseconds(settings_.lease_seconds * 1000 / 3);
  std::unique_lock lock(mutex_);
  while (!is_stopping_) {
    wake_.wait_for(lock, between_renewals, [this] { return is_handed_over_ || is_stopping_; });
    if (is_handed_over_) {
      write_what_waits(lock);
    } else if (!is_stopping_ && !is_writing_ && !is_closing_) {
      is_writing_ = true;
      lock.unlock();
      renew_when_due();
      lock.lock();
      write_what_waits(lock);
    }
  }
  for (Pending* pending : waiting_) {
    pending->answer = refuse(ErrorCode::read_only, "the store is closed");
    pending->is_done.store(1, std::memory_order_release);
    pending->is_done.notify_one();
  }
  waiting_.clear();
}

void Queue::write_what_waits(std::unique_lock<std::mutex>& lock) {
  while (!waiting_.empty() && !is_stopping_) {
    auto end = waiting_.begin() +
               static_cast<std::ptrdiff_t>(std::min(waiting_.size(), settings_.batch_commands_max));
    batch_.assign(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    lock.unlock();
    writer_->run(batch_);
    for (Pending* pending : batch_) {
      pending->is_done.store(1, std::memory_order_release);
      pending->is_done.notify_one();
    }
    lock.lock();
  }
  is_writing_ = is_handed_over_ = false;
  if (is_closing_) wake_.notify_all();
}

void Queue::renew_when_due() {
  int64_t left = writer_->lease_until().seconds() - clock_.now().seconds();
  if (left <= settings_.lease_seconds * 2 / 3) writer_->renew_lease();
}

}  // namespace digipro::ledger
