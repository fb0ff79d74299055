#include "app/arguments.h"

#include <doctest/doctest.h>

using namespace digipro::app;

TEST_CASE("given a command line, when it is read, then options, flags and words come apart") {
  auto read = parse_arguments({"borgoverde", "--port", "8081", "--data=/tmp/x", "--quiet"},
                              {"port", "data"}, {"quiet"});
  REQUIRE(read.has_value());
  CHECK(read->words == std::vector<std::string>{"borgoverde"});
  CHECK(read->value("port") == "8081");
  CHECK(read->value("data") == "/tmp/x");
  CHECK(read->has("quiet"));
  CHECK(read->value("missing", "fallback") == "fallback");
  CHECK_FALSE(parse_arguments({"--prot", "1"}, {"port"}).has_value());
  CHECK_FALSE(parse_arguments({"--port"}, {"port"}).has_value());
}
