// Functions: made, called, and given their arguments (DMN 1.5, clause 10.3.2.13).
#include <algorithm>

#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"
#include "process/feel/native.h"

namespace digipro::feel {
namespace {

// What one call of a native function takes of the depth that is left: its frames are larger than
// those of a node.
constexpr int native_depth = 20;

}  // namespace

Value to_value(std::shared_ptr<const NativeFunction> native) {
  auto function = std::make_shared<Function>();
  function->native = std::move(native);
  return Value(std::shared_ptr<const Function>(std::move(function)));
}

Value Evaluator::function(const Node& node) {
  if (!charge(node.slot + inputs_.size())) return {};
  auto made = std::make_shared<Function>();
  made->tree = tree_;
  made->definition = &node;
  made->locals.assign(locals_.begin(), locals_.begin() + node.slot);
  if (!kept_inputs_)
    kept_inputs_ = std::make_shared<const std::vector<Value>>(inputs_.begin(), inputs_.end());
  made->inputs = kept_inputs_;
  return Value(std::shared_ptr<const Function>(std::move(made)));
}

Value Evaluator::invocation(const Node& node) {
  std::vector<Value> arguments;
  arguments.reserve(node.children.size() - 1);
  for (size_t at = 1; at < node.children.size(); ++at)
    arguments.push_back(evaluate(*node.children[at]));
  if (stopped()) return {};
  const Node& target = *node.children[0];
  if (target.op == Op::builtin) return call_builtin(*this, *target.builtin, arguments, node.names);
  Value function = evaluate(target);
  const Function* callee = function.as_function();
  if (!callee)
    return null("Si chiama come funzione un valore di tipo " +
                std::string(kind_name(function.kind())) + ".");
  return call(*callee, arguments, node.names);
}

Value Evaluator::call(const Function& function, std::span<const Value> arguments,
                      std::span<const std::string> names) {
  if (!charge(1 + arguments.size())) return {};
  if (function.builtin) return call_builtin(*this, *function.builtin, arguments, names);
  if (function.native) return call_native(*function.native, arguments, names);
  return call_defined(function, arguments, names);
}

// Puts one value for each parameter into `out`, by position or by name, as its type wants it; false
// with a reason when they do not fit.
bool Evaluator::fit_arguments(std::span<const std::string> parameters,
                              std::span<const TypePointer> types, std::span<const Value> arguments,
                              std::span<const std::string> names, std::span<Value> out) {
  auto refused = [&](std::string reason) {
    null(std::move(reason));
    return false;
  };
  if (arguments.size() != parameters.size())
    return refused("La funzione vuole " + std::to_string(parameters.size()) +
                   " argomenti, ne riceve " + std::to_string(arguments.size()) + ".");
  for (size_t at = 0; at < parameters.size(); ++at) {
    size_t from = at;
    if (!names.empty()) {
      auto found = std::find(names.begin(), names.end(), parameters[at]);
      if (found == names.end()) return refused("Manca l'argomento «" + parameters[at] + "».");
      from = static_cast<size_t>(found - names.begin());
    }
    std::optional<Value> value = arguments[from];
    if (types[at]) value = coerce(arguments[from], *types[at]);
    if (!value) return refused("L'argomento «" + parameters[at] + "» è di un altro tipo.");
    out[at] = std::move(*value);
  }
  return true;
}

Value Evaluator::call_defined(const Function& function, std::span<const Value> arguments,
                              std::span<const std::string> names) {
  const Node& definition = *function.definition;
  if (definition.negated) return null("Le funzioni esterne non si eseguono.");
  if (!charge(function.tree->locals)) return {};
  std::vector<Value> locals(function.locals.begin(), function.locals.end());
  locals.resize(function.tree->locals);
  std::span<Value> own(locals.data() + definition.slot, definition.names.size());
  if (!fit_arguments(definition.names, definition.types, arguments, names, own)) return {};
  // The body sees the surroundings of its definition, not those of the call.
  auto tree = std::exchange(tree_, function.tree);
  auto inputs = std::exchange(inputs_, std::span<const Value>(*function.inputs));
  auto kept = std::exchange(kept_inputs_, function.inputs);
  locals_.swap(locals);
  Value result = evaluate(*definition.children[0]);
  locals_.swap(locals);
  kept_inputs_ = std::move(kept);
  inputs_ = inputs;
  tree_ = std::move(tree);
  return result;
}

Value Evaluator::call_native(const NativeFunction& function, std::span<const Value> arguments,
                             std::span<const std::string> names) {
  std::vector<Value> own(function.names().size());
  if (!fit_arguments(function.names(), function.types(), arguments, names, own)) return {};
  if (depth_ + native_depth >= environment_.limits.depth_max) {
    stop("depth");
    return {};
  }
  Environment left = environment_;
  left.limits.steps_max -= steps_;
  left.limits.depth_max -= depth_ + native_depth;
  Result<Evaluation> outcome = function.call(own, left);
  if (!outcome) {
    stop(outcome.error().detail);
    return {};
  }
  for (std::string& reason : outcome->reasons) null(std::move(reason));
  if (!charge(static_cast<size_t>(outcome->steps))) return {};
  return std::move(outcome->value);
}

}  // namespace digipro::feel
