// Context functions (DMN 1.5, table 83).
#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

Value get_value(Evaluator&, Arguments arguments) {
  const Value* found = arguments[0].as_context()->find(*arguments[1].as_string());
  return found ? *found : Value();
}

Value get_value_at_path(Evaluator&, Arguments arguments) {
  Value at = arguments[0];
  for (const Value& key : *arguments[1].as_list()) {
    const Context* context = at.as_context();
    const Value* found = context && key.as_string() ? context->find(*key.as_string()) : nullptr;
    if (!found) return {};
    at = Value(*found);
  }
  return at;
}

Value get_entries(Evaluator&, Arguments arguments) {
  List entries;
  for (const auto& [name, value] : arguments[0].as_context()->entries())
    entries.emplace_back(Context().append("key", name).append("value", value));
  return entries;
}

Value context_of(Evaluator& evaluator, Arguments arguments) {
  Context made;
  for (const Value& entry : *arguments[0].as_list()) {
    const Context* pair = entry.as_context();
    const Value* key = pair ? pair->find("key") : nullptr;
    const Value* value = pair ? pair->find("value") : nullptr;
    if (!key || !key->as_string() || !value || made.find(*key->as_string()))
      return evaluator.null("Servono voci con una chiave diversa ciascuna e un valore.");
    if (!evaluator.charge(made.entries().size())) return {};
    made.append(*key->as_string(), *value);
  }
  return made;
}

Value put(Evaluator&, Arguments arguments) {
  return Context(*arguments[0].as_context()).set(*arguments[1].as_string(), arguments[2]);
}

Value put_at(Evaluator& evaluator, const Context& context, std::span<const Value> keys,
             const Value& value) {
  const std::string* key = keys.empty() ? nullptr : keys.front().as_string();
  if (!key || !evaluator.charge(1 + context.entries().size()))
    return evaluator.null("Il percorso della voce deve essere fatto di testi.");
  if (keys.size() == 1) return Context(context).set(*key, value);
  const Value* inner = context.find(*key);
  if (inner && !inner->as_context())
    return evaluator.null("La voce «" + *key + "» non contiene altre voci.");
  Value below = put_at(evaluator, inner ? *inner->as_context() : Context(), keys.subspan(1), value);
  return below.is_null() ? below : Value(Context(context).set(*key, below));
}

Value put_at_path(Evaluator& evaluator, Arguments arguments) {
  constexpr size_t path_max = 50;
  const List& keys = *arguments[1].as_list();
  if (keys.size() > path_max) return evaluator.null("Il percorso della voce è troppo lungo.");
  return put_at(evaluator, *arguments[0].as_context(), keys, arguments[2]);
}

Value merge(Evaluator& evaluator, Arguments arguments) {
  Context merged;
  for (const Value& part : *arguments[0].as_list()) {
    const Context* context = part.as_context();
    if (!context) return evaluator.null("Si uniscono solo contesti.");
    for (const auto& [name, value] : context->entries()) {
      if (!evaluator.charge(1 + merged.entries().size())) return {};
      merged.set(name, value);
    }
  }
  return merged;
}

constexpr Signature get_value_signatures[] = {{"m:c,key:s", get_value},
                                              {"context:c,keys:l", get_value_at_path}};
constexpr Signature get_entries_signatures[] = {{"m:c", get_entries}};
constexpr Signature context_signatures[] = {{"entries:l", context_of}};
constexpr Signature put_signatures[] = {{"context:c,key:s,value:A", put},
                                        {"context:c,keys:l,value:A", put_at_path}};
constexpr Signature merge_signatures[] = {{"contexts:l", merge}};

constexpr Builtin table[] = {
    {"get value", get_value_signatures}, {"get entries", get_entries_signatures},
    {"context", context_signatures},     {"context put", put_signatures},
    {"context merge", merge_signatures},
};

}  // namespace

std::span<const Builtin> context_builtins() {
  return table;
}

}  // namespace digipro::feel
