// The way of a request through the house: allowance, ente by host, session, route, access rule,
// CSRF, handler, error page, security headers. One object, thread-safe, called by the HTTP edge on
// its workers. Everything it needs is given by wiring and outlives it.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "app/figures.h"
#include "app/rate_limiter.h"
#include "modules/identity/module.h"
#include "platform/http/http.h"
#include "platform/log/log.h"
#include "web/visit.h"

namespace digipro::app {

// An open ente for the length of a request; `keep` holds it open.
struct EntePart {
  std::shared_ptr<const web::Town> town;
  ledger::Ledger* ledger = nullptr;
  std::shared_ptr<void> keep;
};

struct DispatchParts {
  const web::Routes* routes = nullptr;
  std::function<Result<EntePart>(const std::string& host)> ente_of_host;
  identity::Identity* identity = nullptr;
  const web::Pages* pages = nullptr;
  const Clock* clock = nullptr;
  log::Log* log = nullptr;
  Figures* figures = nullptr;
  std::string map_tiles_origin;  // "https://tiles.example.it" when tiles are configured
};

class Dispatcher {
 public:
  Dispatcher(DispatchParts parts, RateLimits limits);
  http::Response operator()(http::Request& request);

 private:
  http::Response answer(http::Request& request, Instant now);
  Result<http::Response> enter(http::Request& request, web::Visit& visit,
                               const identity::Visitor& visitor);
  void add_security_headers(const http::Request& request, http::Response& response) const;

  DispatchParts parts_;
  RateLimiter limiter_;
  std::string content_security_policy_;
};

}  // namespace digipro::app
