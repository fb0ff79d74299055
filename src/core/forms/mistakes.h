// Reading JSON objects of a definition so that every mistake is noted with its place and reading
// goes on. Internal to core/forms. Used by one thread.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "format/json.h"
#include "process/feel/expression.h"

namespace digipro::forms {

constexpr size_t mistakes_max = 50;

class Mistakes {
 public:
  void add(std::string place, std::string sentence);  // beyond mistakes_max they are dropped
  bool empty() const { return found_.empty(); }
  Error take_error();

 private:
  std::vector<FieldProblem> found_;
};

// Members that nobody asked for are mistakes: close() names them. So a key that does not fit a
// field's type is refused like a typing mistake.
class ObjectReader {
 public:
  ObjectReader(const json::Value& json, std::string place, Mistakes& mistakes);

  bool is_object() const { return json_.as_object() != nullptr; }
  bool has(std::string_view key) const { return json_.members().contains(key); }
  const std::string& place() const { return place_; }
  std::string place_of(std::string_view key) const;
  void wrong(std::string_view key, std::string sentence);

  const json::Value& take(std::string_view key);  // marks it as known
  // "" with a mistake when it is no string, empty, or too long; without one when it may be absent.
  std::string text(std::string_view key, size_t code_points_max);
  std::string optional_text(std::string_view key, size_t code_points_max);
  bool flag(std::string_view key);
  int64_t number(std::string_view key, int64_t minimum, int64_t maximum, int64_t fallback);
  std::vector<std::string> texts(std::string_view key, size_t items_max, size_t code_points_max);
  const json::Array& array(std::string_view key, size_t items_min, size_t items_max);
  std::optional<feel::Expression> expression(std::string_view key, const feel::Scope& scope);
  std::optional<feel::Expression> compile(std::string_view key, std::string_view text,
                                          const feel::Scope& scope);
  void close();

 private:
  const json::Value& json_;
  std::string place_;
  Mistakes& mistakes_;
  std::set<std::string, std::less<>> known_;
};

bool is_identifier(std::string_view text);  // [a-z][a-z0-9_]*, at most 60

}  // namespace digipro::forms
