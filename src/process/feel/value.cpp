#include "process/feel/value.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

#include "process/feel/function.h"
#include "process/feel/text.h"

namespace digipro::feel {

void Value::contain(const Value& inner) {
  depth_ = std::max(depth_, inner.depth_ + 1);
  weight_ += std::min(inner.weight_, UINT32_MAX - weight_);
}

Value::Value(List items) {
  depth_ = 1;
  for (const Value& item : items) contain(item);
  data_ = std::make_shared<const List>(std::move(items));
}

Value::Value(Context entries) {
  depth_ = 1;
  for (const auto& [name, value] : entries.entries()) contain(value);
  data_ = std::make_shared<const Context>(std::move(entries));
}

Value::Value(Range range) {
  contain(range.low);
  contain(range.high);
  data_ = std::make_shared<const Range>(std::move(range));
}

Value::Value(std::shared_ptr<const Function> function) {
  for (const Value& local : function->locals) contain(local);
  if (function->inputs)
    for (const Value& input : *function->inputs) contain(input);
  data_ = std::move(function);
}

Context& Context::set(std::string name, Value value) {
  for (auto& entry : entries_)
    if (entry.first == name) {
      entry.second = std::move(value);
      return *this;
    }
  entries_.emplace_back(std::move(name), std::move(value));
  return *this;
}

Context& Context::append(std::string name, Value value) {
  entries_.emplace_back(std::move(name), std::move(value));
  return *this;
}

const Value* Context::find(std::string_view name) const {
  for (const auto& entry : entries_)
    if (entry.first == name) return &entry.second;
  return nullptr;
}

std::string_view kind_name(ValueKind kind) {
  constexpr std::array<std::string_view, 13> names = {"null",
                                                      "boolean",
                                                      "number",
                                                      "string",
                                                      "date",
                                                      "time",
                                                      "date and time",
                                                      "years and months duration",
                                                      "days and time duration",
                                                      "list",
                                                      "context",
                                                      "range",
                                                      "function"};
  return names[static_cast<size_t>(kind)];
}

namespace {

// The shortest text that reads back as the same double, then exact from there.
Value number_of(double number) {
  char buffer[40];
  for (int digits = 15; digits <= 17; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, number);
    Result<Decimal> parsed = Decimal::parse(buffer);
    if (parsed && parsed->to_double() == number) return *parsed;
  }
  return {};
}

void append_text(std::string& out, const Value& value, bool inside);

void append_range(std::string& out, const Range& range) {
  if (range.form == RangeForm::interval) {
    out += range.low_closed ? '[' : '(';
    append_text(out, range.low, true);
    out += "..";
    append_text(out, range.high, true);
    out += range.high_closed ? ']' : ')';
    return;
  }
  constexpr std::array<std::string_view, 7> signs = {"", "< ", "<= ", "> ", ">= ", "= ", "!= "};
  out += signs[static_cast<size_t>(range.form)];
  bool upper = range.form == RangeForm::less || range.form == RangeForm::less_or_equal;
  append_text(out, upper ? range.high : range.low, true);
}

void append_items(std::string& out, const List& items) {
  out += '[';
  for (size_t at = 0; at < items.size(); ++at) {
    if (at > 0) out += ", ";
    append_text(out, items[at], true);
  }
  out += ']';
}

void append_entries(std::string& out, const Context& context) {
  out += '{';
  bool first = true;
  for (const auto& [name, entry] : context.entries()) {
    if (!first) out += ", ";
    first = false;
    bool plain = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
      return std::isalnum(c) || c == '_' || c == ' ' || c >= 0x80;
    });
    out += plain ? name : quoted(name);
    out += ": ";
    append_text(out, entry, true);
  }
  out += '}';
}

void append_text(std::string& out, const Value& value, bool inside) {
  switch (value.kind()) {
    case ValueKind::null:
      out += "null";
      break;
    case ValueKind::boolean:
      out += *value.as_bool() ? "true" : "false";
      break;
    case ValueKind::number:
      out += value.as_number()->to_string();
      break;
    case ValueKind::string:
      out += inside ? quoted(*value.as_string()) : *value.as_string();
      break;
    case ValueKind::date:
      out += date_text(*value.as_date());
      break;
    case ValueKind::time:
      out += time_text(*value.as_time());
      break;
    case ValueKind::date_time: {
      const DateTime& moment = *value.as_date_time();
      out += date_text(moment.date) + "T" + time_text(moment.time);
      break;
    }
    case ValueKind::years_months:
      out += duration_text(*value.as_years_months());
      break;
    case ValueKind::days_time:
      out += duration_text(*value.as_days_time());
      break;
    case ValueKind::list:
      append_items(out, *value.as_list());
      break;
    case ValueKind::context:
      append_entries(out, *value.as_context());
      break;
    case ValueKind::range:
      append_range(out, *value.as_range());
      break;
    case ValueKind::function:
      out += "function";
      break;
  }
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string to_string(const Value& value) {
  std::string out;
  append_text(out, value, false);
  return out;
}

Value from_json(const json::Value& value) {
  if (const bool* flag = value.as_bool()) return *flag;
  if (const int64_t* number = value.as_int()) return *number;
  if (const double* number = value.as_double()) return number_of(*number);
  if (const std::string* text = value.as_string()) return *text;
  if (const json::Array* items = value.as_array()) {
    List list;
    for (const json::Value& item : *items) list.push_back(from_json(item));
    return list;
  }
  if (const json::Object* members = value.as_object()) {
    Context context;
    for (const auto& [name, member] : *members) context.append(name, from_json(member));
    return context;
  }
  return {};
}

json::Value to_json(const Value& value) {
  switch (value.kind()) {
    case ValueKind::null:
    case ValueKind::function:
      return {};
    case ValueKind::boolean:
      return *value.as_bool();
    case ValueKind::number: {
      constexpr int64_t exact_max = 999'999'999'999'999;  // 15 digits survive any reader's double
      Result<int64_t> whole = value.as_number()->to_int64();
      if (whole && *whole <= exact_max && *whole >= -exact_max) return *whole;
      return value.as_number()->to_string();
    }
    case ValueKind::list: {
      json::Array items;
      for (const Value& item : *value.as_list()) items.push_back(to_json(item));
      return items;
    }
    case ValueKind::context: {
      json::Object members;
      for (const auto& [name, entry] : value.as_context()->entries())
        members[name] = to_json(entry);
      return members;
    }
    default:
      return to_string(value);
  }
}

}  // namespace digipro::feel
