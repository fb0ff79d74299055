// Variables of the process and the outcomes of its tasks.
#include <algorithm>
#include <array>
#include <charconv>

#include "process/bpmn/reader.h"

namespace digipro::process {
namespace {

constexpr std::array<std::pair<std::string_view, VariableType>, 9> variable_types = {{
    {"any", VariableType::any},
    {"text", VariableType::text},
    {"number", VariableType::number},
    {"boolean", VariableType::boolean},
    {"date", VariableType::date},
    {"date_time", VariableType::date_time},
    {"duration", VariableType::duration},
    {"list", VariableType::list},
    {"context", VariableType::context},
}};
constexpr std::array<std::pair<std::string_view, FieldType>, 4> field_types = {{
    {"text", FieldType::text},
    {"long_text", FieldType::long_text},
    {"office", FieldType::office},
    {"choice", FieldType::choice},
}};
constexpr size_t length_max = 20'000;

template <class Table>
auto find_type(const Table& table, std::string_view name) {
  return std::find_if(table.begin(), table.end(),
                      [&](const auto& entry) { return entry.first == name; });
}

bool is_name(std::string_view text) {
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= 64 && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

void Reader::declare(const xml::Element& at, const std::string& name, VariableType type) {
  if (!is_name(name)) {
    problem(at, "nome di variabile non valido: «" + name + "» (lettere, cifre e _).");
    return;
  }
  if (definition.find_variable(name)) return;
  size_t slot = scope_.add(name);
  definition.variable_by_name[name] = slot;
  definition.variables.resize(slot + 1);
  definition.variables[slot] = {name, type};
}

void Reader::declare_of_node(const xml::Element& element) {
  if (element.name == "userTask") {
    const std::string* esito = element.find_attribute(own_space, "outcomeVariable");
    auto outcomes = extensions(element, "outcome");
    if (!outcomes.empty()) declare(element, esito ? *esito : "esito", VariableType::text);
    for (const xml::Element* outcome : outcomes) {
      for (const xml::Element* field : outcome->children_named(own_space, "field")) {
        const std::string& variable = field->attribute("variable");
        declare(element, variable.empty() ? field->attribute("id") : variable, VariableType::text);
      }
    }
  }
  for (const xml::Element* output : extensions(element, "output")) {
    declare(element, output->attribute("variable"), VariableType::any);
  }
  for (const xml::Element* answer : extensions(element, "answer")) {
    declare(element, answer->attribute("variable"), VariableType::text);
  }
}

// What the process declares stands first: its types win over what tasks and verbs imply.
void Reader::declare_variables(const xml::Element& process) {
  check_attributes(process, {});
  const xml::Element* list = process.child(bpmn_space, "extensionElements");
  for (const xml::Element& element : list ? list->children : std::vector<xml::Element>()) {
    if (element.space != own_space) continue;
    if (element.name != "variable") {
      problem(process, "estensione sconosciuta: " + element.name + ".");
      continue;
    }
    check_attributes(element, {"name", "type"});
    const std::string& type = element.attribute("type");
    auto found = find_type(variable_types, type.empty() ? "any" : type);
    if (found == variable_types.end()) {
      problem(process, "tipo di variabile sconosciuto: " + type + ".");
    } else if (definition.find_variable(element.attribute("name"))) {
      problem(process, "variabile dichiarata due volte: " + element.attribute("name") + ".");
    } else {
      declare(process, element.attribute("name"), found->second);
    }
  }
  for (const xml::Element* element : node_elements_) declare_of_node(*element);
}

void Reader::read_reason(const xml::Element& element, const std::string& variable,
                         bool is_riciclo) {
  if (variable.empty()) return;
  if (!is_riciclo) problem(element, "reason vale solo con riciclo=\"true\".");
  if (!definition.find_variable(variable)) {
    problem(element, "variabile sconosciuta: " + variable + ".");
  }
}

Outcome Reader::read_outcome(const xml::Element& element) {
  check_attributes(element, {"id", "label", "visible", "riciclo", "reason"});
  Outcome outcome;
  outcome.id = element.attribute("id");
  outcome.label = element.attribute("label");
  if (outcome.id.empty() || outcome.label.empty()) problem(element, "un esito vuole id e label.");
  outcome.visible = flag(element, "", "visible", false);
  outcome.riciclo = flag(element, "", "riciclo", false);
  outcome.reason = element.attribute("reason");
  read_reason(element, outcome.reason, outcome.riciclo);
  for (const xml::Element& child : element.children) {
    if (child.space == own_space && child.name != "field") {
      problem(element, "estensione sconosciuta: " + child.name + ".");
    }
  }
  for (const xml::Element* child : element.children_named(own_space, "field")) {
    OutcomeField field = read_field(*child);
    bool is_double = std::any_of(outcome.fields.begin(), outcome.fields.end(),
                                 [&](const OutcomeField& other) { return other.id == field.id; });
    if (is_double) problem(element, "due campi con lo stesso id: " + field.id + ".");
    if (field.visible && !outcome.visible) {
      problem(element, "il campo " + field.id + " è visibile ma l'esito non lo è.");
    }
    outcome.fields.push_back(std::move(field));
  }
  return outcome;
}

OutcomeField Reader::read_field(const xml::Element& element) {
  check_attributes(element,
                   {"id", "label", "hint", "type", "required", "visible", "variable", "lengthMax"});
  OutcomeField field;
  field.id = element.attribute("id");
  field.label = element.attribute("label");
  field.hint = element.attribute("hint");
  field.variable = element.attribute("variable").empty() ? field.id : element.attribute("variable");
  if (field.id.empty() || field.label.empty()) problem(element, "un campo vuole id e label.");
  const std::string& type = element.attribute("type");
  auto found = find_type(field_types, type.empty() ? "text" : type);
  if (found == field_types.end()) {
    problem(element, "tipo di campo sconosciuto: " + type + ".");
  } else {
    field.type = found->second;
  }
  if (field.type == FieldType::text) field.length_max = 200;
  field.required = flag(element, "", "required", true);
  field.visible = flag(element, "", "visible", false);
  const std::string& length = element.attribute("lengthMax");
  if (!length.empty()) {
    auto end = length.data() + length.size();
    auto read = std::from_chars(length.data(), end, field.length_max);
    if (read.ec != std::errc() || read.ptr != end || field.length_max == 0 ||
        field.length_max > length_max) {
      problem(element, "lengthMax deve stare fra 1 e " + std::to_string(length_max) + ".");
    }
  }
  for (const xml::Element* choice : element.children_named(own_space, "choice")) {
    check_attributes(*choice, {"value", "label"});
    if (choice->attribute("value").empty() || choice->attribute("label").empty()) {
      problem(element, "una voce vuole value e label.");
    }
    field.choices.push_back({choice->attribute("value"), choice->attribute("label")});
  }
  if ((field.type == FieldType::choice) == field.choices.empty()) {
    problem(element, "le voci (digipro:choice) vanno con il tipo choice.");
  }
  return field;
}

}  // namespace digipro::process
