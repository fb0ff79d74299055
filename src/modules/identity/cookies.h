// The two cookies: of a session, and of a visitor who has none, so that forms of anonymous people
// are bound to their browser too. Over TLS their names begin with __Host- (RFC 6265bis 4.1.3.2): no
// other host and no plain page can set them. The CSRF token is derived from the cookie's secret, so
// nothing is stored for it and it says nothing about the secret. Internal; pure, any thread.
#pragma once
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace digipro::identity {

enum class Cookie { session, visitor };

// The cookie's value, "" when the request has none.
const std::string& cookie_of(const http::Request& request, Cookie cookie);
// A Set-Cookie value that lives as long as the browser; HttpOnly, SameSite=Lax.
std::string set_cookie(const http::Request& request, Cookie cookie, std::string_view secret);
std::string forget_cookie(const http::Request& request, Cookie cookie);
// 43 characters of base64url.
std::string csrf_token_of(std::string_view secret);

}  // namespace digipro::identity
