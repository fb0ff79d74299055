// Members of values that are no contexts (DMN 1.5, table 53 and clause 10.3.2.6).
#include "process/feel/evaluator.h"
#include "process/feel/temporal.h"

namespace digipro::feel {
namespace {

std::optional<Value> property_of_date(const Date& date, std::string_view name) {
  if (name == "year") return Value(date.year);
  if (name == "month") return Value(date.month);
  if (name == "day") return Value(date.day);
  if (name == "weekday") return Value(weekday(date));
  return std::nullopt;
}

std::optional<Value> property_of_time(const Time& time, std::optional<int> offset,
                                      std::string_view name) {
  if (name == "hour") return Value(time.hour);
  if (name == "minute") return Value(time.minute);
  if (name == "second") return Value(time.second);
  if (name == "time offset") return offset ? Value(DaysTime{*offset, 0}) : Value();
  if (name == "timezone") return time.zone.name ? Value(*time.zone.name) : Value();
  return std::nullopt;
}

std::optional<Value> property_of_days(const DaysTime& duration, std::string_view name) {
  if (name == "days") return Value(duration.seconds / seconds_per_day);
  if (name == "hours") return Value(duration.seconds / 3600 % 24);
  if (name == "minutes") return Value(duration.seconds / 60 % 60);
  if (name == "seconds") return Value(duration.seconds % 60);
  return std::nullopt;
}

std::optional<Value> property_of_range(const Range& range, std::string_view name) {
  if (name == "start") return range.low;
  if (name == "end") return range.high;
  if (name == "start included") return Value(range.low_closed);
  if (name == "end included") return Value(range.high_closed);
  return std::nullopt;
}

}  // namespace

std::optional<Value> property_of(const Value& value, std::string_view name) {
  if (const Context* context = value.as_context()) {
    const Value* entry = context->find(name);
    return entry ? std::optional<Value>(*entry) : std::nullopt;
  }
  if (const Date* date = value.as_date()) {
    if (auto found = property_of_date(*date, name)) return found;
    return property_of_time(midnight_utc(*date).time, 0, name);  // a date is midnight UTC
  }
  if (const DateTime* moment = value.as_date_time()) {
    if (auto found = property_of_date(moment->date, name)) return found;
    return property_of_time(moment->time, offset_of(*moment), name);
  }
  if (const Time* time = value.as_time()) return property_of_time(*time, offset_of(*time), name);
  if (const DaysTime* duration = value.as_days_time()) return property_of_days(*duration, name);
  if (const YearsMonths* duration = value.as_years_months()) {
    if (name == "years") return Value(duration->months / 12);
    if (name == "months") return Value(duration->months % 12);
    return std::nullopt;
  }
  if (const Range* range = value.as_range()) return property_of_range(*range, name);
  return std::nullopt;
}

}  // namespace digipro::feel
