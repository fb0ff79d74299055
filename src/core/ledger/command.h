// The two halves of a change, and what a change can do while it is applied. Contract of the Ledger
// (ledger.h). prepare runs on the caller's thread with a read connection and may take its time:
// parse, authorise, hash, verify, store and sync files. apply runs in the ente's writer thread: it
// re-checks what may have changed and does only SQL and pure functions, at most 2 ms; no file,
// process, network or crypto. apply may be run again when a batch was dropped, so it must not
// change anything outside the Tx. An expected refusal is decided before the first write.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/instant.h"
#include "base/result.h"
#include "base/uuid.h"
#include "core/access/caller.h"
#include "format/json.h"
#include "platform/db/db.h"

namespace digipro::ledger {

// Who may see an event on a case's timeline besides the offices.
enum class Visibility { internal, parties };

// What happened, for the journal. `kind` is room.past_participle: "protocollo.registered".
struct Event {
  std::string kind;
  std::string subject;                  // id of the thing it happened to
  PraticaId pratica;                    // the case, when there is one
  json::Value facts;                    // codes, ids, numbers: never personal data
  std::optional<json::Value> personal;  // erasable payload; only its salted hash is chained
  Visibility visibility = Visibility::internal;
};

// Something to do outside, after the commit. The key makes it idempotent: a second effect with the
// same kind and key is ignored.
struct Effect {
  std::string kind;  // "posta.mail", "documents.render"
  std::string key;
  json::Value payload;
  Instant not_before{};  // 0: at once
};

// A moment at which a command is due. (kind, key) is unique: a second schedule moves it.
struct Timer {
  std::string kind;  // "casework.timer"
  std::string key;
  Instant due;
  json::Value payload;
};

class Tx {
 public:
  virtual ~Tx() = default;
  virtual const EnteId& ente() const = 0;
  virtual Instant now() const = 0;  // one instant for the whole command
  virtual Uuid new_id() = 0;
  virtual db::Connection& db() = 0;  // the writer's connection, inside the batch's transaction
  // The next number of a gapless counter, from 1; "protocollo/AOO1/2026". Given back when the
  // command fails. Counters live in the head of the ente: no SQL round trip.
  virtual int64_t next_number(const std::string& counter) = 0;
  virtual JournalSeq record(Event event) = 0;
  virtual void enqueue(Effect effect) = 0;
  virtual void schedule(Timer timer) = 0;
  virtual void cancel_timer(std::string_view kind, std::string_view key) = 0;

  template <class... Args>
  Status exec(db::Sql statement, Args&&... args) {
    return db().exec(statement, std::forward<Args>(args)...);
  }
  template <class... Args>
  Result<db::Rows> query(db::Sql statement, Args&&... args) {
    return db().query(statement, std::forward<Args>(args)...);
  }
};

struct ReadContext {
  db::Connection& db;  // a reader: one consistent snapshot
  Instant now;
  IdSource& ids;
};

// In has `std::string fingerprint() const`: the canonical bytes of the request, hashed for
// idempotency. Out has `json::Value to_json() const` and `static Result<Out> from_json(const
// json::Value&)`: the answer is stored in the same commit and given again to a repeated key.
template <class In, class Ready, class Out>
struct Command {
  std::string_view name;  // "istanze.submit"
  std::function<Result<Ready>(const ReadContext&, const Caller&, const In&)> prepare;
  std::function<Result<Out>(Tx&, const Caller&, const Ready&)> apply;
};

// For commands whose answer says nothing.
struct Done {
  json::Value to_json() const { return json::Value::object(); }
  static Result<Done> from_json(const json::Value&) { return Done{}; }
};

}  // namespace digipro::ledger
