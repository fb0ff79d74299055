// When a timer is due: FEEL's durations, dates and moments as instants in Europe/Rome.
#include <algorithm>

#include "base/date.h"
#include "process/engine/variables.h"

namespace digipro::process {
namespace {

constexpr int year_max = 9000;
constexpr int64_t seconds_max = int64_t{86'400} * 366 * 6'000;

Result<Instant> wrong(const std::string& element, const char* problem) {
  return refuse(ErrorCode::definition, element + ": " + problem);
}

bool is_usable(Date date) {
  return is_valid(date) && date.year <= year_max;
}

// Months are counted on the calendar in Rome; a day that the month lacks becomes its last.
Date plus_months(Date date, int64_t months) {
  int64_t count = int64_t{date.year} * 12 + date.month - 1 + months;
  Date moved{static_cast<int>(count / 12), static_cast<int>(count % 12) + 1, date.day};
  while (moved.day > 28 && !is_valid(moved)) --moved.day;
  return moved;
}

Result<Instant> instant_of(const feel::DateTime& moment, const std::string& element) {
  if (!is_usable(moment.date)) return wrong(element, "la data del timer è fuori dai limiti");
  const feel::Time& time = moment.time;
  using Kind = feel::Zone::Kind;
  if (time.zone.kind == Kind::offset) {
    int64_t seconds = days_since_epoch(moment.date) * 86'400 + time.hour * 3'600 +
                      time.minute * 60 + time.second - time.zone.offset_seconds;
    return Instant{seconds * 1'000'000};
  }
  if (time.zone.kind == Kind::named && *time.zone.name != "Europe/Rome") {
    return wrong(element, "il fuso orario del timer non è Europe/Rome");
  }
  return from_rome({moment.date, time.hour, time.minute, time.second});
}

}  // namespace

Result<Instant> due_of(const feel::Value& when, Instant now, const std::string& element) {
  if (const feel::DaysTime* duration = when.as_days_time()) {
    if (duration->seconds > seconds_max) return wrong(element, "la durata del timer è eccessiva");
    int64_t seconds = std::max<int64_t>(duration->seconds, 0);
    int64_t microseconds = std::max<int32_t>(duration->nanoseconds, 0) / 1'000;
    return Instant{now.microseconds + seconds * 1'000'000 + microseconds};
  }
  if (const feel::YearsMonths* duration = when.as_years_months()) {
    if (duration->months > int64_t{12} * 6'000) {
      return wrong(element, "la durata del timer è eccessiva");
    }
    LocalTime local = to_rome(now);
    local.date = plus_months(local.date, std::max<int64_t>(duration->months, 0));
    return from_rome(local);
  }
  if (const Date* date = when.as_date()) {
    if (!is_usable(*date)) return wrong(element, "la data del timer è fuori dai limiti");
    return from_rome({*date, 0, 0, 0});
  }
  if (const feel::DateTime* moment = when.as_date_time()) return instant_of(*moment, element);
  return wrong(element, "il timer non dà né una durata né una data");
}

}  // namespace digipro::process
