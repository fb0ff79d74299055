#include "bench/visitor.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.h"

namespace digipro::bench {

Visitor::~Visitor() {
  if (socket_ >= 0) ::close(socket_);
}

Status Visitor::connect() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return {};
  ::close(socket_);
  socket_ = -1;
  return refuse(ErrorCode::outside_failed, "cannot connect");
}

std::string Visitor::head(const char* method, const std::string& path) const {
  std::string text = std::string(method) + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
  if (takes_gzip_) text += "Accept-Encoding: gzip\r\n";
  std::string cookies;
  for (const auto& [name, value] : cookies_)
    cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
  return cookies.empty() ? text : text + "Cookie: " + cookies + "\r\n";
}

Result<Answer> Visitor::get(const std::string& path) {
  return exchange(head("GET", path) + "\r\n");
}

Result<Answer> Visitor::post(const std::string& path, const std::string& form) {
  return exchange(head("POST", path) +
                  "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                  std::to_string(form.size()) + "\r\n\r\n" + form);
}

Result<Answer> Visitor::exchange(const std::string& request) {
  if (socket_ < 0) DIGIPRO_CHECK(connect());
  for (std::string_view left = request; !left.empty();) {
    ssize_t sent = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
    if (sent <= 0) return refuse(ErrorCode::outside_failed, "the connection was closed");
    left.remove_prefix(static_cast<size_t>(sent));
  }
  return receive();
}

void Visitor::keep_cookie(std::string_view header) {
  std::string_view pair = trim(header.substr(0, header.find(';')));
  size_t equals = pair.find('=');
  if (equals != std::string_view::npos)
    cookies_[std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
}

Result<Answer> Visitor::receive() {
  Answer answer;
  size_t body = std::string::npos, length = 0;
  while (body == std::string::npos || got_.size() < body + length) {
    char buffer[16 * 1024];
    ssize_t received = ::recv(socket_, buffer, sizeof buffer, 0);
    if (received <= 0) return refuse(ErrorCode::outside_failed, "the connection was closed");
    got_.append(buffer, static_cast<size_t>(received));
    size_t end = got_.find("\r\n\r\n");
    if (body != std::string::npos || end == std::string::npos) continue;
    body = end + 4;
    answer.status = std::atoi(got_.c_str() + 9);
    for (const std::string& line : split(std::string_view(got_).substr(0, end), '\n')) {
      size_t colon = line.find(':');
      if (colon == std::string::npos) continue;
      std::string name = to_lower_ascii(line.substr(0, colon));
      std::string_view value = trim(std::string_view(line).substr(colon + 1));
      if (name == "content-length") length = std::strtoul(std::string(value).c_str(), nullptr, 10);
      if (name == "location") answer.location = value;
      if (name == "set-cookie") keep_cookie(value);
    }
  }
  answer.body = got_.substr(body, length);
  got_.erase(0, body + length);
  return answer;
}

std::string attribute_of(std::string_view html, std::string_view mark, std::string_view attribute) {
  size_t at = html.find(mark);
  if (at == std::string_view::npos) return {};
  size_t start = html.rfind('<', at), end = html.find('>', at);
  std::string_view tag = html.substr(start, end - start);
  size_t value = tag.find(" " + std::string(attribute) + "=\"");
  if (value == std::string_view::npos) return {};
  value += attribute.size() + 3;
  return std::string(tag.substr(value, tag.find('"', value) - value));
}

}  // namespace digipro::bench
