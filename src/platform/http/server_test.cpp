#include <doctest/doctest.h>
#include <sys/resource.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "platform/http/testing/test_server.h"

using namespace digipro;
using namespace digipro::http;
using namespace digipro::http::testing;

TEST_CASE(
    "given pipelined requests, when they are answered, then in their order on one connection") {
  Running running(echo);
  Client client(running.server->port());
  client.send_text(get("/uno") + get("/due?x=1") +
                   post("application/x-www-form-urlencoded", "a=perch%C3%A9+no"));
  CHECK(client.answer().ends_with("GET /uno -"));
  CHECK(client.answer().ends_with("GET /due -"));
  CHECK(client.answer().ends_with("POST /carica perché no"));
}

TEST_CASE("given a HEAD request, when it is answered, then length is told and no body sent") {
  Running running(echo);
  Client client(running.server->port());
  client.send_text("HEAD /uno HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/due"));
  std::string both = client.answer();
  CHECK(both.find("Content-Length: 11") != std::string::npos);
  CHECK(both.find("HEAD /uno") == std::string::npos);
}

TEST_CASE("given a large upload, when it streams in, then it never sits in memory whole") {
  std::shared_ptr<UploadSink> sink;
  Running running([&](Request& request) {
    sink = request.files.at(0).sink;
    return Response::text(request.files[0].filename + " " +
                          std::to_string(request.files[0].size_bytes) + " " +
                          *request.form_field("nota"));
  });
  std::string photo(5'000'000, 'x');
  std::string body =
      "--BB\r\nContent-Disposition: form-data; name=\"nota\"\r\n\r\nciao\r\n--BB\r\n"
      "Content-Disposition: form-data; name=\"foto\"; filename=\"C:\\\\x\\..\\buca.jpg\"\r\n"
      "Content-Type: image/jpeg\r\n\r\n" +
      photo + "\r\n--BB--\r\n";
  Client client(running.server->port());
  client.send_text(post("multipart/form-data; boundary=BB", body));
  CHECK(client.answer().ends_with("buca.jpg 5000000 ciao"));
  auto counting = std::dynamic_pointer_cast<CountingSink>(sink);
  REQUIRE(counting != nullptr);
  CHECK(counting->bytes == 5'000'000);
  CHECK(counting->largest_bytes <= 2 * 64 * 1024);
}

TEST_CASE("given requests over a limit or broken, when they arrive, then each is refused by name") {
  ServerSettings settings;
  settings.limits.upload_bytes = 2 << 20;
  Running running(echo, settings);
  struct Case {
    std::string request, status;
  };
  const Case cases[] = {
      {"GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", "414"},
      {"GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n", "431"},
      {"GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"GET /%2e%2e/etc HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"NONSENSE\r\n\r\n", "400"},
      {post("text/plain", std::string((1 << 20) + 1, 'x')), "413"},
      {post("multipart/form-data", "x"), "400"},
      {post("multipart/form-data; boundary=B",
            "--B\r\nContent-Disposition: form-data; "
            "name=\"a\"\r\n\r\nx"),
       "400"},
      {post("multipart/form-data; boundary=B", std::string(3 << 20, 'x')), "413"},
  };
  for (const Case& one : cases) {
    Client client(running.server->port());
    client.send_text(one.request);
    CHECK_MESSAGE(client.answer().starts_with("HTTP/1.1 " + one.status), one.request.substr(0, 60));
  }
  Client upload_elsewhere(running.server->port());
  std::string body = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nx";
  upload_elsewhere.send_text(
      "POST /altrove HTTP/1.1\r\nHost: x\r\nContent-Type: "
      "multipart/form-data; boundary=B\r\nContent-Length: 500\r\n\r\n" +
      body);
  CHECK(upload_elsewhere.answer().starts_with("HTTP/1.1 415"));
}

TEST_CASE("given 1,000 idle connections, when one more asks, then it is answered") {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  ServerSettings settings;
  settings.worker_threads = 2;
  Running running(echo, settings);
  auto threads = [] {
    auto tasks = std::filesystem::directory_iterator("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  };
  auto threads_before = threads();
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 1000; ++i) idle.push_back(std::make_unique<Client>(running.server->port()));
  Client client(running.server->port());
  client.send_text(get("/uno"));
  CHECK(client.answer().ends_with("GET /uno -"));
  CHECK(running.server->counters().connections_open >= 1000);
  CHECK(threads() == threads_before);
}

TEST_CASE("given a request under way, when the server stops, then its answer still arrives") {
  std::mutex mutex;
  std::condition_variable changed;
  bool entered = false, may_go = false;
  Running running([&](Request&) {
    std::unique_lock lock(mutex);
    entered = true;
    changed.notify_all();
    changed.wait(lock, [&] { return may_go; });
    return Response::text("finito");
  });
  Client client(running.server->port());
  client.send_text(get("/lungo"));
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return entered; });
  }
  std::thread stopper([&] { running.server->stop(10); });
  {
    std::lock_guard lock(mutex);
    may_go = true;
  }
  changed.notify_all();
  CHECK(client.answer().ends_with("finito"));
  stopper.join();
}

TEST_CASE(
    "given all workers busy and the queue full, when one more asks, then it is told to wait") {
  std::mutex mutex;
  std::condition_variable changed;
  int entered = 0;
  bool may_go = false;
  ServerSettings settings;
  settings.worker_threads = 1;
  settings.limits.queued_requests = 1;
  Running running(
      [&](Request&) {
        std::unique_lock lock(mutex);
        ++entered;
        changed.notify_all();
        changed.wait(lock, [&] { return may_go; });
        return Response::text("ok");
      },
      settings);
  Client first(running.server->port()), second(running.server->port());
  first.send_text(get("/1"));
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return entered == 1; });
  }
  second.send_text(get("/2"));
  std::string refused;
  while (refused.empty()) {  // until the second is in the queue, a third takes its place
    Client third(running.server->port());
    third.send_text(get("/3"));
    if (running.server->counters().requests_total >= 3) refused = third.answer();
  }
  CHECK(refused.starts_with("HTTP/1.1 503"));
  CHECK(refused.find("Retry-After") != std::string::npos);
  {
    std::lock_guard lock(mutex);
    may_go = true;
  }
  changed.notify_all();
  CHECK(first.answer().ends_with("ok"));
}
