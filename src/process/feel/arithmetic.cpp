// Arithmetic on numbers, strings, dates, times and durations (DMN 1.5, tables 45 to 49).
#include "process/feel/evaluator.h"
#include "process/feel/temporal.h"

namespace digipro::feel {
namespace {

using Outcome = std::optional<Value>;

template <class T>
Outcome outcome(const std::optional<T>& value) {
  return value ? Outcome(Value(*value)) : std::nullopt;
}
Outcome outcome(const Result<Decimal>& value) {
  return value ? Outcome(Value(*value)) : std::nullopt;
}

std::optional<YearsMonths> sum(const YearsMonths& a, const YearsMonths& b) {
  int64_t months = 0;
  if (__builtin_add_overflow(a.months, b.months, &months)) return std::nullopt;
  return YearsMonths{months};
}

std::optional<DaysTime> sum(const DaysTime& a, const DaysTime& b) {
  return days_time_of(to_nanoseconds(a) + to_nanoseconds(b));
}

YearsMonths negated(const YearsMonths& duration) {
  return {duration.months == INT64_MIN ? INT64_MAX : -duration.months};
}
DaysTime negated(const DaysTime& duration) {
  return {-duration.seconds, -duration.nanoseconds};
}

// A moment plus a duration, for each kind of both.
template <class Duration>
Outcome moved(const Value& moment, const Duration& duration) {
  if (const Date* date = moment.as_date()) return outcome(plus(*date, duration));
  if (const DateTime* instant = moment.as_date_time()) return outcome(plus(*instant, duration));
  if constexpr (std::is_same_v<Duration, DaysTime>)
    if (const Time* time = moment.as_time()) return Value(plus(*time, duration));
  return std::nullopt;
}

Outcome add_ordered(const Value& a, const Value& b) {
  if (const YearsMonths* months = b.as_years_months()) {
    if (const YearsMonths* others = a.as_years_months()) return outcome(sum(*others, *months));
    return moved(a, *months);
  }
  if (const DaysTime* days = b.as_days_time()) {
    if (const DaysTime* others = a.as_days_time()) return outcome(sum(*others, *days));
    return moved(a, *days);
  }
  return std::nullopt;
}

Outcome add(const Value& a, const Value& b) {
  if (a.as_number() && b.as_number()) return outcome(a.as_number()->plus(*b.as_number()));
  if (a.as_string() && b.as_string()) return Value(*a.as_string() + *b.as_string());
  if (Outcome found = add_ordered(a, b)) return found;
  return add_ordered(b, a);
}

std::optional<DateTime> as_moment(const Value& value) {
  if (const Date* date = value.as_date()) return midnight_utc(*date);
  if (const DateTime* moment = value.as_date_time()) return *moment;
  return std::nullopt;
}

// Both with a zone or both without; the difference is time that passes, not wall-clock time.
Outcome difference(const Value& a, const Value& b) {
  if (const Time *x = a.as_time(), *y = b.as_time(); x && y) {
    std::optional<int> offset_x = offset_of(*x), offset_y = offset_of(*y);
    if (offset_x.has_value() != offset_y.has_value()) return std::nullopt;
    Wide seconds =
        Wide(second_of_day(*x)) - offset_x.value_or(0) - second_of_day(*y) + offset_y.value_or(0);
    return outcome(days_time_of(seconds * nanoseconds_per_second + x->nanosecond - y->nanosecond));
  }
  std::optional<DateTime> x = as_moment(a), y = as_moment(b);
  if (!x || !y || offset_of(*x).has_value() != offset_of(*y).has_value()) return std::nullopt;
  return outcome(days_time_of(nanoseconds_since_epoch(*x) - nanoseconds_since_epoch(*y)));
}

Outcome subtract(const Value& a, const Value& b) {
  if (a.as_number() && b.as_number()) return outcome(a.as_number()->minus(*b.as_number()));
  if (const YearsMonths* months = b.as_years_months())
    return add_ordered(a, Value(negated(*months)));
  if (const DaysTime* days = b.as_days_time()) return add_ordered(a, Value(negated(*days)));
  return difference(a, b);
}

std::optional<Decimal> to_number(const DaysTime& duration) {
  Result<Decimal> billion = Decimal(nanoseconds_per_second);
  Result<Decimal> fraction = Decimal(duration.nanoseconds).divided_by(*billion);
  Result<Decimal> seconds = Decimal(duration.seconds).plus(*fraction);
  return seconds ? std::optional(*seconds) : std::nullopt;
}

// Cut off towards zero to whole months or nanoseconds.
Outcome months_of(const Result<Decimal>& number) {
  Result<int64_t> months =
      number ? number->rounded(0, Rounding::down)->to_int64() : refuse(ErrorCode::invalid_input);
  return months ? Outcome(Value(YearsMonths{*months})) : std::nullopt;
}

Outcome days_of(const Result<Decimal>& number) {
  if (!number) return std::nullopt;
  Decimal whole = *number->rounded(0, Rounding::down);
  Result<int64_t> seconds = whole.to_int64();
  if (!seconds) return std::nullopt;
  Result<Decimal> rest = number->minus(whole)->times(Decimal(nanoseconds_per_second));
  Result<int64_t> nanoseconds = rest->rounded(0, Rounding::down)->to_int64();
  return Value(DaysTime{*seconds, static_cast<int32_t>(*nanoseconds)});
}

Outcome scaled(const Value& duration, const Decimal& factor, bool divide) {
  auto apply = [&](const Decimal& number) {
    return divide ? number.divided_by(factor) : number.times(factor);
  };
  if (const YearsMonths* months = duration.as_years_months())
    return months_of(apply(Decimal(months->months)));
  if (const DaysTime* days = duration.as_days_time())
    if (std::optional<Decimal> seconds = to_number(*days)) return days_of(apply(*seconds));
  return std::nullopt;
}

Outcome multiply(const Value& a, const Value& b) {
  if (a.as_number() && b.as_number()) return outcome(a.as_number()->times(*b.as_number()));
  if (a.as_number()) return scaled(b, *a.as_number(), false);
  if (b.as_number()) return scaled(a, *b.as_number(), false);
  return std::nullopt;
}

Outcome divide(const Value& a, const Value& b) {
  if (a.as_number() && b.as_number()) return outcome(a.as_number()->divided_by(*b.as_number()));
  if (b.as_number()) return scaled(a, *b.as_number(), true);
  if (const YearsMonths *x = a.as_years_months(), *y = b.as_years_months(); x && y)
    return outcome(Decimal(x->months).divided_by(Decimal(y->months)));
  if (const DaysTime *x = a.as_days_time(), *y = b.as_days_time(); x && y) {
    std::optional<Decimal> dividend = to_number(*x), divisor = to_number(*y);
    if (dividend && divisor) return outcome(dividend->divided_by(*divisor));
  }
  return std::nullopt;
}

Outcome compute(Op op, const Value& left, const Value& right) {
  switch (op) {
    case Op::add:
      return add(left, right);
    case Op::subtract:
      return subtract(left, right);
    case Op::multiply:
      return multiply(left, right);
    case Op::divide:
      return divide(left, right);
    default:
      break;
  }
  if (!left.as_number() || !right.as_number()) return std::nullopt;
  return outcome(left.as_number()->power(*right.as_number()));
}

}  // namespace

Value arithmetic(Evaluator& evaluator, Op op, const Value& left, const Value& right) {
  if (left.as_string()) evaluator.charge(left.as_string()->size() / 64);
  if (Outcome found = compute(op, left, right)) return std::move(*found);
  std::string sign = op == Op::add        ? "+"
                     : op == Op::subtract ? "-"
                     : op == Op::multiply ? "*"
                     : op == Op::divide   ? "/"
                                          : "**";
  return evaluator.null("Non si calcola " + std::string(kind_name(left.kind())) + " " + sign + " " +
                        std::string(kind_name(right.kind())) + ".");
}

Value negation(Evaluator& evaluator, const Value& value) {
  if (const Decimal* number = value.as_number()) return number->negated();
  if (const YearsMonths* months = value.as_years_months()) return negated(*months);
  if (const DaysTime* days = value.as_days_time()) return negated(*days);
  return evaluator.null("Non si cambia segno a un valore di tipo " +
                        std::string(kind_name(value.kind())) + ".");
}

}  // namespace digipro::feel
