// The cases of the DMN TCK (testCases.xsd): inputs, a decision's name, the value it must have.
#include <algorithm>

#include "base/text.h"
#include "format/xml.h"
#include "process/dmn/dmn.h"
#include "suite.h"

namespace digipro::conformance {
namespace {

constexpr std::string_view case_space = "http://www.omg.org/spec/DMN/20160719/testcase";
constexpr std::string_view xsi_space = "http://www.w3.org/2001/XMLSchema-instance";
// A number that the suite writes with so many decimals stands for one that never ends.
constexpr int rounded_decimals_min = 8;

bool is_nil(const xml::Element& element) {
  const std::string* nil = element.find_attribute(xsi_space, "nil");
  return nil && *nil == "true";
}

feel::Value scalar(const xml::Element& element) {
  if (is_nil(element)) return {};
  const std::string* given = element.find_attribute(xsi_space, "type");
  std::string_view type = given ? std::string_view(*given) : "xsd:string";
  type = type.substr(type.find(':') + 1);
  const std::string& text = element.text;
  auto or_text = [&](Result<feel::Value> value) { return value ? *value : feel::Value(text); };
  if (type == "boolean") return feel::Value(text == "true" || text == "1");
  if (type == "date") return or_text(feel::parse_date(text));
  if (type == "time") return or_text(feel::parse_time(text));
  if (type == "dateTime") return or_text(feel::parse_date_time(text));
  if (type == "duration") return or_text(feel::parse_duration(text));
  if (type == "decimal" || type == "double" || type == "integer") {
    auto number = Decimal::parse(text);
    return number ? feel::Value(*number) : feel::Value(text);
  }
  return feel::Value(text);
}

// The suite's valueType: a value, components of a context, or a list of such.
feel::Value read_value(const xml::Element& element) {
  if (is_nil(element)) return {};
  if (const xml::Element* value = element.child(case_space, "value")) return scalar(*value);
  if (const xml::Element* list = element.child(case_space, "list")) {
    if (is_nil(*list)) return {};
    feel::List items;
    for (const xml::Element* item : list->children_named(case_space, "item"))
      items.push_back(read_value(*item));
    return items;
  }
  auto components = element.children_named(case_space, "component");
  if (components.empty()) return {};
  feel::Context context;
  for (const xml::Element* component : components)
    context.set(component->attribute("name"), read_value(*component));
  return context;
}

bool agrees(const Decimal& expected, const Decimal& actual) {
  if (expected == actual) return true;
  if (expected.decimals() < rounded_decimals_min) return false;
  auto difference = expected.minus(actual);
  auto precision = Decimal::parse("0.00000001");
  return difference && difference->absolute() < *precision;
}

bool agrees(const feel::Value& expected, const feel::Value& actual) {
  if (expected.as_number() && actual.as_number())
    return agrees(*expected.as_number(), *actual.as_number());
  if (const feel::List* items = expected.as_list()) {
    const feel::List* others = actual.as_list();
    if (!others || others->size() != items->size()) return false;
    for (size_t at = 0; at < items->size(); ++at)
      if (!agrees((*items)[at], (*others)[at])) return false;
    return true;
  }
  if (const feel::Context* context = expected.as_context()) {
    const feel::Context* other = actual.as_context();
    if (!other || other->entries().size() != context->entries().size()) return false;
    return std::ranges::all_of(context->entries(), [&](auto& entry) {
      const feel::Value* value = other->find(entry.first);
      return value && agrees(entry.second, *value);
    });
  }
  return feel::same(expected, actual);
}

std::string shown(const feel::Value& value) {
  return feel::to_string(feel::Value(feel::List{value}));
}

struct Answer {
  feel::Value value;
  std::string why;
};

// The value of the result `name`; of a service, of its output decision of that name.
Answer answer_of(const dmn::Model& model, const xml::Element& test, const std::string& name,
                 const feel::Context& inputs) {
  bool is_service = test.attribute("type") == "decisionService";
  auto element = model.find_by_name(is_service ? test.attribute("invocableName") : name);
  if (element == dmn::Model::no_element) return {{}, "the model has no such decision"};
  auto noon = parse_rfc3339("2026-11-23T11:00:00Z");
  auto decided = model.decide(element, inputs, *noon);
  if (!decided) return {{}, decided.error().detail};
  const feel::Context* outputs = is_service ? decided->value.as_context() : nullptr;
  const feel::Value* part = outputs ? outputs->find(name) : nullptr;
  return {part ? *part : decided->value, join(decided->reasons, "; ")};
}

// "" when all results of the case are as expected.
std::string problem_of(const dmn::Model& model, const xml::Element& test) {
  feel::Context inputs;
  for (const xml::Element* input : test.children_named(case_space, "inputNode"))
    inputs.set(input->attribute("name"), read_value(*input));
  std::string problem;
  for (const xml::Element* result : test.children_named(case_space, "resultNode")) {
    const xml::Element* expected = result->child(case_space, "expected");
    feel::Value due = expected ? read_value(*expected) : feel::Value();
    Answer answer = answer_of(model, test, result->attribute("name"), inputs);
    if (!agrees(due, answer.value))
      problem += result->attribute("name") + ": expected " + shown(due) + ", got " +
                 shown(answer.value) + " " + answer.why;
  }
  return problem;
}

void run_file(const std::filesystem::path& path, Report& report) {
  auto root = xml::parse(read_file(path));
  std::string folder = path.parent_path().filename().string();
  if (!root) {
    report.failures.push_back({folder, root.error().detail});
    return;
  }
  const xml::Element* name = root->child(case_space, "modelName");
  // Leniently: many cases are about expressions that are wrong.
  auto read =
      dmn::read_leniently(read_file(path.parent_path() / (name ? name->text : std::string())));
  for (const xml::Element* test : root->children_named(case_space, "testCase")) {
    std::string place = folder + "/" + test->attribute("id");
    std::string problem = read ? problem_of(*read->model, *test) : read.error().detail;
    if (problem.empty()) {
      ++report.passed;
    } else {
      report.failures.push_back({place, problem});
    }
  }
}

}  // namespace

Report run_dmn_tck(const std::filesystem::path& folder) {
  Report report;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "TestCases")) {
    if (!entry.path().filename().string().starts_with("compliance-level-")) continue;
    for (const auto& path : files_below(entry.path(), ".xml")) run_file(path, report);
  }
  return report;
}

}  // namespace digipro::conformance
