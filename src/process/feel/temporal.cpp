#include "process/feel/temporal.h"

#include <algorithm>
#include <array>

#include "base/time_zone.h"

namespace digipro::feel {
namespace {

int64_t floor_divide(int64_t value, int64_t by) {
  int64_t quotient = value / by;
  return value % by < 0 ? quotient - 1 : quotient;
}

std::optional<Date> date_of_day(int64_t days) {
  constexpr int64_t days_max = 366 * (year_max + 1);
  if (days < -days_max || days > days_max) return std::nullopt;
  Date date = date_from_days(days);
  if (!is_valid_date(date.year, date.month, date.day)) return std::nullopt;
  return date;
}

std::optional<DateTime> moment_of(Wide local_nanoseconds, const Zone& zone) {
  constexpr Wide nanoseconds_per_day = Wide(seconds_per_day) * nanoseconds_per_second;
  Wide days = local_nanoseconds / nanoseconds_per_day;
  Wide rest = local_nanoseconds % nanoseconds_per_day;
  if (rest < 0) {
    rest += nanoseconds_per_day;
    --days;
  }
  if (days > INT32_MAX * Wide(512) || days < INT32_MIN * Wide(512)) return std::nullopt;
  std::optional<Date> date = date_of_day(static_cast<int64_t>(days));
  if (!date) return std::nullopt;
  auto second = static_cast<int64_t>(rest / nanoseconds_per_second);
  auto nanosecond = static_cast<int32_t>(rest % nanoseconds_per_second);
  return DateTime{*date, time_of_second(second, nanosecond, zone)};
}

int64_t local_seconds(const DateTime& moment) {
  return days_since_epoch(moment.date) * seconds_per_day + second_of_day(moment.time);
}

}  // namespace

int days_in_month(int64_t year, int month) {
  constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : lengths[static_cast<size_t>(month - 1)];
}

bool is_valid_date(int64_t year, int64_t month, int64_t day) {
  return year >= -year_max && year <= year_max && month >= 1 && month <= 12 && day >= 1 &&
         day <= days_in_month(year, static_cast<int>(month));
}

int second_of_day(const Time& time) {
  return time.hour * 3600 + time.minute * 60 + time.second;
}

Time time_of_second(int64_t second_of_day, int32_t nanosecond, Zone zone) {
  auto second = static_cast<int32_t>(second_of_day);
  return {second / 3600, second / 60 % 60, second % 60, nanosecond, std::move(zone)};
}

Wide to_nanoseconds(const DaysTime& duration) {
  return Wide(duration.seconds) * nanoseconds_per_second + duration.nanoseconds;
}

std::optional<DaysTime> days_time_of(Wide nanoseconds) {
  Wide seconds = nanoseconds / nanoseconds_per_second;
  if (seconds > INT64_MAX || seconds < -INT64_MAX) return std::nullopt;
  return DaysTime{static_cast<int64_t>(seconds),
                  static_cast<int32_t>(nanoseconds % nanoseconds_per_second)};
}

std::optional<int> offset_of(const DateTime& moment) {
  const Zone& zone = moment.time.zone;
  if (zone.kind == Zone::Kind::none) return std::nullopt;
  if (zone.kind == Zone::Kind::offset) return zone.offset_seconds;
  return zone_offset_at_wall_clock(*zone.name, local_seconds(moment));
}

std::optional<int> offset_of(const Time& time) {
  return offset_of(DateTime{Date{}, time});
}

Wide nanoseconds_since_epoch(const DateTime& moment) {
  int64_t seconds = local_seconds(moment) - offset_of(moment).value_or(0);
  return Wide(seconds) * nanoseconds_per_second + moment.time.nanosecond;
}

DateTime midnight_utc(Date date) {
  Time midnight;
  midnight.zone.kind = Zone::Kind::offset;
  return {date, midnight};
}

DateTime moment_in_rome(Instant instant) {
  static const auto rome = std::make_shared<const std::string>("Europe/Rome");
  LocalTime local = to_rome(instant);
  int64_t microsecond = (instant.microseconds % 1'000'000 + 1'000'000) % 1'000'000;
  Time time{local.hour, local.minute, local.second, static_cast<int32_t>(microsecond * 1000),
            Zone{Zone::Kind::named, 0, rome}};
  return {local.date, time};
}

std::optional<Date> plus(const Date& date, const YearsMonths& duration) {
  constexpr int64_t months_max = 12 * (2 * year_max + 2);
  if (duration.months > months_max || duration.months < -months_max) return std::nullopt;
  int64_t months = int64_t{date.year} * 12 + date.month - 1 + duration.months;
  int64_t year = floor_divide(months, 12);
  auto month = static_cast<int>(months - year * 12) + 1;
  int day =
      std::min(date.day, days_in_month(year, month));  // 31 January + P1M: the last of February
  if (!is_valid_date(year, month, day)) return std::nullopt;
  return Date{static_cast<int>(year), month, day};
}

std::optional<Date> plus(const Date& date, const DaysTime& duration) {
  std::optional<DateTime> moment = plus(midnight_utc(date), duration);
  if (!moment) return std::nullopt;
  return moment->date;
}

std::optional<DateTime> plus(const DateTime& moment, const YearsMonths& duration) {
  std::optional<Date> date = plus(moment.date, duration);
  if (!date) return std::nullopt;
  return DateTime{*date, moment.time};
}

std::optional<DateTime> plus(const DateTime& moment, const DaysTime& duration) {
  Wide utc = nanoseconds_since_epoch(moment) + to_nanoseconds(duration);
  const Zone& zone = moment.time.zone;
  int offset = 0;
  if (zone.kind == Zone::Kind::offset) offset = zone.offset_seconds;
  if (zone.kind == Zone::Kind::named) {
    Wide seconds = std::clamp(utc / nanoseconds_per_second, Wide(INT64_MIN), Wide(INT64_MAX));
    offset = zone_offset_at_utc(*zone.name, static_cast<int64_t>(seconds)).value_or(0);
  }
  return moment_of(utc + Wide(offset) * nanoseconds_per_second, zone);
}

Time plus(const Time& time, const DaysTime& duration) {
  constexpr Wide nanoseconds_per_day = Wide(seconds_per_day) * nanoseconds_per_second;
  Wide total = Wide(second_of_day(time)) * nanoseconds_per_second + time.nanosecond +
               to_nanoseconds(duration);
  Wide rest = (total % nanoseconds_per_day + nanoseconds_per_day) % nanoseconds_per_day;
  return time_of_second(static_cast<int64_t>(rest / nanoseconds_per_second),
                        static_cast<int32_t>(rest % nanoseconds_per_second), time.zone);
}

YearsMonths months_between(const Date& from, const Date& to) {
  int64_t months = (int64_t{to.year} - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) --months;
  if (months < 0 && to.day > from.day) ++months;
  return {months};
}

}  // namespace digipro::feel
