// The table of answers already given. Functions for whoever holds the connection.
#pragma once
#include <optional>
#include <string>

#include "core/ledger/command.h"

namespace digipro::ledger {

inline constexpr db::Sql insert_answer =
    "INSERT INTO idempotency(person, request_key, request_hash, answer, at) VALUES(?, ?, ?, ?, ?)";

// The answer kept under the key, if there is one; idempotency_mismatch when it answered another
// request. `request_hash` is 32 raw bytes.
Result<std::optional<json::Value>> find_answer(db::Connection& db, std::string_view person,
                                               std::string_view key, std::string_view request_hash);

}  // namespace digipro::ledger
