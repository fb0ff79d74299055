#include "platform/http/testing/test_server.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace digipro::http::testing {

Client::Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}
Client::~Client() {
  close(socket_);
}

bool Client::send_text(std::string_view text) {
  while (!text.empty()) {
    ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

std::string Client::answer() {
  while (true) {
    size_t head = got_.find("\r\n\r\n");
    bool is_continue = got_.starts_with("HTTP/1.1 100");  // the answer itself comes behind it
    if (head != std::string::npos && is_continue) head = got_.find("\r\n\r\n", head + 4);
    if (head != std::string::npos) {
      size_t at = got_.find("Content-Length: ");
      size_t length = at < head ? std::stoul(got_.substr(at + 16)) : 0;
      if (at < head && got_.size() >= head + 4 + length) {
        std::string whole = got_.substr(0, head + 4 + length);
        got_.erase(0, whole.size());
        return whole;
      }
    }
    char buffer[4096];
    ssize_t received = recv(socket_, buffer, sizeof buffer, 0);
    if (received <= 0) return std::exchange(got_, {});
    got_.append(buffer, static_cast<size_t>(received));
  }
}

Status CountingSink::write(std::string_view given) {
  bytes += given.size();
  largest_bytes = std::max(largest_bytes, given.size());
  return {};
}

Running::Running(Handler handler, ServerSettings settings) {
  settings.port = 0;
  server = make_server(
      std::move(settings), std::move(handler),
      [](const Request& request, const UploadedFile&) -> std::shared_ptr<UploadSink> {
        if (request.path != "/carica") return nullptr;
        return std::make_shared<CountingSink>();
      },
      [](const Error& error, const Request&) {
        return Response::text(std::string(error.name()), error.http_status());
      });
  REQUIRE(server->start().has_value());
}

Response echo(Request& request) {
  return Response::text(request.method_text + " " + request.path + " " +
                        (request.form_field("a") ? *request.form_field("a") : "-"));
}

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

std::string post(const std::string& type, const std::string& body) {
  return "POST /carica HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace digipro::http::testing
