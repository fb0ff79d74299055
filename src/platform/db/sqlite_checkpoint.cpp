#include "platform/db/sqlite_checkpoint.h"

#include <sqlite3.h>

#include <thread>

namespace digipro::db {
namespace {

// 32 MB. At 1,000 pages one commit in a hundred met a checkpoint, and p99 was four times p50; the
// pages that every commit writes are moved once each, so fewer checkpoints are also less work.
constexpr int pages_between_checkpoints = 8'000;
constexpr int pages_left_for_last_pass = 64;  // moved while the writer waits
constexpr int passes_max = 4;

}  // namespace

struct Checkpointer::Thread {
  std::thread runner;
};

Checkpointer::Checkpointer(std::string path, const char* vfs)
    : path_(std::move(path)), vfs_(vfs), pages_next_(pages_between_checkpoints) {}

Checkpointer::~Checkpointer() {
  if (thread_) {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_one();
    thread_->runner.join();
  }
  sqlite3_close_v2(connection_);
}

void Checkpointer::wal_holds(int pages) {
  if (pages < pages_between_checkpoints) pages_next_ = pages_between_checkpoints;
  if (pages < pages_next_) return;
  // When a long reader hinders the checkpoint, it is tried again after as much growth.
  pages_next_ = pages + pages_between_checkpoints;
  std::lock_guard lock(mutex_);
  wanted_ = true;
  if (!thread_) {
    thread_ = std::make_unique<Thread>();
    thread_->runner = std::thread([this] { run(); });
  }
  wake_.notify_one();
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return wanted_ || stop_; });
    if (stop_) return;
    wanted_ = false;
    lock.unlock();
    checkpoint();
    lock.lock();
  }
}

// False when there is nothing more to move, or no way to.
bool Checkpointer::pass(int* in_wal, int* moved) {
  if (has_failed()) return false;
  int code =
      sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_PASSIVE, in_wal, moved);
  if (code != SQLITE_OK && code != SQLITE_BUSY) give_up();
  return code == SQLITE_OK && *in_wal > 0;
}

// What fails here is lost for nobody, the WAL stays complete; but the disk is not to be trusted,
// and the writer, who asks has_failed(), writes no more.
void Checkpointer::checkpoint() {
  if (connection_ == nullptr) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path_.c_str(), &connection_, flags, vfs_) != SQLITE_OK) {
      sqlite3_close_v2(connection_);
      connection_ = nullptr;
      return;
    }
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_exec(connection_, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0", nullptr,
                 nullptr, nullptr);
  }
  int in_wal = 0, moved = 0;
  for (int i = 0; i < passes_max; ++i) {
    if (!pass(&in_wal, &moved)) return;
    if (in_wal - moved <= pages_left_for_last_pass) break;
  }
  std::lock_guard turn(writer_turn_);
  pass(&in_wal, &moved);
}

}  // namespace digipro::db
