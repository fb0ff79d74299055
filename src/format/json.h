// json::Value: a JSON document as a plain value. Parsed and written by Boost.JSON, in json.cpp
// only (its headers cost a second per file). Pure values, any thread.
// Numbers are int64 where they are whole, else double; money and FEEL decimals travel as strings.
// Objects keep their keys sorted, so dump() is canonical: equal values give equal bytes.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace digipro::json {

class Value;
using Array = std::vector<Value>;
using Object = std::map<std::string, Value, std::less<>>;

class Value {
 public:
  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool flag) : data_(flag) {}
  Value(int number) : data_(static_cast<int64_t>(number)) {}
  Value(int64_t number) : data_(number) {}
  Value(double number) : data_(number) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(Array items) : data_(std::move(items)) {}
  Value(Object members) : data_(std::move(members)) {}
  // json::Value::object({{"a", 1}, {"b", "x"}})
  static Value object(std::initializer_list<std::pair<const std::string, Value>> members = {});
  static Value array(std::initializer_list<Value> items = {});

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  const bool* as_bool() const { return std::get_if<bool>(&data_); }
  const int64_t* as_int() const { return std::get_if<int64_t>(&data_); }
  const double* as_double() const { return std::get_if<double>(&data_); }
  const std::string* as_string() const { return std::get_if<std::string>(&data_); }
  const Array* as_array() const { return std::get_if<Array>(&data_); }
  const Object* as_object() const { return std::get_if<Object>(&data_); }
  Array* as_array() { return std::get_if<Array>(&data_); }
  Object* as_object() { return std::get_if<Object>(&data_); }

  // Member of an object; a shared null when it is absent or this is no object.
  const Value& operator[](std::string_view key) const;
  // Makes this an object when it is null; asserts otherwise that it is one.
  Value& set(std::string key, Value value);
  // Makes this an array when it is null.
  Value& push(Value value);
  // The text of a string, or "" for anything else.
  const std::string& text() const;
  std::string text_or(std::string_view key, std::string_view fallback) const;
  int64_t int_or(std::string_view key, int64_t fallback) const;
  bool bool_or(std::string_view key, bool fallback) const;
  const Array& items() const;     // of an array, else a shared empty one
  const Object& members() const;  // of an object, else a shared empty one
  bool operator==(const Value&) const = default;

 private:
  std::variant<std::monostate, bool, int64_t, double, std::string, Array, Object> data_;
};

struct ParseLimits {
  size_t bytes_max = 1 << 20;
  size_t depth_max = 32;
};
// Strict RFC 8259, UTF-8 checked; refuses with malformed or too_large, naming the byte offset.
// A key that stands twice in one object is refused.
Result<Value> parse(std::string_view text, ParseLimits limits = {});
std::string dump(const Value& value);         // canonical, one line
std::string dump_pretty(const Value& value);  // two blanks a level, for files people read

}  // namespace digipro::json
