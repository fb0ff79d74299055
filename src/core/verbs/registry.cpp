#include <algorithm>

#include "base/assert.h"
#include "base/date.h"
#include "core/verbs/verbs.h"

namespace digipro::verbs {
namespace {

// Money and FEEL decimals travel as strings; a number of a verb may be one.
bool is_decimal(const std::string& text) {
  if (text.empty() || text.size() > 60) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  });
}

bool has_type(Type type, const json::Value& value) {
  switch (type) {
    case Type::text:
      return value.as_string() != nullptr;
    case Type::number:
      return value.as_int() || value.as_double() || (value.as_string() && is_decimal(value.text()));
    case Type::boolean:
      return value.as_bool() != nullptr;
    case Type::date:
      return value.as_string() && parse_iso_date(value.text());
    case Type::list:
      return value.as_array() != nullptr;
    case Type::context:
      return value.as_object() != nullptr;
  }
  return false;
}

}  // namespace

void Registry::add(Verb verb) {
  DIGIPRO_ASSERT(!verb.name.empty() && !verbs_.contains(verb.name), "a verb is declared once");
  DIGIPRO_ASSERT(verb.kind == Kind::local ? bool(verb.run) : bool(verb.effect),
                 "a local verb has run, a remote one has effect");
  std::string name = verb.name;
  verbs_.emplace(std::move(name), std::move(verb));
}

const Verb* Registry::find(std::string_view name) const {
  auto found = verbs_.find(name);
  return found == verbs_.end() ? nullptr : &found->second;
}

std::vector<const Verb*> Registry::all() const {
  std::vector<const Verb*> list;
  for (const auto& [name, verb] : verbs_) list.push_back(&verb);
  return list;
}

Status Registry::check(const std::vector<Parameter>& parameters, const json::Value& values) {
  for (const Parameter& parameter : parameters) {
    const json::Value& value = values[parameter.name];
    if (value.is_null() && parameter.required) {
      return refuse(ErrorCode::invalid_input, "manca il parametro " + parameter.name);
    }
    if (!value.is_null() && !has_type(parameter.type, value)) {
      return refuse(ErrorCode::invalid_input,
                    "il parametro " + parameter.name + " non è del suo tipo");
    }
  }
  for (const auto& [name, value] : values.members()) {
    bool is_known = std::any_of(parameters.begin(), parameters.end(),
                                [&](const Parameter& parameter) { return parameter.name == name; });
    if (!is_known) return refuse(ErrorCode::invalid_input, "parametro sconosciuto: " + name);
  }
  return {};
}

}  // namespace digipro::verbs
