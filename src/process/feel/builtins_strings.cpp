// String functions (DMN 1.5, table 76). Characters are code points, never bytes.
#include <algorithm>

#include "base/text.h"
#include "base/text_pattern.h"
#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

const std::string& text(const Value& value) {
  static const std::string nothing;
  return value.as_string() ? *value.as_string() : nothing;
}

// The byte where code point `index` begins, or the end.
size_t byte_of(std::string_view utf8, int64_t index) {
  size_t at = 0;
  for (; at < utf8.size() && index > 0; --index) {
    ++at;
    while (at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

Value substring(Evaluator& evaluator, Arguments arguments) {
  const std::string& whole = text(arguments[0]);
  auto length = static_cast<int64_t>(count_code_points(whole));
  Result<int64_t> start = arguments[1].as_number()->rounded(0, Rounding::down)->to_int64();
  if (!start || *start == 0 || *start > length || *start < -length)
    return evaluator.null("La posizione di inizio è fuori dal testo.");
  int64_t from = *start > 0 ? *start - 1 : length + *start;
  int64_t count = length - from;
  if (const Decimal* wanted = arguments[2].as_number()) {
    Result<int64_t> given = wanted->rounded(0, Rounding::down)->to_int64();
    if (!given || *given < 1) return evaluator.null("La lunghezza deve essere almeno uno.");
    count = std::min(count, *given);
  }
  size_t begin = byte_of(whole, from);
  std::string_view rest = std::string_view(whole).substr(begin);
  return std::string(rest.substr(0, byte_of(rest, count)));
}

Value length(Evaluator&, Arguments arguments) {
  return static_cast<int64_t>(count_code_points(text(arguments[0])));
}
Value upper(Evaluator&, Arguments arguments) {
  return to_upper(text(arguments[0]));
}
Value lower(Evaluator&, Arguments arguments) {
  return to_lower(text(arguments[0]));
}
Value before(Evaluator&, Arguments arguments) {
  size_t at = text(arguments[0]).find(text(arguments[1]));
  return at == std::string::npos ? Value("") : Value(text(arguments[0]).substr(0, at));
}
Value after(Evaluator&, Arguments arguments) {
  size_t at = text(arguments[0]).find(text(arguments[1]));
  if (at == std::string::npos) return "";
  return text(arguments[0]).substr(at + text(arguments[1]).size());
}
Value contains(Evaluator&, Arguments arguments) {
  return text(arguments[0]).find(text(arguments[1])) != std::string::npos;
}
Value starts_with(Evaluator&, Arguments arguments) {
  return text(arguments[0]).starts_with(text(arguments[1]));
}
Value ends_with(Evaluator&, Arguments arguments) {
  return text(arguments[0]).ends_with(text(arguments[1]));
}

Value pattern_failed(Evaluator& evaluator) {
  return evaluator.null("Il modello del testo non è valido o richiede troppo tempo.");
}

Value matches(Evaluator& evaluator, Arguments arguments) {
  Result<TextPattern> pattern = TextPattern::compile(text(arguments[1]), text(arguments[2]));
  if (!pattern) return pattern_failed(evaluator);
  Result<bool> found = pattern->is_found_in(text(arguments[0]));
  return found ? Value(*found) : pattern_failed(evaluator);
}

Value replace(Evaluator& evaluator, Arguments arguments) {
  Result<TextPattern> pattern = TextPattern::compile(text(arguments[1]), text(arguments[3]));
  if (!pattern) return pattern_failed(evaluator);
  Result<std::string> replaced = pattern->replace_all_in(text(arguments[0]), text(arguments[2]),
                                                         evaluator.environment().limits.string_max);
  return replaced ? Value(std::move(*replaced)) : pattern_failed(evaluator);
}

Value split_text(Evaluator& evaluator, Arguments arguments) {
  Result<TextPattern> pattern = TextPattern::compile(text(arguments[1]), "");
  if (!pattern) return pattern_failed(evaluator);
  Result<std::vector<std::string>> parts =
      pattern->split(text(arguments[0]), evaluator.environment().limits.list_max);
  if (!parts) return pattern_failed(evaluator);
  List items;
  for (std::string& part : *parts) items.emplace_back(std::move(part));
  return items;
}

// Nulls are left out.
Value string_join(Evaluator& evaluator, Arguments arguments) {
  std::string joined;
  bool first = true;
  for (const Value& item : *arguments[0].as_list()) {
    if (item.is_null()) continue;
    if (!item.as_string()) return evaluator.null("Si uniscono solo testi.");
    if (!first) joined += text(arguments[1]);
    first = false;
    joined += *item.as_string();
    if (joined.size() > evaluator.environment().limits.string_max) break;  // evaluate() stops it
  }
  return joined;
}

constexpr Signature substring_signatures[] = {{"string:s,start position:n,length:n?", substring}};
constexpr Signature length_signatures[] = {{"string:s", length}};
constexpr Signature upper_signatures[] = {{"string:s", upper}};
constexpr Signature lower_signatures[] = {{"string:s", lower}};
constexpr Signature before_signatures[] = {{"string:s,match:s", before}};
constexpr Signature after_signatures[] = {{"string:s,match:s", after}};
constexpr Signature contains_signatures[] = {{"string:s,match:s", contains}};
constexpr Signature starts_signatures[] = {{"string:s,match:s", starts_with}};
constexpr Signature ends_signatures[] = {{"string:s,match:s", ends_with}};
constexpr Signature matches_signatures[] = {{"input:s,pattern:s,flags:s?", matches}};
constexpr Signature replace_signatures[] = {{"input:s,pattern:s,replacement:s,flags:s?", replace}};
constexpr Signature split_signatures[] = {{"string:s,delimiter:s", split_text}};
constexpr Signature join_signatures[] = {{"list:l,delimiter:s?", string_join}};

constexpr Builtin table[] = {
    {"substring", substring_signatures},     {"string length", length_signatures},
    {"upper case", upper_signatures},        {"lower case", lower_signatures},
    {"substring before", before_signatures}, {"substring after", after_signatures},
    {"contains", contains_signatures},       {"starts with", starts_signatures},
    {"ends with", ends_signatures},          {"matches", matches_signatures},
    {"replace", replace_signatures},         {"split", split_signatures},
    {"string join", join_signatures},
};

}  // namespace

std::span<const Builtin> string_builtins() {
  return table;
}

}  // namespace digipro::feel
