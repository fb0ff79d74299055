#include "app/dispatch.h"

#include <chrono>

#include "base/text.h"
#include "web/assets.h"
#include "web/error_page.h"

namespace digipro::app {
namespace {

bool is_read(http::Method method) {
  return method == http::Method::get || method == http::Method::head;
}

// Who is asked to log in comes back to the page afterwards.
http::Response to_login(const http::Request& request) {
  std::string back = is_read(request.method) ? request.target : "/";
  return http::Response::redirect("/accedi?ritorno=" + url_encode(back));
}

// Who holds a start password chooses one of their own before anything else.
bool is_to_choose_password(const http::Request& request, const identity::Visitor& visitor) {
  return visitor.must_change && visitor.caller.person.empty() && is_read(request.method);
}

// How long a route's page took, however it ended.
class Stopwatch {
 public:
  Stopwatch(Figures& figures, const web::Routes::Route* route)
      : figures_(figures), route_(route), start_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() {
    std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start_;
    figures_.request(route_, taken.count());
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  Figures& figures_;
  const web::Routes::Route* route_;
  std::chrono::steady_clock::time_point start_;
};

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

Result<http::Response> Dispatcher::enter(http::Request& request, web::Visit& visit,
                                         const identity::Visitor& visitor) {
  DIGIPRO_TRY(found, parts_.routes->match(request.method, request.path));
  visit.parameters = std::move(found.parameters);
  Stopwatch watch(*parts_.figures, found.route);
  DIGIPRO_CHECK(web::check(found.route->access, visit.viewer));
  if (!is_read(request.method) && !identity::Identity::has_valid_csrf(request, visitor))
    return refuse(ErrorCode::csrf_missing);
  return found.route->handler(visit);
}

http::Response Dispatcher::answer(http::Request& request, Instant now) {
  constexpr std::string_view assets = "/assets/";
  if (request.path.starts_with(assets))
    return web::serve_asset(request, std::string_view(request.path).substr(assets.size()));
  if (!limiter_.admit(request.remote_address, !is_read(request.method), now)) {
    auto response = web::bare_error_page(fail(ErrorCode::too_many_requests), request);
    return response.set("Retry-After", "60");
  }
  auto ente = parts_.ente_of_host(request.host);
  if (!ente) return web::bare_error_page(ente.error(), request);
  auto visitor = parts_.identity->resolve(request, *ente->ledger, now);
  if (!visitor) return web::bare_error_page(visitor.error(), request);
  web::Visit visit{.request = request, .town = *ente->town, .ledger = *ente->ledger};
  visit.caller = visitor->caller;
  visit.viewer = visitor->viewer;
  visit.display_name = visitor->display_name;
  visit.csrf_token = visitor->csrf_token;
  visit.now = now;
  Result<http::Response> result = is_to_choose_password(request, *visitor)
                                      ? http::Response::redirect("/password")
                                      : enter(request, visit, *visitor);
  if (!result && result.error().code == ErrorCode::unauthenticated && !request.is_htmx())
    result = to_login(request);
  if (!result) {
    parts_.figures->refused(result.error());
    parts_.log->warning("page.refused", {{"request", request.request_id},
                                         {"code", result.error().name()},
                                         {"detail", result.error().detail}});
    web::Face face = visit.is_staff() ? web::Face::desk : web::Face::citizen;
    result = web::error_page(*parts_.pages, web::frame_of(visit, face, "Errore"), result.error(),
                             request);
  }
  for (std::string& cookie : visit.cookies)
    result->headers.emplace_back("Set-Cookie", std::move(cookie));
  // A visitor gets the cookie behind the token only with a page that holds a form.
  if (!visitor->new_cookie.empty() && result->body.find(visitor->csrf_token) != std::string::npos)
    result->headers.emplace_back("Set-Cookie", visitor->new_cookie);
  return std::move(*result);
}

void Dispatcher::add_security_headers(const http::Request& request,
                                      http::Response& response) const {
  auto add = [&](const char* name, std::string value) {
    if (http::find_field(response.headers, name) == nullptr)
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
