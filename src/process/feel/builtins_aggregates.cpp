// Functions that make one value of many (DMN 1.5, table 77): of a list or of their arguments.
#include <algorithm>
#include <map>

#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

const List& list(Arguments arguments) {
  return *arguments[0].as_list();
}

Value wrong_items(Evaluator& evaluator) {
  return evaluator.null("Gli elementi della lista non sono tutti del tipo che serve.");
}

template <bool wants_largest>
Value extreme(Evaluator& evaluator, Arguments arguments) {
  const List& items = list(arguments);
  if (items.empty()) return evaluator.null("La lista è vuota.");
  const Value* best = nullptr;
  for (const Value& item : items) {
    if (less(item, item) == Truth::unknown) return wrong_items(evaluator);
    Truth better = !best ? Truth::yes : wants_largest ? less(*best, item) : less(item, *best);
    if (better == Truth::unknown) return wrong_items(evaluator);
    if (better == Truth::yes) best = &item;
  }
  return *best;
}

Value sum_of(Evaluator& evaluator, const List& items) {
  if (items.empty()) return evaluator.null("La lista è vuota.");
  Value total = items.front();
  if (!total.as_number() && !total.as_years_months() && !total.as_days_time())
    return wrong_items(evaluator);
  for (size_t at = 1; at < items.size(); ++at) {
    if (items[at].kind() != total.kind()) return wrong_items(evaluator);
    total = arithmetic(evaluator, Op::add, total, items[at]);
    if (total.is_null()) return total;
  }
  return total;
}

Value sum(Evaluator& evaluator, Arguments arguments) {
  return sum_of(evaluator, list(arguments));
}

Value mean(Evaluator& evaluator, Arguments arguments) {
  Value total = sum_of(evaluator, list(arguments));
  if (total.is_null()) return total;
  return arithmetic(evaluator, Op::divide, total,
                    Value(static_cast<int64_t>(list(arguments).size())));
}

// All items as numbers; nullopt when one is none.
std::optional<std::vector<Decimal>> numbers(const List& items) {
  std::vector<Decimal> found;
  for (const Value& item : items) {
    if (!item.as_number()) return std::nullopt;
    found.push_back(*item.as_number());
  }
  return found;
}

Value product(Evaluator& evaluator, Arguments arguments) {
  auto factors = numbers(list(arguments));
  if (!factors || factors->empty()) return wrong_items(evaluator);
  Value result = Decimal(1);
  for (const Decimal& factor : *factors)
    result = arithmetic(evaluator, Op::multiply, result, factor);
  return result;
}

Value median(Evaluator& evaluator, Arguments arguments) {
  auto sorted = numbers(list(arguments));
  if (!sorted || sorted->empty()) return wrong_items(evaluator);
  std::ranges::sort(*sorted);
  size_t middle = sorted->size() / 2;
  if (sorted->size() % 2 == 1) return (*sorted)[middle];
  Value both = arithmetic(evaluator, Op::add, (*sorted)[middle - 1], (*sorted)[middle]);
  return arithmetic(evaluator, Op::divide, both, 2);
}

// Of a sample: divided by n - 1.
Value standard_deviation(Evaluator& evaluator, Arguments arguments) {
  auto sample = numbers(list(arguments));
  if (!sample || sample->size() < 2) return wrong_items(evaluator);
  Value average = mean(evaluator, arguments);
  Value total = Decimal(0);
  for (const Decimal& number : *sample) {
    Value distance = arithmetic(evaluator, Op::subtract, number, average);
    Value square = arithmetic(evaluator, Op::multiply, distance, distance);
    total = arithmetic(evaluator, Op::add, total, square);
  }
  Value variance =
      arithmetic(evaluator, Op::divide, total, Value(static_cast<int64_t>(sample->size() - 1)));
  if (!variance.as_number()) return {};
  Result<Decimal> root = variance.as_number()->square_root();
  return root ? Value(*root) : Value();
}

Value mode(Evaluator& evaluator, Arguments arguments) {
  auto sample = numbers(list(arguments));
  if (!sample) return wrong_items(evaluator);
  std::map<Decimal, size_t> times;
  size_t most = 0;
  for (const Decimal& number : *sample) most = std::max(most, ++times[number]);
  List frequent;
  for (const auto& [number, count] : times)
    if (count == most) frequent.emplace_back(number);
  return frequent;
}

// all: false decides; any: true decides; an item that is no boolean leaves it unknown.
template <bool deciding>
Value conjunction(Evaluator& evaluator, Arguments arguments) {
  bool unknown = false;
  for (const Value& item : list(arguments)) {
    if (!item.as_bool()) unknown = true;
    if (item.as_bool() && *item.as_bool() == deciding) return deciding;
  }
  return unknown ? wrong_items(evaluator) : Value(!deciding);
}

constexpr Signature min_signatures[] = {{"list:l*", extreme<false>}};
constexpr Signature max_signatures[] = {{"list:l*", extreme<true>}};
constexpr Signature sum_signatures[] = {{"list:l*", sum}};
constexpr Signature mean_signatures[] = {{"list:l*", mean}};
constexpr Signature product_signatures[] = {{"list:l*", product}};
constexpr Signature median_signatures[] = {{"list:l*", median}};
constexpr Signature stddev_signatures[] = {{"list:l*", standard_deviation}};
constexpr Signature mode_signatures[] = {{"list:l*", mode}};
constexpr Signature all_signatures[] = {{"list:l*", conjunction<false>}};
constexpr Signature any_signatures[] = {{"list:l*", conjunction<true>}};

constexpr Builtin table[] = {
    {"min", min_signatures},       {"max", max_signatures},         {"sum", sum_signatures},
    {"mean", mean_signatures},     {"product", product_signatures}, {"median", median_signatures},
    {"stddev", stddev_signatures}, {"mode", mode_signatures},       {"all", all_signatures},
    {"any", any_signatures},
};

}  // namespace

std::span<const Builtin> aggregate_builtins() {
  return table;
}

}  // namespace digipro::feel
