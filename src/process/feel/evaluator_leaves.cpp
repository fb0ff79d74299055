// The ends of the tree: literals, names and functions by name; and the four operations on them.
#include "process/feel/evaluator.h"

namespace digipro::feel {
namespace {

Value builtin_value(const Node& node) {
  auto function = std::make_shared<Function>();
  function->builtin = node.builtin;
  return Value(std::shared_ptr<const Function>(std::move(function)));
}

}  // namespace

Value Evaluator::leaf(const Node& node) {
  switch (node.op) {
    case Op::literal:
      return node.literal;
    case Op::local:
      return locals_[node.slot];
    case Op::input:
      return input(node.slot);
    case Op::item_member:
      return name_of_item(node);
    case Op::builtin:
      return builtin_value(node);
    default:
      return null("Il nome «" + node.names[0] + "» non è noto.");
  }
}

const Value& Evaluator::input(size_t slot) const {
  static const Value nothing;
  return slot < inputs_.size() ? inputs_[slot] : nothing;
}

Value Evaluator::name_of_item(const Node& node) {
  for (uint32_t slot : node.slots) {
    const Value& item = locals_[slot];
    if (const Context* context = item.as_context())
      if (const Value* member = context->find(node.names[0])) return *member;
  }
  return node.children.empty() ? Value() : evaluate(*node.children[0]);
}

Value Evaluator::calculation(const Node& node) {
  Value left = evaluate(*node.children[0]);
  return arithmetic(*this, node.op, left, evaluate(*node.children[1]));
}

}  // namespace digipro::feel
