// Words that open a block (if, for, some, every, function) and types.
#include <algorithm>

#include "process/feel/parser.h"

namespace digipro::feel {

NodePointer Parser::parse_word() {
  // A known name may begin with a word of the language ("if applicable"): it comes first.
  std::string known;
  if (longest_known_name(token_.begin, false, known) > 0) return parse_name();
  for (bool flag : {true, false})
    if (token_.is_word(flag ? "true" : "false")) {
      NodeBuilder node = make(Op::literal, token_.begin);
      node->literal = flag;
      advance();
      return finish(std::move(node));
    }
  if (token_.is_word("null")) {
    NodeBuilder node = make(Op::literal, token_.begin);
    advance();
    return finish(std::move(node));
  }
  if (token_.is_word("if")) return parse_conditional();
  if (token_.is_word("for")) return parse_for();
  if (token_.is_word("some") || token_.is_word("every")) return parse_quantified();
  if (token_.is_word("function")) return parse_function();
  if (is_keyword(token_.text)) {
    fail(token_.begin, "Qui serve un valore, c'è " + found() + ".");
    return nullptr;
  }
  return parse_name();
}

NodePointer Parser::parse_conditional() {
  NodeBuilder node = make(Op::conditional, token_.begin);
  advance();
  node->children.push_back(parse_expression());
  if (failed_ || !expect_word("then")) return nullptr;
  node->children.push_back(parse_expression());
  if (failed_ || !expect_word("else")) return nullptr;
  node->children.push_back(parse_expression());
  return finish(std::move(node));
}

// What an iteration runs over: an expression or `1..10`.
NodePointer Parser::parse_domain() {
  NodePointer first = parse_expression();
  if (failed_ || !token_.is("..")) return first;
  size_t offset = token_.begin;
  advance();
  return binary(Op::domain_range, offset, std::move(first), parse_additive());
}

// `x in xs, y in 1..3`; each name is known in what follows.
bool Parser::parse_iterations(Node& node) {
  node.slot = static_cast<uint32_t>(locals_.size());
  do {
    std::string name = take_name(false);
    if (failed_) return false;
    if (take(":") && !parse_type()) return false;
    if (!expect_word("in")) return false;
    node.children.push_back(parse_domain());
    if (failed_) return false;
    bind(std::move(name));
  } while (take(","));
  return true;
}

NodePointer Parser::parse_for() {
  NodeBuilder node = make(Op::for_each, token_.begin);
  advance();
  if (!parse_iterations(*node) || !expect_word("return")) return nullptr;
  uint32_t partial = bind("partial");
  node->children.push_back(parse_expression());
  node->negated = std::ranges::find(partials_used_, partial) != partials_used_.end();
  std::erase(partials_used_, partial);
  unbind(node->children.size());
  return finish(std::move(node));
}

NodePointer Parser::parse_quantified() {
  NodeBuilder node = make(token_.is_word("some") ? Op::some : Op::every, token_.begin);
  advance();
  if (!parse_iterations(*node) || !expect_word("satisfies")) return nullptr;
  node->children.push_back(parse_expression());
  unbind(node->children.size() - 1);
  return finish(std::move(node));
}

bool Parser::parse_parameters(Node& node) {
  while (!token_.is(")")) {
    node.names.push_back(take_name(false));
    if (failed_) return false;
    bind(node.names.back());
    node.types.push_back(take(":") ? parse_type() : nullptr);
    if (failed_) return false;
    if (!take(",")) break;
  }
  return expect(")");
}

NodePointer Parser::parse_function() {
  NodeBuilder node = make(Op::function, token_.begin);
  advance();
  node->slot = static_cast<uint32_t>(locals_.size());
  if (!expect("(") || !parse_parameters(*node)) return nullptr;
  // External functions (Java, PMML) are not run: such a function gives null.
  node->negated = take_word("external");
  node->children.push_back(parse_expression());
  if (failed_) return nullptr;
  unbind(node->names.size());
  return finish(std::move(node));
}

TypePointer Parser::parse_type() {
  constexpr std::string_view spaced[] = {"years and months duration", "days and time duration",
                                         "date and time"};
  DepthGuard guard(depth_);
  if (depth_ > options_.depth_max) {
    fail(token_.begin, "Il tipo è annidato troppo.");
    return nullptr;
  }
  for (std::string_view name : spaced)
    if (size_t end = match_name(text_, token_.begin, name)) {
      token_ = next_token(text_, end);
      return built_in_type(name);
    }
  size_t place = token_.begin;
  for (const auto& [name, type] : scope_.types())
    if (size_t end = match_name(text_, place, name)) {
      token_ = next_token(text_, end);
      return type;
    }
  if (token_.mark != Mark::name) {
    fail(place, "Qui serve il nome di un tipo, c'è " + found() + ".");
    return nullptr;
  }
  std::string name = token_.text;
  advance();
  if (token_.is("<")) return parse_type_arguments(name);
  TypePointer type = built_in_type(name);
  if (!type) fail(place, "Il tipo «" + name + "» non è noto.");
  return type;
}

TypePointer Parser::parse_type_arguments(std::string_view name) {
  if (name == "context") return parse_context_type();
  if (name == "function") return parse_function_type();
  if (name != "list" && name != "range") {
    fail(token_.begin, "Dopo questo tipo non va «<».");
    return nullptr;
  }
  advance();
  auto type = std::make_shared<Type>(*built_in_type(name));
  type->element = parse_type();
  if (failed_ || !expect(">")) return nullptr;
  return type;
}

TypePointer Parser::parse_context_type() {
  auto type = std::make_shared<Type>(*built_in_type("context"));
  advance();
  while (!token_.is(">")) {
    std::optional<std::string> key = take_key();
    if (!key) return nullptr;
    TypePointer entry = parse_type();
    if (failed_) return nullptr;
    type->entries.emplace_back(std::move(*key), std::move(entry));
    if (!take(",")) break;
  }
  if (!expect(">")) return nullptr;
  return type;
}

TypePointer Parser::parse_function_type() {
  auto type = std::make_shared<Type>(*built_in_type("function"));
  type->has_parameters = true;
  advance();
  while (!token_.is(">")) {
    type->parameters.push_back(parse_type());
    if (failed_) return nullptr;
    if (!take(",")) break;
  }
  if (!expect(">") || !expect("->")) return nullptr;
  type->result = parse_type();
  if (failed_) return nullptr;
  return type;
}

}  // namespace digipro::feel
