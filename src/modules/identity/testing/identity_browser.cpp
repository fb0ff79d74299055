#include "modules/identity/testing/identity_browser.h"

namespace digipro::identity::testing {

IdentityBrowser::IdentityBrowser(IdentityTown& town) : town_(town) {
  auto loaded = web::Pages::load();
  if (!loaded) FAIL(loaded.error().detail);
  pages_ = std::move(*loaded);
  add_routes(routes_, *pages_, *town_.identity);
  AdministrationParts administration;
  administration.outbox_of = [this](const EnteId&) -> Result<std::shared_ptr<outbox::Outbox>> {
    return std::shared_ptr<outbox::Outbox>(std::shared_ptr<void>(), town_.outbox.get());
  };
  administration.job_titles = {{"posta.mail", "Invio di un messaggio"}};
  add_administration_routes(routes_, *pages_, std::move(administration));
  shown_.id = town_.ente;
  shown_.name = "Comune di Borgo Verde";
}

std::string IdentityBrowser::Page::between(std::string_view before, std::string_view after) const {
  size_t start = body.find(before);
  if (start == std::string::npos) return "";
  start += before.size();
  size_t end = body.find(after, start);
  return end == std::string::npos ? "" : body.substr(start, end - start);
}

void IdentityBrowser::keep(const std::string& set_cookie) {
  std::string pair = set_cookie.substr(0, set_cookie.find(';'));
  size_t equals = pair.find('=');
  if (set_cookie.find("Max-Age=0") != std::string::npos)
    cookies_.erase(pair.substr(0, equals));
  else
    cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
}

IdentityBrowser::Page IdentityBrowser::send(http::Request request, bool with_token) {
  request.cookies = cookies_;
  Visitor visitor = town_.resolve(request);
  if (with_token) request.form.emplace_back("_csrf", visitor.csrf_token);
  Page page;
  auto refused = [&](const Error& error) {
    page.status = error.http_status();
    page.error = error.name();
    page.detail = error.detail;
    return page;
  };
  auto match = routes_.match(request.method, request.path);
  if (!match) return refused(match.error());
  if (auto allowed = web::check(match->route->access, visitor.viewer); !allowed)
    return refused(allowed.error());
  if (request.method == http::Method::post && !Identity::has_valid_csrf(request, visitor))
    return refused(fail(ErrorCode::csrf_missing));
  web::Visit visit{.request = request, .town = shown_, .ledger = *town_.town};
  visit.caller = visitor.caller;
  visit.viewer = visitor.viewer;
  visit.display_name = visitor.display_name;
  visit.csrf_token = visitor.csrf_token;
  visit.now = town_.clock.now();
  visit.parameters = match->parameters;
  auto response = match->route->handler(visit);
  for (const std::string& cookie : visit.cookies) keep(cookie);
  if (!visitor.new_cookie.empty()) keep(visitor.new_cookie);
  if (!response) return refused(response.error());
  page.status = response->status;
  page.body = response->body;
  if (const std::string* location = http::find_field(response->headers, "Location"))
    page.location = *location;
  return page;
}

IdentityBrowser::Page IdentityBrowser::get(const std::string& address) {
  auto target = http::parse_target(address, {});
  REQUIRE(target.has_value());
  http::Request request = town_.request(http::Method::get, target->path);
  request.query = target->query;
  return send(std::move(request), false);
}

IdentityBrowser::Page IdentityBrowser::post(const std::string& address, http::Fields form) {
  http::Request request = town_.request(http::Method::post, address);
  request.form = std::move(form);
  return send(std::move(request), true);
}

IdentityBrowser::Page IdentityBrowser::post_without_token(const std::string& address,
                                                          http::Fields form) {
  http::Request request = town_.request(http::Method::post, address);
  request.form = std::move(form);
  return send(std::move(request), false);
}

void IdentityBrowser::log_in(const std::string& login, const std::string& password) {
  get("/accedi");
  Page page = post("/accedi", {{"utente", login}, {"password", password}});
  REQUIRE(page.status == 303);
}

std::string IdentityBrowser::csrf_token() {
  http::Request request = town_.request();
  request.cookies = cookies_;
  return town_.resolve(request).csrf_token;
}

}  // namespace digipro::identity::testing
