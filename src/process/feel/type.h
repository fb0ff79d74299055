// FEEL's types, as `instance of` and parameters name them (DMN 1.5, clause 10.3.2.9). Shared with
// process/dmn, whose item definitions are such types. Immutable once made, any thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "process/feel/value.h"

namespace digipro::feel {

struct Type;
using TypePointer = std::shared_ptr<const Type>;

struct Type {
  enum class Kind { any, simple, list, context, range, function };
  Kind kind = Kind::any;
  ValueKind simple = ValueKind::null;                        // kind simple
  TypePointer element;                                       // list, range; null: anything
  std::vector<std::pair<std::string, TypePointer>> entries;  // context: those that must be there
  std::vector<TypePointer> parameters;                       // function
  TypePointer result;                                        // function
  bool has_parameters = false;                               // function<...> was spelled out
};

TypePointer simple_type(ValueKind kind);
TypePointer any_type();
// "number", "date and time", "Any"...; null for a name that is not built in.
TypePointer built_in_type(std::string_view name);

// null is an instance of no type but Null; inside lists and contexts it fits every type.
bool is_instance(const Value& value, const Type& type);
// The value as the type wants it: itself, the only item of a list, a list of one, midnight UTC of
// a date (DMN 1.5, clause 10.3.2.9.4); nullopt when it does not fit. null fits every type.
std::optional<Value> coerce(const Value& value, const Type& type);

}  // namespace digipro::feel
