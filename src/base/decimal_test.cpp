#include "base/decimal.h"

#include <doctest/doctest.h>

using namespace digipro;

namespace {
Decimal number(std::string_view text) {
  Result<Decimal> parsed = Decimal::parse(text);
  REQUIRE_MESSAGE(parsed.has_value(), std::string(text));
  return *parsed;
}
std::string text(const Result<Decimal>& result) {
  return result ? result->to_string() : "refused";
}
}  // namespace

TEST_CASE("given numbers as text, when written back, then they are plain and exact") {
  CHECK(number("12.50").to_string() == "12.5");
  CHECK(number("-0.001").to_string() == "-0.001");
  CHECK(number("1e3").to_string() == "1000");
  CHECK(number("1.5E-3").to_string() == "0.0015");
  CHECK(number(".5").to_string() == "0.5");
  CHECK(number("+7").to_string() == "7");
  CHECK(number("-0").to_string() == "0");
  CHECK(number("1234567890123456789012345678901234").to_string() ==
        "1234567890123456789012345678901234");
  CHECK(Decimal(-9007199254740993).to_string() == "-9007199254740993");
  CHECK(Decimal(INT64_MIN).to_string() == "-9223372036854775808");
  CHECK(Decimal().to_string() == "0");
}

TEST_CASE("given what is no number, when parsed, then it is refused") {
  for (const char* wrong : {"", "-", ".", "1.", "1e", "NaN", "Infinity", " 1", "1 ", "1,5", "0x10",
                            "1e99999", "--1", "1.2.3"})
    CHECK_MESSAGE(!Decimal::parse(wrong), wrong);
  CHECK_FALSE(Decimal::parse(std::string(1001, '1')));
}

TEST_CASE("given cents, when added up, then no binary fraction creeps in") {
  CHECK(text(number("0.1").plus(number("0.2"))) == "0.3");
  CHECK(text(number("16.00").minus(number("0.05"))) == "15.95");
  CHECK(text(number("1.1").times(number("1.1"))) == "1.21");
  CHECK(text(Decimal(1).divided_by(Decimal(3))) == "0.3333333333333333333333333333333333");
  CHECK(text(Decimal(2).divided_by(Decimal(3))) == "0.6666666666666666666666666666666667");
  CHECK_FALSE(Decimal(1).divided_by(Decimal(0)));
  CHECK_FALSE(number("9e6144").times(Decimal(10)));
}

TEST_CASE("given powers and roots, when exact ones exist, then they are exact") {
  CHECK(text(Decimal(3).power(Decimal(20))) == "3486784401");
  CHECK(text(Decimal(2).power(Decimal(100))) == "1267650600228229401496703205376");
  CHECK(text(number("1.1").power(Decimal(2))) == "1.21");
  CHECK(text(Decimal(2).power(Decimal(-2))) == "0.25");
  CHECK(text(Decimal(0).power(Decimal(0))) == "1");
  CHECK(text(Decimal(16).square_root()) == "4");
  CHECK_FALSE(Decimal(-1).square_root());
  CHECK_FALSE(Decimal(0).power(Decimal(-1)));
  CHECK_FALSE(Decimal(-8).power(number("0.5")));
  CHECK(text(Decimal(1).exponential()->rounded(10)) == "2.7182818285");
  CHECK(text(Decimal(4).natural_logarithm()->rounded(8)) == "1.38629436");
  CHECK_FALSE(Decimal(0).natural_logarithm());
}

TEST_CASE("given modulo, when signs differ, then the result has the divisor's (DMN 1.5 table 74)") {
  CHECK(text(Decimal(12).modulo(Decimal(5))) == "2");
  CHECK(text(Decimal(-12).modulo(Decimal(5))) == "3");
  CHECK(text(Decimal(12).modulo(Decimal(-5))) == "-3");
  CHECK(text(Decimal(-12).modulo(Decimal(-5))) == "-2");
  CHECK(text(number("10.1").modulo(number("4.5"))) == "1.1");
  CHECK(text(number("-10.1").modulo(number("4.5"))) == "3.4");
  CHECK(text(number("10.1").modulo(number("-4.5"))) == "-3.4");
  CHECK_FALSE(Decimal(1).modulo(Decimal(0)));
}

TEST_CASE("given a scale, when rounded each way, then ties and signs go where they say") {
  auto round = [](const char* value, int scale, Rounding way) {
    return text(number(value).rounded(scale, way));
  };
  CHECK(round("2.5", 0, Rounding::half_even) == "2");
  CHECK(round("1.5", 0, Rounding::half_even) == "2");
  CHECK(round("-2.5", 0, Rounding::half_even) == "-2");
  CHECK(round("5.5", 0, Rounding::half_up) == "6");
  CHECK(round("-5.5", 0, Rounding::half_up) == "-6");
  CHECK(round("5.5", 0, Rounding::half_down) == "5");
  CHECK(round("-5.5", 0, Rounding::half_down) == "-5");
  CHECK(round("5.51", 0, Rounding::half_down) == "6");
  CHECK(round("-5.51", 0, Rounding::half_down) == "-6");
  CHECK(round("1.121", 2, Rounding::up) == "1.13");
  CHECK(round("-1.121", 2, Rounding::up) == "-1.13");
  CHECK(round("-1.126", 2, Rounding::down) == "-1.12");
  CHECK(round("-1.5", 0, Rounding::floor) == "-2");
  CHECK(round("-1.5", 0, Rounding::ceiling) == "-1");
  CHECK(round("1234", -2, Rounding::half_even) == "1200");
  CHECK(round("5.5", -6111, Rounding::down) == "0");
  CHECK(round("5.5", 6176, Rounding::down) == "5.5");
  CHECK_FALSE(number("5.5").rounded(6177));
  CHECK_FALSE(number("5.5").rounded(-6112));
}

TEST_CASE("given numbers, when compared, then by value and not by their zeros") {
  CHECK(number("1.0") == number("1.00"));
  CHECK(number("-1") < number("0.5"));
  CHECK(number("1e10") > number("9999999999"));
  CHECK(number("0") == number("-0"));
  CHECK(number("0") == number("0e100"));
  CHECK(number("-2") < number("-1"));
  CHECK(number("1e-10") > Decimal(0));
}

TEST_CASE("given numbers, when asked for an integer, then only exact ones give one") {
  CHECK(number("12.00").is_integer());
  CHECK(number("1e30").is_integer());
  CHECK_FALSE(number("12.01").is_integer());
  CHECK(number("12.00").to_int64().value() == 12);
  CHECK_FALSE(number("12.5").to_int64());
  CHECK_FALSE(number("1e30").to_int64());
  CHECK(number("12.340").decimals() == 2);
  CHECK(number("100").decimals() == 0);
  CHECK(number("-2.7").floor().to_string() == "-3");
  CHECK(number("-2.7").ceiling().to_string() == "-2");
  CHECK(number("-2.7").absolute().to_string() == "2.7");
  CHECK(Decimal(0).negated().to_string() == "0");
  CHECK(number("2.5").to_double() == 2.5);
}
