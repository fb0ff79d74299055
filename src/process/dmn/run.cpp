#include "process/dmn/run.h"

#include <utility>

#include "process/feel/native.h"

namespace digipro::dmn {
namespace {

constexpr size_t reasons_max = 20;

class BoxedFunction final : public feel::NativeFunction {
 public:
  BoxedFunction(std::vector<std::string> names, std::vector<feel::TypePointer> types,
                std::shared_ptr<const Model> model, const Element& element, const Boxed& definition,
                Frame frame)
      : NativeFunction(std::move(names), std::move(types)),
        model_(std::move(model)),
        element_(element),
        definition_(definition),
        frame_(std::move(frame)) {}

  Result<feel::Evaluation> call(std::span<const feel::Value> arguments,
                                const feel::Environment& environment) const override {
    return Run::inside(model_, environment, [&](Run& run) {
      Frame frame = frame_;
      for (size_t at = 0; at < arguments.size(); ++at) {
        const Entry& parameter = definition_.entries[at];
        frame[parameter.slot] = run.as_declared(arguments[at], parameter.type);
      }
      feel::Value value = run.evaluate_for(element_, *definition_.parts[0], frame);
      bool is_model = element_.logic.get() == &definition_;
      return is_model ? run.as_declared(std::move(value), element_.type) : value;
    });
  }

 private:
  std::shared_ptr<const Model> model_;
  const Element& element_;   // of the model
  const Boxed& definition_;  // of the model
  Frame frame_;
};

class ServiceFunction final : public feel::NativeFunction {
 public:
  ServiceFunction(std::vector<std::string> names, std::vector<feel::TypePointer> types,
                  std::shared_ptr<const Model> model, const Element& service)
      : NativeFunction(std::move(names), std::move(types)),
        model_(std::move(model)),
        service_(service) {}

  Result<feel::Evaluation> call(std::span<const feel::Value> arguments,
                                const feel::Environment& environment) const override {
    return Run::inside(model_, environment, [&](Run& run) {
      Values values(run.content().elements.size());
      for (size_t at = 0; at < arguments.size(); ++at) {
        ElementIndex input = service_.inputs[at];
        values.of[input] = run.as_declared(arguments[at], run.content().elements[input].type);
      }
      return run.answer_of(service_, values);
    });
  }

