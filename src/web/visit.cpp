#include "web/visit.h"

#include <algorithm>

#include "base/assert.h"
#include "base/text.h"

namespace digipro::web {
namespace {

constexpr size_t idempotency_key_characters_max = 100;
const std::string no_text;

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{');
}

std::vector<std::string> segments_of(std::string_view path) {
  auto parts = split(path.substr(1), '/');
  if (!parts.empty() && parts.back().empty()) parts.pop_back();
  return parts;
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return false;
  for (size_t i = 0; i < pattern.size(); ++i)
    if (!is_parameter(pattern[i]) && pattern[i] != path[i]) return false;
  return true;
}

// True when the fixed segments of `a` come earlier: "/servizi/eventi" before "/servizi/{id}".
bool is_more_exact(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (size_t i = 0; i < a.size(); ++i)
    if (is_parameter(a[i]) != is_parameter(b[i])) return !is_parameter(a[i]);
  return false;
}

bool holds_office_role(const RoleSet& roles) {
  return roles.contains(Role::operatore) || roles.contains(Role::responsabile) ||
         roles.contains(Role::sportello) || roles.contains(Role::amministratore);
}

}  // namespace

bool Visit::is_staff() const {
  return holds_office_role(viewer.roles);
}

const std::string& Visit::parameter(std::string_view name) const {
  auto found = parameters.find(name);
  return found == parameters.end() ? no_text : found->second;
}

ledger::IdempotencyKey Visit::key() const {
  const std::string* key = request.form_field("_key");
  if (key == nullptr || key->size() > idempotency_key_characters_max) return {};
  return {*key};
}

Status check(Access access, const Viewer& viewer) {
  if (access == Access::anyone) return {};
  if (viewer.person.empty()) return refuse(ErrorCode::unauthenticated);
  bool administrator = viewer.has(Role::amministratore);
  bool allowed = access == Access::logged_in ||
                 (access == Access::staff && holds_office_role(viewer.roles)) ||
                 (access == Access::sportello && (viewer.has(Role::sportello) || administrator)) ||
                 (access == Access::amministratore && administrator);
  if (!allowed) return refuse(ErrorCode::forbidden);
  return {};
}

void Routes::get(std::string pattern, Access access, Handler handler) {
  add(http::Method::get, std::move(pattern), access, std::move(handler));
}

void Routes::post(std::string pattern, Access access, Handler handler) {
  add(http::Method::post, std::move(pattern), access, std::move(handler));
}

void Routes::add(http::Method method, std::string pattern, Access access, Handler handler) {
  DIGIPRO_ASSERT(pattern.starts_with('/'), "a route begins with a slash");
  auto segments = segments_of(pattern);
  for (const Route& route : routes_) {
    bool twin = route.method == method && route.segments.size() == segments.size() &&
                std::equal(segments.begin(), segments.end(), route.segments.begin(),
                           [](const std::string& a, const std::string& b) {
                             return a == b || (is_parameter(a) && is_parameter(b));
                           });
    DIGIPRO_ASSERT(!twin, "a route stands once");
  }
  routes_.push_back({method, std::move(pattern), access, std::move(handler), std::move(segments)});
}

Result<Routes::Match> Routes::match(http::Method method, std::string_view path) const {
  if (path.empty() || path[0] != '/') return refuse(ErrorCode::not_found);
  auto segments = segments_of(path);
  http::Method wanted = method == http::Method::head ? http::Method::get : method;
  const Route* best = nullptr;
  bool path_exists = false;
  for (const Route& route : routes_) {
    if (!fits(route.segments, segments)) continue;
    path_exists = true;
    if (route.method != wanted) continue;
    if (best == nullptr || is_more_exact(route.segments, best->segments)) best = &route;
  }
  if (best == nullptr)
    return refuse(path_exists ? ErrorCode::method_not_allowed : ErrorCode::not_found);
  Match match{best, {}};
  for (size_t i = 0; i < segments.size(); ++i) {
    const std::string& part = best->segments[i];
    if (is_parameter(part)) match.parameters[part.substr(1, part.size() - 2)] = segments[i];
  }
  return match;
}

}  // namespace digipro::web
