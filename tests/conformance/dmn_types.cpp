// Item definitions of a model as FEEL's types.
#include "dmn_model.h"

namespace digipro::conformance {

feel::TypePointer DmnModel::named_type(std::string_view name, int depth) const {
  std::string_view local = name.substr(name.starts_with("feel:") ? 5 : 0);
  if (feel::TypePointer built_in = feel::built_in_type(local)) return built_in;
  const xml::Element* item = find("itemDefinition", local);
  return item && depth > 0 ? type_of(*item, depth - 1) : feel::any_type();
}

feel::TypePointer DmnModel::type_of(const xml::Element& item, int depth) const {
  feel::TypePointer type = feel::any_type();
  auto components = item.children_named(item.space, "itemComponent");
  if (const xml::Element* reference = item.child(item.space, "typeRef")) {
    type = named_type(reference->text, depth);
  } else if (item.child(item.space, "functionItem")) {
    type = feel::built_in_type("function");
  } else if (!components.empty()) {
    auto context = std::make_shared<feel::Type>(*feel::built_in_type("context"));
    for (const xml::Element* component : components)
      context->entries.emplace_back(component->attribute("name"), type_of(*component, depth));
    type = context;
  }
  if (item.attribute("isCollection") != "true") return type;
  auto list = std::make_shared<feel::Type>(*feel::built_in_type("list"));
  list->element = type;
  return list;
}

// A value that does not fit what its variable declares becomes null (DMN 1.5, clause 7.3.2).
feel::Value DmnModel::as_declared(const xml::Element& element, feel::Value value) const {
  const xml::Element* variable = element.child(element.space, "variable");
  if (!variable || variable->attribute("typeRef").empty()) return value;
  constexpr int depth = 8;
  return feel::coerce(value, *named_type(variable->attribute("typeRef"), depth))
      .value_or(feel::Value());
}

}  // namespace digipro::conformance
