// Applies commands in batches: one transaction and one fsync for all commands of a batch. Knows no
// threads: the Ledger sees to it that one thread at a time calls it; state() and lease_until() may
// be read by any thread. Owns the writing connection.
#pragma once
#include <atomic>
#include <memory>
#include <span>
#include <string>

#include "core/ledger/bell.h"
#include "core/ledger/ledger.h"
#include "core/ledger/recent_keys.h"
#include "core/ledger/writer_tx.h"

namespace digipro::ledger {

// A command that waits for its answer.
struct Pending {
  Ledger::Work* work = nullptr;
  Result<Ledger::Answer> answer = Ledger::Answer{};
  std::atomic<int> is_done = 0;
};

class Writer {
 public:
  enum class State { open, read_only, overtaken };

  Writer(std::unique_ptr<db::Connection> db, const Clock& clock, IdSource& ids,
         const Settings& settings);

  // Takes the store with a new epoch; lease_lost while another node's lease lasts.
  Status take_lease();
  // Fills the answer of every command; returns when they are durable, or refused.
  void run(std::span<Pending* const> batch);
  // A batch without commands, to prolong the lease.
  void renew_lease();
  void give_lease_back();

  State state() const { return state_.load(std::memory_order_acquire); }
  Instant lease_until() const { return {lease_until_.load(std::memory_order_acquire)}; }
  Counters counters() const;
  Bell& bell() { return bell_; }

 private:
  enum class Outcome { applied, refused, dropped };  // dropped: the transaction must go

  Status run_together(std::span<Pending* const> batch);
  void run_one(Pending& pending);
  Outcome apply(Pending& pending, Instant now, bool is_rerun);
  Status look_up_answer(Pending& pending, bool& found);
  Result<json::Value> call(Pending& pending, Instant now);
  Status commit(Instant now);
  void drop();
  Error refusal() const;
  Error explain(Error error);
  void refuse_all(std::span<Pending* const> batch, const Error& error);

  std::unique_ptr<db::Connection> db_;
  const Clock& clock_;
  Settings settings_;
  Head head_;
  Head::Mark batch_start_;
  WriterTx tx_;
  RecentKeys recent_keys_;
  Bell bell_;
  std::atomic<State> state_ = State::open;
  std::atomic<int64_t> lease_until_ = 0;
  std::atomic<int64_t> commands_ = 0, batches_ = 0, refused_ = 0, batches_rerun_ = 0;
};

}  // namespace digipro::ledger
