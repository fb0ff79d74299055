#include "core/forms/form.h"

namespace digipro::forms {
namespace {

bool same_problem(const std::optional<Problem>& a, const std::optional<Problem>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->kind == b->kind && a->sentence == b->sentence;
}

}  // namespace

const FieldView* FormView::find(std::string_view field_id) const {
  for (const FieldView& field : fields)
    if (field.field->id == field_id) return &field;
  return nullptr;
}

std::vector<FieldProblem> FormView::problems(std::optional<size_t> step, bool with_missing) const {
  std::vector<FieldProblem> found;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (step && *step != i) continue;
    for (size_t index : steps[i].fields) {
      const FieldView& field = fields[index];
      if (field.problem && (with_missing || field.problem->kind == ProblemKind::wrong))
        found.push_back({field.field->id, field.problem->sentence});
    }
  }
  return found;
}

json::Object FormView::values() const {
  json::Object values;
  for (const FieldView& field : fields) {
    if (!field.visible || field.value.is_null()) continue;
    // A place keeps its coordinates as they were given: decimal strings.
    values[field.field->id] =
        field.field->type == FieldType::location ? field.raw : feel::to_json(field.value);
  }
  return values;
}

feel::Context FormView::feel_values() const {
  feel::Context values;
  for (const FieldView& field : fields) values.append(field.field->id, field.value);
  return values;
}

std::vector<std::string> changed_fields(const FormView& before, const FormView& after) {
  std::vector<std::string> changed;
  for (size_t i = 0; i < before.fields.size() && i < after.fields.size(); ++i) {
    const FieldView& a = before.fields[i];
    const FieldView& b = after.fields[i];
    if (a.visible != b.visible || a.required != b.required || !same_problem(a.problem, b.problem) ||
        !feel::same(a.value, b.value))
      changed.push_back(b.field->id);
  }
  return changed;
}

}  // namespace digipro::forms
