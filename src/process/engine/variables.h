// How an iter's variables meet FEEL: at rest they are JSON, an expression sees typed values. Used
// by the engine only. Pure functions, any thread.
#pragma once
#include "base/instant.h"
#include "base/result.h"
#include "process/engine/state.h"
#include "process/feel/value.h"

namespace digipro::process {

// The JSON that is kept for `value` in a variable of this type, or invalid_input naming it. Null
// fits every type.
Result<json::Value> fit(const Variable& variable, const json::Value& value);

// Sets what the definition declares of `given`; leaves the rest out. Refuses as fit() does, before
// anything is set.
Status assign(const Definition& definition, json::Object& variables, const json::Object& given);

// Refuses with limit_exceeded only. `element` names the place in the refusal.
Result<feel::Value> evaluate(const Definition& definition, const json::Object& variables,
                             const feel::Expression& expression, Instant now,
                             const std::string& element);

// When a timer is due that was armed at `now` with this value: a duration from now, or a date
// (its first instant in Rome) or a date and time. Refuses with definition for anything else, and
// for moments after the year 9000.
Result<Instant> due_of(const feel::Value& when, Instant now, const std::string& element);

// "user task "Esame" (id esame)", for refusals' details.
std::string describe(const Node& node);

}  // namespace digipro::process
