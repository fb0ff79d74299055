// Logging in and out, and the change of one's own password.
#include "base/text.h"
#include "modules/identity/attempts.h"
#include "modules/identity/cookies.h"
#include "modules/identity/parts.h"
#include "modules/identity/passwords.h"
#include "modules/identity/store.h"
#include "platform/crypto/random.h"

namespace digipro::identity {
namespace {

constexpr int64_t seconds_of_day = 24 * 60 * 60;

Caller caller_of(const EnteId& ente, const PersonId& person) {
  Caller caller;
  caller.ente = ente;
  caller.person = person;
  return caller;
}

// Takes as long for a name that does not exist.
Result<bool> is_password_of(crypto::PasswordHasher& hasher, const std::string& password,
                            const std::optional<StoredAccount>& stored) {
  if (stored && !password.empty()) return hasher.verify(password, stored->phc);
  DIGIPRO_CHECK(hasher.verify_nobody(password.empty() ? "-" : password));
  return false;
}

struct NewSession {
  std::string secret;  // the cookie's
  StoredSession stored;
};

NewSession make_session(const Account& account, ledger::Ledger& ledger, int64_t life_seconds,
                        Instant now) {
  crypto::SecretToken token = crypto::make_secret_token();
  NewSession session;
  session.secret = token.text;
  session.stored.token = token.stored;
  session.stored.id = to_string(ledger.ids().next(now));
  session.stored.account = account.id;
  session.stored.person = account.person;
  session.stored.seen_at = now;
  session.stored.ends_at = now.plus_seconds(life_seconds);
  return session;
}

// The account may have changed while the password was computed.
Status check_unchanged(ledger::Tx& tx, const StoredAccount& read) {
  DIGIPRO_TRY(current, account_by_id(tx.db(), read.account.ente, read.account.id));
  if (!current || current->phc != read.phc || current->account.state != read.account.state)
    return refuse(ErrorCode::wrong_credentials, "the account changed meanwhile");
  return {};
}

// In apply, where tries come one after the other: who overtook the lock while computing is refused
// like everybody, right password or not, so guesses at once gain nothing.
Status check_lock(ledger::Tx& tx, const Attempt& attempt, Instant now) {
  DIGIPRO_TRY(locked, is_locked(tx.db(), attempt, now));
  if (locked) return refuse(ErrorCode::account_locked, "too many failures");
  return {};
}

Attempt attempt_of(const EnteId& ente, const std::string& login, const http::Request& request) {
  return {attempts_of_name(ente, login), attempts_of_address(request.remote_address)};
}

// Refuses when the lock came first.
template <class Parts>
Status note_failure(Parts& parts, const Caller& caller, const Attempt& attempt, Instant now) {
  return parts.change("identity.failed", caller, [&](ledger::Tx& tx) {
    Status open = check_lock(tx, attempt, now);
    return open ? count_failure(tx, attempt, now) : open;
  });
}

Status check_usable(const StoredAccount& stored, const Settings& settings, const Standing& standing,
                    Instant now) {
  const Account& account = stored.account;
  if (account.state == AccountState::blocked)
    return refuse(ErrorCode::account_locked, "blocked by the desk");
  if (account.must_change &&
      now >= account.changed_at.plus_seconds(settings.start_password_days * seconds_of_day))
    return refuse(ErrorCode::gone, "the start password is too old");
  if (!standing.is_staff() && !settings.citizen_credentials(account.ente))
    return refuse(ErrorCode::forbidden, "town credentials are for staff");
  return {};
}

std::string token_of(const http::Request& request) {
  auto token = crypto::stored_form(cookie_of(request, Cookie::session));
  return token ? *token : "";
}

}  // namespace

Result<Identity::LoggedIn> Identity::log_in(const http::Request& request, ledger::Ledger& ente,
                                            const std::string& login, const std::string& password,
                                            Instant now) {
  const EnteId& town = ente.ente();
  std::string name = normalise_login(login);
  Attempt attempt = attempt_of(town, name, request);
  std::optional<StoredAccount> stored;
  {
    DIGIPRO_TRY(lease, parts_->ledger.read());
    DIGIPRO_TRY(locked, is_locked(lease->db(), attempt, now));
    if (locked) return refuse(ErrorCode::account_locked, "too many failures");
    DIGIPRO_TRY(found, account_by_login(lease->db(), town, name));
    stored = std::move(found);
  }
  std::string typed = normalise_password(password);
  DIGIPRO_TRY(is_right, is_password_of(parts_->hasher, typed, stored));
  if (!is_right) {
    DIGIPRO_CHECK(note_failure(*parts_, caller_of(town, {}), attempt, now));
    return refuse(ErrorCode::wrong_credentials);
  }
  Standing standing;
  {
    DIGIPRO_TRY(lease, ente.read());
    DIGIPRO_TRY(found, standing_of(lease->db(), stored->account.person, now));
    standing = std::move(found);
  }
  DIGIPRO_CHECK(check_usable(*stored, parts_->settings, standing, now));
  std::string fresh_hash;
  if (parts_->hasher.needs_rehash(stored->phc)) {
    DIGIPRO_TRY(hash, parts_->hasher.hash(typed));
    fresh_hash = std::move(hash);
  }
  NewSession session =
      make_session(stored->account, parts_->ledger, parts_->settings.life_seconds, now);
  std::string old_token = token_of(request);
  auto apply = [&](ledger::Tx& tx) -> Status {
    DIGIPRO_CHECK(check_lock(tx, attempt, now));
    DIGIPRO_CHECK(check_unchanged(tx, *stored));
    DIGIPRO_CHECK(forget_failures(tx, attempt.name_key));
    if (!fresh_hash.empty()) DIGIPRO_CHECK(set_hash(tx, stored->account.id, fresh_hash));
    if (!old_token.empty()) DIGIPRO_CHECK(end_session(tx, old_token));
    return insert_session(tx, town, session.stored);
  };
  DIGIPRO_CHECK(parts_->change("identity.log_in", caller_of(town, stored->account.person), apply));
  if (!old_token.empty()) parts_->sessions.drop(old_token);
  return LoggedIn{set_cookie(request, Cookie::session, session.secret), stored->account.must_change,
                  standing.is_staff()};
}

std::string Identity::log_out(const http::Request& request) {
  std::string token = token_of(request);
  if (!token.empty()) {
    // Without the cookie the browser is out even when the store cannot be written.
    (void)parts_->change("identity.log_out", caller_of(parts_->ledger.ente(), {}),
                         [&](ledger::Tx& tx) { return end_session(tx, token); });
    parts_->sessions.drop(token);
  }
  return forget_cookie(request, Cookie::session);
}

namespace {

struct NewPassword {
  const std::string &current, &wanted, &repeated;
};

// The account behind the request's session, when its name is not locked.
Result<StoredAccount> account_of_session(ledger::Ledger& installation, const http::Request& request,
                                         const EnteId& ente, Instant now) {
  DIGIPRO_TRY(lease, installation.read());
  DIGIPRO_TRY(session, find_session(lease->db(), ente, token_of(request)));
  if (!session || now >= session->ends_at) return refuse(ErrorCode::unauthenticated);
  DIGIPRO_TRY(found, account_by_id(lease->db(), ente, session->account));
  if (!found) return refuse(ErrorCode::unauthenticated);
  Attempt attempt = attempt_of(ente, found->account.login, request);
  DIGIPRO_TRY(locked, is_locked(lease->db(), attempt, now));
  if (locked) return refuse(ErrorCode::account_locked, "too many failures");
  return std::move(*found);
}

std::vector<FieldProblem> problems_of(const NewPassword& given, const std::string& login,
                                      bool is_current_right) {
  std::vector<FieldProblem> problems;
  if (!is_current_right)
    problems.push_back(
        {"password_attuale", "La password attuale non è corretta: controlla e scrivila ancora."});
  std::string wanted = normalise_password(given.wanted);
  std::string fault = password_fault(given.wanted, login);
  if (fault.empty() && wanted == normalise_password(given.current))
    fault = "La password nuova è uguale a quella attuale: scegline una diversa.";
  if (!fault.empty()) problems.push_back({"password_nuova", fault});
  if (wanted != normalise_password(given.repeated))
    problems.push_back(
        {"password_ripetuta", "Le due password nuove sono diverse: scrivi la stessa due volte."});
  return problems;
}

}  // namespace

Result<Identity::LoggedIn> Identity::change_password(const http::Request& request,
                                                     const EnteId& ente, const std::string& current,
                                                     const std::string& wanted,
                                                     const std::string& repeated, Instant now) {
  DIGIPRO_TRY(stored, account_of_session(parts_->ledger, request, ente, now));
  const Account& account = stored.account;
  Attempt attempt = attempt_of(ente, account.login, request);
  Caller caller = caller_of(ente, account.person);
  DIGIPRO_TRY(is_right, is_password_of(parts_->hasher, normalise_password(current), stored));
  if (!is_right && !current.empty()) DIGIPRO_CHECK(note_failure(*parts_, caller, attempt, now));
  auto problems = problems_of({current, wanted, repeated}, account.login, is_right);
  if (!problems.empty()) {
    Error error = fail(ErrorCode::invalid_input, "new password");
    error.fields = std::move(problems);
    return refuse(std::move(error));
  }
  DIGIPRO_TRY(hash, parts_->hasher.hash(normalise_password(wanted)));
  NewSession session = make_session(account, parts_->ledger, parts_->settings.life_seconds, now);
  auto apply = [&](ledger::Tx& tx) -> Status {
    DIGIPRO_CHECK(check_lock(tx, attempt, now));
    DIGIPRO_CHECK(check_unchanged(tx, stored));
    DIGIPRO_CHECK(forget_failures(tx, attempt.name_key));
    DIGIPRO_CHECK(set_password(tx, account.id, hash, false));
    DIGIPRO_CHECK(end_sessions_of(tx, account.id));
    return insert_session(tx, ente, session.stored);
  };
  DIGIPRO_CHECK(parts_->change("identity.change_password", caller, apply));
  parts_->sessions.drop_account(account.id);
  return LoggedIn{set_cookie(request, Cookie::session, session.secret), false, false};
}

}  // namespace digipro::identity
