#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using namespace digipro;
using namespace digipro::feel;
using digipro::feel::testing::value_of;
using digipro::feel::testing::written;

TEST_CASE("given JSON, when made FEEL values, then numbers are exact and nulls stay") {
  auto json = json::parse(R"({"n": 0.1, "i": 7, "t": "x", "b": true, "l": [1, null], "z": null})");
  Value value = from_json(*json);
  CHECK(written(value) == "{b: true, i: 7, l: [1, null], n: 0.1, t: \"x\", z: null}");
  CHECK(written(from_json(json::Value(1e100))) == "1" + std::string(100, '0'));
}

TEST_CASE("given FEEL values, when written as JSON, then what JSON cannot hold exactly is text") {
  CHECK(json::dump(to_json(value_of("12"))) == "12");
  CHECK(json::dump(to_json(value_of("12.5"))) == "\"12.5\"");
  CHECK(json::dump(to_json(value_of("999999999999999"))) == "999999999999999");
  CHECK(json::dump(to_json(value_of("1000000000000000"))) == "\"1000000000000000\"");
  CHECK(json::dump(to_json(value_of("@\"2026-11-23\""))) == "\"2026-11-23\"");
  CHECK(json::dump(to_json(value_of("[1..5)"))) == "\"[1..5)\"");
  CHECK(json::dump(to_json(value_of("abs"))) == "null");
  CHECK(json::dump(to_json(value_of("{a: [true, null]}"))) == R"({"a":[true,null]})");
}

TEST_CASE("given a context, when entries are set, then their order is that of writing") {
  Context context;
  context.set("b", 1).set("a", 2).set("b", 3);
  CHECK(written(context) == "{b: 3, a: 2}");
  CHECK(context.find("c") == nullptr);
}

TEST_CASE("given nested values, when weighed, then shared ones count as often as seen") {
  Value leaf = List{1, 2, 3};
  CHECK(Value(5).weight() == 1);
  CHECK(leaf.depth() == 1);
  CHECK(leaf.weight() == 4);
  Value twice = List{leaf, leaf};
  CHECK(twice.depth() == 2);
  CHECK(twice.weight() == 9);
}

TEST_CASE("given compounds, when compared, then a difference decides and an unknown remains") {
  CHECK(equal(value_of("[1, 2]"), value_of("[1, 2]")) == Truth::yes);
  CHECK(equal(value_of("[1, 2]"), value_of("[1, 3]")) == Truth::no);
  CHECK(equal(value_of("[1, \"2\"]"), value_of("[1, 2]")) == Truth::unknown);
  CHECK(equal(value_of("[2, \"2\"]"), value_of("[1, 2]")) == Truth::no);
  CHECK(equal(value_of("{a: 1, b: 2}"), value_of("{b: 2, a: 1}")) == Truth::yes);
  CHECK(equal(value_of("{a: 1}"), value_of("{a: 1, b: 2}")) == Truth::no);
  CHECK_FALSE(same(value_of("abs"), value_of("abs")));
}

TEST_CASE("given ISO texts, when parsed on their own, then blanks and halves are refused") {
  CHECK(parse_date("2026-11-23"));
  CHECK(parse_date("-0044-03-15"));
  CHECK_FALSE(parse_date("2026-11-23 "));
  CHECK_FALSE(parse_date("26-11-23"));
  CHECK_FALSE(parse_date("02026-11-23"));
  CHECK(parse_time("10:42:00@Europe/Rome"));
  CHECK_FALSE(parse_time("10:42:00@"));
  CHECK(parse_date_time("2026-11-23T10:42:00.5+01:00"));
  CHECK_FALSE(parse_date_time("2026-11-23 10:42:00"));
  CHECK(parse_duration("P1Y2M"));
  CHECK_FALSE(parse_duration("P1M1Y"));
  CHECK(parse_duration("").error().code == ErrorCode::invalid_input);
}
