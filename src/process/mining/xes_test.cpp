#include "process/mining/xes.h"

#include <doctest/doctest.h>

#include <vector>

using namespace digipro;
using mining::Case;

namespace {

constexpr std::string_view log_text = R"(<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <string key="concept:name" value="the log's own"/>
  <global scope="event"><string key="concept:name" value="default"/></global>
  <trace>
    <string key="channel" value="web"/>
    <date key="deadline" value="2026-03-01T00:00:00+01:00"/>
    <event>
      <string key="concept:name" value="istruttoria &amp; parere"/>
      <string key="org:resource" value="anna"/>
      <date key="time:timestamp" value="2026-02-01T10:00:00.250+01:00"/>
      <list key="costs"><string key="concept:name" value="inside a list"/></list>
    </event>
    <event><string key="concept:name" value="firma"/>
      <date key="time:timestamp" value="2026-02-02T10:00:00"/></event>
  </trace>
  <trace/>
</log>)";

// Fed in pieces of this many bytes; the refusal's detail goes to `problem`.
std::vector<Case> read(std::string_view text, size_t piece, std::string& problem) {
  std::vector<Case> cases;
  mining::XesReader reader([&](Case given) -> Status {
    cases.push_back(std::move(given));
    return {};
  });
  Status status;
  for (size_t at = 0; at < text.size() && status; at += piece)
    status = reader.feed(text.substr(at, piece));
  if (status) status = reader.finish();
  if (!status) problem = status.error().detail;
  return cases;
}

std::string replaced(std::string_view what, std::string_view with) {
  std::string text(log_text);
  return text.replace(text.find(what), what.size(), with);
}

}  // namespace

TEST_CASE("given a log in any pieces, when read, then its cases and events are there") {
  for (size_t piece : {size_t{1}, size_t{7}, size_t{4096}}) {
    CAPTURE(piece);
    std::string problem;
    std::vector<Case> cases = read(log_text, piece, problem);
    CHECK(problem == "");
    REQUIRE(cases.size() == 2);
    REQUIRE(cases[0].events.size() == 2);
    CHECK(cases[0].events[0].activity == "istruttoria & parere");
    CHECK(cases[0].events[0].resource == "anna");
    CHECK(to_rfc3339(*cases[0].events[0].at) == "2026-02-01T09:00:00.250000Z");
    CHECK(cases[0].events[1].resource == "");
    // Without a zone: UTC.
    CHECK(to_rfc3339(*cases[0].events[1].at) == "2026-02-02T10:00:00.000000Z");
    CHECK(cases[0].attributes.size() == 2);
    CHECK(cases[0].attributes["channel"] == "web");
    CHECK(to_rfc3339(*cases[0].deadline) == "2026-02-28T23:00:00.000000Z");
    CHECK(cases[1].events.empty());
  }
}

TEST_CASE("given what is no log, when read, then it is refused with its line") {
  std::string problem;
  read(replaced("2026-02-02T10:00:00", "2026-02-30T10:00:00"), 4096, problem);
  CHECK(problem == "XES, riga 15: non è una data");
  problem.clear();
  read("<logs/>", 4096, problem);
  CHECK(problem == "XES: la radice non è un log");
  problem.clear();
  read(log_text.substr(0, 500), 4096, problem);
  CHECK(problem.find("XML, riga") == 0);
}

TEST_CASE("given a log beyond a limit, when read, then it is refused") {
  mining::XesReader reader([](Case) { return Status(); }, {.bytes_max = 100});
  CHECK(reader.feed(log_text).error().code == ErrorCode::too_large);
  CHECK(reader.finish().error().code == ErrorCode::too_large);
}

TEST_CASE("given a reader of cases that refuses, when read, then its refusal is the answer") {
  mining::XesReader reader([](Case) { return Status(refuse(ErrorCode::conflict, "enough")); });
  auto read = reader.feed(log_text);
  REQUIRE(!read);
  CHECK(read.error().code == ErrorCode::conflict);
}
