#include <algorithm>

#include "core/forms/sentences.h"
#include "core/forms/typed.h"

namespace digipro::forms {
namespace {

constexpr size_t reasons_max = 100;

// One evaluation: fields in their order, then what is due, then steps and summary.
class Run {
 public:
  Run(const FormDefinition& form, const Answers& answers, const FeelContext& context)
      : form_(form),
        answers_(answers),
        context_(context),
        environment_{context.now, context.limits},
        slots_(form.fields().size() + 2),
        step_is_open_(form.steps().size()) {
    slots_[form.fields().size()] = context.person;
    slots_[form.fields().size() + 1] = context.ente;
    view_.fields.resize(form.fields().size());
    for (size_t i = 0; i < form.fields().size(); ++i) view_.fields[i].field = &form.fields()[i];
  }

  FormView run() {
    for (size_t index : form_.evaluation_order()) evaluate_field(index);
    for (FieldView& field : view_.fields) decide_due(field);
    for (size_t index = 0; index < form_.steps().size(); ++index) finish_step(index);
    // A hidden step has no visible field, so nothing is open in it.
    view_.sendable = std::all_of(view_.steps.begin(), view_.steps.end(),
                                 [](const StepView& step) { return step.complete; });
    return std::move(view_);
  }

 private:
  void note(std::string_view place, std::string_view reason) {
    if (view_.reasons.size() < reasons_max)
      view_.reasons.push_back(std::string(place) + ": " + std::string(reason));
  }

  feel::Value value_of(const feel::Expression& expression, std::string_view place) {
    auto evaluation = expression.evaluate(slots_, environment_);
    if (!evaluation) {
      note(place, evaluation.error().detail);
      return {};
    }
    for (const std::string& reason : evaluation->reasons) note(place, reason);
    return std::move(evaluation->value);
  }

  // No condition is a condition that holds; one that is null does not.
  bool holds(const std::optional<feel::Expression>& condition, std::string_view place) {
    return !condition || value_of(*condition, place).is_true();
  }

  // All that a step's condition uses comes before each of the step's fields.
  bool is_open(size_t step) {
    std::optional<bool>& open = step_is_open_[step];
    if (!open) open = holds(form_.steps()[step].visible_if, form_.steps()[step].id);
    return *open;
  }

  void evaluate_field(size_t index) {
    FieldView& view = view_.fields[index];
    const Field& field = *view.field;
    view.visible = is_open(field.step) && holds(field.visible_if, field.id);
    if (!view.visible || field.type == FieldType::note) return;
    view.read_only = field.computed.has_value();
    Typed typed = answer_of(view);
    view.raw = std::move(typed.raw);
    view.display_text = std::move(typed.display_text);
    view.value = std::move(typed.value);
    if (!typed.wrong.empty())
      view.problem = Problem{ProblemKind::wrong, std::move(typed.wrong)};
    else if (!typed.incomplete.empty())
      view.problem = Problem{ProblemKind::missing, std::move(typed.incomplete)};
    slots_[index] = view.value;
    if (view.value.is_null()) return;
    if (std::string fault = broken_rule(view); !fault.empty()) {
      view.problem = Problem{ProblemKind::wrong, std::move(fault)};
      view.value = {};
      slots_[index] = {};
    }
  }

  // The person's own answer, even an emptied one, goes before what is known and what is usual.
  Typed answer_of(FieldView& view) {
    const Field& field = *view.field;
    if (field.computed) return typed_of(field, value_of(*field.computed, field.id));
    auto found = answers_.find(field.id);
    if (found != answers_.end() && !found->second.is_null()) {
      Typed typed = typed_answer(field, found->second, form_.limits());
      view.given = !is_empty(found->second) && !(typed.raw.is_null() && typed.wrong.empty());
      return typed;
    }
    if (feel::Value known = prefilled(field); !known.is_null()) return typed_of(field, known);
    if (field.default_value) return typed_of(field, value_of(*field.default_value, field.id));
    return {};
  }

