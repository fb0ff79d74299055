#include <algorithm>

#include "process/dmn/run.h"

namespace digipro::dmn {
namespace {

bool is_decided(const Element& element) {
  return element.kind == ElementKind::decision || element.kind == ElementKind::service;
}

// `into` gets the input data below, each once, in the order in which it is met.
void collect_inputs(const Content& content, ElementIndex index, std::vector<bool>& seen,
                    std::vector<ElementIndex>& into) {
  if (seen[index]) return;
  seen[index] = true;
  const Element& element = content.elements[index];
  if (element.kind == ElementKind::input) into.push_back(index);
  for (const Requirement& requirement : element.requires_)
    collect_inputs(content, requirement.element, seen, into);
}

}  // namespace

Model::Model(std::unique_ptr<const Content> content) : content_(std::move(content)) {}
Model::~Model() = default;

const std::string& Model::name() const {
  return content_->name;
}

ElementIndex Model::find_by_id(std::string_view id) const {
  auto found = content_->by_id.find(id);
  if (found == content_->by_id.end()) return no_element;
  return is_decided(content_->elements[found->second]) ? found->second : no_element;
}

ElementIndex Model::find_by_name(std::string_view name) const {
  for (ElementIndex index = 0; index < content_->elements.size(); ++index)
    if (content_->elements[index].name == name && is_decided(content_->elements[index]))
      return index;
  return no_element;
}

std::vector<ElementIndex> Model::decisions() const {
  std::vector<ElementIndex> found;
  for (ElementIndex index = 0; index < content_->elements.size(); ++index)
    if (is_decided(content_->elements[index])) found.push_back(index);
  return found;
}

const std::string& Model::id_of(ElementIndex element) const {
  return content_->elements[element].id;
}

const std::string& Model::name_of(ElementIndex element) const {
  return content_->elements[element].name;
}

std::vector<Input> Model::inputs_of(ElementIndex element) const {
  std::vector<ElementIndex> found;
  const Element& wanted = content_->elements[element];
  if (wanted.kind == ElementKind::service) {
    found = wanted.inputs;
  } else {
    std::vector<bool> seen(content_->elements.size(), false);
    collect_inputs(*content_, element, seen, found);
  }
  std::vector<Input> inputs;
  for (ElementIndex index : found) {
    const Element& input = content_->elements[index];
    bool is_known = std::any_of(inputs.begin(), inputs.end(),
                                [&](const Input& other) { return other.name == input.name; });
    if (!is_known) inputs.push_back({input.name, input.type_name});
  }
  return inputs;
}

Result<Decided> Model::decide(ElementIndex element, const feel::Context& inputs,
                              Instant now) const {
  feel::EvaluationLimits limits;
  limits.steps_max = steps_max;
  Run run(shared_from_this(), now, limits);
  const Element& wanted = content_->elements[element];
  Values values(content_->elements.size());
  feel::Value answer;
  if (wanted.kind == ElementKind::service) {
    for (ElementIndex index : wanted.inputs) {
      const feel::Value* given = inputs.find(content_->elements[index].name);
      values.of[index] =
          run.as_declared(given ? *given : feel::Value(), content_->elements[index].type);
    }
    answer = run.answer_of(wanted, values);
  } else {
    values.given = &inputs;
    answer = run.value_of(element, values);
  }
  if (run.stopped()) {
    Error error = run.stopped_by();
    error.detail = wanted.place + ": " + error.detail;
    return refuse(std::move(error));
  }
  return run.take(std::move(answer));
}

}  // namespace digipro::dmn
