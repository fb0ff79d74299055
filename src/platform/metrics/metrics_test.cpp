#include "platform/metrics/metrics.h"

#include <doctest/doctest.h>

#include <limits>
#include <thread>

#include "platform/metrics/server.h"

using namespace digipro;
using metrics::Registry;

// Expected texts: Prometheus, "Text-based format", version 0.0.4.
TEST_CASE("counters and gauges come out with help, type and labels") {
  Registry registry;
  registry.counter("requests_total", "Richieste servite.", {{"method", "GET"}, {"status", "200"}})
      .add(3);
  registry.counter("requests_total", "Richieste servite.", {{"method", "GET"}, {"status", "200"}})
      .add();
  registry.counter("requests_total", "Richieste servite.", {{"method", "POST"}, {"status", "422"}});
  registry.gauge("connections_open", "Connessioni aperte.").set(2.5);
  CHECK(registry.text() ==
        "# HELP connections_open Connessioni aperte.\n"
        "# TYPE connections_open gauge\n"
        "connections_open 2.5\n"
        "# HELP requests_total Richieste servite.\n"
        "# TYPE requests_total counter\n"
        "requests_total{method=\"GET\",status=\"200\"} 4\n"
        "requests_total{method=\"POST\",status=\"422\"} 0\n");
}

TEST_CASE("a histogram's buckets add up, and a bound belongs to its bucket") {
  Registry registry;
  auto& histogram = registry.histogram("wait_seconds", "Attesa.", {{"route", "home"}}, {0.1, 1});
  for (double seconds : {0.05, 0.1, 0.5, 7.0}) histogram.observe(seconds);
  CHECK(registry.text() ==
        "# HELP wait_seconds Attesa.\n"
        "# TYPE wait_seconds histogram\n"
        "wait_seconds_bucket{route=\"home\",le=\"0.1\"} 2\n"
        "wait_seconds_bucket{route=\"home\",le=\"1\"} 3\n"
        "wait_seconds_bucket{route=\"home\",le=\"+Inf\"} 4\n"
        "wait_seconds_sum{route=\"home\"} 7.65\n"
        "wait_seconds_count{route=\"home\"} 4\n");
}

TEST_CASE("quotes, backslashes and line breaks do not break a line") {
  Registry registry;
  registry.gauge("a", "due\nrighe \\ \"qui\"", {{"l", "x\"y\\z\n"}})
      .set(std::numeric_limits<double>::infinity());
  CHECK(registry.text() ==
        "# HELP a due\\nrighe \\\\ \"qui\"\n"
        "# TYPE a gauge\n"
        "a{l=\"x\\\"y\\\\z\\n\"} +Inf\n");
}

TEST_CASE("threads that count together lose nothing, also while it is read") {
  Registry registry;
  auto& counter = registry.counter("a_total", "");
  auto& histogram = registry.histogram("b_seconds", "", {}, {1});
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 10'000; ++n) {
          counter.add();
          histogram.observe(0.5);
          registry.counter("c_total", "", {{"n", std::to_string(n % 10)}}).add();
        }
      });
    for (int i = 0; i < 10; ++i) CHECK_FALSE(registry.text().empty());
  }
  CHECK(counter.value() == 40'000);
  CHECK(histogram.counts() == std::vector<int64_t>{40'000, 0});
  CHECK(histogram.sum() == doctest::Approx(20'000));
  CHECK(registry.counter("c_total", "", {{"n", "3"}}).value() == 4'000);
}

TEST_CASE("labels without end do not fill the memory") {
  Registry registry;
  for (size_t i = 0; i < metrics::series_max + 100; ++i)
    registry.counter("a_total", "", {{"i", std::to_string(i)}}).add();
  std::string text = registry.text();
  CHECK(std::count(text.begin(), text.end(), '\n') ==
        static_cast<std::ptrdiff_t>(metrics::series_max + 2));
  CHECK(text.find("i=\"2000\"") == std::string::npos);
}

TEST_CASE("what is only known by asking is asked when it is read") {
  Registry registry;
  int asked = 0;
  registry.before_text([&] { registry.counter("asked_total", "").set(++asked); });
  http::Request request;
  request.method = http::Method::get;
  request.path = "/metrics";
  http::Response answer = metrics::answer(registry, request);
  CHECK(answer.status == 200);
  CHECK(answer.body.find("asked_total 1\n") != std::string::npos);
  CHECK(metrics::answer(registry, request).body.find("asked_total 2\n") != std::string::npos);
  request.path = "/";
  CHECK(metrics::answer(registry, request).status == 404);
  request.path = "/metrics";
  request.method = http::Method::post;
  CHECK(metrics::answer(registry, request).status == 405);
  CHECK(asked == 2);
}

TEST_CASE("the server of figures starts on a free port of loopback") {
  Registry registry;
  auto server = metrics::make_server(registry, "127.0.0.1", 0);
  REQUIRE(server->start());
  CHECK(server->port() != 0);
  server->stop(1);
}
