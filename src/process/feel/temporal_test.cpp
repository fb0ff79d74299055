#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using digipro::feel::testing::answer;

TEST_CASE("given dates, when read, then only days of the calendar are dates") {
  CHECK(answer("date(\"2024-02-29\")") == "2024-02-29");
  CHECK(answer("date(\"2023-02-29\")") == "null");
  CHECK(answer("date(\"2000-02-29\")") == "2000-02-29");
  CHECK(answer("date(\"1900-02-29\")") == "null");
  CHECK(answer("date(2026, 11, 23)") == "2026-11-23");
  CHECK(answer("date(2026, 13, 1)") == "null");
  CHECK(answer("date(\"23/11/2026\")") == "null");
  CHECK(answer("date(\" 2026-11-23\")") == "null");
  CHECK(answer("@\"2026-11-23\" = date(2026, 11, 23)") == "true");
  CHECK(answer("@\"ieri\"").substr(0, 7) == "refused");
  CHECK(answer("date(@\"2026-11-23T10:00:00\")") == "2026-11-23");
}

TEST_CASE("given a date, when months are added, then the last day of a shorter month is kept") {
  CHECK(answer("@\"2026-01-31\" + @\"P1M\"") == "2026-02-28");
  CHECK(answer("@\"2024-01-31\" + @\"P1M\"") == "2024-02-29");
  CHECK(answer("@\"2024-02-29\" + @\"P1Y\"") == "2025-02-28");
  CHECK(answer("@\"2026-03-31\" - @\"P1M\"") == "2026-02-28");
  CHECK(answer("@\"2026-11-23\" + @\"P30D\"") == "2026-12-23");
  CHECK(answer("@\"2026-11-23\" - @\"P1D\"") == "2026-11-22");
  CHECK(answer("@\"2026-12-25\" - @\"2026-11-23\"") == "P32D");
  CHECK(answer("@\"2026-11-23\" + 1") == "null");
}

TEST_CASE("given moments in Rome, when the clocks change, then durations are time that passes") {
  // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
  CHECK(answer("@\"2026-03-29T01:30:00@Europe/Rome\" + @\"PT1H\"") ==
        "2026-03-29T03:30:00@Europe/Rome");
  CHECK(answer("@\"2026-03-30T00:00:00@Europe/Rome\" - @\"2026-03-29T00:00:00@Europe/Rome\"") ==
        "PT23H");
  CHECK(answer("@\"2026-10-26T00:00:00@Europe/Rome\" - @\"2026-10-25T00:00:00@Europe/Rome\"") ==
        "P1DT1H");
  CHECK(answer("@\"2026-11-23T12:00:00@Europe/Rome\" = @\"2026-11-23T11:00:00Z\"") == "true");
  CHECK(answer("@\"2026-07-23T12:00:00@Europe/Rome\" = @\"2026-07-23T10:00:00Z\"") == "true");
  CHECK(answer("@\"2026-11-23T12:00:00@Europe/Atlantide\"").substr(0, 7) == "refused");
}

TEST_CASE("given moments with and without zone, when compared, then the answer is unknown") {
  CHECK(answer("@\"2026-11-23T12:00:00\" = @\"2026-11-23T12:00:00Z\"") == "null");
  CHECK(answer("@\"2026-11-23T12:00:00\" < @\"2026-11-23T12:00:01\"") == "true");
  CHECK(answer("@\"10:30:00+01:00\" = @\"09:30:00Z\"") == "true");
  CHECK(answer("is(@\"10:30:00+01:00\", @\"09:30:00Z\")") == "false");
  CHECK(answer("is(@\"10:30:00Z\", @\"10:30:00Z\")") == "true");
}

TEST_CASE("given times, when read, then hours, fractions and offsets keep their bounds") {
  CHECK(answer("time(\"23:59:59\")") == "23:59:59");
  CHECK(answer("time(\"24:00:00\")") == "null");
  CHECK(answer("time(\"10:00\")") == "null");
  CHECK(answer("time(\"10:00:60\")") == "null");
  CHECK(answer("time(\"10:00:00.123\")") == "10:00:00.123");
  CHECK(answer("time(\"10:00:00.\")") == "null");
  CHECK(answer("time(\"10:00:00+14:00\")") == "10:00:00+14:00");
  CHECK(answer("time(\"10:00:00+14:01\")") == "null");
  CHECK(answer("time(10, 20, 30)") == "10:20:30");
  CHECK(answer("time(10, 20, 30, @\"PT2H\")") == "10:20:30+02:00");
  CHECK(answer("@\"23:30:00\" + @\"PT1H\"") == "00:30:00");
  CHECK(answer("@\"10:00:00\" - @\"09:15:00\"") == "PT45M");
}

