// Who is asking: from the cookie to the Visitor.
#include <algorithm>

#include "base/text.h"
#include "core/organisation/organisation.h"
#include "core/people/people.h"
#include "modules/identity/cookies.h"
#include "modules/identity/parts.h"
#include "modules/identity/store.h"
#include "platform/crypto/random.h"

namespace digipro::identity {
namespace {

constexpr int64_t seen_stored_every_seconds = 60;
constexpr int64_t swept_rows_max = 1'000;

Visitor nobody(const EnteId& ente) {
  Visitor visitor;
  visitor.caller.ente = visitor.viewer.ente = ente;
  visitor.caller.roles = visitor.viewer.roles = {Role::segnalante};
  return visitor;
}

// Nobody, with the token of the visitor's own cookie, or with a cookie to be given.
Visitor nobody_with_token(const http::Request& request, const EnteId& ente) {
  Visitor visitor = nobody(ente);
  std::string secret = cookie_of(request, Cookie::visitor);
  if (!crypto::stored_form(secret)) {
    secret = crypto::make_secret_token().text;
    visitor.new_cookie = set_cookie(request, Cookie::visitor, secret);
  }
  visitor.csrf_token = csrf_token_of(secret);
  return visitor;
}

bool opens_with_start_password(std::string_view path) {
  return path == "/password" || path == "/esci";
}

Visitor visitor_of(Session session, const http::Request& request) {
  Visitor visitor = std::move(session.visitor);
  if (session.must_change && !opens_with_start_password(request.path)) {
    visitor = nobody(visitor.caller.ente);
    visitor.session = session.id;
  }
  visitor.must_change = session.must_change;
  visitor.csrf_token = csrf_token_of(cookie_of(request, Cookie::session));
  return visitor;
}

void put_standing(const Standing& standing, const PersonId& person, Visitor& visitor) {
  visitor.caller.person = visitor.viewer.person = person;
  visitor.caller.roles = visitor.viewer.roles = standing.roles;
  visitor.caller.offices = visitor.viewer.offices = standing.offices;
  visitor.caller.seats = visitor.viewer.seats = standing.seats;
  visitor.viewer.clearance = standing.clearance;
}

}  // namespace

Result<Standing> standing_of(db::Connection& ente, const PersonId& person, Instant now) {
  DIGIPRO_TRY(assignments, organisation::roles_of(ente, person, to_rome(now).date));
  Standing standing;
  standing.roles = {Role::segnalante};
  for (const organisation::Assignment& assignment : assignments) {
    standing.roles.insert(assignment.role);
    standing.seats.insert({assignment.office, assignment.role});
    if (!assignment.office.empty()) standing.offices.insert(assignment.office);
    standing.clearance = std::max(standing.clearance, assignment.clearance);
  }
  return standing;
}

Status Identity::Parts::change(std::string_view name, const Caller& caller,
                               const std::function<Status(ledger::Tx&)>& apply) {
  auto answer =
      ledger.submit({name, &caller, "", "", [&apply](ledger::Tx& tx) -> Result<json::Value> {
                       DIGIPRO_CHECK(apply(tx));
                       return json::Value::object();
                     }});
  if (!answer) return refuse(std::move(answer.error()));
  return {};
}

Identity::Identity(ledger::Ledger& installation, crypto::PasswordHasher& hasher, Settings settings)
    : parts_(new Parts{installation, hasher, std::move(settings), {}}) {}
Identity::~Identity() = default;

const Settings& Identity::settings() const {
  return parts_->settings;
}

namespace {

// The session as both stores have it now; nothing when it has ended or opens nothing any more.
Result<std::optional<Session>> read_session(ledger::Ledger& installation, ledger::Ledger& ente,
                                            const Settings& settings, const std::string& token,
                                            Instant now) {
  std::optional<StoredSession> stored;
  {
    DIGIPRO_TRY(lease, installation.read());
    DIGIPRO_TRY(found, find_session(lease->db(), ente.ente(), token));
    stored = std::move(found);
  }
  if (!stored || now >= stored->ends_at) return std::optional<Session>();
  DIGIPRO_TRY(lease, ente.read());
  DIGIPRO_TRY(standing, standing_of(lease->db(), stored->person, now));
  if (!standing.is_staff() && !settings.citizen_credentials(ente.ente()))
    return std::optional<Session>();
  Session session;
  session.token = token;
  session.id = stored->id;
  session.account = stored->account;
  session.must_change = stored->must_change;
  session.idle_seconds =
      standing.is_staff() ? settings.idle_seconds_staff : settings.idle_seconds_citizen;
  session.ends_at = stored->ends_at;
  session.seen_at = session.seen_stored_at = stored->seen_at;
  session.read_at = now;
  session.visitor = nobody(ente.ente());
  session.visitor.session = stored->id;
  put_standing(standing, stored->person, session.visitor);
  auto name = people::name_of(lease->db(), session.visitor.viewer, stored->person);
  session.visitor.display_name = name ? *name : stored->person_name;
  return std::optional(std::move(session));
}

}  // namespace

Result<Visitor> Identity::resolve(const http::Request& request, ledger::Ledger& ente, Instant now) {
  const std::string& secret = cookie_of(request, Cookie::session);
  auto token = crypto::stored_form(secret);
  if (!token) return nobody_with_token(request, ente.ente());
  SessionCache& cache = parts_->sessions;
  uint64_t generation = cache.generation();
  std::optional<Session> session = cache.find(*token, now);
  // A cookie of one ente opens nothing in another that the same program serves.
  if (session && session->visitor.caller.ente != ente.ente())
    return nobody_with_token(request, ente.ente());
  bool is_read = false;
  if (!session) {
    DIGIPRO_TRY(read, read_session(parts_->ledger, ente, parts_->settings, *token, now));
    session = std::move(read);
    is_read = true;
    if (session) session->seen_at = std::max(session->seen_at, cache.seen_at(*token));
  }
  if (!session || !session->is_alive(now)) {
    cache.discard(*token);
    return nobody_with_token(request, ente.ente());
  }
  session->seen_at = std::max(session->seen_at, now);
  bool is_touched = now >= session->seen_stored_at.plus_seconds(seen_stored_every_seconds);
  if (is_touched) {
    session->seen_stored_at = now;
    // A store that cannot be written still lets people read.
    (void)parts_->change("identity.seen", session->visitor.caller,
                         [&](ledger::Tx& tx) { return touch_session(tx, *token, now); });
  }
  if (is_read || is_touched) cache.keep(*session, generation);
  return visitor_of(std::move(*session), request);
}

bool Identity::has_valid_csrf(const http::Request& request, const Visitor& visitor) {
  if (visitor.csrf_token.empty() || !visitor.new_cookie.empty()) return false;
  const std::string* field = request.form_field("_csrf");
  return equal_constant_time(field ? *field : request.header("x-csrf-token"), visitor.csrf_token);
}

void Identity::forget_person(const EnteId& ente, const PersonId& person) {
  parts_->sessions.drop_person(ente, person);
}

Status Identity::sweep() {
  return parts_->change("identity.sweep", system_caller(parts_->ledger.ente()),
                        [](ledger::Tx& tx) -> Status {
                          DIGIPRO_TRY(swept, sweep_rows(tx, swept_rows_max));
                          (void)swept;
                          return {};
                        });
}

}  // namespace digipro::identity
