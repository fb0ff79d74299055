// List functions (DMN 1.5, table 77) and sort (table 82). Positions count from 1, or from the end
// when negative.
#include <algorithm>

#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

const List& list(const Value& value) {
  return *value.as_list();
}

std::optional<int64_t> whole(const Value& number) {
  Result<int64_t> value = number.as_number()->rounded(0, Rounding::down)->to_int64();
  return value ? std::optional(*value) : std::nullopt;
}

// The index of a position in 0..size-1; nullopt outside.
std::optional<size_t> index_of_position(const Value& position, size_t size) {
  std::optional<int64_t> at = whole(position);
  if (!at || *at == 0) return std::nullopt;
  int64_t index = *at > 0 ? *at - 1 : static_cast<int64_t>(size) + *at;
  if (index < 0 || index >= static_cast<int64_t>(size)) return std::nullopt;
  return static_cast<size_t>(index);
}

Value outside(Evaluator& evaluator) {
  return evaluator.null("La posizione è fuori dalla lista.");
}

Value list_contains(Evaluator& evaluator, Arguments arguments) {
  if (!evaluator.charge(arguments[0].weight())) return {};
  return std::ranges::any_of(list(arguments[0]),
                             [&](const Value& item) { return same(item, arguments[1]); });
}

Value count(Evaluator&, Arguments arguments) {
  return static_cast<int64_t>(list(arguments[0]).size());
}

Value sublist(Evaluator& evaluator, Arguments arguments) {
  const List& items = list(arguments[0]);
  std::optional<size_t> from = index_of_position(arguments[1], items.size());
  if (!from) return outside(evaluator);
  size_t length = items.size() - *from;
  if (!arguments[2].is_null()) {
    std::optional<int64_t> wanted = whole(arguments[2]);
    if (!wanted || *wanted < 0 || static_cast<size_t>(*wanted) > length) return outside(evaluator);
    length = static_cast<size_t>(*wanted);
  }
  auto begin = items.begin() + static_cast<ptrdiff_t>(*from);
  return List(begin, begin + static_cast<ptrdiff_t>(length));
}

Value append(Evaluator&, Arguments arguments) {
  List items = list(arguments[0]);
  items.insert(items.end(), list(arguments[1]).begin(), list(arguments[1]).end());
  return items;
}

Value concatenate(Evaluator& evaluator, Arguments arguments) {
  List items;
  for (const Value& part : list(arguments[0])) {
    if (part.is_null()) return evaluator.null("Si uniscono liste, una non c'è.");
    if (!evaluator.charge(part.weight())) return {};
    if (const List* others = part.as_list()) {
      items.insert(items.end(), others->begin(), others->end());
    } else {
      items.push_back(part);
    }
  }
  return items;
}

Value insert_before(Evaluator& evaluator, Arguments arguments) {
  List items = list(arguments[0]);
  std::optional<size_t> at = index_of_position(arguments[1], items.size());
  if (!at) return outside(evaluator);
  items.insert(items.begin() + static_cast<ptrdiff_t>(*at), arguments[2]);
  return items;
}

Value remove(Evaluator& evaluator, Arguments arguments) {
  List items = list(arguments[0]);
  std::optional<size_t> at = index_of_position(arguments[1], items.size());
  if (!at) return outside(evaluator);
  items.erase(items.begin() + static_cast<ptrdiff_t>(*at));
  return items;
}

Value replace_at(Evaluator& evaluator, Arguments arguments) {
  List items = list(arguments[0]);
  std::optional<size_t> at = index_of_position(arguments[1], items.size());
  if (!at) return outside(evaluator);
  items[*at] = arguments[2];
  return items;
}

Value replace_matching(Evaluator& evaluator, Arguments arguments) {
  List items = list(arguments[0]);
  for (Value& item : items) {
    Value pair[] = {item, arguments[2]};
    Value matches = evaluator.call(*arguments[1].as_function(), pair);
    if (!matches.as_bool()) return evaluator.null("La funzione deve dire vero o falso.");
    if (matches.is_true()) item = arguments[2];
  }
  return items;
}

Value reverse(Evaluator&, Arguments arguments) {
  return List(list(arguments[0]).rbegin(), list(arguments[0]).rend());
}

Value index_of(Evaluator& evaluator, Arguments arguments) {
  if (!evaluator.charge(arguments[0].weight())) return {};
  List positions;
  const List& items = list(arguments[0]);
  for (size_t at = 0; at < items.size(); ++at)
    if (same(items[at], arguments[1])) positions.emplace_back(static_cast<int64_t>(at + 1));
  return positions;
}

