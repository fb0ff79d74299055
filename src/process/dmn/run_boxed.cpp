// Boxed expressions evaluated. What they share with FEEL (iterating, three-valued answers) is left
// to small FEEL expressions, so that both mean the same.
#include "process/dmn/run.h"

namespace digipro::dmn {
namespace {

// An expression of this file's own on the one name `x`.
const feel::Expression& helper(std::string_view text) {
  static const auto made = [] {
    std::map<std::string, feel::Expression, std::less<>> all;
    feel::Scope scope;
    scope.add("x");
    for (const char* each : {"for each in x return each", "some each in x satisfies each",
                             "every each in x satisfies each", "sum(x)", "min(x)", "max(x)"})
      all.emplace(each, *feel::Expression::compile(each, scope));
    return all;
  }();
  return made.find(text)->second;
}

}  // namespace

feel::Value Run::with(std::string_view text, feel::Value value) {
  return leaf(helper(text), {std::move(value)});
}

feel::Value Run::evaluate(const Boxed& boxed, Frame& frame) {
  if (!charge()) return {};
  return as_declared(checked(dispatch(boxed, frame)), boxed.type);
}

feel::Value Run::dispatch(const Boxed& boxed, Frame& frame) {
  switch (boxed.kind) {
    case BoxedKind::nothing:
      return boxed.wrong.empty() ? feel::Value() : null(boxed.wrong);
    case BoxedKind::literal:
      return leaf(*boxed.expression, frame);
    case BoxedKind::table:
      return table(*boxed.table, frame);
    case BoxedKind::context:
      return context(boxed, frame);
    case BoxedKind::invocation:
      return invocation(boxed, frame);
    case BoxedKind::list:
      return list(boxed, frame);
    case BoxedKind::relation:
      return relation(boxed, frame);
    case BoxedKind::function:
      return boxed_function(model_, *element_, boxed, frame);
    case BoxedKind::conditional:
      return conditional(boxed, frame);
    case BoxedKind::filter:
    case BoxedKind::filter_by:
      return filter(boxed, frame);
    case BoxedKind::for_each:
    case BoxedKind::some:
    case BoxedKind::every:
      return iteration(boxed, frame);
  }
  return {};
}

// The names of the entries may hide names around them, which come back afterwards.
feel::Value Run::context(const Boxed& boxed, Frame& frame) {
  feel::Context made;
  std::vector<std::pair<size_t, feel::Value>> hidden;
  std::optional<feel::Value> result;
  for (const Entry& entry : boxed.entries) {
    feel::Value value = as_declared(evaluate(*entry.logic, frame), entry.type);
    if (entry.name.empty()) {
      result = std::move(value);
      break;
    }
    hidden.emplace_back(entry.slot, std::exchange(frame[entry.slot], value));
    made.set(entry.name, std::move(value));
  }
  for (auto at = hidden.rbegin(); at != hidden.rend(); ++at)
    frame[at->first] = std::move(at->second);
  return result ? std::move(*result) : feel::Value(std::move(made));
}

feel::Value Run::invocation(const Boxed& boxed, Frame& frame) {
  feel::Value called = evaluate(*boxed.parts[0], frame);
  std::vector<std::string> names;
  std::vector<feel::Value> arguments;
  for (const Entry& binding : boxed.entries) {
    names.push_back(binding.name);
    arguments.push_back(evaluate(*binding.logic, frame));
  }
  const feel::Function* function = called.as_function();
  if (!function) return null("si chiama come funzione un valore che non lo è.");
  if (!charge()) return {};
  int64_t before = left_.steps_max;
  return outcome(feel::call(*function, arguments, environment(), names), before);
}

feel::Value Run::list(const Boxed& boxed, Frame& frame) {
  feel::List items;
  items.reserve(boxed.parts.size());
  for (const BoxedPointer& part : boxed.parts) items.push_back(evaluate(*part, frame));
  return items;
}

feel::Value Run::relation(const Boxed& boxed, Frame& frame) {
  feel::List rows;
  for (size_t at = 0; at + boxed.entries.size() <= boxed.parts.size(); at += boxed.entries.size()) {
    feel::Context row;
    for (size_t column = 0; column < boxed.entries.size(); ++column)
      row.set(boxed.entries[column].name,
              as_declared(evaluate(*boxed.parts[at + column], frame), boxed.entries[column].type));
    rows.push_back(std::move(row));
    if (boxed.entries.empty() || stopped()) break;
  }
  return rows;
}

// A boxed condition is a boolean, or null; anything else is a mistake of the model.
bool Run::is_condition(const feel::Value& value) {
  if (value.as_bool() || value.is_null()) return true;
  null("una condizione non è né vera né falsa.");
  return false;
}

feel::Value Run::conditional(const Boxed& boxed, Frame& frame) {
  feel::Value condition = evaluate(*boxed.parts[0], frame);
  if (!is_condition(condition)) return {};
  return evaluate(*boxed.parts[condition.is_true() ? 1 : 2], frame);
}

feel::Value Run::filter(const Boxed& boxed, Frame& frame) {
  feel::Value source = evaluate(*boxed.parts[0], frame);
  if (source.is_null()) return null("si filtra un valore che non c'è.");
  feel::Value items = source.as_list() ? std::move(source) : feel::Value(feel::List{source});
  if (boxed.kind == BoxedKind::filter && !boxed.expression) return null(boxed.wrong);
  feel::List kept;
  for (const feel::Value& item : *items.as_list()) {
    feel::Value match;
    if (boxed.kind == BoxedKind::filter) {
      match = test(*boxed.expression, item, frame);
    } else {
      feel::Value hidden = std::exchange(frame[boxed.slot], item);
      match = evaluate(*boxed.parts[1], frame);
      frame[boxed.slot] = std::move(hidden);
    }
    if (stopped() || !is_condition(match)) return {};
    if (match.is_true()) kept.push_back(item);
  }
  return kept;
}

feel::Value Run::iteration(const Boxed& boxed, Frame& frame) {
  feel::Value domain = with("for each in x return each", evaluate(*boxed.parts[0], frame));
  const feel::List* items = domain.as_list();
  if (!items) return {};
  feel::List results;
  results.reserve(items->size());
  feel::Value hidden = frame[boxed.slot];
  bool is_wrong = false;
  for (const feel::Value& item : *items) {
    frame[boxed.slot] = item;
    results.push_back(evaluate(*boxed.parts[1], frame));
    is_wrong = boxed.kind != BoxedKind::for_each && !is_condition(results.back());
    if (stopped() || is_wrong) break;
  }
  frame[boxed.slot] = std::move(hidden);
  if (stopped() || is_wrong) return {};
  if (boxed.kind == BoxedKind::for_each) return results;
  return with(boxed.kind == BoxedKind::some ? "some each in x satisfies each"
                                            : "every each in x satisfies each",
              std::move(results));
}

}  // namespace digipro::dmn
