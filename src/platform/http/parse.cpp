// The pure parsers of what a client sends in words: target, query, urlencoded bodies, cookies.
#include "base/text.h"
#include "platform/http/http.h"

namespace digipro::http {
namespace {

// A "." or ".." segment, however it was encoded, never names a page of ours.
bool has_dot_segment(std::string_view path) {
  for (const std::string& segment : split(path, '/'))
    if (segment == "." || segment == "..") return true;
  return false;
}

bool has_control(std::string_view text) {
  for (char c : text)
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7F) return true;
  return false;
}

}  // namespace

const std::string* find_field(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return &value;
  return nullptr;
}

Result<Fields> parse_urlencoded(std::string_view body, const Limits& limits) {
  Fields fields;
  if (body.empty()) return fields;
  for (size_t start = 0; start <= body.size();) {
    size_t end = std::min(body.find('&', start), body.size());
    std::string_view pair = body.substr(start, end - start);
    start = end + 1;
    if (pair.empty()) continue;
    if (fields.size() >= limits.form_fields) return refuse(ErrorCode::too_large, "too many fields");
    size_t equals = std::min(pair.find('='), pair.size());
    DIGIPRO_TRY(name, url_decode(pair.substr(0, equals), true));
    DIGIPRO_TRY(value, url_decode(equals < pair.size() ? pair.substr(equals + 1) : "", true));
    if (name.size() > 200 || value.size() > limits.form_field_bytes)
      return refuse(ErrorCode::too_large, "a field is too long");
    if (!is_valid_utf8(name) || !is_valid_utf8(value))
      return refuse(ErrorCode::malformed, "a field is not UTF-8");
    fields.emplace_back(std::move(name), std::move(value));
  }
  return fields;
}

Result<ParsedTarget> parse_target(std::string_view target, const Limits& limits) {
  if (target.size() > limits.target_bytes) return refuse(ErrorCode::too_large, "target too long");
  if (target.empty() || target[0] != '/')
    return refuse(ErrorCode::malformed, "target is not a path");
  target = target.substr(0, target.find('#'));
  size_t question = std::min(target.find('?'), target.size());
  DIGIPRO_TRY(path, url_decode(target.substr(0, question), false));
  if (!is_valid_utf8(path) || has_control(path) || has_dot_segment(path))
    return refuse(ErrorCode::malformed, "path is not acceptable");
  ParsedTarget parsed{std::move(path), {}};
  if (question < target.size()) {
    DIGIPRO_TRY(query, parse_urlencoded(target.substr(question + 1), limits));
    parsed.query = std::move(query);
  }
  return parsed;
}

std::map<std::string, std::string, std::less<>> parse_cookies(std::string_view header) {
  std::map<std::string, std::string, std::less<>> cookies;
  for (const std::string& part : split(header, ';')) {
    size_t equals = part.find('=');
    if (equals == std::string::npos || cookies.size() >= 50) continue;
    std::string name(trim(std::string_view(part).substr(0, equals)));
    std::string value(trim(std::string_view(part).substr(equals + 1)));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    // The first of two twins wins: a browser sends the more specific one first (RFC 6265 5.4).
    if (!name.empty()) cookies.emplace(std::move(name), std::move(value));
  }
  return cookies;
}

const std::string& Request::header(std::string_view lower_case_name) const {
  static const std::string none;
  auto found = headers.find(lower_case_name);
  return found == headers.end() ? none : found->second;
}

Response Response::html(std::string body, int status) {
  return {status, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(body), nullptr};
}
Response Response::text(std::string body, int status) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body), nullptr};
}
Response Response::json(std::string body, int status) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body), nullptr};
}
Response Response::redirect(std::string location, int status) {
  return {status, {{"Location", std::move(location)}}, "", nullptr};
}
Response& Response::set(std::string name, std::string value) {
  for (auto& [key, old] : headers)
    if (key == name) {
      old = std::move(value);
      return *this;
    }
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

}  // namespace digipro::http