// Each item compared with all kept ones: the evaluation's steps bound it.
bool add_distinct(Evaluator& evaluator, List& kept, const Value& item) {
  if (!evaluator.charge(kept.size() + item.weight())) return false;
  if (std::ranges::none_of(kept, [&](const Value& other) { return same(other, item); }))
    kept.push_back(item);
  return true;
}

Value distinct_values(Evaluator& evaluator, Arguments arguments) {
  List kept;
  for (const Value& item : list(arguments[0]))
    if (!add_distinct(evaluator, kept, item)) return {};
  return kept;
}

Value set_union(Evaluator& evaluator, Arguments arguments) {
  Value all = concatenate(evaluator, arguments);
  if (!all.as_list()) return {};
  return distinct_values(evaluator, Arguments(&all, 1));
}

void flatten_into(List& out, const List& items) {
  for (const Value& item : items) {
    if (const List* inner = item.as_list()) {
      flatten_into(out, *inner);
    } else {
      out.push_back(item);
    }
  }
}

Value flatten(Evaluator& evaluator, Arguments arguments) {
  if (!evaluator.charge(arguments[0].weight())) return {};
  List flat;
  flatten_into(flat, list(arguments[0]));
  return flat;
}

// Merges by hand: the order comes from the model's function, which may contradict itself, and
// std::sort would run out of its bounds then.
List merge_sort(Evaluator& evaluator, const Function& precedes, std::span<const Value> items) {
  if (items.size() <= 1 || evaluator.stopped()) return List(items.begin(), items.end());
  List left = merge_sort(evaluator, precedes, items.first(items.size() / 2));
  List right = merge_sort(evaluator, precedes, items.subspan(items.size() / 2));
  List merged;
  merged.reserve(items.size());
  size_t a = 0, b = 0;
  while (a < left.size() && b < right.size()) {
    Value pair[] = {right[b], left[a]};
    bool right_first = evaluator.call(precedes, pair).is_true();
    merged.push_back(right_first ? right[b++] : left[a++]);
  }
  merged.insert(merged.end(), left.begin() + static_cast<ptrdiff_t>(a), left.end());
  merged.insert(merged.end(), right.begin() + static_cast<ptrdiff_t>(b), right.end());
  return merged;
}

Value sort(Evaluator& evaluator, Arguments arguments) {
  return merge_sort(evaluator, *arguments[1].as_function(), list(arguments[0]));
}

constexpr Signature contains_signatures[] = {{"list:l,element:A", list_contains}};
constexpr Signature count_signatures[] = {{"list:l", count}};
constexpr Signature sublist_signatures[] = {{"list:l,start position:n,length:n?", sublist}};
constexpr Signature append_signatures[] = {{"list:l,item:A+", append}};
constexpr Signature concatenate_signatures[] = {{"list:A+", concatenate}};
constexpr Signature insert_signatures[] = {{"list:l,position:n,newItem:A", insert_before}};
constexpr Signature remove_signatures[] = {{"list:l,position:n", remove}};
constexpr Signature replace_signatures[] = {{"list:l,position:n,newItem:A", replace_at},
                                            {"list:l,match:f,newItem:A", replace_matching}};
constexpr Signature reverse_signatures[] = {{"list:l", reverse}};
constexpr Signature index_signatures[] = {{"list:l,match:A", index_of}};
constexpr Signature union_signatures[] = {{"list:A+", set_union}};
constexpr Signature distinct_signatures[] = {{"list:l", distinct_values}};
constexpr Signature flatten_signatures[] = {{"list:l", flatten}};
constexpr Signature sort_signatures[] = {{"list:l,precedes:f", sort}};

constexpr Builtin table[] = {
    {"list contains", contains_signatures},
    {"count", count_signatures},
    {"sublist", sublist_signatures},
    {"append", append_signatures},
    {"concatenate", concatenate_signatures},
    {"insert before", insert_signatures},
    {"remove", remove_signatures},
    {"list replace", replace_signatures},
    {"reverse", reverse_signatures},
    {"index of", index_signatures},
    {"union", union_signatures},
    {"distinct values", distinct_signatures},
    {"flatten", flatten_signatures},
    {"sort", sort_signatures},
};

}  // namespace

std::span<const Builtin> list_builtins() {
  return table;
}

}  // namespace digipro::feel
