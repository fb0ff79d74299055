#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using namespace digipro::feel;
using digipro::feel::testing::answer;

TEST_CASE("given a function of the language, when called, then it sees where it was written") {
  CHECK(answer("{doppio: function(x) x * 2, r: doppio(21)}.r") == "42");
  CHECK(answer("{k: 10, f: function(x) x + k, r: f(1)}.r") == "11");
  CHECK(answer("(function(a, b) a - b)(b: 1, a: 5)") == "4");
  CHECK(answer("(function(f, x) f(f(x)))(function(y) y * 3, 2)") == "18");
  CHECK(answer("{aggiungi: function(n) function(x) x + n, r: aggiungi(5)(2)}.r") == "7");
  CHECK(answer("(function(x) x)(1, 2)") == "null");
  CHECK(answer("(function(x) x)(y: 1)") == "null");
  CHECK(answer("5(1)") == "null");
}

TEST_CASE("given a parameter with a type, when the argument is another kind, then it is null") {
  CHECK(answer("(function(x: number) x + 1)(1)") == "2");
  CHECK(answer("(function(x: number) 5)(\"1\")") == "null");
  CHECK(answer("(function(x: number) x + 1)([1])") == "2");         // the only item
  CHECK(answer("(function(x: list<number>) count(x))(7)") == "1");  // a list of one
  CHECK(answer("(function(x: date and time) x.hour)(@\"2026-11-23\")") == "0");
}

TEST_CASE("given external functions, when called, then nothing outside is run") {
  CHECK(answer("(function(x) external {java: {class: \"java.lang.Runtime\"}})(1)") == "null");
}

TEST_CASE("given string functions, when called, then they count characters, not bytes") {
  CHECK(answer("substring(\"perché\", 6)") == "\"é\"");
  CHECK(answer("substring(\"foobar\", 3, 3)") == "\"oba\"");
  CHECK(answer("substring(\"foobar\", -2, 1)") == "\"a\"");
  CHECK(answer("substring(\"foobar\", 0)") == "null");
  CHECK(answer("string length(\"😀è\")") == "2");
  CHECK(answer("upper case(\"perché\")") == "\"PERCHÉ\"");
  CHECK(answer("lower case(\"È\")") == "\"è\"");
  CHECK(answer("substring before(\"foobar\", \"bar\")") == "\"foo\"");
  CHECK(answer("substring before(\"foobar\", \"x\")") == "\"\"");
  CHECK(answer("substring after(\"foobar\", \"ob\")") == "\"ar\"");
  CHECK(answer("contains(\"foobar\", \"of\")") == "false");
  CHECK(answer("starts with(\"foobar\", \"fo\")") == "true");
  CHECK(answer("ends with(\"foobar\", \"r\")") == "true");
  CHECK(answer("string join([\"a\", null, \"c\"], \"-\")") == "\"a-c\"");
  CHECK(answer("string join([\"a\", 1])") == "null");
}

TEST_CASE("given patterns, when matched, then XPath's rules hold and wrong ones are null") {
  CHECK(answer("matches(\"ABC-123\", \"^[A-Z]{3}-\\d+$\")") == "true");
  CHECK(answer("matches(\"abc\", \"B\", \"i\")") == "true");
  CHECK(answer("matches(\"abc\", \"(\")") == "null");
  CHECK(answer("replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")") == "\"[1=ab][2=]cd\"");
  CHECK(answer("replace(\"via Roma 1\", \"[aeiou]\", \"\")") == "\"v Rm 1\"");
  CHECK(answer("split(\"a;b;;c\", \";\")") == "[\"a\", \"b\", \"\", \"c\"]");
}

TEST_CASE("given a pattern that never ends, when matched, then it is stopped and null") {
  CHECK(answer("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")") ==
        "null");
}

TEST_CASE("given values, when made a string, then they read as FEEL writes them") {
  CHECK(answer("string(1.50)") == "\"1.5\"");
  CHECK(answer("string(\"a\")") == "\"a\"");
  CHECK(answer("string([1, \"a\", null]) = \"[1, \\\"a\\\", null]\"") == "true");
  CHECK(answer("string(@\"P1Y\")") == "\"P1Y\"");
  CHECK(answer("string(true)") == "\"true\"");
  CHECK(answer("string(null)") == "null");
  CHECK(answer("\"a\" + \"b\"") == "\"ab\"");
}

TEST_CASE("given context functions, when called, then contexts are changed as copies") {
  CHECK(answer("get value({a: 1}, \"a\")") == "1");
  CHECK(answer("get value({a: {b: 2}}, [\"a\", \"b\"])") == "2");
  CHECK(answer("get entries({a: 1})") == "[{key: \"a\", value: 1}]");
  CHECK(answer("context([{key: \"a\", value: 1}])") == "{a: 1}");
  CHECK(answer("context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])") == "null");
  CHECK(answer("context put({a: 1}, \"b\", 2)") == "{a: 1, b: 2}");
  CHECK(answer("context put({a: {b: 1}}, [\"a\", \"b\"], 5)") == "{a: {b: 5}}");
  CHECK(answer("context merge([{a: 1}, {a: 2, b: 3}])") == "{a: 2, b: 3}");
}

TEST_CASE("given ranges, when related, then DMN 1.5 table 78 holds") {
  CHECK(answer("before([1..10), [10..20])") == "true");
  CHECK(answer("before([1..10], [10..20])") == "false");
  CHECK(answer("after(11, [1..10])") == "true");
  CHECK(answer("meets([1..5], [5..10])") == "true");
  CHECK(answer("met by([5..10], [1..5))") == "false");
  CHECK(answer("overlaps([1..5], [3..8])") == "true");
  CHECK(answer("overlaps before([1..5], [3..8])") == "true");
  CHECK(answer("overlaps after([3..8], [1..5])") == "true");
  CHECK(answer("finishes(10, [1..10])") == "true");
  CHECK(answer("finished by([1..10), 10)") == "false");
  CHECK(answer("includes([1..10], 5)") == "true");
  CHECK(answer("during([4..6], [1..10))") == "true");
  CHECK(answer("starts(1, [1..10])") == "true");
  CHECK(answer("started by((1..10], 1)") == "false");
  CHECK(answer("coincides([1..5], [1..5])") == "true");
  CHECK(answer("coincides([1..5), [1..5])") == "false");
  CHECK(answer("[1..5].end included") == "true");
  CHECK(answer("range(\"[1..5)\") = [1..5)") == "true");
}

TEST_CASE("given a built-in as a value, when passed on and called from outside, then it works") {
  CHECK(answer("{f: abs, r: f(-3)}.r") == "3");
  CHECK(answer("sort([\"bb\", \"a\"], function(a, b) string length(a) < string length(b))") ==
        "[\"a\", \"bb\"]");
  Value function = digipro::feel::testing::value_of("function(a, b) a * b");
  std::vector<Value> arguments = {6, 7};
  auto result = call(*function.as_function(), arguments, digipro::feel::testing::noon());
  CHECK(digipro::feel::testing::written(result->value) == "42");
}
