#include "core/journal/journal.h"

#include <algorithm>

#include "base/text.h"
#include "core/journal/chain.h"

namespace digipro::journal {
namespace {

#define DIGIPRO_ENTRY_COLUMNS                                                              \
  "SELECT j.seq, j.at, j.command, j.person, j.on_behalf_of, j.kind, j.subject, j.pratica," \
  " j.visibility, j.facts, j.payload_hash, j.hash, p.payload"                              \
  " FROM journal j LEFT JOIN journal_payload p ON p.seq = j.seq "
constexpr db::Sql select_of_pratica = DIGIPRO_ENTRY_COLUMNS
    "WHERE j.pratica = ? AND j.seq > ? AND j.visibility >= ? ORDER BY j.seq LIMIT ?";
constexpr db::Sql select_after = DIGIPRO_ENTRY_COLUMNS "WHERE j.seq > ? ORDER BY j.seq LIMIT ?";
#undef DIGIPRO_ENTRY_COLUMNS
constexpr db::Sql select_page =
    "SELECT seq, at, command, person, on_behalf_of, kind, subject, pratica, visibility, facts,"
    " payload_hash, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?";
constexpr db::Sql select_payloads =
    "SELECT j.seq, p.salt, p.payload, j.payload_hash FROM journal_payload p"
    " LEFT JOIN journal j ON j.seq = p.seq WHERE p.seq > ? ORDER BY p.seq LIMIT ?";
constexpr db::Sql select_head = "SELECT last_seq, last_hash FROM head WHERE id = 1";
constexpr db::Sql count_payloads = "SELECT COUNT(*) FROM journal_payload WHERE subject = ?";
constexpr db::Sql delete_payloads = "DELETE FROM journal_payload WHERE subject = ?";
constexpr int64_t page_rows = 10'000;
constexpr int limit_max = 500;

std::string hex(std::string_view raw) {
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}

Result<Entry> entry_of(const db::Row& row) {
  Entry entry;
  entry.seq = row.integer(0);
  entry.at = Instant{row.integer(1)};
  entry.command = row.text(2);
  entry.person = PersonId(row.text(3));
  entry.on_behalf_of = PersonId(row.text(4));
  entry.kind = row.text(5);
  entry.subject = row.text(6);
  entry.pratica = PraticaId(row.text(7));
  entry.visibility =
      row.integer(8) == 1 ? ledger::Visibility::parties : ledger::Visibility::internal;
  DIGIPRO_TRY(facts, json::parse(row.text(9)));
  entry.facts = std::move(facts);
  entry.hash = hex(row.blob(11));
  entry.is_erased = !row.is_null(10) && row.is_null(12);
  if (!row.is_null(12)) {
    DIGIPRO_TRY(personal, json::parse(row.text(12)));
    entry.personal = std::move(personal);
  }
  return entry;
}

Result<std::vector<Entry>> entries_of(const db::Rows& rows) {
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const db::Row& row : rows) {
    DIGIPRO_TRY(entry, entry_of(row));
    entries.push_back(std::move(entry));
  }
  return entries;
}

tl::unexpected<Error> broken(JournalSeq seq, std::string_view what) {
  return refuse(ErrorCode::integrity_broken,
                "journal entry " + std::to_string(seq) + ": " + std::string(what));
}

// The chain up to its last entry; `at` is where the walk stands.
struct ChainWalk {
  JournalSeq seq = 0;
  std::string hash;
  crypto::Sha256 sha256;

  Status step(const db::RowView& row) {
    if (row.integer(0) != seq + 1) return broken(seq + 1, "missing");
    std::string expected = entry_hash(
        sha256, {hash, row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4),
                 row.text(5), row.text(6), row.text(7), row.integer(8), row.text(9), row.blob(10)});
    if (row.blob(11) != expected) return broken(seq + 1, "its hash does not match");
    ++seq;
    hash = std::move(expected);
    return {};
  }
};

Status verify_payloads(db::Connection& db) {
  crypto::Sha256 sha256;
  JournalSeq last = 0;
  for (int64_t seen = page_rows; seen == page_rows;) {
    seen = 0;
    const db::Value arguments[] = {last, page_rows};
    DIGIPRO_CHECK(db.each(select_payloads, arguments, [&](const db::RowView& row) -> Status {
      ++seen;
      if (row.is_null(0)) return broken(last, "a payload after it belongs to no entry");
      last = row.integer(0);
      if (payload_hash(sha256, row.blob(1), row.text(2)) != row.blob(3))
        return broken(last, "its payload does not match");
      return {};
    }));
  }
  return {};
}

}  // namespace

Result<std::vector<Entry>> of_pratica(db::Connection& db, const PraticaId& pratica,
                                      JournalSeq after, int limit, bool parties_only) {
  DIGIPRO_TRY(rows, db.query(select_of_pratica, pratica.text, after, parties_only ? 1 : 0,
                             std::clamp(limit, 1, limit_max)));
  return entries_of(rows);
}

Result<std::vector<Entry>> after(db::Connection& db, JournalSeq after, int limit) {
  DIGIPRO_TRY(rows, db.query(select_after, after, std::clamp(limit, 1, limit_max)));
  return entries_of(rows);
}

Result<Verified> verify(db::Connection& db) {
  ChainWalk walk;
  // The head is read first: entries that come while we walk are beyond it.
  DIGIPRO_TRY(head, db.query(select_head));
  if (head.empty()) return refuse(ErrorCode::integrity_broken, "the head row is missing");
  JournalSeq last = head[0].integer(0);
  while (walk.seq < last) {
    JournalSeq page_start = walk.seq;
    const db::Value arguments[] = {page_start, std::min(page_rows, last - page_start)};
    DIGIPRO_CHECK(
        db.each(select_page, arguments, [&](const db::RowView& row) { return walk.step(row); }));
    if (walk.seq == page_start) return broken(walk.seq + 1, "missing");
  }
  if (walk.hash != head[0].blob(1)) return broken(last, "the head has another hash");
  DIGIPRO_TRY(beyond, db.query(select_after, last, 1));
  DIGIPRO_TRY(head_now, db.query(select_head));
  if (!beyond.empty() && head_now[0].integer(0) == last) return broken(last + 1, "beyond the head");
  DIGIPRO_CHECK(verify_payloads(db));
  return Verified{walk.seq, hex(walk.hash)};
}

Status erase_payloads(ledger::Tx& tx, const std::string& subject, std::string_view act) {
  DIGIPRO_TRY(counted, tx.query(count_payloads, subject));
  int64_t payloads = counted[0].integer(0);
  if (payloads == 0) return refuse(ErrorCode::not_found, "no payload of this subject");
  DIGIPRO_CHECK(tx.exec(delete_payloads, subject));
  ledger::Event event;
  event.kind = "journal.erased";
  event.subject = subject;
  event.facts = json::Value::object({{"act", act}, {"payloads", payloads}});
  tx.record(std::move(event));
  return {};
}

}  // namespace digipro::journal
