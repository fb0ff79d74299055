// Moves the pages of a SQLite WAL home, off the commit path: a thread with its own connection,
// woken by the writer when the WAL has grown by some MB. A WAL that is never moved makes each
// commit slower (reference/foundation-measurements.md). Owned by one writer connection; request()
// and writer_turn() are for the thread that writes.
#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

struct sqlite3;

namespace digipro::db {

class Checkpointer {
 public:
  Checkpointer(std::string path, const char* vfs);
  ~Checkpointer();

  // After a commit: how many pages the WAL holds now. Never waits for the checkpoint.
  void wal_holds(int pages);
  // A checkpoint could not write or sync: the store must not be written any more.
  bool has_failed() const { return has_failed_.load(std::memory_order_acquire); }
  // No checkpoint begins from here on: the writer's own storage failed.
  void give_up() { has_failed_.store(true, std::memory_order_release); }
  // Held by the writer from BEGIN to the end of its transaction, so that the last pass finds the
  // WAL at rest: only a fully moved WAL is written again from its start.
  std::mutex& writer_turn() { return writer_turn_; }

 private:
  struct Thread;
  void run();
  void checkpoint();
  bool pass(int* in_wal, int* moved);

  std::string path_;
  const char* vfs_;
  std::mutex writer_turn_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> has_failed_ = false;
  bool wanted_ = false, stop_ = false;
  int pages_next_;  // written by the writer's thread and, under mutex_, read by it
  sqlite3* connection_ = nullptr;
  std::unique_ptr<Thread> thread_;  // started by the first request
};

}  // namespace digipro::db
