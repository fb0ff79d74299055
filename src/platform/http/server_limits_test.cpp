// What strangers do to a server: too slow, too much, or so that two readers understand it in two
// ways. Closes are waited for, never times.
#include <doctest/doctest.h>
#include <poll.h>

#include <thread>

#include "platform/http/testing/test_server.h"

using namespace digipro;
using namespace digipro::http;
using namespace digipro::http::testing;

namespace {

constexpr int never_seconds = 3600;  // a time that another one must come before

ServerSettings patient() {
  ServerSettings settings;
  settings.limits.header_timeout_seconds = never_seconds;
  settings.limits.body_timeout_seconds = never_seconds;
  settings.limits.idle_timeout_seconds = never_seconds;
  settings.limits.write_timeout_seconds = never_seconds;
  return settings;
}

std::string chunked(const std::string& head, const std::string& body) {
  return "POST /carica HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + head + "\r\n" +
         body;
}

std::string one_chunk(const std::string& bytes) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + bytes + "\r\n";
}

// A body that never ends.
class Endless final : public BodySource {
 public:
  Result<std::string> read(size_t bytes_max) override { return std::string(bytes_max, 'x'); }
  int64_t size_bytes() const override { return -1; }
};

}  // namespace

TEST_CASE("given a head that comes a byte at a time, when its time is over, then it is cut") {
  ServerSettings settings = patient();
  settings.limits.header_timeout_seconds = 1;
  Running running(echo, settings);
  Client client(running.port());
  client.send_text("GET / HTTP/1.1\r\nX: ");
  pollfd closed{client.socket(), POLLIN, 0};
  while (poll(&closed, 1, 20) == 0) client.send_text("a");
  CHECK(client.answer().empty());
}

TEST_CASE("given a kept connection, when the next head stops half way, then it is cut") {
  ServerSettings settings = patient();
  settings.limits.header_timeout_seconds = 1;
  Running running(echo, settings);
  Client client(running.port());
  client.send_text(get("/uno"));
  CHECK(client.answer().ends_with("GET /uno -"));
  client.send_text("GET /due HT");
  CHECK(client.answer().empty());
}

TEST_CASE("given a kept connection, when nothing more comes, then it is closed") {
  ServerSettings settings = patient();
  settings.limits.idle_timeout_seconds = 1;
  Running running(echo, settings);
  Client client(running.port());
  client.send_text(get("/uno"));
  CHECK(client.answer().ends_with("GET /uno -"));
  CHECK(client.answer().empty());
}

