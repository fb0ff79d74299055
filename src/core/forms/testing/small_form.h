// Small forms for tests: fields as JSON text, answers as JSON text. Header only, tests only; any
// thread. Views refer to the definition that the caller keeps.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/forms/form.h"

namespace digipro::forms::testing {

constexpr Instant monday{1'795'420'800'000'000};  // 2026-11-23T08:00:00Z

// A form of one step with these fields: `{...}, {...}`.
inline std::string text_of_form(std::string_view fields) {
  return R"({"format":"digipro.form/1","title":"Prova","steps":[{"id":"uno","title":"Uno",)"
         "\"fields\":[" +
         std::string(fields) + "]}]}";
}

inline FormDefinition form_of(std::string_view fields) {
  auto form = FormDefinition::parse(text_of_form(fields));
  if (!form) FAIL(form.error().detail);
  return *form;
}

inline Answers answers_of(std::string_view json) {
  auto parsed = json::parse(json);
  REQUIRE_MESSAGE(parsed.has_value(), std::string(json));
  return parsed->members();
}

inline FeelContext context_at(Instant now) {
  FeelContext context;
  context.now = now;
  return context;
}

inline FormView view_of(const FormDefinition& form, std::string_view answers = "{}") {
  return evaluate(form, answers_of(answers), context_at(monday));
}

// Place and sentence of every mistake: "steps[0].fields[0].id: ...".
inline std::vector<std::string> mistakes_in(std::string_view text_of_definition) {
  auto form = FormDefinition::parse(text_of_definition);
  std::vector<std::string> found;
  if (form) return found;
  CHECK(form.error().code == ErrorCode::definition);
  for (const FieldProblem& problem : form.error().fields)
    found.push_back(problem.field + ": " + problem.sentence);
  return found;
}

inline std::string problem_of(const FormView& view, std::string_view field) {
  const FieldView* found = view.find(field);
  REQUIRE(found != nullptr);
  if (!found->problem) return "";
  return (found->problem->kind == ProblemKind::missing ? "missing " : "wrong ") +
         found->problem->sentence;
}

}  // namespace digipro::forms::testing
