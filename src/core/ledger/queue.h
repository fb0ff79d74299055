// The queue in front of a Writer: lets one thread at a time write and makes batches of what waits.
// A caller that finds the store idle writes by itself; what arrives meanwhile is taken over by the
// queue's own thread, which goes on until nothing waits. Thread-safe; owns thread and Writer.
#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "core/ledger/writer.h"

namespace digipro::ledger {

class Queue {
 public:
  Queue(std::unique_ptr<Writer> writer, const Clock& clock, const Settings& settings);
  ~Queue();

  Result<Ledger::Answer> submit(Ledger::Work& work);
  void close();  // finishes what waits, gives the lease back
  const Writer& writer() const { return *writer_; }
  Bell& bell() { return writer_->bell(); }

 private:
  struct Thread;
  void run_thread();
  void write_what_waits(std::unique_lock<std::mutex>& lock);
  Pending* slot(Ledger::Work& work);
  void renew_when_due();

  std::unique_ptr<Writer> writer_;
  const Clock& clock_;
  const Settings settings_;
  std::mutex mutex_;
  std::condition_variable wake_;  // of the thread, and of close()
  std::deque<Pending> slots_;     // as many as ever waited at once; never moved, never freed
  std::vector<Pending*> free_slots_;
  std::vector<Pending*> waiting_;
  std::vector<Pending*> batch_;  // of the thread
  bool is_writing_ = false;      // somebody uses the Writer
  bool is_handed_over_ = false;  // ... and that is the thread
  bool is_closing_ = false;      // nothing new comes in
  bool is_stopping_ = false;     // the thread ends
  std::unique_ptr<Thread> thread_;
};

}  // namespace digipro::ledger
