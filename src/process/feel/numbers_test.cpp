#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using namespace digipro;
using namespace digipro::feel;
using digipro::feel::testing::answer;

TEST_CASE("given decimal fractions, when computed, then they are exact") {
  CHECK(answer("0.1 + 0.2") == "0.3");
  CHECK(answer("0.1 + 0.2 = 0.3") == "true");
  CHECK(answer("1.10 * 1.10") == "1.21");
  CHECK(answer("100 - 99.99") == "0.01");
  CHECK(answer("16.00 * 3") == "48");  // three revenue stamps
  CHECK(answer("1 / 3") == "0.3333333333333333333333333333333333");
  CHECK(answer("9007199254740993 - 1") == "9007199254740992");  // one more than a double can hold
  CHECK(answer("1.0 = 1.00") == "true");
}

TEST_CASE("given operators without parentheses, when read, then DMN's order of rules holds") {
  CHECK(answer("1 + 2 * 3") == "7");
  CHECK(answer("(1 + 2) * 3") == "9");
  CHECK(answer("10 - 4 - 3") == "3");
  CHECK(answer("100 / 10 / 5") == "2");
  CHECK(answer("2 * 3 ** 2") == "18");
  CHECK(answer("2 ** 3 ** 2") == "64");  // from the left
  CHECK(answer("-3 ** 2") == "9");       // rule 4: the sign binds closer
  CHECK(answer("2 ** -1 * 4") == "2");
  CHECK(answer("- - 5") == "5");
  CHECK(answer("1 + 1 = 2 and 2 < 3") == "true");
}

TEST_CASE("given what has no result, when computed, then it is null and never an error") {
  CHECK(answer("1 / 0") == "null");
  CHECK(answer("0 ** -1") == "null");
  CHECK(answer("sqrt(-1)") == "null");
  CHECK(answer("log(0)") == "null");
  CHECK(answer("1 + null") == "null");
  CHECK(answer("1 + \"1\"") == "null");
  CHECK(answer("-\"1\"") == "null");
  CHECK(answer("true + true") == "null");
  CHECK(answer("10 ** 7000") == "null");
}

TEST_CASE("given a null, when it arose in a calculation, then the reason is told in Italian") {
  auto evaluation = evaluate_text("importo * 2", Context().set("importo", "dieci"),
                                  digipro::feel::testing::noon());
  REQUIRE(evaluation);
  CHECK(evaluation->value.is_null());
  REQUIRE(evaluation->reasons.size() == 1);
  CHECK(evaluation->reasons[0] == "Non si calcola string * number.");
}

TEST_CASE("given number literals, when read, then all forms of the grammar are known") {
  CHECK(answer(".5") == "0.5");
  CHECK(answer("-.5") == "-0.5");
  CHECK(answer("1.2e3") == "1200");
  CHECK(answer("12E-1") == "1.2");
  CHECK(answer("007") == "7");
  CHECK(answer("1.").substr(0, 7) == "refused");
  CHECK(answer("1,5").substr(0, 7) == "refused");
  CHECK(answer("1e99999").substr(0, 7) == "refused");
}

TEST_CASE("given scales, when rounded by each function, then ties go where DMN 1.5 table 79 says") {
  CHECK(answer("decimal(2.5, 0)") == "2");  // half even
  CHECK(answer("decimal(3.5, 0)") == "4");
  CHECK(answer("decimal(1/3, 2)") == "0.33");
  CHECK(answer("round up(5.5, 0)") == "6");
  CHECK(answer("round up(-5.5, 0)") == "-6");
  CHECK(answer("round up(1.121, 2)") == "1.13");
  CHECK(answer("round down(5.5, 0)") == "5");
  CHECK(answer("round down(-5.5, 0)") == "-5");
  CHECK(answer("round down(-1.126, 2)") == "-1.12");
  CHECK(answer("round half up(5.5, 0)") == "6");
  CHECK(answer("round half up(-5.5, 0)") == "-6");
  CHECK(answer("round half up(1.126, 2)") == "1.13");
  CHECK(answer("round half down(5.5, 0)") == "5");
  CHECK(answer("round half down(-5.5, 0)") == "-5");
  CHECK(answer("round half down(1.126, 2)") == "1.13");
  CHECK(answer("floor(-1.56, 1)") == "-1.6");
  CHECK(answer("ceiling(-1.5)") == "-1");
  CHECK(answer("decimal(1234, -2)") == "1200");
  CHECK(answer("decimal(1, 6177)") == "null");
}

TEST_CASE("given number functions, when called, then they agree with DMN 1.5 table 79") {
  CHECK(answer("abs(-10)") == "10");
  CHECK(answer("abs(@\"-PT5H\") = @\"PT5H\"") == "true");
  CHECK(answer("modulo(-12, 5)") == "3");
  CHECK(answer("modulo(12, -5)") == "-3");
  CHECK(answer("modulo(10.1, 4.5)") == "1.1");
  CHECK(answer("sqrt(16)") == "4");
  CHECK(answer("decimal(log(10), 8)") == "2.30258509");
  CHECK(answer("decimal(exp(5), 8)") == "148.4131591");
  CHECK(answer("odd(5)") == "true");
  CHECK(answer("odd(2)") == "false");
  CHECK(answer("even(-2)") == "true");
  CHECK(answer("even(1.5)") == "null");
}

TEST_CASE("given figures as people write them, when number() reads, then separators are told") {
  CHECK(answer("number(\"1 000,0\", \" \", \",\")") == "1000");
  CHECK(answer("number(\"1.234.567,89\", \".\", \",\")") == "1234567.89");
  CHECK(answer("number(\"1,234.5\", \",\", \".\")") == "1234.5");
  CHECK(answer("number(\"1,5\")") == "null");
  CHECK(answer("number(\"dieci\")") == "null");
  CHECK(answer("number(\"1.5\", \".\", \".\")") == "null");
  CHECK(answer("number(12)") == "12");
}

TEST_CASE("given comparisons, when kinds differ, then the answer is unknown; null equals null") {
  CHECK(answer("1 < 2") == "true");
  CHECK(answer("2 <= 2") == "true");
  CHECK(answer("1 = \"1\"") == "null");
  CHECK(answer("1 < \"2\"") == "null");
  CHECK(answer("null = null") == "true");
  CHECK(answer("1 = null") == "false");
  CHECK(answer("1 != null") == "true");
  CHECK(answer("null < 1") == "null");
  CHECK(answer("\"Abete\" < \"Betulla\"") == "true");
  CHECK(answer("3 between 1 and 5") == "true");
  CHECK(answer("6 between 1 and 5") == "false");
  CHECK(answer("null between 1 and 5") == "null");
}
