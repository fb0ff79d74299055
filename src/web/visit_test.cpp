#include "web/visit.h"

#include <doctest/doctest.h>

using namespace digipro;
using namespace digipro::web;

TEST_CASE("given routes, when a path is matched, then the more exact one wins") {
  Routes routes;
  auto nothing = [](Visit&) -> Result<http::Response> { return http::Response{}; };
  routes.get("/", Access::anyone, nothing);
  routes.get("/servizi/{id}", Access::anyone, nothing);
  routes.get("/servizi/eventi", Access::anyone, nothing);
  routes.post("/servizi/{id}/avvia", Access::anyone, nothing);
  CHECK(routes.match(http::Method::get, "/")->route->pattern == "/");
  CHECK(routes.match(http::Method::get, "/servizi/eventi")->route->pattern == "/servizi/eventi");
  CHECK(routes.match(http::Method::head, "/servizi/x")->parameters.at("id") == "x");
  CHECK(routes.match(http::Method::get, "/servizi/x/avvia").error().code ==
        ErrorCode::method_not_allowed);
  CHECK(routes.match(http::Method::get, "/altro").error().code == ErrorCode::not_found);
}

TEST_CASE("given an access rule, when a visitor has not the role, then the door stays shut") {
  Viewer nobody, citizen, clerk, desk;
  citizen.person = clerk.person = desk.person = PersonId("p");
  citizen.roles = {Role::segnalante};
  clerk.roles = {Role::operatore};
  desk.roles = {Role::sportello};
  CHECK(check(Access::anyone, nobody).has_value());
  CHECK(check(Access::logged_in, nobody).error().code == ErrorCode::unauthenticated);
  CHECK(check(Access::staff, citizen).error().code == ErrorCode::forbidden);
  CHECK(check(Access::staff, clerk).has_value());
  CHECK(check(Access::sportello, clerk).error().code == ErrorCode::forbidden);
  CHECK(check(Access::sportello, desk).has_value());
  CHECK(check(Access::amministratore, desk).error().code == ErrorCode::forbidden);
}
