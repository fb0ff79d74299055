#include "format/json.h"

#include <doctest/doctest.h>

using namespace digipro;

TEST_CASE("given JSON, when parsed and written, then it is canonical") {
  auto value = json::parse(R"({"b":[1,2.5,"è\n"],"a":{"x":null,"y":true}})");
  REQUIRE(value.has_value());
  CHECK(json::dump(*value) == R"({"a":{"x":null,"y":true},"b":[1,2.5E0,"è\n"]})");
  CHECK(json::parse(json::dump(*value)).value() == *value);
  CHECK((*value)["a"]["missing"]["deep"].is_null());
}

TEST_CASE("given broken, deep, huge or ambiguous JSON, when parsed, then it is refused") {
  for (const char* text :
       {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "nul", "1 2"})
    CHECK_MESSAGE(!json::parse(text).has_value(), text);
  CHECK_FALSE(json::parse("[1e400]"));  // infinity could not be written back
  CHECK_FALSE(json::parse(std::string(100, '[') + std::string(100, ']')).has_value());
  CHECK(json::parse("[1,2,3]", {.bytes_max = 3}).error().code == ErrorCode::too_large);
}
