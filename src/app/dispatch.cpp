#include "app/dispatch.h"

#include "base/text.h"

namespace digipro::app {
namespace {

bool is_read(http::Method method) {
  return method == http::Method::get || method == http::Method::head;
}

// Who is asked to log in comes back to the page afterwards.
http::Response to_login(const http::Request& request) {
  std::string back = is_read(request.method) ? request.target : "/";
  return http::Response::redirect("/accedi?dopo=" + url_encode(back));
}

}  // namespace

Dispatcher::Dispatcher(DispatchParts parts, RateLimits limits)
    : parts_(std::move(parts)), limiter_(limits) {
  std::string images = "'self' data: blob:";
  if (!parts_.map_tiles_origin.empty()) images += " " + parts_.map_tiles_origin;
  content_security_policy_ =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src " + images +
      "; font-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
      "base-uri 'none'; manifest-src 'self'";
}

http::Response Dispatcher::operator()(http::Request& request) {
  Instant now = parts_.clock->now();
  http::Response response = answer(request, now);
  add_security_headers(request, response);
  return response;
}

http::Response Dispatcher::answer(http::Request& request, Instant now) {
  if (!limiter_.admit(request.remote_address, !is_read(request.method), now)) {
    auto response = parts_.error_page(fail(ErrorCode::too_many_requests), request, nullptr);
    response.set("Retry-After", "60");
    return response;
  }
  if (auto asset = parts_.asset_of(request)) return std::move(*asset);
  auto ente = parts_.ente_of_host(request.host);
  if (!ente) return parts_.error_page(fail(ErrorCode::not_found, "no ente"), request, nullptr);
  auto visitor = parts_.visitor_of(request, *ente, now);
  if (!visitor) return parts_.error_page(visitor.error(), request, nullptr);
  web::Visit visit{.request = request, .town = *ente->town, .ledger = *ente->ledger};
  visit.caller = visitor->caller;
  visit.viewer = visitor->viewer;
  visit.display_name = visitor->display_name;
  visit.csrf_token = visitor->csrf_token;
  visit.cookies = visitor->cookies;
  visit.now = now;

  auto found = parts_.routes->match(request.method, request.path);
  Result<http::Response> result = refuse(ErrorCode::not_found);
  if (!found) {
    result = refuse(found.error());
  } else {
    visit.parameters = std::move(found->parameters);
    auto allowed = web::check(found->route->access, visit.viewer);
    if (!allowed)
      result = refuse(allowed.error());
    else if (!is_read(request.method) && !parts_.has_valid_csrf(request, *visitor))
      result = refuse(ErrorCode::csrf_missing);
    else
      result = found->route->handler(visit);
  }
  if (!result && result.error().code == ErrorCode::unauthenticated && !request.is_htmx())
    result = to_login(request);
  if (!result) {
    parts_.log->warning("page.refused", {{"request", request.request_id},
                                         {"path", request.path},
                                         {"code", std::string(result.error().name())},
                                         {"detail", result.error().detail}});
    result = parts_.error_page(result.error(), request, &visit);
  }
  for (std::string& cookie : visit.cookies)
    result->headers.emplace_back("Set-Cookie", std::move(cookie));
  return std::move(*result);
}

void Dispatcher::add_security_headers(const http::Request& request,
                                      http::Response& response) const {
  auto add = [&](const char* name, std::string value) {
    if (find_field(response.headers, name) == nullptr)
      response.headers.emplace_back(name, std::move(value));
  };
  add("Content-Security-Policy", content_security_policy_);
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  // Secret links stand in addresses: they must not leave with a click.
  add("Referrer-Policy", "no-referrer");
  add("Permissions-Policy", "geolocation=(self), camera=(), microphone=(), payment=()");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Cache-Control", "no-store");
  if (request.is_tls) add("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace digipro::app
