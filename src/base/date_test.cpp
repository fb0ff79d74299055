#include "base/date.h"

#include <doctest/doctest.h>

using namespace digipro;

TEST_CASE("given Italian holidays, when a date is asked, then the law's days are holidays") {
  PatronSaint none{};
  CHECK(is_holiday({2026, 4, 6}, none));   // Monday after Easter, 5 April 2026
  CHECK(is_holiday({2027, 3, 29}, none));  // Easter 28 March 2027
  CHECK(is_holiday({2026, 6, 2}, none));
  CHECK_FALSE(is_holiday({2025, 10, 4}, none));  // San Francesco counts from 2026
  CHECK(is_holiday({2027, 10, 4}, none));
  CHECK_FALSE(is_holiday({2026, 12, 7}, none));
  CHECK(is_holiday({2026, 12, 7}, {12, 7}));  // Sant'Ambrogio, where the setting says so
}

TEST_CASE(
    "given a term in calendar days, when it ends on a holiday, then it moves to the next day") {
  // 30 days from 1 November 2026: 1 December, a Tuesday.
  CHECK(term_end({2026, 11, 1}, 30, {}) == Date{2026, 12, 1});
  // 30 days from 25 November 2026 is 25 December: Christmas, then S. Stefano, then Sunday 27.
  CHECK(term_end({2026, 11, 25}, 30, {}) == Date{2026, 12, 28});
  CHECK(plus_working_days({2026, 12, 24}, 2, {}) == Date{2026, 12, 29});
}

TEST_CASE("given an instant, when shown in Rome, then summer time is honoured") {
  CHECK(to_italian(to_rome(*parse_rfc3339("2026-11-23T08:15:06Z"))) ==
        "lunedì 23 novembre 2026, ore 9:15");
  CHECK(to_rome(*parse_rfc3339("2026-07-01T22:30:00Z")).date == Date{2026, 7, 2});
  CHECK(to_rfc3339(from_rome({{2026, 3, 29}, 12, 0, 0})) == "2026-03-29T10:00:00.000000Z");
}

TEST_CASE("given texts that are not dates, when parsed, then they are refused") {
  for (const char* text : {"", "2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "31/04/2026"})
    CHECK_FALSE(parse_italian_date(text).has_value());
  CHECK(parse_italian_date("5/3/2026").value() == Date{2026, 3, 5});
  CHECK_FALSE(parse_rfc3339("2026-11-23T25:00:00Z").has_value());
}

TEST_CASE(
    "given every day of four centuries, when turned to a number and back, then it is the same") {
  for (int64_t day = days_since_epoch({1800, 1, 1}); day < days_since_epoch({2200, 1, 1}); ++day)
    REQUIRE(days_since_epoch(date_from_days(day)) == day);
}
