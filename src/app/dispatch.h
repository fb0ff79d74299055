// The way of a request through the house: allowance, ente by host, session, route, access rule,
// CSRF, handler, error page, security headers. One object, thread-safe, called by the HTTP edge on
// its workers. Everything it needs is given by wiring and outlives it.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "app/rate_limiter.h"
#include "platform/http/http.h"
#include "platform/log/log.h"
#include "web/visit.h"

namespace digipro::app {

struct EntePart {
  const web::Town* town = nullptr;
  ledger::Ledger* ledger = nullptr;
};

// What the session says of the visitor; made by modules/identity.
struct Visitor {
  Caller caller;
  Viewer viewer;
  std::string display_name;
  std::string csrf_token;
  std::vector<std::string> cookies;  // Set-Cookie values
};

struct DispatchParts {
  const web::Routes* routes = nullptr;
  std::function<std::optional<EntePart>(const std::string& host)> ente_of_host;
  std::function<Result<Visitor>(const http::Request&, const EntePart&, Instant)> visitor_of;
  std::function<bool(const http::Request&, const Visitor&)> has_valid_csrf;
  // Static files: /assets/...; nothing when the path is not one.
  std::function<std::optional<http::Response>(const http::Request&)> asset_of;
  std::function<http::Response(const Error&, const http::Request&, const web::Visit*)> error_page;
  const Clock* clock = nullptr;
  log::Log* log = nullptr;
  std::string map_tiles_origin;  // "https://tiles.example.it" when tiles are configured
};

class Dispatcher {
 public:
  Dispatcher(DispatchParts parts, RateLimits limits);
  http::Response operator()(http::Request& request);

 private:
  http::Response answer(http::Request& request, Instant now);
  void add_security_headers(const http::Request& request, http::Response& response) const;

  DispatchParts parts_;
  RateLimiter limiter_;
  std::string content_security_policy_;
};

}  // namespace digipro::app
