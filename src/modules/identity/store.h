// The tables of this module in the installation store, as rows: accounts, sessions, failed tries.
// Internal. Reads take any connection; what takes a Tx runs inside apply.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/identity/module.h"

namespace digipro::identity {

// An account as logging in needs it.
struct StoredAccount {
  Account account;
  std::string phc;
};
Result<std::optional<StoredAccount>> account_by_login(db::Connection& db, const EnteId& ente,
                                                      const std::string& login);
Result<std::optional<StoredAccount>> account_by_id(db::Connection& db, const EnteId& ente,
                                                   const std::string& id);
Result<std::optional<StoredAccount>> account_by_person(db::Connection& db, const EnteId& ente,
                                                       const PersonId& person);
// By the start of "cognome nome" or of the login; `after` as the last page gave it.
Result<Identity::AccountPage> accounts_by_text(db::Connection& db, const EnteId& ente,
                                               std::string_view text, const std::string& after,
                                               int limit);

struct StoredSession {
  std::string token, id, account, person_name;
  PersonId person;
  Instant seen_at, ends_at;
  bool must_change = false;
};
// Of an account that is not blocked; ended ones too.
Result<std::optional<StoredSession>> find_session(db::Connection& db, const EnteId& ente,
                                                  const std::string& token);

// --- Inside apply -----------------------------------------------------------------------------
Status insert_account(ledger::Tx& tx, const Account& account, const std::string& phc);
Status set_password(ledger::Tx& tx, const std::string& account, const std::string& phc,
                    bool must_change);
// The same password at another cost.
Status set_hash(ledger::Tx& tx, const std::string& account, const std::string& phc);
Status set_state(ledger::Tx& tx, const std::string& account, AccountState state);
Status insert_session(ledger::Tx& tx, const EnteId& ente, const StoredSession& session);
Status touch_session(ledger::Tx& tx, const std::string& token, Instant seen_at);
Status end_session(ledger::Tx& tx, const std::string& token);
Status end_sessions_of(ledger::Tx& tx, const std::string& account);
// `action`: issued, reset, blocked, unblocked. Also journaled as identity.<action>.
Status record_issuance(ledger::Tx& tx, const Caller& caller, const Account& account,
                       std::string_view action, const std::optional<SeenDocument>& seen);
Result<int64_t> sweep_rows(ledger::Tx& tx, int64_t rows_max);

}  // namespace digipro::identity
