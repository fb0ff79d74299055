// For tests: what an expression gives, written as FEEL writes it (strings with quotes), and what a
// wrong one is told. At noon of Monday 23 November 2026 in Rome. One thread.
#pragma once
#include <string>
#include <string_view>

#include "base/instant.h"
#include "process/feel/expression.h"

namespace digipro::feel::testing {

inline Environment noon() {
  return {*parse_rfc3339("2026-11-23T11:00:00Z"), {}};
}

inline std::string written(const Value& value) {
  std::string text = to_string(Value(List{value}));
  return text.substr(1, text.size() - 2);
}

// "limit: steps" when a limit stopped it, "refused 1:5 ..." when it is no FEEL.
inline std::string answer(std::string_view text, const Context& names = {},
                          const EvaluationLimits& limits = {}) {
  Environment environment = noon();
  environment.limits = limits;
  Result<Evaluation> evaluation = evaluate_text(text, names, environment);
  if (evaluation) return written(evaluation->value);
  if (evaluation.error().code == ErrorCode::limit_exceeded)
    return "limit: " + evaluation.error().detail.substr(sizeof "FEEL");
  return "refused " + evaluation.error().detail;
}

inline Value value_of(std::string_view text) {
  return evaluate_text(text, {}, noon()).value().value;
}

}  // namespace digipro::feel::testing
