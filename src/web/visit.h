// A visit: one request by one visitor to one ente, as every page handler gets it. The dispatcher
// (app/dispatch) has already found the ente by host, resolved the session, matched the route,
// checked the route's access rule and, for anything but GET and HEAD, the CSRF token. A Visit lives
// for one request on one worker thread.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/caller.h"
#include "core/ledger/ledger.h"
#include "platform/http/http.h"

namespace digipro::web {

// What the town is called and looks like; from the ente's settings.
struct Town {
  EnteId id;
  std::string name;                // "Comune di Borgo Verde"
  std::string region;              // slim header: "Regione Piemonte"
  std::string colour = "#0066CC";  // primary colour, checked to be #RRGGBB
  std::string aoo;                 // code of the area organizzativa omogenea
};

struct Visit {
  http::Request& request;
  const Town& town;
  ledger::Ledger& ledger;  // of the ente
  Caller caller;
  Viewer viewer;
  std::string display_name;          // "" when nobody is logged in
  std::string csrf_token;            // for the hidden field `_csrf`
  std::vector<std::string> cookies;  // whole Set-Cookie values to be added to the answer
  Instant now;
  std::map<std::string, std::string, std::less<>> parameters;  // of the route: {id}

  bool is_logged_in() const { return !caller.person.empty(); }
  bool is_staff() const;
  const std::string& parameter(std::string_view name) const;  // "" when the route has none
  ledger::IdempotencyKey key() const;  // form field `_key`, at most 100 characters, else empty
};

// Who may enter a route at all. Finer rules (which case, which office) are the handler's, through
// Viewer and Caller. There is no default: every route says its rule.
enum class Access { anyone, logged_in, staff, sportello, amministratore };
Status check(Access access, const Viewer& viewer);  // unauthenticated or forbidden

// A handler's error becomes the Italian error page of that code; field problems are the page's own.
using Handler = std::function<Result<http::Response>(Visit&)>;

class Routes {
 public:
  // Patterns: "/servizi/{id}/passo/{passo}"; a parameter is one segment, and a fixed segment wins
  // over a parameter. Asserts that no route stands twice.
  void get(std::string pattern, Access access, Handler handler);
  void post(std::string pattern, Access access, Handler handler);

  struct Route {
    http::Method method;
    std::string pattern;
    Access access;
    Handler handler;
    std::vector<std::string> segments;
  };
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> parameters;
  };
  // not_found, or method_not_allowed when the path exists for another method. HEAD matches GET.
  Result<Match> match(http::Method method, std::string_view path) const;
  const std::vector<Route>& all() const { return routes_; }

 private:
  void add(http::Method method, std::string pattern, Access access, Handler handler);
  std::vector<Route> routes_;
};

}  // namespace digipro::web
