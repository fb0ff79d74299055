#include "platform/http/edge.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <exception>

#include "base/text.h"
#include "base/uuid.h"

namespace digipro::http {
namespace {

Method method_of(std::string_view text) {
  if (text == "GET") return Method::get;
  if (text == "HEAD") return Method::head;
  if (text == "POST") return Method::post;
  if (text == "PUT") return Method::put;
  if (text == "PATCH") return Method::patch;
  if (text == "DELETE") return Method::del;
  if (text == "OPTIONS") return Method::options;
  return Method::other;
}

// 16 bytes for IPv6, the mapped form for IPv4; false when it is no address.
bool read_address(const std::string& text, uint8_t out[16]) {
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) {
    std::memset(out, 0, 10);
    out[10] = out[11] = 0xFF;
    std::memcpy(out + 12, &four, 4);
    return true;
  }
  return inet_pton(AF_INET6, text.c_str(), out) == 1;
}

bool is_within(const uint8_t address[16], const std::string& range) {
  size_t slash = range.find('/');
  uint8_t base[16];
  if (!read_address(range.substr(0, slash), base)) return false;
  bool is_four = range.find(':') == std::string::npos;
  int bits = 128;
  if (slash != std::string::npos) {
    const char* end = range.data() + range.size();
    auto [read, problem] = std::from_chars(range.data() + slash + 1, end, bits);
    if (problem != std::errc() || read != end || bits < 0 || bits > (is_four ? 32 : 128))
      return false;  // a prefix that says nothing trusts nobody
    if (is_four) bits += 96;
  }
  for (int i = 0; i < bits; ++i)
    if (((address[i / 8] ^ base[i / 8]) >> (7 - i % 8)) & 1) return false;
  return true;
}

bool is_traceparent(std::string_view text) {
  return text.size() == 55 && text[2] == '-' && text[35] == '-' && text[52] == '-';
}

bool has_control(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

bool is_trusted(const std::string& address, const std::vector<std::string>& trusted) {
  uint8_t bytes[16];
  if (!read_address(address, bytes)) return false;
  for (const std::string& range : trusted)
    if (is_within(bytes, range)) return true;
  return false;
}

std::string client_address(const std::string& peer, std::string_view forwarded_for,
                           const std::vector<std::string>& trusted) {
  std::string client = peer;
  auto hops = split(forwarded_for, ',');
  // Each trusted hop vouches only for the one before it; the first stranger is the client.
  for (size_t i = hops.size(); i > 0 && is_trusted(client, trusted); --i) {
    std::string hop(trim(hops[i - 1]));
    uint8_t bytes[16];
    if (!read_address(hop, bytes)) break;
    client = hop;
  }
  return client;
}

namespace {

// RFC 9112 par. 3.2 and 6.1: one Host; a body whose length everybody reads alike.
Status check_framing(const Request& request, bool is_old) {
  const std::string& host = request.header("host");
  if (host.find_first_of(", \t/@") != std::string::npos || (host.empty() && !is_old))
    return refuse(ErrorCode::malformed, "Host");
  auto encoding = request.headers.find("transfer-encoding");
  if (encoding == request.headers.end()) return {};
  if (is_old || to_lower_ascii(encoding->second) != "chunked" ||
      request.headers.contains("content-length"))
    return refuse(ErrorCode::malformed, "Transfer-Encoding");
  return {};
}

}  // namespace

Status read_head(const Edge& edge, const std::string& peer_address, bool is_old, Request& request) {
  DIGIPRO_CHECK(check_framing(request, is_old));
  const auto& trusted = edge.settings.trusted_proxies;
  request.method = method_of(request.method_text);
  request.remote_address = client_address(peer_address, request.header("x-forwarded-for"), trusted);
  if (is_trusted(peer_address, trusted) && request.header("x-forwarded-proto") == "https")
    request.is_tls = true;
  std::string host = to_lower_ascii(request.header("host"));
  size_t colon = host.rfind(':');
  if (colon != std::string::npos && host.find(']', colon) == std::string::npos) host.resize(colon);
  request.host = host;
  if (is_traceparent(request.header("traceparent")))
    request.traceparent = request.header("traceparent");
  request.cookies = parse_cookies(request.header("cookie"));
  DIGIPRO_TRY(target, parse_target(request.target, edge.settings.limits));
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  return {};
}

void add_header(Request& request, std::string_view name, std::string_view value) {
  auto [place, fresh] = request.headers.emplace(to_lower_ascii(name), value);
  if (!fresh) place->second.append(", ").append(value);
}

Response run_handler(Edge& edge, Request& request) {
  try {
    Response response = edge.handler(request);
    for (const auto& [name, value] : response.headers)
      if (has_control(name) ||
          has_control(value))  // would begin a header, or an answer, of its own
        return edge.error_page(fail(ErrorCode::internal, "control character in " + name), request);
    return response;
  } catch (const std::exception& problem) {
    return edge.error_page(fail(ErrorCode::internal, problem.what()), request);
  }
}

}  // namespace digipro::http
