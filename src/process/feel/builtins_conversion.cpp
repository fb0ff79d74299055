// Conversion functions (DMN 1.5, table 73).
#include "base/text.h"
#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"
#include "process/feel/range_text.h"
#include "process/feel/temporal.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

Value invalid(Evaluator& evaluator, const char* what) {
  return evaluator.null(std::string("Questo non è un valore di tipo ") + what + ".");
}

Value parsed(Evaluator& evaluator, Result<Value> value, const char* what) {
  return value ? std::move(*value) : invalid(evaluator, what);
}

std::optional<int64_t> whole(const Value& value) {
  Result<int64_t> number = value.as_number()->to_int64();
  return number ? std::optional(*number) : std::nullopt;
}

Value date_from_text(Evaluator& evaluator, Arguments arguments) {
  return parsed(evaluator, parse_date(*arguments[0].as_string()), "data");
}
Value date_from_moment(Evaluator&, Arguments arguments) {
  const DateTime* moment = arguments[0].as_date_time();
  return moment ? Value(moment->date) : arguments[0];
}
Value date_from_parts(Evaluator& evaluator, Arguments arguments) {
  std::optional<int64_t> year = whole(arguments[0]), month = whole(arguments[1]),
                         day = whole(arguments[2]);
  if (!year || !month || !day || !is_valid_date(*year, *month, *day))
    return invalid(evaluator, "data");
  return Date{static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)};
}

Value moment_from_text(Evaluator& evaluator, Arguments arguments) {
  const std::string& text = *arguments[0].as_string();
  if (Result<Value> date = parse_date(text)) return DateTime{*date->as_date(), Time{}};
  return parsed(evaluator, parse_date_time(text), "data e ora");
}
Value moment_from_parts(Evaluator&, Arguments arguments) {
  const DateTime* moment = arguments[0].as_date_time();
  return DateTime{moment ? moment->date : *arguments[0].as_date(), *arguments[1].as_time()};
}

Value time_from_text(Evaluator& evaluator, Arguments arguments) {
  return parsed(evaluator, parse_time(*arguments[0].as_string()), "ora");
}
Value time_from_value(Evaluator&, Arguments arguments) {
  if (const DateTime* moment = arguments[0].as_date_time()) return moment->time;
  if (const Date* date = arguments[0].as_date()) return midnight_utc(*date).time;
  return arguments[0];
}
Value time_from_parts(Evaluator& evaluator, Arguments arguments) {
  std::optional<int64_t> hour = whole(arguments[0]), minute = whole(arguments[1]);
  const Decimal& seconds = *arguments[2].as_number();
  Decimal whole_seconds = seconds.floor();
  Result<int64_t> second = whole_seconds.to_int64();
  if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 ||
      *second < 0 || *second > 59)
    return invalid(evaluator, "ora");
  Result<Decimal> fraction = seconds.minus(whole_seconds)->times(Decimal(nanoseconds_per_second));
  Time time{static_cast<int32_t>(*hour), static_cast<int32_t>(*minute),
            static_cast<int32_t>(*second),
            static_cast<int32_t>(fraction->floor().to_int64().value_or(0)), Zone{}};
  if (const DaysTime* offset = arguments[3].as_days_time()) {
    constexpr int64_t offset_max_seconds = 14 * 3600;
    if (offset->seconds > offset_max_seconds || offset->seconds < -offset_max_seconds)
      return invalid(evaluator, "ora");
    time.zone.kind = Zone::Kind::offset;
    time.zone.offset_seconds = static_cast<int32_t>(offset->seconds);
  }
  return time;
}

bool is_separator(const Value& value, std::string_view allowed) {
  return value.is_null() ||
         (value.as_string()->size() == 1 && allowed.find(*value.as_string()) != std::string::npos);
}

Value number(Evaluator& evaluator, Arguments arguments) {
  const Value &grouping = arguments[1], &point = arguments[2];
  if (!is_separator(grouping, " ,.") || !is_separator(point, ",.") ||
      (!grouping.is_null() && same(grouping, point)))
    return evaluator.null("I separatori del numero non sono validi.");
  std::string text = *arguments[0].as_string();
  if (!grouping.is_null()) text = replace_all(text, *grouping.as_string(), "");
  if (!point.is_null() && *point.as_string() == ",") {
    if (text.find('.') != std::string::npos) return invalid(evaluator, "numero");
    text = replace_all(text, ",", ".");
  }
  Result<Decimal> value = Decimal::parse(text);
  return value ? Value(*value) : invalid(evaluator, "numero");
}

Value number_itself(Evaluator&, Arguments arguments) {
  return arguments[0];
}

Value string(Evaluator& evaluator, Arguments arguments) {
  if (arguments[0].is_null() || !evaluator.charge(arguments[0].weight())) return {};
  return to_string(arguments[0]);
}

Value duration(Evaluator& evaluator, Arguments arguments) {
  return parsed(evaluator, parse_duration(*arguments[0].as_string()), "durata");
}
Value duration_itself(Evaluator&, Arguments arguments) {
  return arguments[0];
}

Value years_and_months(Evaluator&, Arguments arguments) {
  auto date = [](const Value& value) {
    return value.as_date() ? *value.as_date() : value.as_date_time()->date;
  };
  return months_between(date(arguments[0]), date(arguments[1]));
}

Value range(Evaluator& evaluator, Arguments arguments) {
  Result<Value> value = parse_range(*arguments[0].as_string());
  return parsed(evaluator, std::move(value), "intervallo");
}

constexpr Signature date_signatures[] = {{"from:s", date_from_text},
                                         {"from:dm", date_from_moment},
                                         {"year:n,month:n,day:n", date_from_parts}};
constexpr Signature moment_signatures[] = {{"from:s", moment_from_text},
                                           {"date:dm,time:t", moment_from_parts}};
constexpr Signature time_signatures[] = {{"from:s", time_from_text},
                                         {"from:tmd", time_from_value},
                                         {"hour:n,minute:n,second:n,offset:p?", time_from_parts}};
constexpr Signature number_signatures[] = {
    {"from:s,grouping separator:s?,decimal separator:s?", number}, {"from:n", number_itself}};
constexpr Signature string_signatures[] = {{"from:A", string}};
constexpr Signature duration_signatures[] = {{"from:s", duration}, {"from:yp", duration_itself}};
constexpr Signature months_signatures[] = {{"from:dm,to:dm", years_and_months}};
constexpr Signature range_signatures[] = {{"from:s", range}};

constexpr Builtin table[] = {
    {"date", date_signatures},
    {"date and time", moment_signatures},
    {"time", time_signatures},
    {"number", number_signatures},
    {"string", string_signatures},
    {"duration", duration_signatures},
    {"years and months duration", months_signatures},
    {"range", range_signatures},
};

}  // namespace

std::span<const Builtin> conversion_builtins() {
  return table;
}

}  // namespace digipro::feel
