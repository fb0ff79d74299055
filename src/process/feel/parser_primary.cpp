// What stands between operators: literals, lists, ranges, contexts, tests without a left side.
#include <array>

#include "process/feel/parser.h"

namespace digipro::feel {

NodePointer Parser::parse_primary() {
  switch (token_.mark) {
    case Mark::number:
      return parse_number();
    case Mark::at:
      return parse_at();
    case Mark::name:
      return parse_word();
    case Mark::string: {
      NodeBuilder node = make(Op::literal, token_.begin);
      node->literal = std::move(token_.text);
      advance();
      return finish(std::move(node));
    }
    case Mark::symbol:
      if (token_.is("(")) return parse_parenthesis();
      if (token_.is("[") || token_.is("]")) return parse_bracket();
      if (token_.is("{")) return parse_context();
      if (NodePointer range = parse_test_range(); range || failed_) return range;
      break;
    case Mark::end:
    case Mark::error:
      break;
  }
  fail(token_.begin, "Qui serve un valore, c'è " + found() + ".");
  return nullptr;
}

NodePointer Parser::parse_number() {
  NodeBuilder node = make(Op::literal, token_.begin);
  Result<Decimal> number = Decimal::parse(token_.text);
  if (!number) {
    fail(token_.begin, "Il numero è troppo grande.");
    return nullptr;
  }
  node->literal = *number;
  advance();
  return finish(std::move(node));
}

NodePointer Parser::parse_at() {
  NodeBuilder node = make(Op::literal, token_.begin);
  for (auto* parse : {parse_date, parse_date_time, parse_time, parse_duration}) {
    Result<Value> value = parse(token_.text);
    if (!value) continue;
    node->literal = std::move(*value);
    advance();
    return finish(std::move(node));
  }
  fail(token_.begin, "«" + token_.text + "» non è una data, un'ora o una durata.");
  return nullptr;
}

// `(expression)` or `(1..5]`.
NodePointer Parser::parse_parenthesis() {
  size_t open = token_.begin;
  advance();
  NodePointer inner = parse_expression();
  if (failed_) return nullptr;
  if (take("..")) return parse_range_end(std::move(inner), false, open);
  if (!expect(")")) return nullptr;
  return inner;
}

// `[1, 2]`, `[1..5)` or `]1..5]`.
NodePointer Parser::parse_bracket() {
  size_t open = token_.begin;
  bool closed = token_.is("[");
  advance();
  NodeBuilder node = make(Op::list, open);
  if (closed && take("]")) return finish(std::move(node));
  for (;;) {
    node->children.push_back(parse_expression());
    if (failed_) return nullptr;
    if (node->children.size() == 1 && take(".."))
      return parse_range_end(std::move(node->children[0]), closed, open);
    if (!closed) {
      fail(token_.begin, "Dopo «]» serve un intervallo, come ]1..5].");
      return nullptr;
    }
    if (take("]")) return finish(std::move(node));
    if (!expect(",")) return nullptr;
  }
}

NodePointer Parser::parse_range_end(NodePointer low, bool low_closed, size_t offset) {
  NodeBuilder node = make(Op::range, offset);
  node->low_closed = low_closed;
  node->children.push_back(std::move(low));
  bool outer = std::exchange(closing_bracket_may_end_range_, true);
  node->children.push_back(parse_additive());
  closing_bracket_may_end_range_ = outer;
  if (failed_) return nullptr;
  node->high_closed = token_.is("]");
  if (!take("]") && !take(")") && !take("[")) {
    fail(token_.begin, "L'intervallo va chiuso con «]», «)» o «[», c'è " + found() + ".");
    return nullptr;
  }
  return finish(std::move(node));
}

// The key of an entry up to its colon: a text, or a name with any blanks and signs in it.
std::optional<std::string> Parser::take_key() {
  if (token_.mark == Mark::string) {
    std::string key = std::move(token_.text);
    advance();
    if (!expect(":")) return std::nullopt;
    return key;
  }
  size_t end = token_.begin;
  constexpr std::string_view signs = "./-'+*";
  for (;;) {
    if (size_t part = name_part_length(text_, end)) {
      end += part;
    } else if (size_t blank = blank_length(text_, end)) {
      end += blank;
    } else if (end < text_.size() && signs.find(text_[end]) != std::string_view::npos) {
      ++end;
    } else {
      break;
    }
  }
  if (end == token_.begin || end >= text_.size() || text_[end] != ':' ||
      name_start_length(text_, token_.begin) == 0) {
    fail(token_.begin, "Qui serve il nome di una voce seguito da due punti, c'è " + found() + ".");
    return std::nullopt;
  }
  std::string key = collapse_blanks(text_.substr(token_.begin, end - token_.begin));
  token_ = next_token(text_, end + 1);
  return key;
}

NodePointer Parser::parse_context() {
  NodeBuilder node = make(Op::context, token_.begin);
  advance();
  node->slot = static_cast<uint32_t>(locals_.size());
  while (!token_.is("}")) {
    std::optional<std::string> key = take_key();
    if (!key) return nullptr;
    node->children.push_back(parse_expression());
    if (failed_) return nullptr;
    node->names.push_back(*key);
    bind(std::move(*key));
    if (!take(",")) break;
  }
  unbind(node->children.size());
  if (!expect("}")) return nullptr;
  return finish(std::move(node));
}

// `< 5`, `!= "x"`; null without a problem when no such sign stands here.
NodePointer Parser::parse_test_range() {
  constexpr std::array<std::pair<std::string_view, RangeForm>, 6> signs = {
      {{"<", RangeForm::less},
       {"<=", RangeForm::less_or_equal},
       {">", RangeForm::greater},
       {">=", RangeForm::greater_or_equal},
       {"=", RangeForm::equal},
       {"!=", RangeForm::not_equal}}};
  for (const auto& [sign, form] : signs) {
    if (!token_.is(sign)) continue;
    NodeBuilder node = make(Op::test_range, token_.begin);
    node->form = form;
    advance();
    node->children.push_back(parse_additive());
    return finish(std::move(node));
  }
  return nullptr;
}

NodePointer Parser::parse_test() {
  if (token_.mark == Mark::symbol)
    if (NodePointer range = parse_test_range(); range || failed_) return range;
  return parse_expression();
}

Result<std::shared_ptr<const Tree>> Parser::expression() {
  advance();
  return result(parse_expression());
}

// The local slot 0 is the item, as it is `?` in unary tests.
Result<std::shared_ptr<const Tree>> Parser::filter_condition() {
  bind("item", true);
  advance();
  return result(parse_expression());
}

// Grammar rules 12 to 14: `-`, `not(tests)` or tests.
Result<std::shared_ptr<const Tree>> Parser::unary_tests() {
  bind("?");
  advance();
  NodeBuilder node = make(Op::unary_tests, token_.begin);
  if (token_.is("-") && next_token(text_, token_.end).mark == Mark::end) {
    advance();
    return result(finish(std::move(node)));
  }
  Token next = next_token(text_, token_.end);
  if (token_.is_word("not") && next.is("(")) {
    node->negated = true;
    advance();
    advance();
  }
  do {
    uses_tested_value_ = false;
    NodePointer test = parse_test();
    if (failed_) break;
    if (uses_tested_value_) {
      NodeBuilder condition = make(Op::boolean_test, test->offset);
      condition->children.push_back(std::move(test));
      test = finish(std::move(condition));
    }
    node->children.push_back(std::move(test));
  } while (take(","));
  if (!failed_ && node->negated) expect(")");
  return result(finish(std::move(node)));
}

}  // namespace digipro::feel
