#include "format/json.h"

#include <boost/json.hpp>
#include <cmath>

#include "base/assert.h"
#include "base/text.h"

namespace digipro::json {
namespace {

const Value null_value;
const std::string empty_text;
const Array no_items;
const Object no_members;

Result<Value> from_boost(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return Value();
    case boost::json::kind::bool_:
      return Value(value.get_bool());
    case boost::json::kind::int64:
      return Value(static_cast<int64_t>(value.get_int64()));
    case boost::json::kind::uint64:
      return Value(static_cast<double>(value.get_uint64()));
    case boost::json::kind::double_:
      if (!std::isfinite(value.get_double()))
        return refuse(ErrorCode::malformed, "JSON: a number is too large");
      return Value(value.get_double());
    case boost::json::kind::string: {
      std::string text(value.get_string().data(), value.get_string().size());
      if (!is_valid_utf8(text)) return refuse(ErrorCode::malformed, "JSON: a string is not UTF-8");
      return Value(std::move(text));
    }
    case boost::json::kind::array: {
      Array items;
      items.reserve(value.get_array().size());
      for (const auto& item : value.get_array()) {
        DIGIPRO_TRY(converted, from_boost(item));
        items.push_back(std::move(converted));
      }
      return Value(std::move(items));
    }
    case boost::json::kind::object: {
      Object members;
      for (const auto& member : value.get_object()) {
        DIGIPRO_TRY(converted, from_boost(member.value()));
        members.emplace(std::string(member.key()), std::move(converted));
      }
      return Value(std::move(members));
    }
  }
  return Value();
}

void write_string(std::string& out, std::string_view text) {
  out += boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

void write(std::string& out, const Value& value, int indent, int level) {
  auto line = [&](int depth) {
    if (indent > 0) out += '\n', out.append(static_cast<size_t>(indent * depth), ' ');
  };
  if (value.is_null()) {
    out += "null";
  } else if (const bool* flag = value.as_bool()) {
    out += *flag ? "true" : "false";
  } else if (const int64_t* number = value.as_int()) {
    out += std::to_string(*number);
  } else if (const double* real = value.as_double()) {
    out += boost::json::serialize(boost::json::value(*real));
  } else if (const std::string* text = value.as_string()) {
    write_string(out, *text);
  } else if (const Array* items = value.as_array()) {
    out += '[';
    for (size_t i = 0; i < items->size(); ++i) {
      if (i > 0) out += ',';
      line(level + 1);
      write(out, (*items)[i], indent, level + 1);
    }
    if (!items->empty()) line(level);
    out += ']';
  } else if (const Object* members = value.as_object()) {
    out += '{';
    bool first = true;
    for (const auto& [key, member] : *members) {
      if (!first) out += ',';
      first = false;
      line(level + 1);
      write_string(out, key);
      out += indent > 0 ? ": " : ":";
      write(out, member, indent, level + 1);
    }
    if (!members->empty()) line(level);
    out += '}';
  }
}

// A handler-free way to see twin keys: count what the parser kept against the colons it read is
// fragile, so the text is walked once more, looking only at keys.
struct KeyWalk {
  std::string_view text;
  size_t at = 0;
  bool twin = false;

  void skip_space() {
    while (at < text.size() && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r'))) ++at;
  }
  std::string_view raw_string() {
    size_t start = ++at;
    while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
    std::string_view found = text.substr(start, at - start);
    ++at;
    return found;
  }
  void value() {
    skip_space();
    if (at >= text.size()) return;
    if (text[at] == '{') {
      object();
    } else if (text[at] == '[') {
      ++at;
      for (skip_space(); at < text.size() && text[at] != ']'; skip_space()) {
        value();
        skip_space();
        if (at < text.size() && text[at] == ',') ++at;
      }
      ++at;
    } else if (text[at] == '"') {
      raw_string();
    } else {
      while (at < text.size() && std::string_view(",]}").find(text[at]) == std::string_view::npos)
        ++at;
    }
  }
  void object() {
    std::map<std::string, int, std::less<>> seen;
    ++at;
    for (skip_space(); at < text.size() && text[at] != '}'; skip_space()) {
      std::string_view raw = raw_string();
      // Escapes are resolved by the parser itself, so "a" and its escaped twin are the same key.
      boost::json::error_code error;
      auto key = boost::json::parse("\"" + std::string(raw) + "\"", error);
      std::string name = error ? std::string(raw) : std::string(key.get_string());
      if (++seen[name] > 1) twin = true;
      skip_space();
      ++at;  // the colon
      value();
      skip_space();
      if (at < text.size() && text[at] == ',') ++at;
    }
    ++at;
  }
};

}  // namespace

Value Value::object(std::initializer_list<std::pair<const std::string, Value>> members) {
  return Value(Object(members));
}
Value Value::array(std::initializer_list<Value> items) {
  return Value(Array(items));
}

const Value& Value::operator[](std::string_view key) const {
  const Object* members = as_object();
  if (members == nullptr) return null_value;
  auto found = members->find(key);
  return found == members->end() ? null_value : found->second;
}

Value& Value::set(std::string key, Value value) {
  if (is_null()) data_ = Object{};
  Object* members = as_object();
  DIGIPRO_ASSERT(members != nullptr, "set() is called on an object");
  return (*members)[std::move(key)] = std::move(value);
}

Value& Value::push(Value value) {
  if (is_null()) data_ = Array{};
  Array* items = as_array();
  DIGIPRO_ASSERT(items != nullptr, "push() is called on an array");
  items->push_back(std::move(value));
  return items->back();
}

const std::string& Value::text() const {
  const std::string* found = as_string();
  return found == nullptr ? empty_text : *found;
}

std::string Value::text_or(std::string_view key, std::string_view fallback) const {
  const std::string* found = (*this)[key].as_string();
  return found == nullptr ? std::string(fallback) : *found;
}

int64_t Value::int_or(std::string_view key, int64_t fallback) const {
  const int64_t* found = (*this)[key].as_int();
  return found == nullptr ? fallback : *found;
}

bool Value::bool_or(std::string_view key, bool fallback) const {
  const bool* found = (*this)[key].as_bool();
  return found == nullptr ? fallback : *found;
}

const Array& Value::items() const {
  const Array* found = as_array();
  return found == nullptr ? no_items : *found;
}

const Object& Value::members() const {
  const Object* found = as_object();
  return found == nullptr ? no_members : *found;
}

Result<Value> parse(std::string_view text, ParseLimits limits) {
  if (text.size() > limits.bytes_max) return refuse(ErrorCode::too_large, "JSON over its limit");
  boost::json::parse_options options;
  options.max_depth = limits.depth_max;
  boost::json::parser parser({}, options);
  boost::json::error_code error;
  size_t consumed = parser.write(text.data(), text.size(), error);
  if (error)
    return refuse(ErrorCode::malformed,
                  "JSON: " + error.message() + " near byte " + std::to_string(consumed));
  KeyWalk walk{text};
  walk.value();
  if (walk.twin) return refuse(ErrorCode::malformed, "JSON: a key stands twice in one object");
  return from_boost(parser.release());
}

std::string dump(const Value& value) {
  std::string out;
  write(out, value, 0, 0);
  return out;
}

std::string dump_pretty(const Value& value) {
  std::string out;
  write(out, value, 2, 0);
  out += '\n';
  return out;
}

}  // namespace digipro::json
