// Date and time functions (DMN 1.5, tables 80, 81 and 84). `now` and `today` see the instant that
// the evaluation was given, as a clock in Rome shows it.
#include <array>

#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"
#include "process/feel/temporal.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

Date date(const Value& value) {
  return value.as_date() ? *value.as_date() : value.as_date_time()->date;
}

int64_t day_of_year_of(const Date& day) {
  return days_since_epoch(day) - days_since_epoch({day.year, 1, 1}) + 1;
}

Value now(Evaluator& evaluator, Arguments) {
  return moment_in_rome(evaluator.environment().now);
}
Value today(Evaluator& evaluator, Arguments) {
  return moment_in_rome(evaluator.environment().now).date;
}

Value day_of_year(Evaluator&, Arguments arguments) {
  return day_of_year_of(date(arguments[0]));
}

// DMN asks for English names.
Value day_of_week(Evaluator&, Arguments arguments) {
  constexpr std::array<const char*, 7> names = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};
  return names[static_cast<size_t>(weekday(date(arguments[0])) - 1)];
}

Value month_of_year(Evaluator&, Arguments arguments) {
  constexpr std::array<const char*, 12> names = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};
  return names[static_cast<size_t>(date(arguments[0]).month - 1)];
}

// ISO 8601: the week belongs to the year of its Thursday.
Value week_of_year(Evaluator&, Arguments arguments) {
  Date day = date(arguments[0]);
  Date thursday = plus_days(day, 4 - weekday(day));
  return (day_of_year_of(thursday) - 1) / 7 + 1;
}

// Identical: the same moment said in the same way.
bool is_same_zone(const Zone& a, const Zone& b) {
  return a.kind == b.kind && a.offset_seconds == b.offset_seconds &&
         (a.kind != Zone::Kind::named || *a.name == *b.name);
}

Value is(Evaluator& evaluator, Arguments arguments) {
  const Value &a = arguments[0], &b = arguments[1];
  if (!evaluator.charge(std::min(a.weight(), b.weight()))) return {};
  if (a.kind() != b.kind()) return false;
  const Time* x = a.as_time() ? a.as_time() : a.as_date_time() ? &a.as_date_time()->time : nullptr;
  const Time* y = b.as_time() ? b.as_time() : b.as_date_time() ? &b.as_date_time()->time : nullptr;
  if (x && y && !is_same_zone(x->zone, y->zone)) return false;
  return same(a, b);
}

constexpr Signature now_signatures[] = {{"", now}};
constexpr Signature today_signatures[] = {{"", today}};
constexpr Signature day_signatures[] = {{"date:dm", day_of_year}};
constexpr Signature weekday_signatures[] = {{"date:dm", day_of_week}};
constexpr Signature month_signatures[] = {{"date:dm", month_of_year}};
constexpr Signature week_signatures[] = {{"date:dm", week_of_year}};
constexpr Signature is_signatures[] = {{"value1:A?,value2:A?", is}};

constexpr Builtin table[] = {
    {"now", now_signatures},
    {"today", today_signatures},
    {"day of year", day_signatures},
    {"day of week", weekday_signatures},
    {"month of year", month_signatures},
    {"week of year", week_signatures},
    {"is", is_signatures},
};

}  // namespace

std::span<const Builtin> temporal_builtins() {
  return table;
}

}  // namespace digipro::feel
