#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using namespace digipro::feel;
using digipro::feel::testing::answer;

TEST_CASE("given true, false and null, when joined by and/or, then tables 50 of DMN 1.5 hold") {
  struct Row {
    const char *left, *right, *conjunction, *disjunction;
  };
  constexpr Row rows[] = {
      {"true", "true", "true", "true"},     {"true", "false", "false", "true"},
      {"true", "null", "null", "true"},     {"false", "true", "false", "true"},
      {"false", "false", "false", "false"}, {"false", "null", "false", "null"},
      {"null", "true", "null", "true"},     {"null", "false", "false", "null"},
      {"null", "null", "null", "null"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.left);
    CAPTURE(row.right);
    CHECK(answer(std::string(row.left) + " and " + row.right) == row.conjunction);
    CHECK(answer(std::string(row.left) + " or " + row.right) == row.disjunction);
  }
}

TEST_CASE("given what is no boolean, when joined, then it counts as unknown") {
  CHECK(answer("1 and true") == "null");
  CHECK(answer("\"x\" and false") == "false");
  CHECK(answer("\"x\" or true") == "true");
  CHECK(answer("not(true)") == "false");
  CHECK(answer("not(null)") == "null");
  CHECK(answer("not(1)") == "null");
}

TEST_CASE("given and and or together, when read, then and binds closer") {
  CHECK(answer("true or true and false") == "true");
  CHECK(answer("(true or true) and false") == "false");
}

TEST_CASE("given an if, when its condition is anything but true, then the else part counts") {
  CHECK(answer("if 1 < 2 then \"sì\" else \"no\"") == "\"sì\"");
  CHECK(answer("if null then 1 else 2") == "2");
  CHECK(answer("if 5 then 1 else 2") == "2");
  CHECK(answer("if true then if false then 1 else 2 else 3") == "2");
  CHECK(answer("if true then 1 else 1/0") == "1");
  CHECK(answer("if true then 1").substr(0, 7) == "refused");
}

TEST_CASE("given in, when tests are values, ranges, lists and signs, then any may hold") {
  CHECK(answer("5 in 5") == "true");
  CHECK(answer("5 in (1, 5, 9)") == "true");
  CHECK(answer("5 in (1, < 3, [4..6])") == "true");
  CHECK(answer("5 in [1..5)") == "false");
  CHECK(answer("5 in (1..5]") == "true");
  CHECK(answer("5 in ]5..9]") == "false");
  CHECK(answer("5 in [1..5[") == "false");
  CHECK(answer("5 in > 4") == "true");
  CHECK(answer("5 in != 5") == "false");
  CHECK(answer("5 in [1, 2, 5]") == "true");
  CHECK(answer("\"b\" in [\"a\"..\"c\"]") == "true");
  CHECK(answer("@\"2026-11-23\" in [@\"2026-11-01\"..@\"2026-11-30\"]") == "true");
  CHECK(answer("1 in [2,3,1]") == "true");
  CHECK(answer("null in [1..5]") == "null");
}

TEST_CASE("given unary tests, when a value is tried, then cells of a table read as DMN says") {
  auto test = [](std::string_view cell, const Value& input) {
    Scope scope;
    size_t limit = scope.add("limite");
    std::vector<Value> values(limit + 1);
    values[limit] = 10;
    auto expression = Expression::compile_unary_tests(cell, scope);
    if (!expression) return std::string("refused");
    return digipro::feel::testing::written(
        expression->test(input, values, digipro::feel::testing::noon())->value);
  };
  CHECK(test("-", 5) == "true");
  CHECK(test("5", 5) == "true");
  CHECK(test("< 5", 5) == "false");
  CHECK(test("<= limite", 10) == "true");
  CHECK(test("[1..5)", 5) == "false");
  CHECK(test("1, 3, > 20", 3) == "true");
  CHECK(test("not(1, 3)", 3) == "false");
  CHECK(test("not(1, 3)", 4) == "true");
  CHECK(test("\"a\", \"b\"", "b") == "true");
  CHECK(test("? > 3 and ? < limite", 7) == "true");
  CHECK(test("contains(?, \"via\")", "in via Roma") == "true");
  CHECK(test("null", Value()) == "true");
  CHECK(test("< 5", "testo") == "null");
  CHECK(test("1, ", 1) == "refused");
  CHECK(test("ignoto", 1) == "refused");
}

TEST_CASE("given instance of, when types are asked, then lists and contexts are looked into") {
  CHECK(answer("5 instance of number") == "true");
  CHECK(answer("\"5\" instance of number") == "false");
  CHECK(answer("null instance of number") == "false");
  CHECK(answer("null instance of Null") == "true");
  CHECK(answer("[1, 2] instance of list<number>") == "true");
  CHECK(answer("[1, \"b\"] instance of list<number>") == "false");
  CHECK(answer("[1, \"b\"] instance of list<Any>") == "true");
  CHECK(answer("{a: 1, b: \"x\"} instance of context<a: number>") == "true");
  CHECK(answer("{a: \"x\"} instance of context<a: number>") == "false");
  CHECK(answer("[1..3] instance of range<number>") == "true");
  CHECK(answer("@\"P1Y\" instance of years and months duration") == "true");
  CHECK(answer("@\"P1D\" instance of years and months duration") == "false");
  CHECK(answer("(function(x: number) x) instance of function<number> -> Any") == "true");
  CHECK(answer("5 instance of persona").substr(0, 7) == "refused");
}
