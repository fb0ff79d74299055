// The bytes around the body of an answer (RFC 9112).
#include <ctime>

#include "platform/http/edge.h"

namespace digipro::http {
namespace {

// RFC 9110 par. 15. Nobody needs them but people who look.
std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
  }
  return "";
}

std::string http_date() {
  char text[40];
  time_t now = time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

}  // namespace

std::string answer_head(const Response& response, int64_t body_bytes, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason_of(response.status)).append("\r\n");
  auto add = [&head](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  for (const auto& [name, value] : response.headers) add(name, value);
  add("Date", http_date());
  if (!keep_alive) add("Connection", "close");
  bool has_no_length = response.status == 204 || response.status == 304;  // RFC 9110 par. 8.6
  if (body_bytes < 0)
    add("Transfer-Encoding", "chunked");
  else if (!has_no_length)
    add("Content-Length", std::to_string(body_bytes));
  return head + "\r\n";
}

std::string chunk_head(size_t bytes) {
  char text[20];
  std::snprintf(text, sizeof text, "%zx\r\n", bytes);
  return text;
}

}  // namespace digipro::http
