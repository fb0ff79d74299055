#include "process/dmn/reader.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace digipro::dmn {
namespace {

// DMN 1.3, 1.4 and 1.5.
constexpr std::array<std::string_view, 3> spaces = {"https://www.omg.org/spec/DMN/20191111/MODEL/",
                                                    "https://www.omg.org/spec/DMN/20211108/MODEL/",
                                                    "https://www.omg.org/spec/DMN/20230324/MODEL/"};
// Elements of the document that decide nothing.
constexpr std::array<std::string_view, 9> descriptive = {
    "description",          "extensionElements", "itemDefinition", "knowledgeSource", "DMNDI",
    "performanceIndicator", "organizationUnit",  "textAnnotation", "association"};
constexpr size_t id_max = 200;

std::optional<ElementKind> element_kind(std::string_view name) {
  if (name == "inputData") return ElementKind::input;
  if (name == "decision") return ElementKind::decision;
  if (name == "businessKnowledgeModel") return ElementKind::knowledge;
  if (name == "decisionService") return ElementKind::service;
  return std::nullopt;
}

template <size_t count>
bool is_among(const std::array<std::string_view, count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

void Reader::problem(const xml::Element& element, const std::string& sentence) {
  if (problems.size() >= problems_max) return;
  problems.push_back({element.attribute("id"), describe(element) + ": " + sentence});
}

void Reader::problem(const std::string& sentence) {
  problem(owner_ ? *owner_ : root_, where_ + sentence);
}

bool Reader::check_document() {
  space_ = root_.space;
  if (root_.name == "definitions" && is_among(spaces, space_)) return true;
  problem(root_, "non è un documento DMN 1.3, 1.4 o 1.5 (elemento definitions).");
  return false;
}

void Reader::add_element(const xml::Element& source, ElementKind kind) {
  Element element;
  element.kind = kind;
  element.id = source.attribute("id");
  element.name = source.attribute("name");
  element.place = italian_name(source.name) + " \"" + element.name + "\"";
  if (!element.id.empty()) element.place += " (id " + element.id + ")";
  if (element.id.size() > id_max) return problem(source, "l'id supera i 200 caratteri.");
  if (element.name.empty()) return problem(source, "manca il nome.");
  if (!element.id.empty() && !content->by_id.emplace(element.id, content->elements.size()).second)
    return problem(source, "l'id è già usato da un altro elemento.");
  const xml::Element* variable = source.child(space_, "variable");
  element.variable = variable ? variable->attribute("name") : std::string();
  if (element.variable.empty()) element.variable = element.name;
  if (variable) element.type_name = variable->attribute("typeRef");
  if (!element.type_name.empty()) element.type = named_type(element.type_name, source);
  // The value of these is a function, whatever else is written there.
  bool is_function = kind == ElementKind::knowledge || kind == ElementKind::service;
  if (is_function) element.type = element.type ? element.type->result : nullptr;
  content->elements.push_back(std::move(element));
  sources_.push_back(&source);
}

void Reader::collect() {
  for (const xml::Element& child : root_.children) {
    if (child.space != space_ || is_among(descriptive, child.name)) continue;
    auto kind = element_kind(child.name);
    if (!kind) {
      problem(child, "questo elemento non è supportato.");
    } else if (content->elements.size() >= elements_max) {
      return problem(child, "il documento supera " + std::to_string(elements_max) + " elementi.");
    } else {
      add_element(child, *kind);
    }
  }
}

// `#id`, or `namespace#id` of this document.
ElementIndex Reader::target_of(const xml::Element& reference) {
  const std::string& href = reference.attribute("href");
  size_t hash = href.find('#');
  std::string space = hash == std::string::npos ? "" : href.substr(0, hash);
  if (!space.empty() && space != root_.attribute("namespace")) {
    problem("il riferimento " + href + " porta a un altro documento, e non è supportato.");
    return Model::no_element;
  }
  auto found = content->by_id.find(hash == std::string::npos ? href : href.substr(hash + 1));
  if (found != content->by_id.end()) return found->second;
  problem("il riferimento " + href + " non porta a nessun elemento.");
  return Model::no_element;
}

void Reader::require(ElementIndex index, const xml::Element& reference) {
  ElementIndex target = target_of(reference);
  if (target == Model::no_element) return;
  const Element& required = content->elements[target];
  bool is_callable =
      required.kind == ElementKind::knowledge || required.kind == ElementKind::service;
  if (is_callable != (reference.name == "requiredKnowledge"))
    return problem("il riferimento a \"" + required.name + "\" è del tipo sbagliato.");
  content->elements[index].requires_.push_back({target, add_name(required.variable)});
}

void Reader::read_requirements(ElementIndex index) {
  for (const xml::Element& requirement : owner_->children) {
    if (requirement.space != space_) continue;
    if (requirement.name != "informationRequirement" && requirement.name != "knowledgeRequirement")
      continue;
    for (const xml::Element& target : requirement.children)
      if (target.space == space_ && target.name.starts_with("required")) require(index, target);
  }
}

void Reader::read_service(ElementIndex index) {
  Element& service = content->elements[index];
  auto take = [&](std::string_view name, ElementKind kind, std::vector<ElementIndex>& into) {
    for (const xml::Element* reference : children(*owner_, name)) {
      ElementIndex target = target_of(*reference);
      if (target == Model::no_element) continue;
      if (content->elements[target].kind == kind) {
        into.push_back(target);
      } else {
        problem("\"" + content->elements[target].name + "\" non può stare fra " +
                std::string(name) + ".");
      }
    }
  };
  // The order of its parameters (clause 10.4): input data, then input decisions.
  take("inputData", ElementKind::input, service.inputs);
  take("inputDecision", ElementKind::decision, service.inputs);
  take("outputDecision", ElementKind::decision, service.outputs);
  if (service.outputs.empty()) problem("manca una decisione in uscita (outputDecision).");
}

void Reader::read_logic(ElementIndex index) {
  Element& element = content->elements[index];
  if (element.kind == ElementKind::decision) {
    const xml::Element* logic = logic_in(*owner_);
    if (!logic && !is_lenient_) problem("manca la logica della decisione.");
    element.logic = logic ? boxed(*logic) : nothing("La decisione non ha logica.");
  } else {
    const xml::Element* logic = owner_->child(space_, "encapsulatedLogic");
    if (!logic && !is_lenient_) problem("manca la logica incapsulata.");
    element.logic = logic ? function(*logic) : nothing("Il modello non ha logica.");
  }
}

bool Reader::is_cyclic(ElementIndex index, std::vector<uint8_t>& seen) const {
  constexpr uint8_t open = 1, done = 2;
  if (seen[index] != 0) return seen[index] == open;
  seen[index] = open;
  const Element& element = content->elements[index];
  bool found = false;
  for (const Requirement& requirement : element.requires_)
    found = found || is_cyclic(requirement.element, seen);
  for (ElementIndex output : element.outputs) found = found || is_cyclic(output, seen);
  seen[index] = done;
  return found;
}

void Reader::check_cycles() {
  std::vector<uint8_t> seen(content->elements.size(), 0);
  for (ElementIndex index = 0; index < content->elements.size(); ++index)
    if (is_cyclic(index, seen)) problem(*sources_[index], "finisce per richiedere sé stesso.");
}

void Reader::read() {
  if (!check_document()) return;
  content->name = root_.attribute("name");
  read_types();
  collect();
  for (ElementIndex index = 0; index < content->elements.size(); ++index) {
    owner_ = sources_[index];
    scope_ = base_;
    frame_size_ = 0;
    ElementKind kind = content->elements[index].kind;
    if (kind == ElementKind::service) read_service(index);
    if (kind == ElementKind::decision || kind == ElementKind::knowledge) {
      read_requirements(index);
      read_logic(index);
    }
    content->elements[index].frame_size = frame_size_;
  }
  owner_ = nullptr;
  check_cycles();
}

Result<Reading> read_leniently(std::string_view bytes) {
  DIGIPRO_TRY(root, xml::parse(bytes));
  Reader reader(root, true);
  reader.read();
  return Reading{std::make_shared<const Model>(std::move(reader.content)),
                 std::move(reader.problems)};
}

Result<std::shared_ptr<const Model>> read_dmn(std::string_view bytes) {
  DIGIPRO_TRY(root, xml::parse(bytes));
  Reader reader(root, false);
  reader.read();
  if (reader.problems.empty()) return std::make_shared<const Model>(std::move(reader.content));
  std::vector<std::string> sentences;
  for (const FieldProblem& found : reader.problems) sentences.push_back(found.sentence);
  Error error = fail(ErrorCode::definition, join(sentences, "\n"));
  error.fields = std::move(reader.problems);
  return refuse(std::move(error));
}

}  // namespace digipro::dmn
