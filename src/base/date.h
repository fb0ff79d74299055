// Date: a day of the proleptic Gregorian calendar; LocalTime: wall clock in Europe/Rome, where
// every Italian term is counted. Pure values, any thread. Time-zone rules come from the system's
// tzdata through date/tz, in local_time.cpp only.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace digipro {

struct Date {
  int year = 1970;  // 1 to 9999
  int month = 1;    // 1 to 12
  int day = 1;      // 1 to the month's length
  auto operator<=>(const Date&) const = default;
};

bool is_valid(Date date);
int64_t days_since_epoch(Date date);  // 1970-01-01 is 0
Date date_from_days(int64_t days_since_epoch);
Date plus_days(Date date, int64_t days);
int weekday(Date date);         // 1 Monday to 7 Sunday (ISO 8601)
std::string to_iso(Date date);  // "2026-11-23"
Result<Date> parse_iso_date(std::string_view text);
std::string to_italian(Date date);                       // "lunedì 23 novembre 2026"
std::string to_italian_short(Date date);                 // "23 nov 2026"
Result<Date> parse_italian_date(std::string_view text);  // "23/11/2026", also "2026-11-23"

struct LocalTime {
  Date date;
  int hour = 0, minute = 0, second = 0;
};
LocalTime to_rome(Instant instant);
// A local time that does not exist (spring) or exists twice (autumn) maps to its first instant.
Instant from_rome(const LocalTime& local);
std::string to_italian(const LocalTime& local);  // "lunedì 23 novembre 2026, ore 10:42"

// National holidays (L. 260/1949 art. 2 and later changes, Easter and Monday after it by
// computation, 4 October from 2026 by L. 151/2025) and Sundays. `patron` is the town's saint
// (month, day) or {0,0}; its effect on terms is a setting (reference/domain-notes.md 1).
struct PatronSaint {
  int month = 0, day = 0;
};
// "Natale", "domenica", "Santo patrono"; empty when it is no holiday.
std::string_view holiday_name(Date date, PatronSaint patron);
bool is_holiday(Date date, PatronSaint patron);
bool is_working_day(Date date, PatronSaint patron);  // Monday to Friday and not a holiday
// A term of `calendar_days`, first day out, moved from a holiday to the next day (c.c. art. 2963).
Date term_end(Date start, int calendar_days, PatronSaint patron);
Date plus_working_days(Date start, int working_days, PatronSaint patron);

}  // namespace digipro
