// One evaluation of one decision: values of elements as they are needed, frames of names, what is
// left of the limits, and what is told afterwards. Private to process/dmn; on one thread.
// run.cpp walks elements, run_boxed.cpp boxed expressions, run_table.cpp decision tables.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "process/dmn/content.h"

namespace digipro::dmn {

using Frame = std::vector<feel::Value>;

// The values of elements as far as they are known. Those of a decision service are its own.
struct Values {
  explicit Values(size_t count) : of(count) {}
  std::vector<std::optional<feel::Value>> of;
  const feel::Context* given = nullptr;  // null: input data that is not known is null
};

class Run final : public feel::Companion {
 public:
  Run(std::shared_ptr<const Model> model, Instant now, const feel::EvaluationLimits& limits)
      : model_(std::move(model)), now_(now), left_(limits) {}

  // Evaluates inside the run that the environment comes from, or in one of its own.
  static Result<feel::Evaluation> inside(const std::shared_ptr<const Model>& model,
                                         const feel::Environment& environment,
                                         const std::function<feel::Value(Run&)>& body);

  feel::Value value_of(ElementIndex index, Values& values);
  feel::Value answer_of(const Element& service, Values& values);
  feel::Value as_declared(feel::Value value, const ItemPointer& type);
  // In the name of `element`: reasons and tables are told of it.
  feel::Value evaluate_for(const Element& element, const Boxed& boxed, Frame& frame);

  const Content& content() const { return model_->content(); }
  bool stopped() const { return stopped_.has_value(); }
  Error stopped_by() const { return *stopped_; }
  Decided take(feel::Value value);

 private:
  // run.cpp
  feel::Value function_value(ElementIndex index, Values& values);
  Frame frame_of(const Element& element, Values& values);
  bool is_allowed(const feel::Value& value, const ItemType& type);
  bool charge();
  feel::Value null(const std::string& reason);
  feel::Value checked(feel::Value value);
  feel::Value outcome(Result<feel::Evaluation> result, int64_t steps_before);
  feel::Environment environment();
  feel::Value leaf(const feel::Expression& expression, const Frame& frame);
  feel::Value test(const feel::Expression& expression, const feel::Value& tested,
                   const Frame& frame);

  // run_boxed.cpp
  feel::Value evaluate(const Boxed& boxed, Frame& frame);
  feel::Value dispatch(const Boxed& boxed, Frame& frame);
  feel::Value context(const Boxed& boxed, Frame& frame);
  feel::Value invocation(const Boxed& boxed, Frame& frame);
  feel::Value list(const Boxed& boxed, Frame& frame);
  feel::Value relation(const Boxed& boxed, Frame& frame);
  bool is_condition(const feel::Value& value);
  feel::Value conditional(const Boxed& boxed, Frame& frame);
  feel::Value filter(const Boxed& boxed, Frame& frame);
  feel::Value iteration(const Boxed& boxed, Frame& frame);
  // The answer of one of the helpers in run_boxed.cpp about `value`.
  feel::Value with(std::string_view helper, feel::Value value);

  // run_table.cpp
  feel::Value table(const Table& table, Frame& frame);
  bool take_inputs(const Table& table, Frame& frame, std::vector<feel::Value>& inputs);
  bool is_hit(const TableRule& rule, std::span<const feel::Value> inputs, const Frame& frame);
  feel::Value output_of(const Table& table, const TableRule& rule, Frame& frame);
  feel::Value output_part(const TableOutput& output, const Boxed& logic, Frame& frame);
  feel::Value default_of(const Table& table, Frame& frame);
  feel::Value single_hit(const Table& table, const std::vector<size_t>& hits, Frame& frame);
  feel::Value all_hits(const Table& table, const std::vector<size_t>& hits, Frame& frame);
  void tell(const Table& table, const std::vector<size_t>& hits, bool is_default = false);

  std::shared_ptr<const Model> model_;
  Instant now_;
  feel::EvaluationLimits left_;
  std::optional<Error> stopped_;
  const Element* element_ = nullptr;
  std::vector<std::string> reasons_;
  std::vector<TableOutcome> tables_;
};

// A function value of the model: a boxed function with the names around it.
feel::Value boxed_function(const std::shared_ptr<const Model>& model, const Element& element,
                           const Boxed& definition, const Frame& frame);

}  // namespace digipro::dmn
