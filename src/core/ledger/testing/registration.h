// The smallest real change, for the tests and the bench of the ledger: it takes a number, writes a
// row with two indexes, journals and enqueues. For tests and bench only.
#pragma once
#include <string>

#include "core/ledger/ledger.h"

namespace digipro::ledger::testing {

std::span<const db::Migration> registration_migrations();

struct RegistrationIn {
  std::string object;  // "rifiuta": refused before a write; "rifiuta dopo": after one;
                       // "doppio NAME": breaks the uniqueness of NAME
  std::string fingerprint() const { return object; }
};

struct RegistrationOut {
  int64_t number = 0;
  JournalSeq seq = 0;
  json::Value to_json() const;
  static Result<RegistrationOut> from_json(const json::Value& value);
};

using Registration = Command<RegistrationIn, std::string, RegistrationOut>;
const Registration& registration();

// The numbers of the rows on disk, ascending.
Result<std::vector<int64_t>> registered_numbers(db::Connection& db);

}  // namespace digipro::ledger::testing
