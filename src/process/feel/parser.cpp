#include "process/feel/parser.h"

#include <algorithm>
#include <array>

namespace digipro::feel {
namespace {

constexpr uint32_t height_max = 300;

}  // namespace

NodePointer Parser::parse_expression() {
  DepthGuard guard(depth_);
  if (depth_ > options_.depth_max) {
    fail(token_.begin, "L'espressione è annidata troppo: dividila in più parti.");
    return nullptr;
  }
  bool outer = std::exchange(closing_bracket_may_end_range_, false);
  NodePointer node = parse_disjunction();
  closing_bracket_may_end_range_ = outer;
  return node;
}

NodePointer Parser::parse_disjunction() {
  NodePointer first = parse_conjunction();
  if (!first || !token_.is_word("or")) return first;
  NodeBuilder node = make(Op::disjunction, token_.begin);
  node->children.push_back(std::move(first));
  while (take_word("or")) {
    node->children.push_back(parse_conjunction());
    if (failed_) return nullptr;
  }
  return finish(std::move(node));
}

NodePointer Parser::parse_conjunction() {
  NodePointer first = parse_comparison();
  if (!first || !token_.is_word("and")) return first;
  NodeBuilder node = make(Op::conjunction, token_.begin);
  node->children.push_back(std::move(first));
  while (take_word("and")) {
    node->children.push_back(parse_comparison());
    if (failed_) return nullptr;
  }
  return finish(std::move(node));
}

NodePointer Parser::parse_comparison() {
  constexpr std::array<std::pair<std::string_view, Op>, 6> operators = {
      {{"=", Op::equal},
       {"!=", Op::not_equal},
       {"<", Op::less},
       {"<=", Op::less_or_equal},
       {">", Op::greater},
       {">=", Op::greater_or_equal}}};
  NodePointer left = parse_additive();
  while (left) {
    size_t offset = token_.begin;
    if (take_word("between")) {
      left = parse_between(std::move(left));
      continue;
    }
    if (take_word("in")) {
      left = parse_in(std::move(left));
      continue;
    }
    auto found = std::ranges::find_if(operators, [&](auto& row) { return token_.is(row.first); });
    if (found == operators.end()) break;
    advance();
    left = binary(found->second, offset, std::move(left), parse_additive());
  }
  return left;
}

NodePointer Parser::parse_between(NodePointer value) {
  NodeBuilder node = make(Op::between, token_.begin);
  node->children.push_back(std::move(value));
  node->children.push_back(parse_additive());
  if (failed_ || !expect_word("and")) return nullptr;
  node->children.push_back(parse_additive());
  return finish(std::move(node));
}

// `x in (1, < 5, [7..9])`, `x in xs`, `x in > 3`, `x in (1..5)`.
NodePointer Parser::parse_in(NodePointer value) {
  NodeBuilder node = make(Op::in, token_.begin);
  node->children.push_back(std::move(value));
  if (!token_.is("(")) {
    NodePointer test = token_.mark == Mark::symbol ? parse_test_range() : nullptr;
    if (!test && !failed_) test = parse_additive();
    node->children.push_back(std::move(test));
    return finish(std::move(node));
  }
  size_t open = token_.begin;
  advance();
  NodePointer first = parse_test();
  if (failed_) return nullptr;
  if (take("..")) {
    node->children.push_back(parse_range_end(std::move(first), false, open));
    return finish(std::move(node));
  }
  node->children.push_back(std::move(first));
  while (take(",")) {
    node->children.push_back(parse_test());
    if (failed_) return nullptr;
  }
  if (!expect(")")) return nullptr;
  return finish(std::move(node));
}

NodePointer Parser::parse_additive() {
  NodePointer left = parse_multiplicative();
  while (left && (token_.is("+") || token_.is("-"))) {
    Op op = token_.is("+") ? Op::add : Op::subtract;
    size_t offset = token_.begin;
    advance();
    left = binary(op, offset, std::move(left), parse_multiplicative());
  }
  return left;
}

NodePointer Parser::parse_multiplicative() {
  NodePointer left = parse_power();
  while (left && (token_.is("*") || token_.is("/"))) {
    Op op = token_.is("*") ? Op::multiply : Op::divide;
    size_t offset = token_.begin;
    advance();
    left = binary(op, offset, std::move(left), parse_power());
  }
  return left;
}

NodePointer Parser::parse_power() {
  NodePointer left = parse_negation();
  while (left && token_.is("**")) {
    size_t offset = token_.begin;
    advance();
    left = binary(Op::power, offset, std::move(left), parse_negation());
  }
  return left;
}

NodePointer Parser::parse_negation() {
  if (!token_.is("-")) return parse_postfix();
  DepthGuard guard(depth_);
  if (depth_ > options_.depth_max) {
    fail(token_.begin, "Ci sono troppi segni meno uno dopo l'altro.");
    return nullptr;
  }
  NodeBuilder node = make(Op::negate, token_.begin);
  advance();
  node->children.push_back(parse_negation());
  return finish(std::move(node));
}

NodePointer Parser::parse_postfix() {
  NodePointer node = parse_primary();
  while (node) {
    if (take(".")) {
      node = parse_path(std::move(node));
    } else if (token_.is("(")) {
      node = parse_call(std::move(node));
    } else if (token_.is("[")) {
      if (closing_bracket_may_end_range_) {
        // `]1..5[`: a bracket after which nothing begins closes the range.
        Token next = next_token(text_, token_.end);
        bool begins = next.mark == Mark::number || next.mark == Mark::string ||
                      next.mark == Mark::at || next.is("(") || next.is("[") || next.is("{") ||
                      next.is("-") ||
                      (next.mark == Mark::name &&
                       (!is_keyword(next.text) || next.text == "true" || next.text == "false"));
        if (!begins) return node;
      }
      node = parse_filter(std::move(node));
    } else if (token_.is_word("instance")) {
      NodeBuilder test = make(Op::instance_of, token_.begin);
      advance();
      if (!expect_word("of")) return nullptr;
      test->types.push_back(parse_type());
      test->children.push_back(std::move(node));
      node = finish(std::move(test));
    } else {
      break;
    }
  }
  return node;
}

NodePointer Parser::parse_filter(NodePointer list) {
  NodeBuilder node = make(Op::filter, token_.begin);
  advance();
  node->children.push_back(std::move(list));
  node->slot = bind("item", true);
  node->children.push_back(parse_expression());
  unbind(1);
  if (failed_ || !expect("]")) return nullptr;
  return finish(std::move(node));
}

NodePointer Parser::parse_path(NodePointer from) {
  NodeBuilder node = make(Op::path, token_.begin);
  node->children.push_back(std::move(from));
  node->names.push_back(take_name(true));
  if (failed_) return nullptr;
  return finish(std::move(node));
}

// `name:` before an argument; nullopt when a value stands here.
std::optional<std::string> Parser::take_argument_name() {
  size_t at = token_.begin;
  if (name_start_length(text_, at) == 0) return std::nullopt;
  size_t end = at;
  for (;;) {
    if (size_t part = name_part_length(text_, end)) {
      end += part;
    } else if (size_t blank = blank_length(text_, end)) {
      end += blank;
    } else {
      break;
    }
  }
  if (end >= text_.size() || text_[end] != ':') return std::nullopt;
  token_ = next_token(text_, end + 1);
  return collapse_blanks(text_.substr(at, end - at));
}

NodePointer Parser::parse_call(NodePointer function) {
  NodeBuilder node = make(Op::call, token_.begin);
  node->children.push_back(std::move(function));
  advance();
  bool named = false;
  while (!token_.is(")")) {
    size_t place = token_.begin;
    std::optional<std::string> name = take_argument_name();
    if (node->children.size() > 1 && name.has_value() != named) {
      fail(place, "Gli argomenti hanno tutti il nome oppure nessuno.");
      return nullptr;
    }
    if (name) {
      named = true;
      node->names.push_back(std::move(*name));
    }
    node->children.push_back(parse_expression());
    if (failed_) return nullptr;
    if (!take(",")) break;
  }
  if (!expect(")")) return nullptr;
  if (named) node->op = Op::call_named;
  return finish(std::move(node));
}

NodePointer Parser::binary(Op op, size_t offset, NodePointer left, NodePointer right) {
  if (failed_) return nullptr;
  NodeBuilder node = make(op, offset);
  node->children.push_back(std::move(left));
  node->children.push_back(std::move(right));
  return finish(std::move(node));
}

NodePointer Parser::finish(NodeBuilder node) {
  if (failed_) return nullptr;
  for (const NodePointer& child : node->children)
    node->height = std::max(node->height, child->height + 1);
  if (node->height > height_max) {
    fail(node->offset, "L'espressione ha troppi passaggi: dividila in più parti.");
    return nullptr;
  }
  return node;
}

}  // namespace digipro::feel
