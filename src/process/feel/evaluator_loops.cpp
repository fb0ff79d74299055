// Filters, for, some and every (DMN 1.5, clauses 10.3.2.5, 10.3.2.14 and 10.3.2.15).
#include <algorithm>

#include "process/feel/evaluator.h"
#include "process/feel/temporal.h"

namespace digipro::feel {
namespace {

// Item `number` of a list, from 1; from the end when negative. nullptr when there is none.
const Value* item_at(const List& items, const Decimal& number) {
  Result<int64_t> at = number.rounded(0, Rounding::down)->to_int64();
  if (!at) return nullptr;
  auto size = static_cast<int64_t>(items.size());
  int64_t index = *at < 0 ? size + *at : *at - 1;
  return *at == 0 || index < 0 || index >= size ? nullptr : &items[static_cast<size_t>(index)];
}

}  // namespace

Value Evaluator::filter(const Node& node) {
  Value source = evaluate(*node.children[0]);
  if (source.is_null()) return null("Si filtra un valore che non c'è.");
  List single;
  if (!source.as_list()) single.push_back(source);
  const List& items = source.as_list() ? *source.as_list() : single;
  const Node& condition = *node.children[1];
  Value& item = locals_[node.slot];
  item = items.empty() ? Value() : items.front();
  Value first = evaluate(condition);
  if (const Decimal* number = first.as_number()) {
    const Value* found = item_at(items, *number);
    return found ? *found : null("La lista non ha un elemento " + number->to_string() + ".");
  }
  List kept;
  for (size_t at = 0; at < items.size(); ++at) {
    if (at > 0) {
      locals_[node.slot] = items[at];
      first = evaluate(condition);
    }
    if (stopped()) return {};
    if (first.is_true()) kept.push_back(items[at]);
  }
  return kept;
}

bool Evaluator::iterate(const Node& node, size_t variable, const Body& body) {
  if (variable + 1 >= node.children.size()) return body();
  auto slot = static_cast<uint32_t>(node.slot + variable);
  Body inner = [&] { return iterate(node, variable + 1, body); };
  const Node& domain = *node.children[variable];
  if (domain.op == Op::domain_range) {
    Range range;
    range.low = evaluate(*domain.children[0]);
    range.high = evaluate(*domain.children[1]);
    return iterate_range(range, slot, inner);
  }
  Value values = evaluate(domain);
  if (const Range* range = values.as_range()) {
    if (range->form != RangeForm::interval || less(range->high, range->low) != Truth::no) {
      null("Su questo intervallo non si può ripetere.");
      return false;
    }
    return iterate_range(*range, slot, inner);
  }
  if (values.is_null()) {
    null("Si ripete su un valore che non c'è.");
    return false;
  }
  const List* items = values.as_list();
  List single;
  if (!items) single.push_back(values);
  for (const Value& value : items ? *items : single) {
    if (!charge(1)) return false;
    locals_[slot] = value;
    if (!inner()) return false;
  }
  return true;
}

// Whole numbers or days, upwards or downwards, both ends included unless the range is open.
bool Evaluator::iterate_range(const Range& range, uint32_t slot, const Body& inner) {
  bool days = range.low.as_date() && range.high.as_date();
  Wide first = 0, last = 0;  // one beyond either end must not overflow
  if (days) {
    first = days_since_epoch(*range.low.as_date());
    last = days_since_epoch(*range.high.as_date());
  } else {
    const Decimal* low = range.low.as_number();
    const Decimal* high = range.high.as_number();
    Result<int64_t> from = low ? low->to_int64() : refuse(ErrorCode::invalid_input);
    Result<int64_t> to = high ? high->to_int64() : refuse(ErrorCode::invalid_input);
    if (!from || !to) {
      null("Si ripete solo da un numero intero a un altro o da una data a un'altra.");
      return false;
    }
    first = *from;
    last = *to;
  }
  int step = first <= last ? 1 : -1;
  if (!range.low_closed) first += step;
  if (!range.high_closed) last -= step;
  for (Wide next = first; step > 0 ? next <= last : next >= last; next += step) {
    if (!charge(1)) return false;
    auto at = static_cast<int64_t>(next);
    locals_[slot] = days ? Value(date_from_days(at)) : Value(at);
    if (!inner()) return false;
  }
  return true;
}

Value Evaluator::for_each(const Node& node) {
  List results;
  auto partial_slot = static_cast<uint32_t>(node.slot + node.children.size() - 1);
  const Node& result = *node.children.back();
  bool uses_partial = node.negated;  // see Op::for_each
  bool complete = iterate(node, 0, [&] {
    if (uses_partial) {
      if (!charge(results.size())) return false;
      locals_[partial_slot] = results;
    }
    results.push_back(evaluate(result));
    if (results.size() > environment_.limits.list_max) return stop("list");
    return !stopped();
  });
  if (!complete) return {};
  return results;
}

// Three-valued: `some` is a disjunction over all combinations, `every` a conjunction.
Value Evaluator::quantified(const Node& node) {
  bool deciding = node.op == Op::some;
  bool unknown = false, decided = false;
  const Node& condition = *node.children.back();
  bool complete = iterate(node, 0, [&] {
    Value value = evaluate(condition);
    const bool* flag = value.as_bool();
    if (!flag) unknown = true;
    decided = flag && *flag == deciding;
    return !decided && !stopped();
  });
  if (decided) return deciding;
  if (!complete || unknown) return {};
  return !deciding;
}

}  // namespace digipro::feel
