// Equality and order of FEEL values (DMN 1.5, clause 10.3.2.13, tables 41 and 42).
#include "process/feel/temporal.h"
#include "process/feel/value.h"

namespace digipro::feel {
namespace {

Truth truth(bool flag) {
  return flag ? Truth::yes : Truth::no;
}

// Conjunction over the parts of a compound: a difference decides, then an unknown.
struct AllEqual {
  Truth result = Truth::yes;
  bool add(Truth part) {
    if (part == Truth::no) result = Truth::no;
    if (part == Truth::unknown && result == Truth::yes) result = Truth::unknown;
    return result != Truth::no;
  }
};

Truth equal_lists(const List& a, const List& b) {
  if (a.size() != b.size()) return Truth::no;
  AllEqual all;
  for (size_t at = 0; at < a.size(); ++at)
    if (!all.add(equal(a[at], b[at]))) break;
  return all.result;
}

Truth equal_contexts(const Context& a, const Context& b) {
  if (a.entries().size() != b.entries().size()) return Truth::no;
  AllEqual all;
  for (const auto& [name, value] : a.entries()) {
    const Value* other = b.find(name);
    if (!other) return Truth::no;
    if (!all.add(equal(value, *other))) break;
  }
  return all.result;
}

Truth equal_ranges(const Range& a, const Range& b) {
  if (a.form != b.form || a.low_closed != b.low_closed || a.high_closed != b.high_closed)
    return Truth::no;
  AllEqual all;
  if (all.add(equal(a.low, b.low))) all.add(equal(a.high, b.high));
  return all.result;
}

// Seconds since 1970 or midnight, comparable only when both or neither say where they hold.
template <class Moment>
std::optional<std::pair<int64_t, int64_t>> comparable(const Moment& a, const Moment& b);

template <>
std::optional<std::pair<int64_t, int64_t>> comparable(const Time& a, const Time& b) {
  std::optional<int> offset_a = offset_of(a), offset_b = offset_of(b);
  if (offset_a.has_value() != offset_b.has_value()) return std::nullopt;
  return {{second_of_day(a) - offset_a.value_or(0), second_of_day(b) - offset_b.value_or(0)}};
}

template <>
std::optional<std::pair<int64_t, int64_t>> comparable(const DateTime& a, const DateTime& b) {
  std::optional<int> offset_a = offset_of(a), offset_b = offset_of(b);
  if (offset_a.has_value() != offset_b.has_value()) return std::nullopt;
  return {
      {days_since_epoch(a.date) * seconds_per_day + second_of_day(a.time) - offset_a.value_or(0),
       days_since_epoch(b.date) * seconds_per_day + second_of_day(b.time) - offset_b.value_or(0)}};
}

template <class Moment>
Truth equal_moments(const Moment& a, const Moment& b) {
  auto pair = comparable(a, b);
  return pair ? truth(pair->first == pair->second) : Truth::unknown;
}

template <class Moment>
Truth earlier(const Moment& a, const Moment& b) {
  auto pair = comparable(a, b);
  return pair ? truth(pair->first < pair->second) : Truth::unknown;
}

}  // namespace

Truth equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return truth(a.is_null() && b.is_null());
  if (a.kind() != b.kind()) return Truth::unknown;
  switch (a.kind()) {
    case ValueKind::null:
      return Truth::yes;
    case ValueKind::boolean:
      return truth(*a.as_bool() == *b.as_bool());
    case ValueKind::number:
      return truth(*a.as_number() == *b.as_number());
    case ValueKind::string:
      return truth(*a.as_string() == *b.as_string());
    case ValueKind::date:
      return truth(*a.as_date() == *b.as_date());
    case ValueKind::time:
      return equal_moments(*a.as_time(), *b.as_time());
    case ValueKind::date_time:
      return equal_moments(*a.as_date_time(), *b.as_date_time());
    case ValueKind::years_months:
      return truth(a.as_years_months()->months == b.as_years_months()->months);
    case ValueKind::days_time:
      return truth(to_nanoseconds(*a.as_days_time()) == to_nanoseconds(*b.as_days_time()));
    case ValueKind::list:
      return equal_lists(*a.as_list(), *b.as_list());
    case ValueKind::context:
      return equal_contexts(*a.as_context(), *b.as_context());
    case ValueKind::range:
      return equal_ranges(*a.as_range(), *b.as_range());
    case ValueKind::function:
      return Truth::unknown;
  }
  return Truth::unknown;
}

Truth less(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return Truth::unknown;
  switch (a.kind()) {
    case ValueKind::number:
      return truth(*a.as_number() < *b.as_number());
    case ValueKind::string:
      return truth(*a.as_string() < *b.as_string());  // UTF-8: by code point
    case ValueKind::date:
      return truth(*a.as_date() < *b.as_date());
    case ValueKind::time:
      return earlier(*a.as_time(), *b.as_time());
    case ValueKind::date_time:
      return earlier(*a.as_date_time(), *b.as_date_time());
    case ValueKind::years_months:
      return truth(a.as_years_months()->months < b.as_years_months()->months);
    case ValueKind::days_time:
      return truth(to_nanoseconds(*a.as_days_time()) < to_nanoseconds(*b.as_days_time()));
    default:
      return Truth::unknown;
  }
}

bool same(const Value& a, const Value& b) {
  return equal(a, b) == Truth::yes;
}

}  // namespace digipro::feel
