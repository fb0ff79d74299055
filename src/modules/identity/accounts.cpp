// Accounts at the desk: issue, reset, block, find.
#include <algorithm>

#include "base/text.h"
#include "core/access/rules.h"
#include "modules/identity/attempts.h"
#include "modules/identity/parts.h"
#include "modules/identity/passwords.h"
#include "modules/identity/store.h"

namespace digipro::identity {
namespace {

constexpr size_t document_number_characters_max = 40;
constexpr int documents_age_years_max = 20;
constexpr std::string_view document_kinds[] = {"carta-identita", "passaporto", "patente",
                                               "permesso-soggiorno"};
const PersonId system_person = system_caller(EnteId("system")).person;

void check_document(const SeenDocument& seen, Date today, std::vector<FieldProblem>& problems) {
  if (std::find(std::begin(document_kinds), std::end(document_kinds), seen.kind) ==
      std::end(document_kinds))
    problems.push_back({"documento_tipo", "Scegli il documento che hai visto."});
  size_t count = count_code_points(seen.number);
  if (trim(seen.number).empty() || count > document_number_characters_max)
    problems.push_back(
        {"documento_numero", "Scrivi il numero del documento, al massimo 40 segni."});
  if (!is_valid(seen.issued_on) || seen.issued_on > today ||
      seen.issued_on.year < today.year - documents_age_years_max)
    problems.push_back({"documento_data", "Controlla la data di rilascio del documento."});
}

Status all_right(std::vector<FieldProblem> problems) {
  if (problems.empty()) return {};
  Error error = fail(ErrorCode::invalid_input, "account");
  error.fields = std::move(problems);
  return refuse(std::move(error));
}

Status check_new(const Caller& caller, const NewAccount& wanted, const std::string& login,
                 Date today) {
  std::vector<FieldProblem> problems;
  if (!is_login(login))
    problems.push_back(
        {"utente", "Il nome utente ha da 3 a 60 caratteri: lettere senza accenti, cifre e . - _"});
  if (!wanted.password.empty()) {
    std::string fault = password_fault(wanted.password, login);
    if (!fault.empty()) problems.push_back({"password", fault});
  }
  if (wanted.seen)
    check_document(*wanted.seen, today, problems);
  else if (caller.person != system_person)
    problems.push_back({"documento_tipo", "Scegli il documento che hai visto."});
  return all_right(std::move(problems));
}

// What the command finds of an account in its own transaction.
Result<Account> current(ledger::Tx& tx, const EnteId& ente, const std::string& id) {
  DIGIPRO_TRY(found, account_by_id(tx.db(), ente, id));
  if (!found) return refuse(ErrorCode::not_found, "no such account");
  return std::move(found->account);
}

Error taken(std::string field, std::string sentence) {
  Error error = fail(ErrorCode::conflict, field);
  error.fields.push_back({std::move(field), std::move(sentence)});
  return error;
}

Result<Account> present(Result<std::optional<StoredAccount>> found) {
  if (!found) return refuse(std::move(found.error()));
  if (!*found) return refuse(ErrorCode::not_found, "no such account");
  return std::move((*found)->account);
}

}  // namespace

Result<Issued> Identity::issue(const Caller& caller, const NewAccount& wanted) {
  DIGIPRO_CHECK(access::may(caller, access::Action::issue_credentials));
  if (caller.ente != wanted.ente) return refuse(ErrorCode::forbidden, "another ente");
  Instant now = parts_->ledger.clock().now();
  Account account;
  account.login = normalise_login(wanted.login);
  DIGIPRO_CHECK(check_new(caller, wanted, account.login, to_rome(now).date));
  account.id = to_string(parts_->ledger.ids().next(now));
  account.ente = wanted.ente;
  account.person = wanted.person;
  account.person_name = wanted.person_name;
  account.must_change = wanted.must_change;
  account.created_at = account.changed_at = now;
  Issued issued{account.id, account.login, ""};
  if (wanted.password.empty()) issued.start_password = make_start_password();
  DIGIPRO_TRY(hash, parts_->hasher.hash(normalise_password(
                        wanted.password.empty() ? issued.start_password : wanted.password)));
  auto apply = [&](ledger::Tx& tx) -> Status {
    DIGIPRO_TRY(of_person, account_by_person(tx.db(), account.ente, account.person));
    if (of_person) return refuse(taken("persona", "Questa persona ha già le credenziali."));
    DIGIPRO_TRY(of_login, account_by_login(tx.db(), account.ente, account.login));
    if (of_login)
      return refuse(taken("utente", "Questo nome utente è già usato: scegline un altro."));
    DIGIPRO_CHECK(insert_account(tx, account, hash));
    return record_issuance(tx, caller, account, "issued", wanted.seen);
  };
  DIGIPRO_CHECK(parts_->change("identity.issue", caller, apply));
  return issued;
}

Result<Issued> Identity::reset(const Caller& caller, const std::string& id,
                               const SeenDocument& seen) {
  DIGIPRO_CHECK(access::may(caller, access::Action::issue_credentials));
  Instant now = parts_->ledger.clock().now();
  std::vector<FieldProblem> problems;
  check_document(seen, to_rome(now).date, problems);
  DIGIPRO_CHECK(all_right(std::move(problems)));
  std::string start_password = make_start_password();
  DIGIPRO_TRY(hash, parts_->hasher.hash(start_password));
  std::string login;
  auto apply = [&](ledger::Tx& tx) -> Status {
    DIGIPRO_TRY(account, current(tx, caller.ente, id));
    login = account.login;
    DIGIPRO_CHECK(set_password(tx, id, hash, true));
    DIGIPRO_CHECK(end_sessions_of(tx, id));
    DIGIPRO_CHECK(forget_failures(tx, attempts_of_name(account.ente, account.login)));
    return record_issuance(tx, caller, account, "reset", seen);
  };
  DIGIPRO_CHECK(parts_->change("identity.reset", caller, apply));
  parts_->sessions.drop_account(id);
  return Issued{id, login, start_password};
}

Status Identity::set_blocked(const Caller& caller, const std::string& id, bool is_blocked) {
  DIGIPRO_CHECK(access::may(caller, access::Action::issue_credentials));
  auto apply = [&](ledger::Tx& tx) -> Status {
    DIGIPRO_TRY(account, current(tx, caller.ente, id));
    AccountState wanted = is_blocked ? AccountState::blocked : AccountState::active;
    if (account.state == wanted) return {};
    DIGIPRO_CHECK(set_state(tx, id, wanted));
    if (is_blocked) DIGIPRO_CHECK(end_sessions_of(tx, id));
    return record_issuance(tx, caller, account, is_blocked ? "blocked" : "unblocked", {});
  };
  DIGIPRO_CHECK(parts_->change("identity.set_blocked", caller, apply));
  parts_->sessions.drop_account(id);
  return {};
}

Result<Account> Identity::find_account(const Viewer& viewer, const std::string& account) {
  DIGIPRO_CHECK(access::may(viewer, access::Action::issue_credentials));
  DIGIPRO_TRY(lease, parts_->ledger.read());
  return present(account_by_id(lease->db(), viewer.ente, account));
}

Result<Account> Identity::account_of(const Viewer& viewer, const PersonId& person) {
  if (viewer.person.empty() || viewer.person != person)
    DIGIPRO_CHECK(access::may(viewer, access::Action::issue_credentials));
  DIGIPRO_TRY(lease, parts_->ledger.read());
  return present(account_by_person(lease->db(), viewer.ente, person));
}

Result<Identity::AccountPage> Identity::search(const Viewer& viewer, std::string_view text,
                                               const std::string& after, int limit) {
  constexpr int limit_max = 100;
  DIGIPRO_CHECK(access::may(viewer, access::Action::issue_credentials));
  DIGIPRO_TRY(lease, parts_->ledger.read());
  return accounts_by_text(lease->db(), viewer.ente, trim(text), after,
                          std::clamp(limit, 1, limit_max));
}

}  // namespace digipro::identity
