// The journal is the memory: append-only, numbered without gaps, hash-chained per store. Written
// only by the Ledger; audit, timelines, history, notices and figures read it by cursor (seq > n).
// The chain: hash = SHA-256(previous hash, seq, at, command, person, on_behalf_of, kind, subject,
// pratica, visibility, facts, payload hash), each length-prefixed. A personal payload lies in its
// own row with its salt; erasing it leaves the hash, and the chain still verifies.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/ledger/command.h"

namespace digipro::journal {

struct Entry {
  JournalSeq seq = 0;
  Instant at;
  std::string command, kind, subject;
  PersonId person, on_behalf_of;
  PraticaId pratica;
  ledger::Visibility visibility = ledger::Visibility::internal;
  json::Value facts;
  std::optional<json::Value> personal;  // when it was asked for and has not been erased
  bool is_erased = false;
  std::string hash;  // 64 hex digits
};

// Entries of one case, oldest first, after `after`, at most `limit` (<= 500). `parties_only` for
// the citizen's timeline. Access is the caller's duty: take the case through casework first.
Result<std::vector<Entry>> of_pratica(db::Connection& db, const PraticaId& pratica,
                                      JournalSeq after, int limit, bool parties_only);
// The cursor every follower uses.
Result<std::vector<Entry>> after(db::Connection& db, JournalSeq after, int limit);

struct Verified {
  JournalSeq entries = 0;
  std::string last_hash;
};
// Walks the whole chain; integrity_broken names the first wrong entry.
Result<Verified> verify(db::Connection& db);

// Erases the payloads of a subject by a lawful act; leaves a journaled tombstone.
Status erase_payloads(ledger::Tx& tx, const std::string& subject, std::string_view act);

}  // namespace digipro::journal
