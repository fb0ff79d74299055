#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using namespace digipro;
using namespace digipro::feel;
using digipro::feel::testing::answer;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int at = 0; at < times; ++at) out += text;
  return out;
}

}  // namespace

TEST_CASE("given deep nesting, when compiled, then it is refused before the stack ends") {
  CHECK(answer(repeated("(", 60) + "1" + repeated(")", 60)) == "1");
  CHECK(answer(repeated("(", 65) + "1" + repeated(")", 65)).substr(0, 7) == "refused");
  CHECK(answer(repeated("[", 8000) + repeated("]", 8000)).substr(0, 7) == "refused");
  CHECK(answer(repeated("-", 16000) + "1").substr(0, 7) == "refused");
  CHECK(answer(repeated("not(", 3000)).substr(0, 7) == "refused");
  CHECK(answer(repeated("{a:", 5000)).substr(0, 7) == "refused");
  CHECK(answer("1 instance of " + repeated("list<", 3000)).substr(0, 7) == "refused");
  CHECK(answer("a" + repeated(".a", 7000)).substr(0, 7) == "refused");
  CHECK(answer("1" + repeated("+1", 7000)).substr(0, 7) == "refused");
}

TEST_CASE("given a long text, when compiled, then its size is bounded") {
  CHECK(answer(std::string(16 * 1024 - 1, ' ') + "1") == "1");
  CHECK(answer(std::string(16 * 1024, ' ') + "1").substr(0, 7) == "refused");
}

TEST_CASE("given loops that would run for ever, when evaluated, then steps stop them") {
  CHECK(answer("for x in 1..1000000000 return x") == "limit: list");
  CHECK(answer("some x in 1..1000000000 satisfies false") == "limit: steps");
  CHECK(answer("count(for x in 1..1000, y in 1..1000 return 1)") == "limit: list");
  EvaluationLimits few;
  few.steps_max = 100;
  CHECK(answer("sum(for x in 1..90 return x)", {}, few) == "limit: steps");
  CHECK(answer("1 + 1", {}, few) == "2");
}

TEST_CASE("given recursion without end, when evaluated, then the depth stops it") {
  CHECK(answer("(function(f) f(f))(function(f) f(f))") == "limit: depth");
  CHECK(answer("(function(f, n) f(f, n))(function(f, n) if n = 0 then 7 else f(f, n - 1), 50)") ==
        "7");
}

TEST_CASE("given values that grow, when evaluated, then text, depth and weight are bounded") {
  Context names;
  names.set("blocco", std::string(1000, 'x'));
  CHECK(answer("string length(string join(for i in 1..100 return blocco))", names) == "100000");
  CHECK(answer("string join(for i in 1..2000 return blocco)", names) == "limit: string");
  // Each step doubles the value: 2^30 numbers in a few lines if nothing stopped it.
  std::string doubling = "{a0: [1]";
  for (int at = 1; at <= 30; ++at) {
    std::string before = "a" + std::to_string(at - 1);
    doubling += ", a" + std::to_string(at) + ": [" + before + ", " + before + "]";
  }
  CHECK(answer(doubling + "}.a30") == "limit: value size");
  EvaluationLimits flat;
  flat.value_depth_max = 3;
  CHECK(answer("[[[1]]]", {}, flat) == "[[[1]]]");
  CHECK(answer("[[[[1]]]]", {}, flat) == "limit: value size");
}

TEST_CASE("given a limit that was hit, when told, then it is limit_exceeded and no value") {
  auto stopped =
      evaluate_text("some x in 1..1000000000 satisfies false", {}, digipro::feel::testing::noon());
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == ErrorCode::limit_exceeded);
}
