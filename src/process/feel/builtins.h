// The table of FEEL's built-in functions (DMN 1.5, clause 10.3.4). Private to process/feel. The
// table is constant; a function gets arguments that were already counted, named and converted.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "process/feel/value.h"

namespace digipro::feel {

class Evaluator;

// One way to call a function. `parameters` is "name:kind,name:kind?": the letters of a kind are the
// values it takes: b boolean, n number, s string, d date, t time, m date and time, y years and
// months, p days and time, l list (a single value becomes a list of one), c context, r range,
// f function, a anything. A capital letter takes null too, '?' may be left out (then null),
// '*' at the end takes any number of further values, all of which make one list.
struct Signature {
  std::string_view parameters;
  Value (*run)(Evaluator&, std::span<const Value> arguments);
};

struct Builtin {
  std::string_view name;
  std::span<const Signature> signatures;
};

const Builtin* find_builtin(std::string_view name);
std::vector<std::string_view> builtin_names();

// By position, or by name when `names` is not empty.
Value call_builtin(Evaluator& evaluator, const Builtin& builtin, std::span<const Value> arguments,
                   std::span<const std::string> names);

std::span<const Builtin> number_builtins();
std::span<const Builtin> string_builtins();
std::span<const Builtin> list_builtins();
std::span<const Builtin> aggregate_builtins();
std::span<const Builtin> conversion_builtins();
std::span<const Builtin> temporal_builtins();
std::span<const Builtin> context_builtins();
std::span<const Builtin> range_builtins();

}  // namespace digipro::feel
