// Boxed expressions (DMN 1.5, clauses 7.3 and 10.2) written as FEEL text.
#include <array>

#include "dmn_model.h"

namespace digipro::conformance {
namespace {

constexpr std::string_view result_name = "boxed_result";

std::string in_parentheses(const std::string& text) {
  return "(" + text + "\n)";  // the text may end with a comment
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + '"';
}

std::string with_type(std::string text, const std::string& type) {
  if (type.empty() || type == "Any") return text;
  return "(function(value: " + type + ") value)(" + text + ")";
}

std::string context_text(const xml::Element& context) {
  std::string text = "{";
  bool has_result = false;
  for (const xml::Element* entry : context.children_named(context.space, "contextEntry")) {
    const xml::Element* variable = entry->child(entry->space, "variable");
    const xml::Element* logic = logic_of(*entry);
    if (!variable) has_result = true;
    if (text.size() > 1) text += ", ";
    text += variable ? in_quotes(variable->attribute("name")) : std::string(result_name);
    std::string value = logic ? in_parentheses(feel_text(*logic)) : "null";
    text += ": " + with_type(value, variable ? variable->attribute("typeRef") : std::string());
  }
  text += "}";
  return has_result ? text + "." + std::string(result_name) : text;
}

std::string invocation_text(const xml::Element& invocation) {
  const xml::Element* called = logic_of(invocation);
  std::string text = (called ? feel_text(*called) : "null") + "(";
  bool first = true;
  for (const xml::Element* binding : invocation.children_named(invocation.space, "binding")) {
    const xml::Element* parameter = binding->child(binding->space, "parameter");
    const xml::Element* logic = logic_of(*binding);
    if (!first) text += ", ";
    first = false;
    text += parameter ? parameter->attribute("name") + ": " : std::string();
    text += logic ? in_parentheses(feel_text(*logic)) : "null";
  }
  return text + ")";
}

std::string list_text(const xml::Element& list) {
  std::string text = "[";
  for (const xml::Element& item : list.children) {
    if (item.name == "description" || item.name == "extensionElements") continue;
    text += (text.size() > 1 ? ", " : "") + in_parentheses(feel_text(item));
  }
  return text + "]";
}

std::string relation_text(const xml::Element& relation) {
  auto columns = relation.children_named(relation.space, "column");
  std::string text = "[";
  for (const xml::Element* row : relation.children_named(relation.space, "row")) {
    text += text.size() > 1 ? ", {" : "{";
    for (size_t at = 0; at < row->children.size() && at < columns.size(); ++at) {
      text += (at > 0 ? ", " : "") + in_quotes(columns[at]->attribute("name")) + ": " +
              in_parentheses(feel_text(row->children[at]));
    }
    text += "}";
  }
  return text + "]";
}

}  // namespace

const xml::Element* logic_of(const xml::Element& element) {
  constexpr std::array<std::string_view, 12> kinds = {
      "literalExpression", "context", "invocation", "list", "relation", "functionDefinition",
      "conditional",       "filter",  "for",        "some", "every",    "decisionTable"};
  for (const xml::Element& child : element.children)
    for (std::string_view kind : kinds)
      if (child.is(element.space, kind)) return &child;
  return nullptr;
}

std::string function_text(const xml::Element& function) {
  std::string text = "function(";
  bool first = true;
  for (const xml::Element* each : function.children_named(function.space, "formalParameter")) {
    text += (first ? "" : ", ") + each->attribute("name");
    if (!each->attribute("typeRef").empty()) text += ": " + each->attribute("typeRef");
    first = false;
  }
  const xml::Element* logic = logic_of(function);
  if (!logic) return text + ") null";
  return text + ") " + with_type(in_parentheses(feel_text(*logic)), logic->attribute("typeRef"));
}

std::string feel_text(const xml::Element& logic) {
  if (logic.name == "context") return context_text(logic);
  if (logic.name == "invocation") return invocation_text(logic);
  if (logic.name == "list") return list_text(logic);
  if (logic.name == "relation") return relation_text(logic);
  if (logic.name == "functionDefinition") return function_text(logic);
  const xml::Element* text = logic.child(logic.space, "text");
  return text && !text->text.empty() ? text->text : "null";
}

}  // namespace digipro::conformance
