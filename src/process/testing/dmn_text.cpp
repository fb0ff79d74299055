#include "process/testing/dmn_text.h"

#include "base/assert.h"
#include "base/text.h"

namespace digipro::dmn::testing {
namespace {

std::string tag(std::string_view name, std::string_view inside, std::string_view attributes = "") {
  std::string opened(name);
  if (!attributes.empty()) opened += " " + std::string(attributes);
  return "<" + opened + ">" + std::string(inside) + "</" + std::string(name) + ">\n";
}

std::string attribute(std::string_view name, std::string_view value) {
  return value.empty() ? "" : std::string(name) + "=\"" + escaped(value) + "\" ";
}

std::string text_of(std::string_view text) {
  return tag("text", escaped(text));
}

std::string variable(std::string_view name, std::string_view type) {
  return tag("variable", "", attribute("name", name) + attribute("typeRef", type));
}

struct Row {
  std::vector<std::string> inputs, outputs;
  std::string note;
};

std::vector<std::string> cells_of(std::string_view text) {
  std::vector<std::string> cells;
  if (trim(text).empty()) return cells;
  for (const std::string& cell : split(text, ';')) cells.emplace_back(trim(cell));
  return cells;
}

Row row_of(std::string_view text) {
  Row row;
  size_t note = text.find(" # ");
  if (note != std::string_view::npos) row.note = trim(text.substr(note + 3));
  text = text.substr(0, note);
  size_t arrow = text.find("=>");
  row.inputs = cells_of(text.substr(0, arrow));
  row.outputs = cells_of(text.substr(arrow + 2));
  return row;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string document(std::string_view body) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"prova\" "
         "name=\"Prova\" namespace=\"urn:prova\">\n" +
         std::string(body) + "</definitions>\n";
}

std::string input(std::string_view name, std::string_view type) {
  return tag("inputData", variable(name, type), attribute("id", name) + attribute("name", name));
}

std::string decision(std::string_view name, std::string_view needs, std::string_view logic,
                     std::string_view type) {
  std::string inside = variable(name, type);
  for (const std::string& need : split(needs, ' ')) {
    if (need.empty()) continue;
    bool is_decision = need.starts_with("d:"), is_knowledge = need.starts_with("k:");
    std::string id = is_decision || is_knowledge ? need.substr(2) : need;
    std::string kind = is_decision    ? "requiredDecision"
                       : is_knowledge ? "requiredKnowledge"
                                      : "requiredInput";
    inside += tag(is_knowledge ? "knowledgeRequirement" : "informationRequirement",
                  tag(kind, "", attribute("href", "#" + id)));
  }
  return tag("decision", inside + std::string(logic),
             attribute("id", name) + attribute("name", name));
}

std::string literal(std::string_view text, std::string_view type) {
  return tag("literalExpression", text_of(text), attribute("typeRef", type));
}

std::string table(std::string_view policy, std::string_view columns,
                  const std::vector<std::string>& rules) {
  Row head = row_of(columns);
  std::string inside;
  for (const std::string& column : head.inputs)
    inside += tag("input", tag("inputExpression", text_of(column)));
  // An output is "name", "name: values in their order" or "name = default".
  for (const std::string& column : head.outputs) {
    size_t colon = column.find(": "), equals = column.find(" = ");
    std::string within;
    if (colon != std::string::npos)
      within += tag("outputValues", text_of(column.substr(colon + 2)));
    if (equals != std::string::npos)
      within += tag("defaultOutputEntry", text_of(column.substr(equals + 3)));
    inside += tag("output", within, attribute("name", column.substr(0, std::min(colon, equals))));
  }
  inside += tag("annotation", "", "name=\"Motivo\"");
  size_t number = 0;
  for (const std::string& rule : rules) {
    Row row = row_of(rule);
    std::string cells;
    if (row.inputs.empty() && head.inputs.size() == 1) row.inputs.emplace_back();
    for (const std::string& cell : row.inputs) cells += tag("inputEntry", text_of(cell));
    for (const std::string& cell : row.outputs) cells += tag("outputEntry", text_of(cell));
    cells += tag("annotationEntry", text_of(row.note));
    inside += tag("rule", cells, attribute("id", "r" + std::to_string(++number)));
  }
  size_t plus = policy.find('+');
  return tag(
      "decisionTable", inside,
      attribute("hitPolicy", policy.substr(0, plus)) +
          (plus == std::string_view::npos ? ""
                                          : attribute("aggregation", policy.substr(plus + 1))));
}

std::string item(std::string_view name, std::string_view type, std::string_view inside) {
  std::string reference = type.empty() ? "" : tag("typeRef", type);
  return tag("itemDefinition", reference + std::string(inside), attribute("name", name));
}

std::shared_ptr<const Model> read(std::string_view bytes) {
  auto model = read_dmn(bytes);
  DIGIPRO_ASSERT(model.has_value(), "a test reads only what is right");
  return *model;
}

std::string problems_of(std::string_view bytes) {
  auto model = read_dmn(bytes);
  if (model) return "accepted";
  if (model.error().fields.empty()) return std::string(model.error().name());
  std::vector<std::string> sentences;
  for (const FieldProblem& problem : model.error().fields) sentences.push_back(problem.sentence);
  return join(sentences, "\n");
}

Decided decide(const Model& model, std::string_view decision, const feel::Context& inputs) {
  ElementIndex element = model.find_by_name(decision);
  DIGIPRO_ASSERT(element != Model::no_element, "a test names a decision of its model");
  auto decided = model.decide(element, inputs, *parse_rfc3339("2026-11-23T11:00:00Z"));
  DIGIPRO_ASSERT(decided.has_value(), "no limit is met");
  return std::move(*decided);
}

std::string answer(const Model& model, std::string_view decision, const feel::Context& inputs) {
  std::string text = feel::to_string(feel::List{decide(model, decision, inputs).value});
  return text.substr(1, text.size() - 2);
}

std::string rules_of(const Decided& decided) {
  if (decided.tables.empty()) return "no table";
  const TableOutcome& last = decided.tables.back();
  std::vector<std::string> numbers;
  for (const Rule& rule : last.rules) numbers.push_back(std::to_string(rule.number));
  return last.is_default ? "standard" : join(numbers, ", ");
}

}  // namespace digipro::dmn::testing
