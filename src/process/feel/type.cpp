#include "process/feel/type.h"

#include <array>

#include "process/feel/function.h"
#include "process/feel/native.h"
#include "process/feel/temporal.h"
#include "process/feel/tree.h"

namespace digipro::feel {
namespace {

bool fits_inside(const Value& value, const TypePointer& type) {
  return !type || value.is_null() || is_instance(value, *type);
}

bool fits_list(const Value& value, const Type& type) {
  const List* items = value.as_list();
  if (!items) return false;
  for (const Value& item : *items)
    if (!fits_inside(item, type.element)) return false;
  return true;
}

bool fits_context(const Value& value, const Type& type) {
  const Context* context = value.as_context();
  if (!context) return false;
  for (const auto& [name, entry_type] : type.entries) {
    const Value* entry = context->find(name);
    if (!entry || !fits_inside(*entry, entry_type)) return false;
  }
  return true;
}

bool fits_function(const Value& value, const Type& type) {
  const Function* function = value.as_function();
  if (!function) return false;
  if (!type.has_parameters || function->builtin) return true;
  if (function->native) return function->native->names().size() == type.parameters.size();
  return function->definition->names.size() == type.parameters.size();
}

}  // namespace

TypePointer simple_type(ValueKind kind) {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::simple;
  type->simple = kind;
  return type;
}

TypePointer any_type() {
  return std::make_shared<Type>();
}

TypePointer built_in_type(std::string_view name) {
  if (name == "Any") return any_type();
  if (name == "Null") return simple_type(ValueKind::null);
  if (name == "list" || name == "context" || name == "range" || name == "function") {
    auto type = std::make_shared<Type>();
    type->kind = name == "list"      ? Type::Kind::list
                 : name == "context" ? Type::Kind::context
                 : name == "range"   ? Type::Kind::range
                                     : Type::Kind::function;
    return type;
  }
  for (int kind = 1; kind <= static_cast<int>(ValueKind::days_time); ++kind)
    if (kind_name(static_cast<ValueKind>(kind)) == name)
      return simple_type(static_cast<ValueKind>(kind));
  if (name == "dateTime") return simple_type(ValueKind::date_time);
  if (name == "yearMonthDuration") return simple_type(ValueKind::years_months);
  if (name == "dayTimeDuration") return simple_type(ValueKind::days_time);
  return nullptr;
}

bool is_instance(const Value& value, const Type& type) {
  if (value.is_null()) return type.kind == Type::Kind::simple && type.simple == ValueKind::null;
  switch (type.kind) {
    case Type::Kind::any:
      return true;
    case Type::Kind::simple:
      return value.kind() == type.simple;
    case Type::Kind::list:
      return fits_list(value, type);
    case Type::Kind::context:
      return fits_context(value, type);
    case Type::Kind::range: {
      const Range* range = value.as_range();
      return range && fits_inside(range->low, type.element) &&
             fits_inside(range->high, type.element);
    }
    case Type::Kind::function:
      return fits_function(value, type);
  }
  return false;
}

std::optional<Value> coerce(const Value& value, const Type& type) {
  if (value.is_null() || is_instance(value, type)) return value;
  if (const List* items = value.as_list();
      items && items->size() == 1 && type.kind != Type::Kind::list) {
    if (is_instance(items->front(), type)) return items->front();
  }
  if (type.kind == Type::Kind::list && !value.as_list() && fits_inside(value, type.element))
    return Value(List{value});
  if (const Date* date = value.as_date();
      date && type.kind == Type::Kind::simple && type.simple == ValueKind::date_time)
    return Value(midnight_utc(*date));
  return std::nullopt;
}

}  // namespace digipro::feel
