// Comparisons, `between`, `in` and unary tests (DMN 1.5, tables 41, 42, 54 and 55).
#include "process/feel/evaluator.h"

namespace digipro::feel {
namespace {

Truth negate(Truth truth) {
  return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

Truth either(Truth a, Truth b) {
  if (a == Truth::yes || b == Truth::yes) return Truth::yes;
  return a == Truth::unknown || b == Truth::unknown ? Truth::unknown : Truth::no;
}

Truth both(Truth a, Truth b) {
  return negate(either(negate(a), negate(b)));
}

Truth at_least(const Value& value, const Value& low, bool closed) {
  return closed ? negate(less(value, low)) : less(low, value);
}

Truth at_most(const Value& value, const Value& high, bool closed) {
  return closed ? negate(less(high, value)) : less(value, high);
}

}  // namespace

Value to_value(Truth truth) {
  return truth == Truth::unknown ? Value() : Value(truth == Truth::yes);
}

Value Evaluator::comparison(const Node& node) {
  Value a = evaluate(*node.children[0]);
  Value b = evaluate(*node.children[1]);
  if (!charge(std::min(a.weight(), b.weight()))) return {};
  switch (node.op) {
    case Op::equal:
      return to_value(equal(a, b));
    case Op::not_equal:
      return to_value(negate(equal(a, b)));
    case Op::less:
      return to_value(less(a, b));
    case Op::greater:
      return to_value(less(b, a));
    case Op::less_or_equal:
      return to_value(negate(less(b, a)));
    default:
      return to_value(negate(less(a, b)));
  }
}

Value Evaluator::between(const Node& node) {
  Value value = evaluate(*node.children[0]);
  Value low = evaluate(*node.children[1]);
  Value high = evaluate(*node.children[2]);
  return to_value(both(at_least(value, low, true), at_most(value, high, true)));
}

Truth is_in_range(const Value& value, const Range& range) {
  switch (range.form) {
    case RangeForm::equal:
      return equal(value, range.low);
    case RangeForm::not_equal:
      return negate(equal(value, range.low));
    case RangeForm::less:
    case RangeForm::less_or_equal:
      return at_most(value, range.high, range.high_closed);
    case RangeForm::greater:
    case RangeForm::greater_or_equal:
      return at_least(value, range.low, range.low_closed);
    case RangeForm::interval:
      break;
  }
  return both(at_least(value, range.low, range.low_closed),
              at_most(value, range.high, range.high_closed));
}

Truth is_in(const Value& value, const Value& test) {
  if (const Range* range = test.as_range(); range && !value.as_range())
    return is_in_range(value, *range);
  const List* items = test.as_list();
  if (!items) return equal(value, test);
  Truth found = same(value, test) ? Truth::yes : Truth::no;  // an item of another kind is not it
  for (const Value& item : *items) {
    if (found == Truth::yes) break;
    if (item.as_range()) {
      found = either(found, is_in(value, item));
    } else if (same(value, item)) {
      found = Truth::yes;
    }
  }
  return found;
}

Value Evaluator::membership(const Node& node) {
  Value value = evaluate(*node.children[0]);
  Truth found = Truth::no;
  for (size_t at = 1; at < node.children.size() && found != Truth::yes; ++at) {
    Value test = evaluate(*node.children[at]);
    if (!charge(test.weight())) return {};
    found = either(found, is_in(value, test));
  }
  return to_value(found);
}

// Any test may hold; a test that is an expression on `?` must come out true.
Value Evaluator::unary_tests(const Node& node) {
  const Value tested = locals_[0];
  if (node.children.empty()) return true;
  Truth found = Truth::no;
  for (const NodePointer& child : node.children) {
    if (found == Truth::yes) break;
    Value test = evaluate(*child);
    if (!charge(test.weight())) return {};
    const bool* flag = test.as_bool();
    if (child->op == Op::boolean_test || (flag && !tested.as_bool())) {
      found = either(found, !flag ? Truth::unknown : *flag ? Truth::yes : Truth::no);
    } else {
      found = either(found, is_in(tested, test));
    }
  }
  return to_value(node.negated ? negate(found) : found);
}

Value Evaluator::test(const Node& tests, const Value& input) {
  if (!locals_.empty()) locals_[0] = input;
  return evaluate(tests);
}

}  // namespace digipro::feel