TEST_CASE("given a body that stops, when its time is over, then the connection is closed") {
  ServerSettings settings = patient();
  settings.limits.body_timeout_seconds = 1;
  Running running(echo, settings);
  Client client(running.port());
  client.send_text("POST /carica HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  CHECK(client.answer().empty());
}

TEST_CASE("given a client that does not read, when its time is over, then it is left") {
  ServerSettings settings = patient();
  settings.limits.write_timeout_seconds = 1;
  Running running(
      [](Request&) {
        Response response = Response::text("");
        response.stream = std::make_shared<Endless>();
        return response;
      },
      settings);
  Client client(running.port());
  client.send_text(get("/senza-fine"));
  while (running.server->counters().requests_total == 0) std::this_thread::yield();
  while (running.server->counters().connections_open > 0) std::this_thread::yield();
}

TEST_CASE("given more connections than the limit, then the one too many is closed at once") {
  ServerSettings settings = patient();
  settings.limits.connections = 2;
  Running running(echo, settings);
  Client first(running.port()), second(running.port());
  for (Client* client : {&first, &second}) {
    client->send_text(get("/uno"));
    CHECK(client->answer().ends_with("GET /uno -"));
  }
  Client third(running.port());
  third.send_text(get("/uno"));
  CHECK(third.answer().empty());
}

TEST_CASE("given what two readers could understand in two ways, then it is refused") {
  Running running(echo, patient());
  const std::string hidden = "GET /nascosta HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string start = "POST /carica HTTP/1.1\r\nHost: x\r\n";
  const std::string cases[] = {
      start + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden,
      start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
      start + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde" + hidden,
      start + "Content-Length: 5, 6\r\n\r\nabcde" + hidden,
      start + "Content-Length: +5\r\n\r\nabcde" + hidden,
      start + "Content-Length: -1\r\n\r\n" + hidden,
      start + "Transfer-Encoding: identity\r\n\r\n" + hidden,
      start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
      start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + hidden,
      start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden,
      start + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
      "POST /carica HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
      chunked("", "zz\r\nabc\r\n0\r\n\r\n") + hidden,
      chunked("", "3\r\nabcde\r\n0\r\n\r\n") + hidden,
      chunked("", "ffffffffffffffff1\r\nabc\r\n0\r\n\r\n") + hidden,
      "GET / HTTP/1.1\r\n\r\n" + hidden,
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + hidden,
      "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" + hidden,
      "GET / HTTP/1.1\nHost: a\n\n" + hidden,
      "GET / HTTP/1.1\r\nHost: a\r\nX\x01y: b\r\n\r\n" + hidden,
  };
  for (const std::string& one : cases) {
    Client client(running.port());
    client.send_text(one);
    std::string answer = client.answer();
    INFO(one);
    // Refused by name, or, where the body is already broken, cut; in no case is the second
    // answered.
    CHECK((answer.empty() || answer.starts_with("HTTP/1.1 400")));
    CHECK(client.answer().find("/nascosta") == std::string::npos);
  }
}

TEST_CASE("given chunked bodies, then they are taken, and cut at the same limits") {
  ServerSettings settings = patient();
  settings.limits.upload_bytes = 2 << 20;
  Running running(echo, settings);
  {
    Client client(running.port());
    client.send_text(chunked("Content-Type: application/x-www-form-urlencoded\r\n",
                             "2\r\na=\r\n4;x=y\r\nciao\r\n0\r\n\r\n"));
    CHECK(client.answer().ends_with("POST /carica ciao"));
  }
  std::string much;
  for (int i = 0; i < 40; ++i) much += one_chunk(std::string(64 << 10, 'x'));
  for (const char* type : {"text/plain", "multipart/form-data; boundary=B"}) {
    Client client(running.port());
    client.send_text(chunked("Content-Type: " + std::string(type) + "\r\n", much));
    CHECK(client.answer().starts_with("HTTP/1.1 413"));
  }
  // A chunk's extension without an end fills no memory.
  Client client(running.port());
  client.send_text(chunked("", "4;x="));
  std::string piece(64 << 10, 'y');
  while (client.send_text(piece)) continue;
  CHECK(client.answer().find("POST /carica") == std::string::npos);
}

TEST_CASE("given many text fields in a multipart body, then together they stay below the limit") {
  Running running(echo, patient());
  std::string body;
  for (int i = 0; i < 20; ++i)
    body += "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" +
            std::string(60 << 10, 'x') + "\r\n";
  Client client(running.port());
  client.send_text(post("multipart/form-data; boundary=B", body + "--B--\r\n"));
  CHECK(client.answer().starts_with("HTTP/1.1 413"));
}

TEST_CASE("given a client that asks before it sends, then it is told to go on or why not") {
  Running running(echo, patient());
  auto head = [](int64_t length) {
    return "POST /carica HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: "
           "application/x-www-form-urlencoded\r\nContent-Length: " +
           std::to_string(length) + "\r\n\r\n";
  };
  Client client(running.port());
  client.send_text(head(6) + "a=ciao");
  std::string answer = client.answer();
  CHECK(answer.starts_with("HTTP/1.1 100"));
  CHECK(answer.ends_with("POST /carica ciao"));
  Client too_much(running.port());
  too_much.send_text(head(2 << 20));
  CHECK(too_much.answer().starts_with("HTTP/1.1 413"));
}

TEST_CASE(
    "given a header of an answer with a line's end in it, then it begins no header of its own") {
  Running running([](Request& request) {
    return Response::redirect("/x\r\nSet-Cookie: a=" + std::string(*request.query_field("a")));
  });
  Client client(running.port());
  client.send_text(get("/?a=1"));
  std::string answer = client.answer();
  CHECK(answer.starts_with("HTTP/1.1 500"));
  CHECK(answer.find("Set-Cookie") == std::string::npos);
}

TEST_CASE("given an answer that has no body by its status, then it tells no length") {
  Running running([](Request&) { return Response{204, {}, "", nullptr}; });
  Client client(running.port());
  client.send_text("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  std::string answer = client.answer();
  CHECK(answer.starts_with("HTTP/1.1 204"));
  CHECK(answer.find("Content-Length") == std::string::npos);
}

TEST_CASE("given a range of proxies that says nothing, then it trusts nobody") {
  ServerSettings settings;
  for (const char* range : {"127.0.0.1/", "127.0.0.1/x", "127.0.0.1/33", "127.0.0.1/8x"}) {
    settings.trusted_proxies = {range};
    Running running([](Request& request) { return Response::text(request.remote_address); },
                    settings);
    Client client(running.port());
    client.send_text("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n");
    CHECK(client.answer().ends_with("127.0.0.1"));
  }
  settings.trusted_proxies = {"127.0.0.0/8"};
  Running running([](Request& request) { return Response::text(request.remote_address); },
                  settings);
  Client client(running.port());
  client.send_text(
      "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.7\r\n\r\n");
  CHECK(client.answer().ends_with("203.0.113.7"));
}