TEST_CASE("given durations, when read, then they are normal and never mix months with days") {
  CHECK(answer("duration(\"P26M\")") == "P2Y2M");
  CHECK(answer("duration(\"PT25H\")") == "P1DT1H");
  CHECK(answer("duration(\"PT0.5S\")") == "PT0.5S");
  CHECK(answer("duration(\"-P1DT2H\")") == "-P1DT2H");
  CHECK(answer("duration(\"P0M\")") == "P0M");
  CHECK(answer("duration(\"P0D\")") == "PT0S");
  CHECK(answer("duration(\"P1Y2D\")") == "null");
  CHECK(answer("duration(\"P\")") == "null");
  CHECK(answer("duration(\"P1DT\")") == "null");
  CHECK(answer("duration(\"PT1.S\")") == "PT1S");  // XML Schema 1.1: a point may stand alone
  CHECK(answer("duration(\"1D\")") == "null");
  CHECK(answer("duration(\"P999999999999999999D\")") == "null");
}

TEST_CASE("given durations, when computed, then numbers scale them and kinds stay apart") {
  CHECK(answer("@\"P1Y\" + @\"P3M\"") == "P1Y3M");
  CHECK(answer("@\"P1D\" * 1.5") == "P1DT12H");
  CHECK(answer("3 * @\"PT20M\"") == "PT1H");
  CHECK(answer("@\"P1Y\" / 5") == "P2M");  // whole months, towards zero
  CHECK(answer("@\"P1D\" / @\"PT6H\"") == "4");
  CHECK(answer("@\"P1Y\" / @\"P4M\"") == "3");
  CHECK(answer("@\"P1D\" / 0") == "null");
  CHECK(answer("@\"P1Y\" + @\"P1D\"") == "null");
  CHECK(answer("@\"P1D\" < @\"PT25H\"") == "true");
  CHECK(answer("@\"P1M\" < @\"P31D\"") == "null");
  CHECK(answer("@\"P1D\" * 1000000000000000000") == "null");
  CHECK(answer("@\"P1D\" * 10 ** 6000") == "null");
}

TEST_CASE("given members of dates and durations, when asked, then DMN's table 53 holds") {
  CHECK(answer("@\"2026-11-23\".year") == "2026");
  CHECK(answer("@\"2026-11-23\".weekday") == "1");  // a Monday
  CHECK(answer("@\"2026-11-22\".weekday") == "7");
  CHECK(answer("@\"2026-11-23T10:42:07\".minute") == "42");
  CHECK(answer("@\"10:42:07+02:00\".time offset") == "PT2H");
  CHECK(answer("@\"2026-11-23T10:00:00@Europe/Rome\".timezone") == "\"Europe/Rome\"");
  CHECK(answer("@\"2026-07-23T10:00:00@Europe/Rome\".time offset") == "PT2H");
  CHECK(answer("@\"P14M\".years") == "1");
  CHECK(answer("@\"P14M\".months") == "2");
  CHECK(answer("@\"P1DT2H3M4S\".hours") == "2");
  CHECK(answer("@\"P1D\".years") == "null");
}

TEST_CASE("given a moment of evaluation, when now and today are asked, then they are Rome's") {
  CHECK(answer("now()") == "2026-11-23T12:00:00@Europe/Rome");
  CHECK(answer("today()") == "2026-11-23");
  digipro::feel::Environment late{*digipro::parse_rfc3339("2026-11-23T23:30:00Z"), {}};
  auto today = digipro::feel::evaluate_text("today()", {}, late);
  CHECK(digipro::feel::to_string(today->value) == "2026-11-24");
}

TEST_CASE("given calendar functions, when called, then weeks are those of ISO 8601") {
  CHECK(answer("day of year(@\"2024-12-31\")") == "366");
  CHECK(answer("day of week(@\"2026-11-23\")") == "\"Monday\"");
  CHECK(answer("month of year(@\"2026-11-23\")") == "\"November\"");
  CHECK(answer("week of year(@\"2026-11-23\")") == "48");
  CHECK(answer("week of year(@\"2027-01-03\")") == "53");  // Sunday of the last week of 2026
  CHECK(answer("week of year(@\"2024-12-30\")") == "1");
  CHECK(answer("years and months duration(@\"2011-12-22\", @\"2013-08-24\")") == "P1Y8M");
  CHECK(answer("years and months duration(@\"2026-03-01\", @\"2026-01-31\")") == "-P1M");
}
