#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using digipro::feel::testing::answer;

TEST_CASE("given a list, when filtered by a number, then positions count from one or the end") {
  CHECK(answer("[10, 20, 30][1]") == "10");
  CHECK(answer("[10, 20, 30][-1]") == "30");
  CHECK(answer("[10, 20, 30][0]") == "null");
  CHECK(answer("[10, 20, 30][4]") == "null");
  CHECK(answer("[10, 20, 30][-4]") == "null");
  CHECK(answer("5[1]") == "5");
  CHECK(answer("5[2]") == "null");
  CHECK(answer("null[1]") == "null");
}

TEST_CASE("given a list, when filtered by a condition, then item and its members are names") {
  CHECK(answer("[1, 2, 3, 4][item > 2]") == "[3, 4]");
  CHECK(answer("[{n: 1, v: \"a\"}, {n: 2, v: \"b\"}][n = 2].v") == "[\"b\"]");
  CHECK(answer("[{n: 1}, {n: null}, {m: 3}][n = null]") == "[{n: null}, {m: 3}]");
  CHECK(answer("[1, null, 3][item = null]") == "[null]");
  CHECK(answer("[1, 2][item > 5]") == "[]");
  CHECK(answer("[][item > 5]") == "[]");
  CHECK(answer("[[1, 2], [3]][item[1] = 3]") == "[[3]]");
  CHECK(answer("{soglia: 2, grandi: [1, 2, 3][item >= soglia]}.grandi") == "[2, 3]");
}

TEST_CASE("given for, when lists and ranges are run through, then all combinations come out") {
  CHECK(answer("for x in [1, 2, 3] return x * x") == "[1, 4, 9]");
  CHECK(answer("for x in [1, 2], y in [10, 20] return x + y") == "[11, 21, 12, 22]");
  CHECK(answer("for x in 1..4 return x") == "[1, 2, 3, 4]");
  CHECK(answer("for x in 3..1 return x") == "[3, 2, 1]");
  CHECK(answer("for x in [1..3) return x") == "[1, 2]");
  CHECK(answer("for x in @\"2026-02-27\"..@\"2026-03-01\" return x.day") == "[27, 28, 1]");
  CHECK(answer("for x in 1..3, y in 1..x return y") == "[1, 1, 2, 1, 2, 3]");
  CHECK(answer("for n in 0..5 return if n < 2 then 1 else partial[-1] + partial[-2]") ==
        "[1, 1, 2, 3, 5, 8]");
  CHECK(answer("for x in [] return x") == "[]");
  CHECK(answer("for x in null return x") == "null");
  CHECK(answer("for x in 1..2.5 return x") == "null");
  CHECK(answer("for x in 9223372036854775806..9223372036854775807 return x") ==
        "[9223372036854775806, 9223372036854775807]");
}

TEST_CASE("given some and every, when conditions are unknown, then the answer may be unknown") {
  CHECK(answer("some x in [1, 2, 3] satisfies x > 2") == "true");
  CHECK(answer("every x in [1, 2, 3] satisfies x > 2") == "false");
  CHECK(answer("some x in [] satisfies true") == "false");
  CHECK(answer("every x in [] satisfies false") == "true");
  CHECK(answer("some x in [null, 3] satisfies x > 2") == "true");
  CHECK(answer("some x in [null, 1] satisfies x > 2") == "null");
  CHECK(answer("every x in [null, 3] satisfies x > 2") == "null");
  CHECK(answer("every x in [null, 1] satisfies x > 2") == "false");
  CHECK(answer("some x in [1, 2], y in [2, 3] satisfies x = y") == "true");
}

TEST_CASE("given list functions, when called, then they agree with DMN 1.5 table 77") {
  CHECK(answer("list contains([1, null], null)") == "true");
  CHECK(answer("count([1, 2, 3])") == "3");
  CHECK(answer("min(3, 1, 2)") == "1");
  CHECK(answer("max([@\"2026-01-01\", @\"2026-02-01\"])") == "2026-02-01");
  CHECK(answer("min([])") == "null");
  CHECK(answer("sum([1, 2.5])") == "3.5");
  CHECK(answer("sum([])") == "null");
  CHECK(answer("mean([1, 2, 3])") == "2");
  CHECK(answer("median(8, 2, 5, 3, 4)") == "4");
  CHECK(answer("median([6, 1, 2, 3])") == "2.5");
  CHECK(answer("stddev([2, 4, 7, 5]) = sqrt(13/3)") == "true");
  CHECK(answer("mode([6, 1, 9, 6, 1])") == "[1, 6]");
  CHECK(answer("product([2, 3, 4])") == "24");
  CHECK(answer("all([true, null])") == "null");
  CHECK(answer("any([false, true])") == "true");
  CHECK(answer("sublist([4, 5, 6], 1, 2)") == "[4, 5]");
  CHECK(answer("sublist([4, 5, 6], -2)") == "[5, 6]");
  CHECK(answer("append([1], 2, 3)") == "[1, 2, 3]");
  CHECK(answer("concatenate([1, 2], [3])") == "[1, 2, 3]");
  CHECK(answer("insert before([1, 3], 1, 2)") == "[2, 1, 3]");
  CHECK(answer("remove([1, 2, 3], 2)") == "[1, 3]");
  CHECK(answer("list replace([1, 2, 3], 2, 9)") == "[1, 9, 3]");
  CHECK(answer("list replace([1, 5, 3], function(item, new) item < new, 4)") == "[4, 5, 4]");
  CHECK(answer("reverse([1, 2, 3])") == "[3, 2, 1]");
  CHECK(answer("index of([1, 2, 3, 2], 2)") == "[2, 4]");
  CHECK(answer("union([1, 2], [2, 3])") == "[1, 2, 3]");
  CHECK(answer("distinct values([1, 2, 3, 2, 1])") == "[1, 2, 3]");
  CHECK(answer("flatten([[1, 2], [[3]], 4])") == "[1, 2, 3, 4]");
}

TEST_CASE("given an order that contradicts itself, when sorted, then nothing is lost") {
  CHECK(answer("sort([3, 1, 2], function(a, b) a < b)") == "[1, 2, 3]");
  CHECK(answer("sort([\"b\", \"a\"], function(a, b) a < b)") == "[\"a\", \"b\"]");
  CHECK(answer("count(sort([3, 1, 2, 5, 4], function(a, b) true))") == "5");
  CHECK(answer("sort([2, 1], function(a, b) null)") == "[2, 1]");
}
