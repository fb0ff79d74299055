// Decision tables (DMN 1.5, clause 8): columns, rules, and what a hit policy wants of them.
#include <array>

#include "base/text.h"
#include "process/dmn/reader.h"

namespace digipro::dmn {
namespace {

constexpr std::array<std::pair<std::string_view, HitPolicy>, 7> policies = {{
    {"UNIQUE", HitPolicy::unique},
    {"ANY", HitPolicy::any},
    {"PRIORITY", HitPolicy::priority},
    {"FIRST", HitPolicy::first},
    {"RULE ORDER", HitPolicy::rule_order},
    {"OUTPUT ORDER", HitPolicy::output_order},
    {"COLLECT", HitPolicy::collect},
}};
constexpr std::array<std::pair<std::string_view, HitPolicy>, 4> aggregations = {{
    {"SUM", HitPolicy::sum},
    {"MIN", HitPolicy::min},
    {"MAX", HitPolicy::max},
    {"COUNT", HitPolicy::count},
}};

bool is_ordered(HitPolicy policy) {
  return policy == HitPolicy::priority || policy == HitPolicy::output_order;
}

bool is_aggregate(HitPolicy policy) {
  return policy == HitPolicy::sum || policy == HitPolicy::min || policy == HitPolicy::max ||
         policy == HitPolicy::count;
}

// What the type of the whole answer says of one of its outputs.
ItemPointer part_of(const ItemPointer& type, const std::string& name) {
  if (!type) return nullptr;
  if (type->of_items) return part_of(type->of_items, name);
  if (name.empty()) return type;
  for (const auto& [component, part] : type->components)
    if (component == name) return part;
  return nullptr;
}

}  // namespace

void Reader::read_policy(const xml::Element& element, Table& table) {
  const std::string& name = element.attribute("hitPolicy");
  const std::string& aggregation = element.attribute("aggregation");
  bool is_known = name.empty();
  for (const auto& [known, policy] : policies) {
    if (known != name) continue;
    table.policy = policy;
    is_known = true;
  }
  if (!is_known) problem("hitPolicy sconosciuta: " + name + ".");
  if (aggregation.empty()) return;
  if (table.policy != HitPolicy::collect) return problem("aggregation vale solo con COLLECT.");
  for (const auto& [known, policy] : aggregations)
    if (known == aggregation) table.policy = policy;
  if (table.policy == HitPolicy::collect) problem("aggregation sconosciuta: " + aggregation + ".");
}

void Reader::read_inputs(const xml::Element& element, Table& table) {
  for (const xml::Element* source : children(element, "input")) {
    TableInput input;
    const xml::Element* expression = source->child(space_, "inputExpression");
    input.label = source->attribute("label");
    if (input.label.empty() && expression) input.label = trim(text_of(*expression));
    Place place(*this, "colonna «" + input.label + "»: ");
    if (expression) {
      input.logic = literal(*expression);
    } else {
      problem("manca inputExpression.");
      input.logic = nothing("Manca un'espressione.");
    }
    const xml::Element* values = source->child(space_, "inputValues");
    std::string text = values ? text_of(*values) : std::string();
    if (!trim(text).empty()) input.values = compile(text, Form::tests, nullptr);
    table.inputs.push_back(std::move(input));
  }
}

// The output values one by one, as they stand; none when they are no list of values.
feel::List Reader::read_priorities(const std::string& text) {
  auto list = feel::Expression::compile("[" + text + "\n]", base_);
  auto values = list ? list->evaluate({}, feel::Environment{}) : refuse(list.error());
  return values && values->value.as_list() ? *values->value.as_list() : feel::List();
}

void Reader::read_outputs(const xml::Element& element, const ItemPointer& type, Table& table) {
  auto sources = children(element, "output");
  bool has_priorities = false;
  for (const xml::Element* source : sources) {
    TableOutput output;
    if (sources.size() > 1) output.name = source->attribute("name");
    Place place(*this, "colonna «" + output.name + "»: ");
    if (sources.size() > 1 && output.name.empty()) problem("un'uscita è senza nome.");
    if (!source->attribute("typeRef").empty())
      output.type = named_type(source->attribute("typeRef"), *owner_);
    const xml::Element* values = source->child(space_, "outputValues");
    std::string text = values ? text_of(*values) : std::string();
    if (!trim(text).empty()) {
      output.values = compile(text, Form::tests, nullptr);
    } else if (ItemPointer part = output.type ? output.type : part_of(type, output.name)) {
      text = part->allowed_text;
    }
    if (is_ordered(table.policy) && !trim(text).empty()) output.priorities = read_priorities(text);
    has_priorities = has_priorities || !output.priorities.empty();
    if (const xml::Element* standard = source->child(space_, "defaultOutputEntry"))
      output.default_value = literal(*standard);
    table.outputs.push_back(std::move(output));
  }
  if (table.outputs.empty()) problem("manca un'uscita.");
  if (is_ordered(table.policy) && !has_priorities)
    problem("questa hitPolicy vuole i valori di uscita (outputValues) in ordine di priorità.");
  if (is_aggregate(table.policy) && table.outputs.size() > 1)
    problem("con più uscite COLLECT non ha aggregation.");
}

void Reader::read_rule(const xml::Element& element, Table& table) {
  TableRule rule;
  rule.rule.number = table.rules.size() + 1;
  rule.rule.id = element.attribute("id");
  Place place(*this, "regola " + std::to_string(rule.rule.number) + ": ");
  for (const xml::Element* entry : children(element, "inputEntry")) {
    Cell cell;
    std::string text = text_of(*entry);
    if (!is_feel(*entry)) problem("una cella non è scritta in FEEL.");
    // Modellers leave a cell empty where they mean `-`.
    if (trim(text) != "-" && !trim(text).empty()) {
      cell.tests = compile(text, Form::tests, nullptr);
      cell.is_wrong = !cell.tests;
    }
    rule.cells.push_back(std::move(cell));
  }
  for (const xml::Element* entry : children(element, "outputEntry"))
    rule.outputs.push_back(literal(*entry, true));
  if (rule.cells.size() != table.inputs.size() || rule.outputs.size() != table.outputs.size()) {
    problem("le celle non sono quante le colonne.");
    rule.cells.resize(table.inputs.size());
    while (rule.outputs.size() < table.outputs.size()) rule.outputs.push_back(nothing(""));
  }
  for (const xml::Element* entry : children(element, "annotationEntry"))
    if (std::string text = text_of(*entry); !trim(text).empty())
      rule.rule.annotations.emplace_back(trim(text));
  const xml::Element* description = element.child(space_, "description");
  if (rule.rule.annotations.empty() && description && !trim(description->text).empty())
    rule.rule.annotations.emplace_back(trim(description->text));
  table.rules.push_back(std::move(rule));
}

std::unique_ptr<Boxed> Reader::table(const xml::Element& element) {
  auto read = std::make_unique<Table>();
  ItemPointer type;
  if (!element.attribute("typeRef").empty())
    type = named_type(element.attribute("typeRef"), *owner_);
  if (const xml::Element* variable = owner_->child(space_, "variable"); !type && variable)
    if (!variable->attribute("typeRef").empty())
      type = named_type(variable->attribute("typeRef"), *owner_);
  read_policy(element, *read);
  read_inputs(element, *read);
  read_outputs(element, type, *read);
  for (const xml::Element* rule : children(element, "rule")) read_rule(*rule, *read);
  if (read->rules.empty() && !is_lenient_) problem("la tabella non ha regole.");
  auto made = std::make_unique<Boxed>();
  made->kind = BoxedKind::table;
  made->table = std::move(read);
  return made;
}

}  // namespace digipro::dmn