  feel::Value prefilled(const Field& field) const {
    if (field.prefill.empty()) return {};
    feel::Value value = field.prefill[0] == "person" ? context_.person : context_.ente;
    for (size_t i = 1; i < field.prefill.size(); ++i) {
      const feel::Context* context = value.as_context();
      const feel::Value* member = context ? context->find(field.prefill[i]) : nullptr;
      if (!member) return {};
      value = feel::Value(*member);
    }
    return value;
  }

  // What the person did not type is right or absent, never a mistake shown to them.
  Typed typed_of(const Field& field, const feel::Value& value) {
    if (value.is_null()) return {};
    json::Value answer = answer_from(field, value);
    Typed typed = typed_answer(field, answer, form_.limits());
    if (typed.wrong.empty() && !answer.is_null()) return typed;
    note(field.id, "il valore calcolato o iniziale non è adatto al tipo del campo");
    return {};
  }

  std::string broken_rule(const FieldView& view) {
    const Field& field = *view.field;
    if (std::string fault = broken_bound(view, true); !fault.empty()) return fault;
    if (std::string fault = broken_bound(view, false); !fault.empty()) return fault;
    for (const Check& check : field.checks) {
      feel::Value outcome = value_of(check.condition, field.id);
      if (const bool* held = outcome.as_bool(); held && !*held) return check.sentence;
    }
    return {};
  }

  std::string broken_bound(const FieldView& view, bool is_minimum) {
    const Field& field = *view.field;
    const auto& expression = is_minimum ? field.minimum_if : field.maximum_if;
    feel::Value limit = is_minimum ? field.minimum : field.maximum;
    if (expression) limit = value_of(*expression, field.id);
    if (limit.is_null()) return {};
    feel::Truth broken = is_minimum ? feel::less(view.value, limit) : feel::less(limit, view.value);
    return broken == feel::Truth::yes ? bound_sentence(field, limit, is_minimum) : std::string();
  }

  // After all values: what is due may depend on any field, in a circle too ("one of these two").
  void decide_due(FieldView& view) {
    const Field& field = *view.field;
    if (!view.visible || view.read_only || field.type == FieldType::note) return;
    view.required = field.is_required;
    if (!view.required && field.required_if)
      view.required = value_of(*field.required_if, field.id).is_true();
    if (!view.required || view.problem || is_enough(view)) return;
    view.problem = Problem{ProblemKind::missing, missing_sentence(field)};
  }

  static bool is_enough(const FieldView& view) {
    if (view.field->type == FieldType::declaration) return view.value.is_true();
    if (view.field->type == FieldType::location) {
      const feel::Context* place = view.value.as_context();
      return place && (place->find("street") || place->find("lat"));
    }
    return !view.value.is_null();
  }

  void finish_step(size_t index) {
    const Step& step = form_.steps()[index];
    StepView view;
    view.step = &step;
    view.complete = true;
    SummarySection section{&step, {}};
    for (size_t i : step.fields) {
      const FieldView& field = view_.fields[i];
      if (!field.visible) continue;
      view.fields.push_back(i);
      view.complete &= !field.problem;
      bool is_told =
          field.field->type != FieldType::note && (!field.display_text.empty() || field.required);
      if (is_told) section.lines.push_back({field.field, field.field->label, field.display_text});
    }
    // A page without a single field says nothing.
    view.visible = !view.fields.empty();
    if (view.visible) view_.summary.push_back(std::move(section));
    view_.steps.push_back(std::move(view));
  }

  const FormDefinition& form_;
  const Answers& answers_;
  const FeelContext& context_;
  feel::Environment environment_;
  std::vector<feel::Value> slots_;
  std::vector<std::optional<bool>> step_is_open_;
  FormView view_;
};

}  // namespace

FormView evaluate(const FormDefinition& form, const Answers& answers, const FeelContext& context) {
  return Run(form, answers, context).run();
}

}  // namespace digipro::forms
