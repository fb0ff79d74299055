// Identity: accounts with town credentials (I4), sessions, CSRF, and issuing at the desk. Accounts
// and sessions lie in the installation store, people and roles in the ente's; the two never share a
// transaction. Town credentials are for staff; for citizens they are off unless the town switches
// them on (CAD art. 64 c.3-quater: see citizen_credentials_note). Thread-safe: one object for all
// workers; what it is given outlives it. Owns account, credential, login_attempt, session,
// issuance.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "core/ledger/ledger.h"
#include "core/outbox/outbox.h"
#include "platform/crypto/password.h"
#include "web/page.h"
#include "web/visit.h"

namespace digipro::identity {

// Shown beside the setting identity.citizen_credentials.
extern const char* const citizen_credentials_note;

struct Settings {
  int64_t idle_seconds_staff = 30 * 60;
  int64_t idle_seconds_citizen = 2 * 60 * 60;
  int64_t life_seconds = 12 * 60 * 60;  // a session ends then, whatever happens
  int64_t start_password_days = 30;     // a start password that was not used is void after
  std::function<bool(const EnteId&)> citizen_credentials = [](const EnteId&) { return false; };
};

// What the session says of a visitor; the dispatcher makes the Visit of it.
struct Visitor {
  Caller caller;
  Viewer viewer;
  std::string display_name;  // "" when nobody is logged in
  std::string session;       // id of the session for logs, never the secret; "" without one
  // The start password is still to be changed: the session opens /password and /esci only. On any
  // other path the visitor counts as nobody, and the dispatcher shows the way to /password.
  bool must_change = false;
  std::string csrf_token;  // belongs to the cookie that the request has, or to new_cookie
  // Set-Cookie of a visitor without any cookie: to be sent only with a page that shows csrf_token.
  std::string new_cookie;
};

enum class AccountState { active, blocked };
struct Account {
  std::string id, login;  // login: lower case, 3 to 60 of a-z 0-9 . - _
  EnteId ente;
  PersonId person;
  std::string person_name;  // "Verdi Anna" as when issued: the list's order
  AccountState state = AccountState::active;
  bool must_change = false;
  Instant created_at, changed_at;       // changed_at: of the password
  std::optional<Instant> locked_until;  // after wrong passwords
};

// The identity document that the desk has seen (recorded with the issue; personal data).
struct SeenDocument {
  std::string kind;  // carta-identita, passaporto, patente, permesso-soggiorno
  std::string number;
  Date issued_on;
};

struct NewAccount {
  EnteId ente;
  PersonId person;
  std::string person_name, login;    // person_name: "Verdi Anna"
  std::optional<SeenDocument> seen;  // empty only for system_caller: `digipro user add`, the demo
  std::string password;              // empty: a start password is made
  bool must_change = true;
};
struct Issued {
  std::string account, login;
  std::string start_password;  // shown once, on the letter; empty when `password` was given
};

// An address that is safe to redirect to: a path of ours, else "/".
std::string safe_return_path(std::string_view wanted);
// Why a password is refused, Italian, or "" when it may be used.
std::string password_fault(std::string_view password, std::string_view login);

class Identity {
 public:
  Identity(ledger::Ledger& installation, crypto::PasswordHasher& hasher, Settings settings);
  ~Identity();

  // --- For the dispatcher ----------------------------------------------------------------------
  // One read at most per store, none when the session was seen in the last seconds; at most once a
  // minute the session's time is written.
  Result<Visitor> resolve(const http::Request& request, ledger::Ledger& ente, Instant now);
  // Form field `_csrf` or header x-csrf-token.
  static bool has_valid_csrf(const http::Request& request, const Visitor& visitor);

  // --- For pages and commands of the program -----------------------------------------------------
  struct LoggedIn {
    std::string cookie;        // Set-Cookie value
    bool must_change = false;  // the session opens /password only
    bool is_staff = false;     // works in an office today
  };
  // Refuses with wrong_credentials (the same for unknown names, in the same time), account_locked
  // (after 5 failures of the name or 20 of the address, for 15 minutes; or blocked by the desk),
  // forbidden (a citizen, where town credentials are off), gone (a start password that was not used
  // in time), too_many_requests.
  Result<LoggedIn> log_in(const http::Request& request, ledger::Ledger& ente,
                          const std::string& login, const std::string& password, Instant now);
  // Ends the session of this request; gives the cookie that forgets it.
  std::string log_out(const http::Request& request);
  // Ends all sessions of the account and opens a new one. invalid_input with FieldProblems
  // (password_attuale, password_nuova, password_ripetuta); unauthenticated.
  // account_locked as log_in does.
  Result<LoggedIn> change_password(const http::Request& request, const EnteId& ente,
                                   const std::string& current, const std::string& wanted,
                                   const std::string& repeated, Instant now);

  // Desk and amministratore. Refuse with forbidden, not_found, conflict (the person has an account,
  // or the login is taken), invalid_input with FieldProblems (utente, password, documento_tipo,
  // documento_numero, documento_data). Journal (installation): identity.issued, identity.reset,
  // identity.blocked, identity.unblocked.
  Result<Issued> issue(const Caller& caller, const NewAccount& account);
  // A new start password; all sessions end. Unlocks.
  Result<Issued> reset(const Caller& caller, const std::string& account, const SeenDocument& seen);
  Status set_blocked(const Caller& caller, const std::string& account, bool is_blocked);
  Result<Account> find_account(const Viewer& viewer, const std::string& account);
  // not_found when the person has none.
  Result<Account> account_of(const Viewer& viewer, const PersonId& person);
  struct AccountPage {
    std::vector<Account> items;
    std::string next;
  };
  // By the start of "cognome nome" or the login.
  Result<AccountPage> search(const Viewer& viewer, std::string_view text, const std::string& after,
                             int limit);
  // Roles of a person have changed: takes effect at once instead of after some seconds.
  void forget_person(const EnteId& ente, const PersonId& person);
  // Deletes ended sessions and old attempts, at most 1,000 rows; for the scheduler, daily.
  Status sweep();
  const Settings& settings() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// /accedi /esci /password /sportello/credenziali... /organizzazione...
void add_routes(web::Routes& routes, const web::Pages& pages, Identity& identity);

// The amministratore's other pages: /impostazioni and /incidenti.
struct AdministrationParts {
  // The outbox of an ente, which stays open while the pointer lives.
  std::function<Result<std::shared_ptr<outbox::Outbox>>(const EnteId&)> outbox_of;
  // What a kind of job or timer is called for people; others are shown by their kind.
  std::map<std::string, std::string, std::less<>> job_titles;
};
void add_administration_routes(web::Routes& routes, const web::Pages& pages,
                               AdministrationParts parts);

// For the installation store.
extern const db::Migration migrations[1];

}  // namespace digipro::identity
