#include "process/engine/variables.h"

#include <algorithm>

#include "process/feel/expression.h"

namespace digipro::process {
namespace {

using feel::ValueKind;

// Null when the JSON does not fit the type.
feel::Value typed(VariableType type, const json::Value& value) {
  const std::string* text = value.as_string();
  auto parsed = [&](Result<feel::Value> (*parse)(std::string_view)) {
    if (!text) return feel::Value();
    auto result = parse(*text);
    return result ? *result : feel::Value();
  };
  switch (type) {
    case VariableType::any:
      return feel::from_json(value);
    case VariableType::text:
      return text ? feel::Value(*text) : feel::Value();
    case VariableType::number:
      if (text) {
        auto number = Decimal::parse(*text);
        return number ? feel::Value(*number) : feel::Value();
      }
      return value.as_int() || value.as_double() ? feel::from_json(value) : feel::Value();
    case VariableType::boolean:
      return value.as_bool() ? feel::Value(*value.as_bool()) : feel::Value();
    case VariableType::date:
      return parsed(feel::parse_date);
    case VariableType::date_time:
      return parsed(feel::parse_date_time);
    case VariableType::duration:
      return parsed(feel::parse_duration);
    case VariableType::list:
      return value.as_array() ? feel::from_json(value) : feel::Value();
    case VariableType::context:
      return value.as_object() ? feel::from_json(value) : feel::Value();
  }
  return {};
}

}  // namespace

Result<json::Value> fit(const Variable& variable, const json::Value& value) {
  if (value.is_null() || variable.type == VariableType::any) return value;
  feel::Value as_feel = typed(variable.type, value);
  if (as_feel.is_null()) {
    return refuse(ErrorCode::invalid_input,
                  "il valore dato alla variabile " + variable.name + " non è del suo tipo");
  }
  return variable.type == VariableType::number ? feel::to_json(as_feel) : value;
}

Status assign(const Definition& definition, json::Object& variables, const json::Object& given) {
  json::Object fitting;
  for (const auto& [name, value] : given) {
    const Variable* variable = definition.find_variable(name);
    if (!variable) continue;
    DIGIPRO_TRY(kept, fit(*variable, value));
    fitting[name] = std::move(kept);
  }
  for (auto& [name, value] : fitting) variables[name] = std::move(value);
  return {};
}

Result<feel::Value> evaluate(const Definition& definition, const json::Object& variables,
                             const feel::Expression& expression, Instant now,
                             const std::string& element) {
  std::vector<feel::Value> values;
  for (size_t slot : expression.slots_used()) {
    if (slot >= definition.variables.size()) continue;
    const Variable& variable = definition.variables[slot];
    auto found = variables.find(variable.name);
    if (found == variables.end()) continue;
    if (values.size() <= slot) values.resize(slot + 1);
    values[slot] = typed(variable.type, found->second);
  }
  feel::Environment environment;
  environment.now = now;
  auto result = expression.evaluate(values, environment);
  if (!result) return refuse(result.error().code, element + ": " + result.error().detail);
  return std::move(result->value);
}

std::string describe(const Node& node) {
  return "elemento \"" + node.name + "\" (id " + node.id + ")";
}

}  // namespace digipro::process
