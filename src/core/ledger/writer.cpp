#include "core/ledger/writer.h"

#include <exception>

#include "core/ledger/idempotency.h"

namespace digipro::ledger {
namespace {

constexpr db::Sql take_head =
    "UPDATE head SET epoch = epoch + 1, node = ?, lease_until = ?"
    " WHERE id = 1 AND (node = ? OR lease_until <= ?) RETURNING epoch, last_seq, last_hash";
constexpr db::Sql give_head =
    "UPDATE head SET lease_until = 0 WHERE id = 1 AND epoch = ? AND node = ?";
constexpr db::Sql select_epoch = "SELECT epoch FROM head WHERE id = 1";
// The guard makes the statement fail, and with it the batch, when the store is not where this
// writer left it.
constexpr db::Sql update_head =
    "UPDATE head SET last_seq = ?, last_hash = ?, lease_until = ?,"
    " guard = CASE WHEN epoch = ? AND last_seq = ? THEN 1 ELSE 0 END WHERE id = 1";
constexpr db::Sql select_counters = "SELECT name, value FROM counter";
constexpr db::Sql upsert_counter =
    "INSERT INTO counter(name, value) VALUES(?, ?)"
    " ON CONFLICT(name) DO UPDATE SET value = excluded.value";
constexpr size_t counters_max = 1'000'000;

}  // namespace

Writer::Writer(std::unique_ptr<db::Connection> db, const Clock& clock, IdSource& ids,
               const Settings& settings)
    : db_(std::move(db)),
      clock_(clock),
      settings_(settings),
      tx_(settings.ente, *db_, ids, head_) {}

Status Writer::take_lease() {
  Instant now = clock_.now();
  Instant until = now.plus_seconds(settings_.lease_seconds);
  DIGIPRO_CHECK(db_->begin());
  auto taken = [&]() -> Status {
    DIGIPRO_TRY(rows, db_->query(take_head, settings_.node, until.microseconds, settings_.node,
                                 now.microseconds));
    if (rows.empty()) return refuse(ErrorCode::lease_lost, "another node holds the store");
    head_.epoch = rows[0].integer(0);
    head_.last_seq = rows[0].integer(1);
    head_.last_hash = rows[0].blob(2);
    DIGIPRO_TRY(counters, db_->query(select_counters, std::span<const db::Value>(), counters_max));
    for (const db::Row& row : counters) head_.load_counter(row.text(0), row.integer(1));
    return {};
  }();
  if (!taken) {
    db_->rollback();
    return taken;
  }
  DIGIPRO_CHECK(db_->commit());
  lease_until_ = until.microseconds;
  return {};
}

void Writer::give_lease_back() {
  if (state() != State::open) return;
  if (!db_->begin()) return;
  (void)db_->exec(give_head, head_.epoch, settings_.node);
  (void)db_->commit();  // a lease that could not be given back runs out by itself
  lease_until_ = 0;
}

Counters Writer::counters() const {
  return {commands_.load(), batches_.load(), refused_.load(), batches_rerun_.load()};
}

void Writer::refuse_all(std::span<Pending* const> batch, const Error& error) {
  for (Pending* pending : batch) pending->answer = refuse(error);
}

Error Writer::refusal() const {
  if (state() == State::overtaken)
    return fail(ErrorCode::lease_lost, "another node took the store");
  return fail(ErrorCode::read_only, "a commit failed before");
}

void Writer::run(std::span<Pending* const> batch) {
  if (state() != State::open) return refuse_all(batch, refusal());
  commands_ += static_cast<int64_t>(batch.size());
  if (Status status = run_together(batch); !status) {
    if (state() != State::open) return refuse_all(batch, status.error());
    batches_rerun_ += 1;
    for (Pending* pending : batch) run_one(*pending);
  }
  for (Pending* pending : batch) refused_ += pending->answer ? 0 : 1;
}

void Writer::renew_lease() {
  if (state() != State::open) return;
  batch_start_ = head_.mark();
  Instant now = clock_.now();
  Status renewed = db_->begin();
  if (renewed) renewed = commit(now);
  if (!renewed) explain(renewed.error());
}

// Refused when the transaction was dropped: then no command of the batch has happened.
Status Writer::run_together(std::span<Pending* const> batch) {
  batch_start_ = head_.mark();
  Instant now = clock_.now();
  if (Status begun = db_->begin(); !begun) return refuse(explain(begun.error()));
  bool is_changed = false;
  for (Pending* pending : batch) {
    Outcome outcome = apply(*pending, now, false);
    if (outcome == Outcome::dropped) {
      drop();
      return refuse(explain(pending->answer.error()));
    }
    is_changed = is_changed || outcome == Outcome::applied;
  }
  if (!is_changed) {
    drop();
    return {};
  }
  Status committed = commit(now);
  return committed ? Status() : Status(refuse(explain(committed.error())));
}

void Writer::run_one(Pending& pending) {
  if (state() != State::open) {
    pending.answer = refuse(refusal());
    return;
  }
  batch_start_ = head_.mark();
  Instant now = clock_.now();
  if (Status begun = db_->begin(); !begun) {
    pending.answer = refuse(explain(begun.error()));
    return;
  }
  Outcome outcome = apply(pending, now, true);
  if (outcome != Outcome::applied) {
    drop();
    if (outcome == Outcome::dropped) pending.answer = refuse(explain(pending.answer.error()));
    return;
  }
  if (Status committed = commit(now); !committed)
    pending.answer = refuse(explain(committed.error()));
}

Writer::Outcome Writer::apply(Pending& pending, Instant now, bool is_rerun) {
  const Ledger::Work& work = *pending.work;
  const std::string& person = work.caller->person.text;
  Head::Mark before = head_.mark();
  int64_t writes_before = db_->writes_sent();
  if (!work.key.empty() && (is_rerun || recent_keys_.contains(person, work.key))) {
    bool found = false;
    if (Status looked = look_up_answer(pending, found); !looked) {
      pending.answer = refuse(looked.error());
      return Outcome::dropped;
    }
    if (found) return Outcome::refused;
  }
  Result<json::Value> result = call(pending, now);
  if (db_->is_doomed()) {
    Status doom = db_->flush();
    pending.answer = refuse(result || !doom ? doom.error() : result.error());
    return Outcome::dropped;
  }
  if (!result) {
    head_.restore(before);
    pending.answer = refuse(std::move(result.error()));
    return db_->writes_sent() == writes_before ? Outcome::refused : Outcome::dropped;
  }
  if (!work.key.empty()) {
    // Should the key be there after all, its uniqueness drops the batch, and the rerun looks it up.
    (void)db_->exec(insert_answer, person, work.key, db::Blob{work.request_hash},
                    json::dump(*result), now.microseconds);
    recent_keys_.add(person, work.key);
  }
  pending.answer = Ledger::Answer{std::move(*result), false};
  return Outcome::applied;
}

Status Writer::look_up_answer(Pending& pending, bool& found) {
  const Ledger::Work& work = *pending.work;
  auto stored = find_answer(*db_, work.caller->person.text, work.key, work.request_hash);
  if (!stored && db_->is_doomed()) return refuse(stored.error());
  found = !stored || stored->has_value();
  if (!stored)
    pending.answer = refuse(stored.error());
  else if (found)
    pending.answer = Ledger::Answer{std::move(**stored), true};
  return {};
}

// Exceptions end the command that threw; what it wrote is dropped with its transaction.
Result<json::Value> Writer::call(Pending& pending, Instant now) {
  tx_.start(pending.work->name, *pending.work->caller, now);
  try {
    return pending.work->apply(tx_);
  } catch (const std::exception& exception) {
    return refuse(ErrorCode::internal,
                  std::string(pending.work->name) + " threw: " + exception.what());
  }
}

Status Writer::commit(Instant now) {
  Instant until = now.plus_seconds(settings_.lease_seconds);
  head_.each_changed([&](const std::string& name, int64_t value) {
    (void)db_->exec(upsert_counter, name, value);  // a failure dooms the transaction
  });
  db::Value last_hash =
      head_.last_hash.empty() ? db::Value{} : db::Value{db::Blob{head_.last_hash}};
  (void)db_->exec(update_head, head_.last_seq, std::move(last_hash), until.microseconds,
                  head_.epoch, batch_start_.last_seq);
  if (Status committed = db_->commit(); !committed) {
    head_.restore(batch_start_);
    return committed;
  }
  head_.keep();
  batches_ += 1;
  lease_until_.store(until.microseconds, std::memory_order_release);
  if (tx_.take_work()) bell_.ring();
  return {};
}

void Writer::drop() {
  if (db_->in_transaction()) (void)db_->rollback();
  head_.restore(batch_start_);
}

// What a dropped transaction means for the store. After storage_failed nobody knows what is on the
// disk: nothing may be written any more. An fsync is never tried twice.
Error Writer::explain(Error error) {
  if (error.code == ErrorCode::storage_failed || !db_->is_usable()) {
    state_ = State::read_only;
    return error;
  }
  auto rows = db_->query(select_epoch);
  if (!rows || rows->empty()) {
    state_ = State::read_only;
    return fail(ErrorCode::storage_failed, "the head row cannot be read");
  }
  if ((*rows)[0].integer(0) == head_.epoch) return error;
  state_ = State::overtaken;
  return fail(ErrorCode::lease_lost, "another node took the store");
}

}  // namespace digipro::ledger
