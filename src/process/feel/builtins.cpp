#include "process/feel/builtins.h"

#include <algorithm>
#include <map>
#include <optional>

#include "process/feel/evaluator.h"
#include "process/feel/temporal.h"

namespace digipro::feel {
namespace {

struct Parameter {
  std::string_view name, kinds;
  bool optional = false, rest = false, rest_keeps_list = false;
};

std::vector<Parameter> parameters_of(const Signature& signature) {
  std::vector<Parameter> parameters;
  std::string_view text = signature.parameters;
  while (!text.empty()) {
    size_t colon = text.find(':'), comma = std::min(text.find(','), text.size());
    Parameter parameter{text.substr(0, colon), text.substr(colon + 1, comma - colon - 1)};
    char last = parameter.kinds.back();
    parameter.optional = last == '?';
    parameter.rest = last == '*' || last == '+';
    parameter.rest_keeps_list = last == '+';
    if (parameter.optional || parameter.rest) parameter.kinds.remove_suffix(1);
    parameters.push_back(parameter);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parameters;
}

char letter_of(ValueKind kind) {
  constexpr std::string_view letters = "0bnsdtmyplcrf";  // in the order of ValueKind
  return letters[static_cast<size_t>(kind)];
}

bool takes(std::string_view kinds, char letter) {
  return std::ranges::any_of(kinds, [&](char c) { return (c | 0x20) == letter; });
}

// The value as the parameter wants it; nullopt when it does not fit.
std::optional<Value> fit(const Value& value, const Parameter& parameter) {
  if (value.is_null()) {
    bool capital = parameter.kinds[0] >= 'A' && parameter.kinds[0] <= 'Z';
    return parameter.optional || capital ? std::optional(value) : std::nullopt;
  }
  if (takes(parameter.kinds, 'a') || takes(parameter.kinds, letter_of(value.kind()))) return value;
  if (takes(parameter.kinds, 'l')) return Value(List{value});
  if (const List* items = value.as_list(); items && items->size() == 1)
    return fit(items->front(), parameter);
  if (const Date* date = value.as_date(); date && takes(parameter.kinds, 'm'))
    return Value(midnight_utc(*date));
  return std::nullopt;
}

using Bound = std::optional<std::vector<Value>>;

Bound bind_by_name(const std::vector<Parameter>& parameters, std::span<const Value> arguments,
                   std::span<const std::string> names) {
  std::vector<Value> bound;
  size_t used = 0;
  for (const Parameter& parameter : parameters) {
    auto found = std::ranges::find(names, parameter.name);
    if (found == names.end()) {
      if (!parameter.optional) return std::nullopt;
      bound.emplace_back();
      continue;
    }
    ++used;
    std::optional<Value> value =
        fit(arguments[static_cast<size_t>(found - names.begin())], parameter);
    if (!value) return std::nullopt;
    if (parameter.rest && (parameter.rest_keeps_list || !value->as_list()))
      value = Value(List{*value});
    bound.push_back(std::move(*value));
  }
  if (used != arguments.size()) return std::nullopt;
  return bound;
}

Bound bind_by_position(const std::vector<Parameter>& parameters, std::span<const Value> arguments) {
  std::vector<Value> bound;
  size_t at = 0;
  for (const Parameter& parameter : parameters) {
    if (parameter.rest) {
      if (at >= arguments.size()) return std::nullopt;
      bool is_list = arguments.size() - at == 1 && !parameter.rest_keeps_list;
      if (is_list && arguments[at].is_null()) return std::nullopt;
      if (is_list && arguments[at].as_list()) {
        bound.push_back(arguments[at]);
      } else {
        bound.emplace_back(List(arguments.begin() + static_cast<ptrdiff_t>(at), arguments.end()));
      }
      at = arguments.size();
      continue;
    }
    if (at >= arguments.size()) {
      if (!parameter.optional) return std::nullopt;
      bound.emplace_back();
      continue;
    }
    std::optional<Value> value = fit(arguments[at++], parameter);
    if (!value) return std::nullopt;
    bound.push_back(std::move(*value));
  }
  if (at < arguments.size()) return std::nullopt;
  return bound;
}

using Table = std::map<std::string_view, const Builtin*>;

const Table& table() {
  static const Table by_name = [] {
    Table made;
    for (auto* part : {number_builtins, string_builtins, list_builtins, aggregate_builtins,
                       conversion_builtins, temporal_builtins, context_builtins, range_builtins})
      for (const Builtin& builtin : part()) made[builtin.name] = &builtin;
    return made;
  }();
  return by_name;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  auto found = table().find(name);
  return found == table().end() ? nullptr : found->second;
}

std::vector<std::string_view> builtin_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, builtin] : table()) names.push_back(name);
  return names;
}

Value call_builtin(Evaluator& evaluator, const Builtin& builtin, std::span<const Value> arguments,
                   std::span<const std::string> names) {
  for (const Value& argument : arguments) {
    size_t size = argument.as_list()     ? argument.as_list()->size()
                  : argument.as_string() ? argument.as_string()->size() / 64
                                         : 0;
    if (!evaluator.charge(1 + size)) return {};
  }
  for (const Signature& signature : builtin.signatures) {
    std::vector<Parameter> parameters = parameters_of(signature);
    Bound bound = names.empty() ? bind_by_position(parameters, arguments)
                                : bind_by_name(parameters, arguments, names);
    if (bound) return signature.run(evaluator, *bound);
  }
  std::string kinds;
  for (const Value& argument : arguments)
    kinds += (kinds.empty() ? "" : ", ") + std::string(kind_name(argument.kind()));
  return evaluator.null("La funzione «" + std::string(builtin.name) +
                        "» non accetta questi argomenti: (" + kinds + ").");
}

}  // namespace digipro::feel
