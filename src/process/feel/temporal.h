// Arithmetic of FEEL's dates, times and durations (DMN 1.5, clauses 10.3.2.3.4 to 10.3.2.3.9).
// Private to process/feel. Pure functions, any thread. nullopt: outside the years of FEEL, or an
// unknown zone.
#pragma once
#include <optional>

#include "process/feel/value.h"

namespace digipro::feel {

__extension__ using Wide = __int128;  // nanoseconds of FEEL's longest durations need 96 bits
constexpr int64_t nanoseconds_per_second = 1'000'000'000;
constexpr int64_t seconds_per_day = 86'400;
constexpr int64_t year_max = 999'999'999;

bool is_valid_date(int64_t year, int64_t month, int64_t day);
int days_in_month(int64_t year, int month);
int second_of_day(const Time& time);
Time time_of_second(int64_t second_of_day, int32_t nanosecond, Zone zone);

Wide to_nanoseconds(const DaysTime& duration);
std::optional<DaysTime> days_time_of(Wide nanoseconds);

// Seconds east of UTC at that wall-clock moment; nullopt for times without a zone.
std::optional<int> offset_of(const DateTime& moment);
// Of a time of day: a named zone's offset has no date to go by and is that of 1970-01-01.
std::optional<int> offset_of(const Time& time);
// Nanoseconds since 1970-01-01T00:00:00 UTC; a time without a zone is taken as UTC.
Wide nanoseconds_since_epoch(const DateTime& moment);

DateTime midnight_utc(Date date);
DateTime moment_in_rome(Instant instant);

std::optional<Date> plus(const Date& date, const YearsMonths& duration);
std::optional<Date> plus(const Date& date, const DaysTime& duration);
std::optional<DateTime> plus(const DateTime& moment, const YearsMonths& duration);
std::optional<DateTime> plus(const DateTime& moment, const DaysTime& duration);
Time plus(const Time& time, const DaysTime& duration);

// Whole months from `from` to `to`, as years and months duration() counts them.
YearsMonths months_between(const Date& from, const Date& to);

}  // namespace digipro::feel
