// Failed tries of a name and of an address, and the lock that follows from them. Names and
// addresses are kept as hashes: people type passwords into the wrong field. Internal; any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/ledger/ledger.h"

namespace digipro::identity {

constexpr int64_t lock_seconds = 15 * 60;  // also the time within which failures add up
constexpr int64_t failures_of_name_max = 5;
constexpr int64_t failures_of_address_max = 20;

// Keys of login_attempt.
std::string attempts_of_name(const EnteId& ente, std::string_view login);
// Of an IPv6 address its /64, which is what one customer has.
std::string attempts_of_address(std::string_view address);

struct Attempt {  // one try to log in, before it is known how it ends
  std::string name_key, address_key;
};
Result<bool> is_locked(db::Connection& db, const Attempt& attempt, Instant now);
Status count_failure(ledger::Tx& tx, const Attempt& attempt, Instant now);
Status forget_failures(ledger::Tx& tx, const std::string& name_key);

}  // namespace digipro::identity
