// The machinery of one step: tokens move until every one rests. Private to the engine. step.cpp
// decides what a command means; stepper.cpp moves tokens; wake.cpp arms and ends waits.
#pragma once
#include <deque>

#include "process/engine/step.h"
#include "process/engine/variables.h"

namespace digipro::process {

class Stepper {
 public:
  Stepper(const Definition& definition, const IterState& state, Instant now)
      : definition_(definition), now_(now) {
    result_.state = state;
  }

  Status apply(const Start& command);
  Status apply(const CompleteTask& command);
  Status apply(const VerbResult& command);
  Status apply(const VerbFailed& command);
  Status apply(const MessageArrived& command);
  Status apply(const TimerFired& command);
  // Moves what is on its way until all rests; ends scopes that are empty.
  Status settle();
  StepResult take() { return std::move(result_); }

 private:
  struct Move {
    NodeIndex to = no_index;
    int64_t scope_run = 0;
    FlowIndex came_by = no_index;
  };

  // stepper.cpp
  Status arrive(const Move& move);
  Status end_at(const Move& move);
  Status choose(const Move& move);
  Status join(const Move& move);
  Status fork(const Move& move);
  Status leave(NodeIndex node, int64_t scope_run);
  Status follow(FlowIndex flow, int64_t scope_run);
  Result<bool> holds(FlowIndex flow);
  void emit_returned(NodeIndex node, const std::string& detail, const std::string& reason);
  Event& emit(EventKind kind, NodeIndex node, int64_t token = 0, std::string detail = {});
  IterState& state() { return result_.state; }

  // wake.cpp
  Token& rest(const Move& move, Rest rest);
  Status open_task(const Move& move);
  Status call_verb(const Move& move);
  Status wait(const Move& move);
  Status subscribe(int64_t token, NodeIndex event);
  Status subscribe_boundaries(const Token& token);
  Status wake(const Subscription& subscription);
  void end_subscription(const Subscription& subscription, bool was_cancelled);
  // Takes the token away with all that it waits for. Cancelled: the element was not finished.
  void remove_token(int64_t token, bool was_cancelled);
  void remove_scope_run(int64_t scope_run);

  const Definition& definition_;
  Instant now_;
  StepResult result_;
  std::deque<Move> moves_;
  int moves_made_ = 0;
  NodeIndex last_end_ = no_index;
};

// The values of a task's outcome as variables, checked; invalid_input with one FieldProblem each.
Result<json::Object> outcome_variables(const Outcome& outcome, const json::Object& fields);

}  // namespace digipro::process
