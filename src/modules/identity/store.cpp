#include "modules/identity/store.h"

#include "base/text.h"
#include "modules/identity/attempts.h"

namespace digipro::identity {
namespace {

#define ACCOUNT_COLUMNS                                                                    \
  "SELECT a.id, a.login, a.ente, a.person, a.person_name, a.state, a.created_at,"          \
  " c.must_change, c.changed_at, t.locked_until, c.phc, a.name_key FROM account a"         \
  " JOIN credential c ON c.account = a.id LEFT JOIN login_attempt t ON t.key = a.attempts" \
  " WHERE a.ente = ? "
constexpr db::Sql select_by_login = ACCOUNT_COLUMNS "AND a.login = ?";
constexpr db::Sql select_by_id = ACCOUNT_COLUMNS "AND a.id = ?";
constexpr db::Sql select_by_person = ACCOUNT_COLUMNS "AND a.person = ?";
constexpr db::Sql select_by_text = ACCOUNT_COLUMNS
    "AND (a.name_key > ? OR (a.name_key = ? AND a.id > ?))"
    " AND (a.name_key LIKE ? ESCAPE '!' OR a.login LIKE ? ESCAPE '!')"
    " ORDER BY a.name_key, a.id LIMIT ?";
#undef ACCOUNT_COLUMNS
constexpr db::Sql select_name_key = "SELECT name_key FROM account WHERE ente = ? AND id = ?";

constexpr db::Sql select_session =
    "SELECT s.id, s.account, s.person, a.person_name, s.seen_at, s.ends_at, c.must_change"
    " FROM session s JOIN account a ON a.id = s.account JOIN credential c ON c.account = a.id"
    " WHERE s.token = ? AND s.ente = ? AND a.state = 'active'";

constexpr db::Sql insert_account_row =
    "INSERT INTO account(id, login, ente, person, person_name, name_key, attempts, state,"
    " created_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql insert_credential =
    "INSERT INTO credential(account, phc, must_change, changed_at) VALUES(?, ?, ?, ?)";
constexpr db::Sql update_credential =
    "UPDATE credential SET phc = ?, must_change = ?, changed_at = ? WHERE account = ?";
constexpr db::Sql update_hash = "UPDATE credential SET phc = ? WHERE account = ?";
constexpr db::Sql update_state = "UPDATE account SET state = ? WHERE id = ?";
constexpr db::Sql insert_session_row =
    "INSERT INTO session(token, id, account, ente, person, created_at, seen_at, ends_at)"
    " VALUES(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql update_seen = "UPDATE session SET seen_at = ? WHERE token = ? AND seen_at < ?";
constexpr db::Sql delete_session = "DELETE FROM session WHERE token = ?";
constexpr db::Sql delete_sessions_of = "DELETE FROM session WHERE account = ?";
constexpr db::Sql insert_issuance =
    "INSERT INTO issuance(id, account, action, by_person, document_kind, document_number,"
    " document_issued_on, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql select_ended = "SELECT token FROM session WHERE ends_at <= ? LIMIT ?";
constexpr db::Sql select_old_attempts =
    "SELECT key FROM login_attempt WHERE keep_until <= ? LIMIT ?";
constexpr db::Sql delete_attempt = "DELETE FROM login_attempt WHERE key = ?";

std::string_view code_of(AccountState state) {
  return state == AccountState::blocked ? "blocked" : "active";
}

StoredAccount account_of_row(const db::Row& row) {
  StoredAccount stored;
  Account& account = stored.account;
  account.id = row.text(0);
  account.login = row.text(1);
  account.ente = EnteId(row.text(2));
  account.person = PersonId(row.text(3));
  account.person_name = row.text(4);
  account.state = row.text(5) == "blocked" ? AccountState::blocked : AccountState::active;
  account.created_at = Instant{row.integer(6)};
  account.must_change = row.integer(7) != 0;
  account.changed_at = Instant{row.integer(8)};
  if (row.integer(9) > 0) account.locked_until = Instant{row.integer(9)};
  stored.phc = row.text(10);
  return stored;
}

Result<std::optional<StoredAccount>> one_account(db::Connection& db, db::Sql statement,
                                                 const EnteId& ente, const std::string& value) {
  DIGIPRO_TRY(rows, db.query(statement, ente.text, value));
  if (rows.empty()) return std::optional<StoredAccount>();
  return std::optional(account_of_row(rows[0]));
}

std::string starting_with(std::string_view text) {
  std::string pattern;
  for (char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

Result<std::optional<StoredAccount>> account_by_login(db::Connection& db, const EnteId& ente,
                                                      const std::string& login) {
  return one_account(db, select_by_login, ente, login);
}

Result<std::optional<StoredAccount>> account_by_id(db::Connection& db, const EnteId& ente,
                                                   const std::string& id) {
  return one_account(db, select_by_id, ente, id);
}

Result<std::optional<StoredAccount>> account_by_person(db::Connection& db, const EnteId& ente,
                                                       const PersonId& person) {
  return one_account(db, select_by_person, ente, person.text);
}

Result<Identity::AccountPage> accounts_by_text(db::Connection& db, const EnteId& ente,
                                               std::string_view text, const std::string& after,
                                               int limit) {
  std::string after_name;
  if (!after.empty()) {
    DIGIPRO_TRY(rows, db.query(select_name_key, ente.text, after));
    if (rows.empty()) return refuse(ErrorCode::not_found, "no such page of accounts");
    after_name = rows[0].text(0);
  }
  DIGIPRO_TRY(rows, db.query(select_by_text, ente.text, after_name, after_name, after,
                             starting_with(fold_for_search(text)),
                             starting_with(to_lower_ascii(text)), limit + 1));
  Identity::AccountPage page;
  for (const db::Row& row : rows) {
    if (page.items.size() == static_cast<size_t>(limit)) {
      page.next = page.items.back().id;
      break;
    }
    page.items.push_back(account_of_row(row).account);
  }
  return page;
}

Result<std::optional<StoredSession>> find_session(db::Connection& db, const EnteId& ente,
                                                  const std::string& token) {
  DIGIPRO_TRY(rows, db.query(select_session, token, ente.text));
  if (rows.empty()) return std::optional<StoredSession>();
  const db::Row& row = rows[0];
  StoredSession session;
  session.token = token;
  session.id = row.text(0);
  session.account = row.text(1);
  session.person = PersonId(row.text(2));
  session.person_name = row.text(3);
  session.seen_at = Instant{row.integer(4)};
  session.ends_at = Instant{row.integer(5)};
  session.must_change = row.integer(6) != 0;
  return std::optional(std::move(session));
}

Status insert_account(ledger::Tx& tx, const Account& account, const std::string& phc) {
  DIGIPRO_CHECK(tx.exec(insert_account_row, account.id, account.login, account.ente.text,
                        account.person.text, account.person_name,
                        fold_for_search(account.person_name),
                        attempts_of_name(account.ente, account.login), code_of(account.state),
                        account.created_at.microseconds));
  return tx.exec(insert_credential, account.id, phc, account.must_change,
                 account.changed_at.microseconds);
}

Status set_password(ledger::Tx& tx, const std::string& account, const std::string& phc,
                    bool must_change) {
  return tx.exec(update_credential, phc, must_change, tx.now().microseconds, account);
}

Status set_hash(ledger::Tx& tx, const std::string& account, const std::string& phc) {
  return tx.exec(update_hash, phc, account);
}

Status set_state(ledger::Tx& tx, const std::string& account, AccountState state) {
  return tx.exec(update_state, code_of(state), account);
}

Status insert_session(ledger::Tx& tx, const EnteId& ente, const StoredSession& session) {
  return tx.exec(insert_session_row, session.token, session.id, session.account, ente.text,
                 session.person.text, session.seen_at.microseconds, session.seen_at.microseconds,
                 session.ends_at.microseconds);
}

Status touch_session(ledger::Tx& tx, const std::string& token, Instant seen_at) {
  return tx.exec(update_seen, seen_at.microseconds, token, seen_at.microseconds);
}

Status end_session(ledger::Tx& tx, const std::string& token) {
  return tx.exec(delete_session, token);
}

Status end_sessions_of(ledger::Tx& tx, const std::string& account) {
  return tx.exec(delete_sessions_of, account);
}

Status record_issuance(ledger::Tx& tx, const Caller& caller, const Account& account,
                       std::string_view action, const std::optional<SeenDocument>& seen) {
  DIGIPRO_CHECK(tx.exec(
      insert_issuance, to_string(tx.new_id()), account.id, action, caller.person.text,
      db::optional_text(seen ? seen->kind : ""), db::optional_text(seen ? seen->number : ""),
      db::optional_text(seen ? to_iso(seen->issued_on) : ""), tx.now().microseconds));
  ledger::Event event;
  event.kind = "identity." + std::string(action);
  event.subject = account.id;
  event.facts = json::Value::object({{"ente", account.ente.text}, {"person", account.person.text}});
  if (seen) event.facts.set("document", seen->kind);
  tx.record(std::move(event));
  return {};
}

Result<int64_t> sweep_rows(ledger::Tx& tx, int64_t rows_max) {
  int64_t now = tx.now().microseconds;
  DIGIPRO_TRY(ended, tx.query(select_ended, now, rows_max));
  DIGIPRO_TRY(old,
              tx.query(select_old_attempts, now, rows_max - static_cast<int64_t>(ended.size())));
  for (const db::Row& row : ended) DIGIPRO_CHECK(tx.exec(delete_session, row.text(0)));
  for (const db::Row& row : old) DIGIPRO_CHECK(tx.exec(delete_attempt, row.text(0)));
  return static_cast<int64_t>(ended.size() + old.size());
}

const db::Migration migrations[1] = {{"identity", 1, R"sql(
CREATE TABLE account(
  id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  ente TEXT NOT NULL,
  person TEXT NOT NULL,             -- in the store of that ente
  person_name TEXT NOT NULL,        -- "Verdi Anna" as when issued
  name_key TEXT NOT NULL,           -- fold_for_search(person_name)
  attempts TEXT NOT NULL,           -- the login's key in login_attempt
  state TEXT NOT NULL,              -- active, blocked
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account(ente, login);
CREATE UNIQUE INDEX account_person ON account(ente, person);
CREATE INDEX account_name ON account(ente, name_key, id);
CREATE TABLE credential(
  account TEXT NOT NULL PRIMARY KEY REFERENCES account(id),
  phc TEXT NOT NULL,                -- argon2id
  must_change BIGINT NOT NULL,      -- a start password
  changed_at BIGINT NOT NULL
);
CREATE TABLE login_attempt(
  key TEXT NOT NULL PRIMARY KEY,    -- hash of ente and login, or of an address
  failures BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,     -- 0: never was
  keep_until BIGINT NOT NULL
);
CREATE INDEX login_attempt_old ON login_attempt(keep_until);
CREATE TABLE session(
  token TEXT NOT NULL PRIMARY KEY,  -- SHA-256 of the cookie's secret
  id TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account(id),
  ente TEXT NOT NULL,
  person TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session(account);
CREATE INDEX session_ended ON session(ends_at);
CREATE TABLE issuance(
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account(id),
  action TEXT NOT NULL,             -- issued, reset, blocked, unblocked
  by_person TEXT NOT NULL,
  document_kind TEXT,
  document_number TEXT,
  document_issued_on TEXT,
  at BIGINT NOT NULL
);
CREATE INDEX issuance_account ON issuance(account, id);
)sql"}};

}  // namespace digipro::identity