 private:
  std::shared_ptr<const Model> model_;
  const Element& service_;  // of the model
};

}  // namespace

feel::Value boxed_function(const std::shared_ptr<const Model>& model, const Element& element,
                           const Boxed& definition, const Frame& frame) {
  std::vector<std::string> names;
  std::vector<feel::TypePointer> types;
  for (const Entry& parameter : definition.entries) {
    names.push_back(parameter.name);
    types.push_back(parameter.type ? parameter.type->type : nullptr);
  }
  return feel::to_value(std::make_shared<const BoxedFunction>(std::move(names), std::move(types),
                                                              model, element, definition, frame));
}

Result<feel::Evaluation> Run::inside(const std::shared_ptr<const Model>& model,
                                     const feel::Environment& environment,
                                     const std::function<feel::Value(Run&)>& body) {
  auto* around = dynamic_cast<Run*>(environment.companion);
  if (around && around->model_ == model) {
    feel::EvaluationLimits before = std::exchange(around->left_, environment.limits);
    feel::Value value = body(*around);
    int64_t steps = environment.limits.steps_max - around->left_.steps_max;
    around->left_ = before;
    if (around->stopped_) return refuse(*around->stopped_);
    return feel::Evaluation{std::move(value), {}, steps};
  }
  Run own(model, environment.now, environment.limits);
  feel::Value value = body(own);
  if (own.stopped_) return refuse(*own.stopped_);
  return feel::Evaluation{std::move(value), std::move(own.reasons_),
                          environment.limits.steps_max - own.left_.steps_max};
}

bool Run::charge() {
  if (stopped_) return false;
  if (--left_.steps_max >= 0) return true;
  stopped_ = fail(ErrorCode::limit_exceeded, "DMN steps");
  return false;
}

feel::Value Run::null(const std::string& reason) {
  if (reasons_.size() < reasons_max && !stopped_)
    reasons_.push_back(element_ ? element_->place + ": " + reason : reason);
  return {};
}

feel::Value Run::checked(feel::Value value) {
  const feel::List* items = value.as_list();
  if (value.depth() > left_.value_depth_max || value.weight() > left_.value_weight_max ||
      (items && items->size() > left_.list_max)) {
    if (!stopped_) stopped_ = fail(ErrorCode::limit_exceeded, "DMN value size");
    return {};
  }
  return value;
}

feel::Environment Run::environment() {
  return {now_, left_, this};
}

feel::Value Run::outcome(Result<feel::Evaluation> result, int64_t steps_before) {
  if (!result) {
    if (!stopped_) stopped_ = std::move(result.error());
    return {};
  }
  left_.steps_max = steps_before - result->steps;
  for (const std::string& reason : result->reasons) null(reason);
  return std::move(result->value);
}

feel::Value Run::leaf(const feel::Expression& expression, const Frame& frame) {
  if (!charge()) return {};
  int64_t before = left_.steps_max;
  return outcome(expression.evaluate(frame, environment()), before);
}

feel::Value Run::test(const feel::Expression& expression, const feel::Value& tested,
                      const Frame& frame) {
  if (!charge()) return {};
  int64_t before = left_.steps_max;
  return outcome(expression.test(tested, frame, environment()), before);
}

bool Run::is_allowed(const feel::Value& value, const ItemType& type) {
  if (!type.is_checked || value.is_null()) return true;
  if (type.allowed && !test(*type.allowed, value, {}).is_true()) return false;
  if (type.constraint && !test(*type.constraint, value, {}).is_true()) return false;
  if (const feel::List* items = value.as_list(); items && type.of_items)
    for (const feel::Value& item : *items)
      if (!is_allowed(item, *type.of_items)) return false;
  if (const feel::Context* context = value.as_context())
    for (const auto& [name, part] : type.components)
      if (const feel::Value* entry = context->find(name); entry && !is_allowed(*entry, *part))
        return false;
  return true;
}

feel::Value Run::as_declared(feel::Value value, const ItemPointer& type) {
  if (!type || value.is_null()) return value;
  auto fitting = feel::coerce(value, *type->type);
  if (!fitting) return null("un valore non è del tipo " + type->name + ".");
  if (!is_allowed(*fitting, *type))
    return null("un valore non è fra quelli che il tipo " + type->name + " ammette.");
  return std::move(*fitting);
}

Frame Run::frame_of(const Element& element, Values& values) {
  Frame frame(element.frame_size);
  for (const Requirement& requirement : element.requires_)
    frame[requirement.slot] = value_of(requirement.element, values);
  return frame;
}

feel::Value Run::evaluate_for(const Element& element, const Boxed& boxed, Frame& frame) {
  const Element* before = std::exchange(element_, &element);
  feel::Value value = evaluate(boxed, frame);
  element_ = before;
  return value;
}

feel::Value Run::function_value(ElementIndex index, Values& values) {
  const Element& element = content().elements[index];
  if (element.kind == ElementKind::knowledge) {
    if (element.logic->kind != BoxedKind::function) return {};
    return boxed_function(model_, element, *element.logic, frame_of(element, values));
  }
  std::vector<std::string> names;
  std::vector<feel::TypePointer> types;
  for (ElementIndex input : element.inputs) {
    const Element& parameter = content().elements[input];
    names.push_back(parameter.variable);
    types.push_back(parameter.type ? parameter.type->type : nullptr);
  }
  return feel::to_value(
      std::make_shared<const ServiceFunction>(std::move(names), std::move(types), model_, element));
}

feel::Value Run::value_of(ElementIndex index, Values& values) {
  if (values.of[index]) return *values.of[index];
  if (!charge()) return {};
  values.of[index] = feel::Value();  // what a cycle sees
  const Element& element = content().elements[index];
  feel::Value value;
  if (element.kind == ElementKind::input) {
    const feel::Value* given = values.given ? values.given->find(element.name) : nullptr;
    const Element* before = std::exchange(element_, &element);
    if (given) value = as_declared(*given, element.type);
    element_ = before;
  } else if (element.kind == ElementKind::decision) {
    Frame frame = frame_of(element, values);
    value = evaluate_for(element, *element.logic, frame);
    const Element* before = std::exchange(element_, &element);
    value = as_declared(std::move(value), element.type);
    element_ = before;
  } else {
    value = function_value(index, values);
  }
  values.of[index] = value;
  return value;
}

feel::Value Run::answer_of(const Element& service, Values& values) {
  if (service.outputs.size() == 1)
    return as_declared(value_of(service.outputs[0], values), service.type);
  feel::Context context;
  for (ElementIndex output : service.outputs)
    context.set(content().elements[output].variable, value_of(output, values));
  return as_declared(std::move(context), service.type);
}

Decided Run::take(feel::Value value) {
  return {std::move(value), std::move(reasons_), std::move(tables_)};
}

}  // namespace digipro::dmn
