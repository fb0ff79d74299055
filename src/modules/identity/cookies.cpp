#include "modules/identity/cookies.h"

#include "base/text.h"
#include "platform/crypto/hmac.h"

namespace digipro::identity {
namespace {

const std::string no_cookie;

std::string name_of(const http::Request& request, Cookie cookie) {
  std::string name = cookie == Cookie::session ? "digipro" : "digipro-visita";
  return request.is_tls ? "__Host-" + name : name;
}

std::string with_attributes(const http::Request& request, std::string text) {
  text += "; Path=/; HttpOnly; SameSite=Lax";
  if (request.is_tls) text += "; Secure";
  return text;
}

}  // namespace

const std::string& cookie_of(const http::Request& request, Cookie cookie) {
  auto found = request.cookies.find(name_of(request, cookie));
  return found == request.cookies.end() ? no_cookie : found->second;
}

std::string set_cookie(const http::Request& request, Cookie cookie, std::string_view secret) {
  return with_attributes(request, name_of(request, cookie) + "=" + std::string(secret));
}

std::string forget_cookie(const http::Request& request, Cookie cookie) {
  return with_attributes(request, name_of(request, cookie) + "=; Max-Age=0");
}

std::string csrf_token_of(std::string_view secret) {
  return to_base64url(crypto::hmac_sha256(secret, "digipro csrf"));
}

}  // namespace digipro::identity
