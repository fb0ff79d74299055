#include "core/ledger/idempotency.h"

namespace digipro::ledger {
namespace {

constexpr db::Sql select_answer =
    "SELECT request_hash, answer FROM idempotency WHERE person = ? AND request_key = ?";

}  // namespace

Result<std::optional<json::Value>> find_answer(db::Connection& db, std::string_view person,
                                               std::string_view key,
                                               std::string_view request_hash) {
  DIGIPRO_TRY(rows, db.query(select_answer, person, key));
  if (rows.empty()) return std::optional<json::Value>();
  if (rows[0].blob(0) != request_hash)
    return refuse(ErrorCode::idempotency_mismatch, "the key answered another request");
  DIGIPRO_TRY(answer, json::parse(rows[0].text(1)));
  return std::optional<json::Value>(std::move(answer));
}

}  // namespace digipro::ledger
