// The one door for every change of a store (an ente's or the installation's). Thread-safe: any
// thread may call run() and read(); commands are applied one after the other by the store's writer,
// which commits what arrived during the last fsync as one batch and answers after it. The writer
// works on its own thread, or on the caller's when it finds the store idle (no hand-over).
// Ownership: the Ledger owns its writer thread and connections; the Database, Clock and IdSource
// outlive it.
#pragma once
#include <memory>
#include <string>

#include "core/ledger/command.h"

namespace digipro::ledger {

struct IdempotencyKey {
  std::string text;  // at most 100 characters; empty: the command is not idempotent
};

struct Settings {
  EnteId ente;
  std::string node = "node-1";  // name of this process, holder of the lease
  size_t batch_commands_max = 256;
  size_t queue_commands_max = 4096;  // beyond: too_many_requests
  size_t readers_max = 8;
  int64_t lease_seconds = 15;
};

struct Counters {
  int64_t commands = 0, batches = 0, refused = 0, batches_rerun = 0;
};

// A read connection for the life of this object, inside one snapshot.
class ReadLease {
 public:
  virtual ~ReadLease() = default;
  virtual db::Connection& db() = 0;
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  template <class In, class Ready, class Out>
  Result<Out> run(const Caller& caller, const IdempotencyKey& key,
                  const Command<In, Ready, Out>& command, const In& in) {
    std::string request = key.text.empty() ? "" : request_hash(command.name, in.fingerprint());
    std::optional<json::Value> answered;
    auto ready = [&]() -> Result<std::optional<Ready>> {
      auto lease = read();
      if (!lease) return refuse(std::move(lease.error()));
      auto stored = stored_answer((*lease)->db(), caller, key, request);
      if (!stored) return refuse(std::move(stored.error()));
      answered = std::move(*stored);
      if (answered) return std::optional<Ready>();
      ReadContext context{(*lease)->db(), clock().now(), ids()};
      auto prepared = command.prepare(context, caller, in);
      if (!prepared) return refuse(std::move(prepared.error()));
      return std::optional<Ready>(std::move(*prepared));
    }();
    if (!ready) return refuse(std::move(ready.error()));
    if (answered) return Out::from_json(*answered);
    std::optional<Out> out;
    auto answer =
        submit({command.name, &caller, key.text, request, [&](Tx& tx) -> Result<json::Value> {
                  auto applied = command.apply(tx, caller, **ready);
                  if (!applied) return refuse(std::move(applied.error()));
                  json::Value stored = applied->to_json();
                  out = std::move(*applied);
                  return stored;
                }});
    if (!answer) return refuse(std::move(answer.error()));
    if (answer->was_stored) return Out::from_json(answer->value);
    return std::move(*out);
  }

  // Waits at most a second for a free reader; then too_many_requests.
  virtual Result<std::unique_ptr<ReadLease>> read() = 0;
  virtual const Clock& clock() const = 0;
  virtual IdSource& ids() = 0;
  virtual const EnteId& ente() const = 0;
  virtual Counters counters() const = 0;
  // After a failed commit or fsync the store is read-only until the process restarts.
  virtual bool is_read_only() const = 0;
  // Another node took the store: this object is of no more use, open the store again later.
  virtual bool is_overtaken() const { return false; }
  // True while this process holds the lease: only then timers, outbox and cursors run here.
  virtual bool holds_lease() const = 0;
  // Rings after every commit that enqueued an effect or set a timer, on the committing thread: the
  // listener only wakes somebody. It stays while the returned token lives.
  virtual std::shared_ptr<void> on_work(std::function<void()> listener) = 0;
  // Finishes what is queued, stops the writer, gives the lease back. Idempotent. Without it the
  // destructor stops after the running batch and refuses what waits, as a crash would.
  virtual void close() = 0;

  struct Work {
    std::string_view name;
    const Caller* caller;
    std::string key;
    std::string request_hash;  // of request_hash(); empty without a key
    std::function<Result<json::Value>(Tx&)> apply;
  };
  struct Answer {
    json::Value value;
    bool was_stored = false;  // a repeat: value is the first one's answer
  };
  virtual Result<Answer> submit(Work work) = 0;

 private:
  // 32 raw bytes over the command's name and the fingerprint.
  static std::string request_hash(std::string_view command, std::string_view fingerprint);
  // Refuses with idempotency_mismatch; without a key there is no answer.
  static Result<std::optional<json::Value>> stored_answer(db::Connection& db, const Caller& caller,
                                                          const IdempotencyKey& key,
                                                          std::string_view request_hash);
};

// Opens the store: migrates `migrations` (the ledger's own first), takes the lease with a new
// epoch, starts the writer. Refuses with newer_store, storage_failed, lease_lost.
Result<std::unique_ptr<Ledger>> open_ledger(db::Database& database, const Clock& clock,
                                            IdSource& ids, Settings settings,
                                            std::span<const db::Migration> migrations);

}  // namespace digipro::ledger
