// The Tx that a command's apply sees. Statements go to the writer's connection at once, so that
// later queries of the batch see them; numbers come from the head in memory. Owned by the Writer,
// used for one command after the other.
#pragma once
#include "core/ledger/command.h"
#include "core/ledger/head.h"
#include "platform/crypto/sha256.h"

namespace digipro::ledger {

class WriterTx final : public Tx {
 public:
  WriterTx(EnteId ente, db::Connection& db, IdSource& ids, Head& head)
      : ente_(std::move(ente)), db_(db), ids_(ids), head_(head) {}

  // The next command. `name` and `caller` live until the following start().
  void start(std::string_view name, const Caller& caller, Instant now) {
    name_ = name;
    caller_ = &caller;
    now_ = now;
  }

  const EnteId& ente() const override { return ente_; }
  Instant now() const override { return now_; }
  Uuid new_id() override { return ids_.next(now_); }
  db::Connection& db() override { return db_; }
  int64_t next_number(const std::string& counter) override { return head_.next_number(counter); }
  JournalSeq record(Event event) override;
  void enqueue(Effect effect) override;
  void schedule(Timer timer) override;
  void cancel_timer(std::string_view kind, std::string_view key) override;
  // Whether effects or timers were left since the last call.
  bool take_work() { return std::exchange(has_work_, false); }

 private:
  EnteId ente_;
  db::Connection& db_;
  IdSource& ids_;
  Head& head_;
  crypto::Sha256 sha256_;
  std::string_view name_;
  const Caller* caller_ = nullptr;
  Instant now_;
  bool has_work_ = false;
};

}  // namespace digipro::ledger
