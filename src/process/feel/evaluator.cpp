#include "process/feel/evaluator.h"

#include <algorithm>

#include "process/feel/builtins.h"

namespace digipro::feel {
namespace {

constexpr size_t reasons_max = 20;

std::string kind_text(const Value& value) {
  return std::string(kind_name(value.kind()));
}

}  // namespace

Evaluator::Evaluator(std::shared_ptr<const Tree> tree, std::span<const Value> inputs,
                     const Environment& environment)
    : tree_(std::move(tree)), inputs_(inputs), environment_(environment) {
  if (tree_) locals_.resize(tree_->locals);
}

Value Evaluator::null(std::string reason) {
  if (reasons_.size() < reasons_max && !stopped()) reasons_.push_back(std::move(reason));
  return {};
}

bool Evaluator::stop(std::string limit) {
  if (limit_.empty()) limit_ = std::move(limit);
  return false;
}

bool Evaluator::charge(size_t steps) {
  if (stopped()) return false;
  steps_ += static_cast<int64_t>(steps);
  return steps_ <= environment_.limits.steps_max || stop("steps");
}

Value Evaluator::evaluate(const Node& node) {
  if (!charge(1)) return {};
  if (depth_ >= environment_.limits.depth_max) {
    stop("depth");
    return {};
  }
  ++depth_;
  Value value = dispatch(node);
  --depth_;
  const EvaluationLimits& limits = environment_.limits;
  if (value.depth() > limits.value_depth_max || value.weight() > limits.value_weight_max)
    stop("value size");
  if (const List* items = value.as_list(); items && items->size() > limits.list_max) stop("list");
  if (const std::string* text = value.as_string(); text && text->size() > limits.string_max)
    stop("string");
  if (stopped()) return {};
  return value;
}

Value Evaluator::dispatch(const Node& node) {
  switch (node.op) {
    case Op::literal:
    case Op::local:
    case Op::input:
    case Op::item_member:
    case Op::unknown:
    case Op::builtin:
      return leaf(node);
    case Op::list:
      return list(node);
    case Op::context:
      return context(node);
    case Op::range:
      return range(node);
    case Op::test_range:
      return test_range(node);
    case Op::negate:
      return negation(*this, evaluate(*node.children[0]));
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::power:
      return calculation(node);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal:
      return comparison(node);
    case Op::between:
      return between(node);
    case Op::in:
      return membership(node);
    case Op::conjunction:
    case Op::disjunction:
      return conjunction(node, node.op == Op::disjunction);
    case Op::conditional:
      return conditional(node);
    case Op::for_each:
      return for_each(node);
    case Op::some:
    case Op::every:
      return quantified(node);
    case Op::domain_range:
      return null("Un intervallo così serve solo dopo «in» di un ciclo.");
    case Op::instance_of:
      return is_instance(evaluate(*node.children[0]), *node.types[0]);
    case Op::path:
      return path(node);
    case Op::filter:
      return filter(node);
    case Op::call:
    case Op::call_named:
      return invocation(node);
    case Op::function:
      return function(node);
    case Op::unary_tests:
      return unary_tests(node);
    case Op::boolean_test:
      return evaluate(*node.children[0]);
  }
  return {};
}

Value Evaluator::list(const Node& node) {
  List items;
  items.reserve(node.children.size());
  for (const NodePointer& child : node.children) items.push_back(evaluate(*child));
  return items;
}

Value Evaluator::context(const Node& node) {
  Context context;
  for (size_t at = 0; at < node.children.size(); ++at) {
    Value value = evaluate(*node.children[at]);
    locals_[node.slot + at] = value;
    if (context.find(node.names[at]))
      return null("La voce «" + node.names[at] + "» compare due volte.");
    context.append(node.names[at], std::move(value));
  }
  return context;
}

Value Evaluator::range(const Node& node) {
  Range range;
  range.low = evaluate(*node.children[0]);
  range.high = evaluate(*node.children[1]);
  range.low_closed = node.low_closed;
  range.high_closed = node.high_closed;
  bool open_end = range.low.is_null() || range.high.is_null();
  if (!open_end && less(range.low, range.high) == Truth::unknown)
    return null("Gli estremi dell'intervallo non si possono confrontare: " + kind_text(range.low) +
                " e " + kind_text(range.high) + ".");
  return range;
}

Value Evaluator::test_range(const Node& node) {
  Range range;
  range.form = node.form;
  Value end = evaluate(*node.children[0]);
  bool has_low = node.form != RangeForm::less && node.form != RangeForm::less_or_equal;
  bool has_high = node.form != RangeForm::greater && node.form != RangeForm::greater_or_equal;
  range.low_closed = node.form != RangeForm::greater && has_low;
  range.high_closed = node.form != RangeForm::less && has_high;
  if (has_low) range.low = end;
  if (has_high) range.high = end;
  return range;
}

Value Evaluator::path(const Node& node) {
  Value from = evaluate(*node.children[0]);
  const std::string& name = node.names[0];
  if (const List* items = from.as_list()) {
    if (!charge(items->size())) return {};
    List members;
    members.reserve(items->size());
    for (const Value& item : *items) {
      std::optional<Value> member = property_of(item, name);
      members.push_back(member ? std::move(*member) : Value());
    }
    return members;
  }
  std::optional<Value> member = property_of(from, name);
  if (!member)
    return null("Un valore di tipo " + kind_text(from) + " non ha la voce «" + name + "».");
  return std::move(*member);
}

// `deciding` is the value that settles the matter: false for `and`, true for `or` (table 50).
Value Evaluator::conjunction(const Node& node, bool deciding) {
  bool unknown = false;
  for (const NodePointer& child : node.children) {
    Value value = evaluate(*child);
    const bool* flag = value.as_bool();
    if (!flag) unknown = true;
    if (flag && *flag == deciding) return deciding;
  }
  return unknown ? Value() : Value(!deciding);
}

Value Evaluator::conditional(const Node& node) {
  return evaluate(*node.children[evaluate(*node.children[0]).is_true() ? 1 : 2]);
}

}  // namespace digipro::feel
