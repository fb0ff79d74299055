// Boxed expressions (DMN 1.5, clauses 7.3 and 10.2.2) as trees whose leaves are compiled FEEL.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "process/dmn/reader.h"

namespace digipro::dmn {
namespace {

constexpr size_t entries_max = 500;  // of one context or function
constexpr size_t expression_bytes_max = 16 * 1024;

// The beginning of a long text, cut between characters.
std::string shown(std::string_view text) {
  constexpr size_t bytes_max = 100;
  if (text.size() <= bytes_max) return std::string(text);
  size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

constexpr std::array<std::string_view, 12> kinds = {
    "literalExpression",  "decisionTable", "context", "invocation", "list", "relation",
    "functionDefinition", "conditional",   "filter",  "for",        "some", "every"};

}  // namespace

const xml::Element* Reader::logic_in(const xml::Element& element) const {
  for (const xml::Element& child : element.children)
    if (child.space == space_ && std::find(kinds.begin(), kinds.end(), child.name) != kinds.end())
      return &child;
  return nullptr;
}

size_t Reader::add_name(const std::string& name) {
  size_t slot = scope_.add(name);
  frame_size_ = std::max(frame_size_, scope_.size());
  return slot;
}

std::string Reader::text_of(const xml::Element& element) {
  const xml::Element* text = element.child(space_, "text");
  return text ? text->text : std::string();
}

bool Reader::is_feel(const xml::Element& element) {
  std::string language = to_lower_ascii(element.attribute("expressionLanguage"));
  return language.empty() || language.find("feel") != std::string::npos;
}

std::optional<feel::Expression> Reader::compile(const std::string& text, Form form,
                                                std::string* why) {
  if (++expressions_ > expressions_max) {
    problem("il documento supera " + std::to_string(expressions_max) + " espressioni.");
    return std::nullopt;
  }
  feel::CompileOptions options;
  options.bytes_max = expression_bytes_max;
  options.unknown_names_are_null = is_lenient_;
  auto compiled = form == Form::tests ? feel::Expression::compile_unary_tests(text, scope_, options)
                  : form == Form::condition
                      ? feel::Expression::compile_filter(text, scope_, options)
                      : feel::Expression::compile(text, scope_, options);
  if (compiled) return std::move(*compiled);
  const Error& error = compiled.error();
  std::string sentence = "espressione «" + shown(trim(text)) +
                         "»: " + (error.fields.empty() ? error.detail : error.fields[0].sentence);
  if (why) *why = sentence;
  problem(sentence);
  return std::nullopt;
}

BoxedPointer Reader::nothing(std::string why) {
  auto made = std::make_unique<Boxed>();
  made->wrong = std::move(why);
  return made;
}

BoxedPointer Reader::boxed_in(const xml::Element* element) {
  const xml::Element* logic = element ? logic_in(*element) : nullptr;
  if (logic) return boxed(*logic);
  problem("manca un'espressione.");
  return nothing("Manca un'espressione.");
}

BoxedPointer Reader::boxed(const xml::Element& element) {
  if (element.name == "literalExpression") return literal(element);
  std::unique_ptr<Boxed> made;
  if (element.name == "decisionTable") made = table(element);
  if (element.name == "context") made = context(element);
  if (element.name == "invocation") made = invocation(element);
  if (element.name == "relation") made = relation(element);
  if (element.name == "conditional") made = conditional(element);
  if (element.name == "filter") made = filter(element);
  if (element.name == "functionDefinition") return function(element);
  if (element.name == "for") made = iteration(element, BoxedKind::for_each);
  if (element.name == "some") made = iteration(element, BoxedKind::some);
  if (element.name == "every") made = iteration(element, BoxedKind::every);
  if (element.name == "list") {
    made = std::make_unique<Boxed>();
    made->kind = BoxedKind::list;
    for (const xml::Element& item : element.children)
      if (item.space == space_ && item.name != "description" && item.name != "extensionElements")
        made->parts.push_back(boxed(item));
  }
  if (!made) {
    problem(italian_name(element.name) + " (" + element.name + ") non è supportato.");
    return nothing("Espressione non supportata.");
  }
  const std::string& type = element.attribute("typeRef");
  if (!type.empty()) made->type = named_type(type, *owner_);
  return made;
}

// An entry of a table may be empty: null.
BoxedPointer Reader::literal(const xml::Element& element, bool may_be_empty) {
  std::string text = text_of(element), why;
  if (trim(text).empty()) {
    if (!may_be_empty && !is_lenient_) problem("manca un'espressione.");
    return nothing(may_be_empty ? "" : "Manca un'espressione.");
  }
  if (!is_feel(element)) {
    problem("l'espressione deve essere scritta in FEEL.");
    return nothing("L'espressione non è in FEEL.");
  }
  auto expression = compile(text, Form::expression, &why);
  if (!expression) return nothing(why);
  auto made = std::make_unique<Boxed>();
  made->kind = BoxedKind::literal;
  made->expression = std::move(*expression);
  const std::string& type = element.attribute("typeRef");
  if (!type.empty()) made->type = named_type(type, *owner_);
  return made;
}

// Each entry sees those before it; the one without a name is the result and sees all.
std::unique_ptr<Boxed> Reader::context(const xml::Element& element) {
  Names names(*this);
  auto made = std::make_unique<Boxed>();
  made->kind = BoxedKind::context;
  for (const xml::Element* source : children(element, "contextEntry")) {
    if (made->entries.size() == entries_max) {
      problem("un contesto supera " + std::to_string(entries_max) + " voci.");
      break;
    }
    const xml::Element* variable = source->child(space_, "variable");
    Entry entry;
    if (variable) entry.name = variable->attribute("name");
    Place place(*this, "voce «" + entry.name + "»: ");
    bool is_double = std::any_of(made->entries.begin(), made->entries.end(),
                                 [&](const Entry& other) { return other.name == entry.name; });
    if (is_double) problem("la voce compare due volte.");
    entry.logic = boxed_in(source);
    if (variable && !variable->attribute("typeRef").empty())
      entry.type = named_type(variable->attribute("typeRef"), *owner_);
    if (!entry.name.empty()) entry.slot = add_name(entry.name);
    made->entries.push_back(std::move(entry));
  }
  return made;
}

std::unique_ptr<Boxed> Reader::invocation(const xml::Element& element) {
  auto made = std::make_unique<Boxed>();
  made->kind = BoxedKind::invocation;
  made->parts.push_back(boxed_in(&element));
  for (const xml::Element* binding : children(element, "binding")) {
    const xml::Element* parameter = binding->child(space_, "parameter");
    Entry entry;
    if (parameter) entry.name = parameter->attribute("name");
    Place place(*this, "argomento «" + entry.name + "»: ");
    if (entry.name.empty()) problem("manca il nome.");
    // A parameter without an expression gets null.
    entry.logic = logic_in(*binding) ? boxed_in(binding) : nothing("");
    made->entries.push_back(std::move(entry));
  }
  return made;
}

std::unique_ptr<Boxed> Reader::relation(const xml::Element& element) {
  auto made = std::make_unique<Boxed>();
  made->kind = BoxedKind::relation;
  for (const xml::Element* column : children(element, "column")) {
    Entry entry;
    entry.name = column->attribute("name");
    if (!column->attribute("typeRef").empty())
      entry.type = named_type(column->attribute("typeRef"), *owner_);
    made->entries.push_back(std::move(entry));
  }
  size_t number = 0;
  for (const xml::Element* row : children(element, "row")) {
    Place place(*this, "riga " + std::to_string(++number) + ": ");
    std::vector<BoxedPointer> cells;
    for (const xml::Element& cell : row->children)
      if (cell.space == space_ && cell.name != "description" && cell.name != "extensionElements")
        cells.push_back(cell.name == "literalExpression" ? literal(cell, true) : boxed(cell));
    if (cells.size() != made->entries.size()) {
      problem("le celle non sono quante le colonne.");
      cells.resize(made->entries.size());
    }
    for (BoxedPointer& cell : cells)
      made->parts.push_back(cell ? std::move(cell) : nothing("Manca una cella."));
  }
  return made;
}

std::unique_ptr<Boxed> Reader::function(const xml::Element& element) {
  Names names(*this);
  auto made = std::make_unique<Boxed>();
  const std::string& kind = element.attribute("kind");
  if (!kind.empty() && kind != "FEEL")
    problem("le funzioni di tipo " + kind + " non sono supportate.");
  made->kind = BoxedKind::function;
  for (const xml::Element* source : children(element, "formalParameter")) {
    Entry entry;
    entry.name = source->attribute("name");
    if (entry.name.empty()) problem("un parametro è senza nome.");
    if (made->entries.size() == entries_max) break;
    if (!source->attribute("typeRef").empty())
      entry.type = named_type(source->attribute("typeRef"), *owner_);
    entry.slot = add_name(entry.name);
    made->entries.push_back(std::move(entry));
  }
  const xml::Element* body = logic_in(element);
  if (!body && !is_lenient_) problem("manca la logica della funzione.");
  made->parts.push_back(body ? boxed(*body) : nothing("La funzione non ha logica."));
  return made;
}

std::unique_ptr<Boxed> Reader::conditional(const xml::Element& element) {
  auto made = std::make_unique<Boxed>();
  made->kind = BoxedKind::conditional;
  for (std::string_view part : {"if", "then", "else"})
    made->parts.push_back(boxed_in(element.child(space_, part)));
  return made;
}

// In a condition written in FEEL the members of the items are names, as in `list[condition]`.
std::unique_ptr<Boxed> Reader::filter(const xml::Element& element) {
  auto made = std::make_unique<Boxed>();
  made->kind = BoxedKind::filter_by;
  made->parts.push_back(boxed_in(element.child(space_, "in")));
  const xml::Element* match = element.child(space_, "match");
  const xml::Element* logic = match ? logic_in(*match) : nullptr;
  if (logic && logic->name == "literalExpression" && is_feel(*logic)) {
    made->kind = BoxedKind::filter;
    made->expression = compile(text_of(*logic), Form::condition, &made->wrong);
    return made;
  }
  Names names(*this);
  made->slot = add_name("item");
  made->parts.push_back(boxed_in(match));
  return made;
}

std::unique_ptr<Boxed> Reader::iteration(const xml::Element& element, BoxedKind kind) {
  auto made = std::make_unique<Boxed>();
  made->kind = kind;
  made->parts.push_back(boxed_in(element.child(space_, "in")));
  Names names(*this);
  const std::string& variable = element.attribute("iteratorVariable");
  if (variable.empty()) problem("manca iteratorVariable.");
  made->slot = add_name(variable);
  std::string_view body = kind == BoxedKind::for_each ? "return" : "satisfies";
  made->parts.push_back(boxed_in(element.child(space_, body)));
  return made;
}

}  // namespace digipro::dmn
