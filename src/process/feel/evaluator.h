// Walks a tree with values for its slots. Private to process/feel. One evaluator per evaluation, on
// one thread. After a limit is hit every evaluation returns null at once and stopped() says so.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "process/feel/expression.h"
#include "process/feel/function.h"
#include "process/feel/tree.h"

namespace digipro::feel {

class Evaluator {
 public:
  Evaluator(std::shared_ptr<const Tree> tree, std::span<const Value> inputs,
            const Environment& environment);

  Value evaluate(const Node& node);
  Value test(const Node& tests, const Value& input);
  Value call(const Function& function, std::span<const Value> arguments,
             std::span<const std::string> names = {});

  // Notes why a null arises and returns it.
  Value null(std::string reason);
  // Counts work that no node visit counts; false once a limit is hit.
  bool charge(size_t steps);
  bool stopped() const { return !limit_.empty(); }
  const std::string& limit() const { return limit_; }
  const Environment& environment() const { return environment_; }
  std::vector<std::string> take_reasons() { return std::move(reasons_); }
  int64_t steps() const { return steps_; }

 private:
  // evaluator.cpp
  Value dispatch(const Node& node);
  Value leaf(const Node& node);
  Value calculation(const Node& node);
  Value name_of_item(const Node& node);
  Value list(const Node& node);
  Value context(const Node& node);
  Value range(const Node& node);
  Value test_range(const Node& node);
  Value path(const Node& node);
  Value conjunction(const Node& node, bool deciding);
  Value conditional(const Node& node);

  // evaluator_calls.cpp
  Value function(const Node& node);
  Value invocation(const Node& node);
  Value call_defined(const Function& function, std::span<const Value> arguments,
                     std::span<const std::string> names);
  Value call_native(const NativeFunction& function, std::span<const Value> arguments,
                    std::span<const std::string> names);
  bool fit_arguments(std::span<const std::string> parameters, std::span<const TypePointer> types,
                     std::span<const Value> arguments, std::span<const std::string> names,
                     std::span<Value> out);

  // evaluator_compare.cpp
  Value comparison(const Node& node);
  Value between(const Node& node);
  Value membership(const Node& node);
  Value unary_tests(const Node& node);

  // evaluator_loops.cpp
  Value filter(const Node& node);
  Value for_each(const Node& node);
  Value quantified(const Node& node);
  using Body = std::function<bool()>;  // false stops the iteration
  bool iterate(const Node& node, size_t variable, const Body& body);
  bool iterate_range(const Range& range, uint32_t slot, const Body& inner);

  bool stop(std::string limit);
  const Value& input(size_t slot) const;

  std::shared_ptr<const Tree> tree_;
  std::span<const Value> inputs_;
  std::shared_ptr<const std::vector<Value>> kept_inputs_;  // made when a function captures them
  const Environment& environment_;
  std::vector<Value> locals_;
  int64_t steps_ = 0;
  int depth_ = 0;
  std::vector<std::string> reasons_;
  std::string limit_;
};

// arithmetic.cpp
Value arithmetic(Evaluator& evaluator, Op op, const Value& left, const Value& right);
Value negation(Evaluator& evaluator, const Value& value);
// properties.cpp: `.year` of a date, `.start` of a range...; nullopt when there is none.
std::optional<Value> property_of(const Value& value, std::string_view name);
// evaluator_compare.cpp: whether `value` satisfies `test`, a value, a list of such or a range.
Truth is_in(const Value& value, const Value& test);
Truth is_in_range(const Value& value, const Range& range);
Value to_value(Truth truth);

}  // namespace digipro::feel
