#include "dmn_model.h"

#include "suite.h"

namespace digipro::conformance {
namespace {

constexpr int types_depth_max = 8;

// Logic with rules of its own beside FEEL's: it belongs to decisions (DMN 1.5, clauses 8 and 10.2).
const std::map<std::string_view, std::string_view> other_kinds = {
    {"decisionService", "a decision service"},
    {"decisionTable", "a decision table"},
    {"conditional", "a boxed conditional"},
    {"filter", "a boxed filter"},
    {"for", "a boxed iteration"},
    {"some", "a boxed iteration"},
    {"every", "a boxed iteration"}};

std::string variable_name(const xml::Element& element) {
  const xml::Element* variable = element.child(element.space, "variable");
  const std::string& own = variable ? variable->attribute("name") : std::string();
  return own.empty() ? element.attribute("name") : own;
}

// A name that is never known before: all the models' names of members, so that paths find them.
void add_members(const xml::Element& element, feel::Scope& scope) {
  bool has_name = element.name == "itemComponent" || element.name == "variable" ||
                  element.name == "column" || element.name == "inputData";
  if (has_name && !element.attribute("name").empty()) scope.add_member(element.attribute("name"));
  for (const xml::Element& child : element.children) add_members(child, scope);
}

}  // namespace

Result<DmnModel> DmnModel::read(const std::filesystem::path& path) {
  DIGIPRO_TRY(root, xml::parse(read_file(path)));
  return DmnModel(std::move(root));
}

DmnModel::DmnModel(xml::Element root)
    : root_(std::make_shared<const xml::Element>(std::move(root))), space_(root_->space) {
  for (const xml::Element& child : root_->children)
    if (!child.attribute("id").empty()) by_id_[child.attribute("id")] = &child;
}

const xml::Element* DmnModel::find(std::string_view kind, std::string_view name) const {
  for (const xml::Element* element : root_->children_named(space_, kind))
    if (element->attribute("name") == name) return element;
  return nullptr;
}

// The elements whose values the logic of an element may name.
std::vector<const xml::Element*> DmnModel::requirements(const xml::Element& element) const {
  std::vector<const xml::Element*> found;
  for (const xml::Element& requirement : element.children) {
    if (requirement.name != "informationRequirement" && requirement.name != "knowledgeRequirement")
      continue;
    for (const xml::Element& target : requirement.children) {
      const std::string& href = target.attribute("href");
      auto place = by_id_.find(href.substr(href.find('#') + 1));
      if (place != by_id_.end()) found.push_back(place->second);
    }
  }
  return found;
}

std::string DmnModel::beyond_expressions(std::string_view decision) const {
  const xml::Element* element = find("decision", decision);
  std::set<const xml::Element*> seen;
  return element ? beyond(*element, seen) : "";
}

std::string DmnModel::beyond(const xml::Element& element,
                             std::set<const xml::Element*>& seen) const {
  if (!seen.insert(&element).second) return "";
  if (auto kind = other_kinds.find(element.name); kind != other_kinds.end())
    return std::string(kind->second);
  for (const xml::Element& child : element.children)
    if (std::string kind = beyond(child, seen); !kind.empty()) return kind;
  for (const xml::Element* required : requirements(element))
    if (std::string kind = beyond(*required, seen); !kind.empty()) return kind;
  return "";
}

DmnModel::Outcome DmnModel::decide(std::string_view decision, const feel::Context& inputs) const {
  const xml::Element* element = find("decision", decision);
  if (!element) return {{}, "the model has no such decision"};
  Run run{inputs, {}, ""};
  feel::Value value = value_of(*element, run);
  return {std::move(value), std::move(run.why)};
}

feel::Value DmnModel::value_of(const xml::Element& element, Run& run) const {
  if (auto known = run.values.find(&element); known != run.values.end()) return known->second;
  run.values[&element] = {};  // what a cycle sees
  feel::Value value;
  if (element.name == "inputData") {
    const feel::Value* given = run.inputs.find(element.attribute("name"));
    value = as_declared(element, given ? *given : feel::Value());
  } else if (element.name == "businessKnowledgeModel") {
    if (const xml::Element* function = element.child(element.space, "encapsulatedLogic"))
      value = evaluate(element, function_text(*function), run);
  } else if (const xml::Element* logic = logic_of(element)) {
    value = as_declared(element, evaluate(element, feel_text(*logic), run));
  }
  return run.values[&element] = std::move(value);
}

feel::Value DmnModel::evaluate(const xml::Element& element, const std::string& text,
                               Run& run) const {
  feel::Scope scope;
  std::vector<feel::Value> values;
  for (const xml::Element* required : requirements(element)) {
    feel::Value value = value_of(*required, run);
    if (scope.add(variable_name(*required)) == values.size()) values.push_back(std::move(value));
  }
  add_members(*root_, scope);
  for (const xml::Element* item : root_->children_named(space_, "itemDefinition"))
    scope.add_type(item->attribute("name"), type_of(*item, types_depth_max));
  feel::CompileOptions options;
  options.unknown_names_are_null = true;
  auto expression = feel::Expression::compile(text, scope, options);
  if (!expression) {
    run.why += expression.error().detail + " in: " + text + "; ";
    return {};
  }
  auto noon = parse_rfc3339("2026-11-23T11:00:00Z");
  auto evaluation = expression->evaluate(values, feel::Environment{*noon, {}});
  if (!evaluation) {
    run.why += evaluation.error().detail + "; ";
    return {};
  }
  for (const std::string& reason : evaluation->reasons) run.why += reason + "; ";
  return evaluation->value;
}

}  // namespace digipro::conformance
