// A browser before the pages of this module: goes the dispatcher's way (session, route, access,
// CSRF) and keeps cookies. For tests only; one thread.
#pragma once
#include <map>
#include <string>

#include "modules/identity/testing/identity_town.h"

namespace digipro::identity::testing {

class IdentityBrowser {
 public:
  explicit IdentityBrowser(IdentityTown& town);

  struct Page {
    int status = 0;        // of an error: its HTTP status
    std::string error;     // "forbidden"; empty for a page
    std::string detail;    // of the error
    std::string location;  // of a redirect
    std::string body;
    bool has(std::string_view text) const { return body.find(text) != std::string::npos; }
    // The text between `before` and `after`, "" when there is none.
    std::string between(std::string_view before, std::string_view after) const;
  };
  Page get(const std::string& address);
  // With the visitor's CSRF token.
  Page post(const std::string& address, http::Fields form);
  Page post_without_token(const std::string& address, http::Fields form);
  Page follow(const Page& page) { return get(page.location); }
  // Logs in and fails the test when that does not work.
  void log_in(const std::string& login, const std::string& password = good_password);
  const std::map<std::string, std::string, std::less<>>& cookies() const { return cookies_; }
  std::string csrf_token();

 private:
  Page send(http::Request request, bool with_token);
  void keep(const std::string& set_cookie);

  IdentityTown& town_;
  std::unique_ptr<web::Pages> pages_;
  web::Routes routes_;
  web::Town shown_;
  std::map<std::string, std::string, std::less<>> cookies_;
};

}  // namespace digipro::identity::testing
