// feel::Value: every value of FEEL (DMN 1.5, clause 10.3.2): null, boolean, number (exact, 34
// digits), string, date, time, date and time, the two durations, list, context, range, function.
// Immutable and cheap to copy (lists, contexts, ranges and functions are shared). Any thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"
#include "base/result.h"
#include "format/json.h"

namespace digipro::feel {

// Where a time of day holds: nowhere in particular, at an offset from UTC, or in a named zone.
struct Zone {
  enum class Kind : uint8_t { none, offset, named };
  Kind kind = Kind::none;
  int32_t offset_seconds = 0;               // kind offset: -14 h to +14 h
  std::shared_ptr<const std::string> name;  // kind named: "Europe/Rome"
};

struct Time {
  int32_t hour = 0, minute = 0, second = 0;
  int32_t nanosecond = 0;
  Zone zone;
};

struct DateTime {
  Date date;  // FEEL's years reach from -999,999,999 to 999,999,999; digipro's own 1 to 9999
  Time time;
};

struct YearsMonths {
  int64_t months = 0;
};

// seconds and nanoseconds have the same sign; |nanoseconds| < 10^9.
struct DaysTime {
  int64_t seconds = 0;
  int32_t nanoseconds = 0;
};

enum class ValueKind {
  null,
  boolean,
  number,
  string,
  date,
  time,
  date_time,
  years_months,
  days_time,
  list,
  context,
  range,
  function
};

class Value;
class Context;
struct Range;
struct Function;  // made by evaluation only; see expression.h
using List = std::vector<Value>;

class Value {
 public:
  Value() = default;  // null
  Value(bool flag) : data_(flag) {}
  Value(int number) : data_(Decimal(number)) {}
  Value(int64_t number) : data_(Decimal(number)) {}
  Value(Decimal number) : data_(number) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(Date date) : data_(date) {}
  Value(Time time) : data_(std::move(time)) {}
  Value(DateTime moment) : data_(std::move(moment)) {}
  Value(YearsMonths duration) : data_(duration) {}
  Value(DaysTime duration) : data_(duration) {}
  Value(List items);
  Value(Context entries);
  Value(Range range);
  Value(std::shared_ptr<const Function> function);

  ValueKind kind() const { return static_cast<ValueKind>(data_.index()); }
  bool is_null() const { return kind() == ValueKind::null; }
  bool is_true() const { return as_bool() && *as_bool(); }
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const Decimal* as_number() const { return std::get_if<Decimal>(&data_); }
  const std::string* as_string() const { return std::get_if<std::string>(&data_); }
  const Date* as_date() const { return std::get_if<Date>(&data_); }
  const Time* as_time() const { return std::get_if<Time>(&data_); }
  const DateTime* as_date_time() const { return std::get_if<DateTime>(&data_); }
  const YearsMonths* as_years_months() const { return std::get_if<YearsMonths>(&data_); }
  const DaysTime* as_days_time() const { return std::get_if<DaysTime>(&data_); }
  const List* as_list() const { return shared<List>(); }
  const Context* as_context() const { return shared<Context>(); }
  const Range* as_range() const { return shared<Range>(); }
  const Function* as_function() const { return shared<Function>(); }

  // How deep lists and contexts lie in each other (0 for anything else), and how many values there
  // are all in all, shared ones counted as often as they are seen: what bounds every traversal.
  uint32_t depth() const { return depth_; }
  uint32_t weight() const { return weight_; }

 private:
  // In the order of ValueKind.
  using Data =
      std::variant<std::monostate, bool, Decimal, std::string, Date, Time, DateTime, YearsMonths,
                   DaysTime, std::shared_ptr<const List>, std::shared_ptr<const Context>,
                   std::shared_ptr<const Range>, std::shared_ptr<const Function>>;
  template <class T>
  const T* shared() const {
    auto* pointer = std::get_if<std::shared_ptr<const T>>(&data_);
    return pointer ? pointer->get() : nullptr;
  }
  void contain(const Value& inner);
  Data data_;
  uint32_t depth_ = 0;
  uint32_t weight_ = 1;  // saturates
};

// Names and values, in the order in which they were written.
class Context {
 public:
  Context& set(std::string name, Value value);     // replaces an entry of the same name
  Context& append(std::string name, Value value);  // the caller knows that the name is new
  const Value* find(std::string_view name) const;
  const std::vector<std::pair<std::string, Value>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<std::string, Value>> entries_;
};

// `[1..5)`, or what a comparison without a left side stands for: `< 5`, `!= "x"`.
enum class RangeForm : uint8_t {
  interval,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  equal,
  not_equal
};

// The end that a form does not have is null; `equal` and `not_equal` have both the same.
struct Range {
  RangeForm form = RangeForm::interval;
  Value low, high;
  bool low_closed = true, high_closed = true;
};

std::string_view kind_name(ValueKind kind);  // "date and time", as `instance of` spells it

// Three-valued: unknown when the kinds cannot be compared (DMN 1.5, tables 41 and 42). Times are
// compared to the second, as the values of clause 10.3.2.3 say; zones by the moment they mean.
enum class Truth { no, yes, unknown };
Truth equal(const Value& a, const Value& b);
Truth less(const Value& a, const Value& b);
// Equality for code and tests: `equal` says yes. Functions are never equal.
bool same(const Value& a, const Value& b);

// As FEEL's string() writes it; strings without quotes, strings inside lists with them.
std::string to_string(const Value& value);

// From JSON: integers and doubles become numbers, the rest what they look like. Dates stay strings:
// a caller who knows the type uses the parsers below. Depth is the JSON parser's limit.
Value from_json(const json::Value& value);
// To JSON: a whole number of 15 digits at most is an integer, any other number a string; dates,
// times and durations are ISO 8601 strings, a range its FEEL text, a function null.
json::Value to_json(const Value& value);

// ISO 8601 as FEEL's constructors read it ("2026-11-23", "10:42:00+01:00", "10:42@Europe/Rome",
// "P1Y2M", "P1DT2H"); nothing else, no blanks. Refuses with invalid_input.
Result<Value> parse_date(std::string_view text);
Result<Value> parse_time(std::string_view text);
Result<Value> parse_date_time(std::string_view text);
Result<Value> parse_duration(std::string_view text);

}  // namespace digipro::feel
