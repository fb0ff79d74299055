#include "platform/log/log.h"

#include <doctest/doctest.h>

using namespace digipro;

TEST_CASE("given an event, when it is logged, then it is one JSON line without secrets") {
  ManualClock clock(*parse_rfc3339("2026-11-23T08:15:06Z"));
  log::MemoryLog log(clock);
  log.info("login.refused", {{"account", "a1"}, {"session_token", "xyz"}, {"tries", 3}});
  log.warning("odd", {{"text", "riga\nnuova \xFF"}});
  auto lines = log.lines();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == R"({"account":"a1","at":"2026-11-23T08:15:06.000000Z","event":"login.refused",)"
                    R"("level":"info","session_token":"***","tries":3})");
  CHECK(lines[1].find("(not UTF-8)") != std::string::npos);
}
