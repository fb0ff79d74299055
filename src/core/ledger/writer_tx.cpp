#include "core/ledger/writer_tx.h"

#include "core/journal/chain.h"

namespace digipro::ledger {
namespace {

constexpr db::Sql insert_entry =
    "INSERT INTO journal(seq, at, command, person, on_behalf_of, kind, subject, pratica,"
    " visibility, facts, payload_hash, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql insert_payload =
    "INSERT INTO journal_payload(seq, subject, salt, payload) VALUES(?, ?, ?, ?)";
constexpr db::Sql insert_job =
    "INSERT INTO outbox(id, kind, job_key, payload, state, attempts, due_at, created_at)"
    " VALUES(?, ?, ?, ?, 'waiting', 0, ?, ?) ON CONFLICT(kind, job_key) DO NOTHING";
constexpr db::Sql upsert_timer =
    "INSERT INTO timer(kind, timer_key, due_at, payload, attempts) VALUES(?, ?, ?, ?, 0)"
    " ON CONFLICT(kind, timer_key) DO UPDATE SET due_at = excluded.due_at,"
    " payload = excluded.payload, attempts = 0, problem = NULL";
constexpr db::Sql delete_timer = "DELETE FROM timer WHERE kind = ? AND timer_key = ?";

// Two ids: 148 random bits, so that an erased payload cannot be guessed from its hash.
std::string fresh_salt(IdSource& ids, Instant now) {
  std::string salt;
  for (int i = 0; i < 2; ++i) {
    Uuid id = ids.next(now);
    salt.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  }
  return salt;
}

}  // namespace

// A failed statement below dooms the transaction: the Writer sees it, drops the batch and answers
// with the error. So nothing is returned here.

JournalSeq WriterTx::record(Event event) {
  JournalSeq seq = head_.last_seq + 1;
  std::string facts = json::dump(event.facts.is_null() ? json::Value::object() : event.facts);
  std::string hash_of_payload;
  if (event.personal) {
    std::string salt = fresh_salt(ids_, now_);
    std::string payload = json::dump(*event.personal);
    hash_of_payload = journal::payload_hash(sha256_, salt, payload);
    (void)exec(insert_payload, seq, event.subject, db::Blob{std::move(salt)}, std::move(payload));
  }
  std::string_view on_behalf_of =
      caller_->on_behalf_of ? std::string_view(caller_->on_behalf_of->text) : std::string_view();
  int64_t visibility = event.visibility == Visibility::parties ? 1 : 0;
  std::string hash = journal::entry_hash(
      sha256_, {head_.last_hash, seq, now_.microseconds, name_, caller_->person.text, on_behalf_of,
                event.kind, event.subject, event.pratica.text, visibility, facts, hash_of_payload});
  db::Value payload_column =
      hash_of_payload.empty() ? db::Value{} : db::Value{db::Blob{std::move(hash_of_payload)}};
  (void)exec(insert_entry, seq, now_.microseconds, name_, caller_->person.text, on_behalf_of,
             std::move(event.kind), std::move(event.subject), db::optional_text(event.pratica.text),
             visibility, std::move(facts), std::move(payload_column), db::Blob{hash});
  head_.last_seq = seq;
  head_.last_hash = std::move(hash);
  return seq;
}

void WriterTx::enqueue(Effect effect) {
  has_work_ = true;
  Instant due = std::max(effect.not_before, now_);
  (void)exec(insert_job, to_string(new_id()), std::move(effect.kind), std::move(effect.key),
             json::dump(effect.payload), due.microseconds, now_.microseconds);
}

void WriterTx::schedule(Timer timer) {
  has_work_ = true;
  (void)exec(upsert_timer, std::move(timer.kind), std::move(timer.key), timer.due.microseconds,
             json::dump(timer.payload));
}

void WriterTx::cancel_timer(std::string_view kind, std::string_view key) {
  (void)exec(delete_timer, kind, key);
}

}  // namespace digipro::ledger
