#include "modules/identity/attempts.h"

#include <arpa/inet.h>

#include <cstring>

#include "base/text.h"
#include "platform/crypto/sha256.h"

namespace digipro::identity {
namespace {

constexpr db::Sql select_locks =
    "SELECT COUNT(*) FROM login_attempt WHERE key IN (?, ?) AND locked_until > ?";
constexpr db::Sql select_attempt = "SELECT failures, first_at FROM login_attempt WHERE key = ?";
constexpr db::Sql upsert_attempt =
    "INSERT INTO login_attempt(key, failures, first_at, locked_until, keep_until)"
    " VALUES(?, ?, ?, ?, ?)"
    " ON CONFLICT(key) DO UPDATE SET failures = excluded.failures, first_at = excluded.first_at,"
    " locked_until = excluded.locked_until, keep_until = excluded.keep_until";
constexpr db::Sql delete_attempt = "DELETE FROM login_attempt WHERE key = ?";

std::string hashed(std::string_view kind, std::string_view what, std::string_view where) {
  crypto::Sha256 hash;
  hash.add(kind);
  hash.add(std::string_view("\0", 1));
  hash.add(where);
  hash.add(std::string_view("\0", 1));
  hash.add(what);
  std::string bytes = hash.finish();
  return to_hex({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

Status count(ledger::Tx& tx, const std::string& key, int64_t failures_max, Instant now) {
  DIGIPRO_TRY(rows, tx.query(select_attempt, key));
  int64_t failures = 1;
  Instant first_at = now;
  if (!rows.empty() && now < Instant{rows[0].integer(1)}.plus_seconds(lock_seconds)) {
    failures = rows[0].integer(0) + 1;
    first_at = Instant{rows[0].integer(1)};
  }
  Instant locked_until{};
  if (failures >= failures_max) {
    // Counting begins again when the lock ends.
    locked_until = now.plus_seconds(lock_seconds);
    failures = 0;
  }
  return tx.exec(upsert_attempt, key, failures, first_at.microseconds, locked_until.microseconds,
                 now.plus_seconds(lock_seconds).microseconds);
}

}  // namespace

std::string attempts_of_name(const EnteId& ente, std::string_view login) {
  return hashed("name", login, ente.text);
}

std::string attempts_of_address(std::string_view address) {
  constexpr size_t network_bytes = 8;
  in6_addr parsed{};
  std::string text(address);
  if (inet_pton(AF_INET6, text.c_str(), &parsed) == 1 && !IN6_IS_ADDR_V4MAPPED(&parsed))
    text.assign(reinterpret_cast<const char*>(&parsed), network_bytes);
  return hashed("address", text, "");
}

Result<bool> is_locked(db::Connection& db, const Attempt& attempt, Instant now) {
  DIGIPRO_TRY(rows,
              db.query(select_locks, attempt.name_key, attempt.address_key, now.microseconds));
  return rows[0].integer(0) > 0;
}

Status count_failure(ledger::Tx& tx, const Attempt& attempt, Instant now) {
  DIGIPRO_CHECK(count(tx, attempt.name_key, failures_of_name_max, now));
  return count(tx, attempt.address_key, failures_of_address_max, now);
}

Status forget_failures(ledger::Tx& tx, const std::string& name_key) {
  return tx.exec(delete_attempt, name_key);
}

}  // namespace digipro::identity
