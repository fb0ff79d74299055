#include "process/engine/stepper.h"

#include <algorithm>

namespace digipro::process {

Event& Stepper::emit(EventKind kind, NodeIndex index, int64_t token, std::string detail) {
  const Node& node = definition_.node(index);
  Event event;
  event.kind = kind;
  event.element = node.id;
  event.name = node.name;
  event.token = token;
  event.detail = std::move(detail);
  return result_.events.emplace_back(std::move(event));
}

Status Stepper::settle() {
  while (!moves_.empty()) {
    Move move = moves_.front();
    moves_.pop_front();
    if (++moves_made_ > token_moves_per_step) {
      return refuse(ErrorCode::limit_exceeded,
                    describe(definition_.node(move.to)) + ": il processo gira senza fermarsi");
    }
    DIGIPRO_CHECK(arrive(move));
  }
  if (state().tokens.empty() && state().status == IterStatus::running) {
    state().status = IterStatus::ended;
    state().scope_runs.clear();
    if (last_end_ != no_index) emit(EventKind::ended, last_end_);
  }
  return {};
}

Status Stepper::arrive(const Move& move) {
  switch (definition_.node(move.to).kind) {
    case NodeKind::start_event:
    case NodeKind::boundary_event:
      emit(EventKind::entered, move.to);
      return leave(move.to, move.scope_run);
    case NodeKind::end_event:
      return end_at(move);
    case NodeKind::user_task:
      return open_task(move);
    case NodeKind::service_task:
      return call_verb(move);
    case NodeKind::receive_task:
    case NodeKind::catch_event:
      return wait(move);
    case NodeKind::exclusive_gateway:
      return choose(move);
    case NodeKind::parallel_gateway:
      return join(move);
  }
  return {};
}

Status Stepper::end_at(const Move& move) {
  emit(EventKind::entered, move.to);
  last_end_ = move.to;
  if (definition_.node(move.to).trigger == Trigger::terminate) remove_scope_run(move.scope_run);
  emit(EventKind::left, move.to);
  return {};
}

Result<bool> Stepper::holds(FlowIndex index) {
  const Flow& flow = definition_.flow(index);
  if (!flow.condition) return true;
  DIGIPRO_TRY(value, evaluate(definition_, state().variables, *flow.condition, now_,
                              "flusso (id " + flow.id + ")"));
  return value.is_true();
}

Status Stepper::choose(const Move& move) {
  const Node& node = definition_.node(move.to);
  emit(EventKind::entered, move.to);
  FlowIndex chosen = no_index;
  for (FlowIndex flow : node.outgoing) {
    if (flow == node.default_flow) continue;
    DIGIPRO_TRY(is_true, holds(flow));
    if (!is_true) continue;
    chosen = flow;
    break;
  }
  if (chosen == no_index) chosen = node.default_flow;
  if (chosen == no_index) {
    return refuse(ErrorCode::definition, describe(node) + ": nessuna uscita ha condizione vera");
  }
  emit(EventKind::gateway_chosen, move.to, 0, definition_.flow(chosen).id);
  emit(EventKind::left, move.to);
  return follow(chosen, move.scope_run);
}

Status Stepper::join(const Move& move) {
  const Node& node = definition_.node(move.to);
  emit(EventKind::entered, move.to);
  if (node.incoming.size() <= 1) return fork(move);
  rest(move, Rest::join);
  std::vector<int64_t> joined;  // one token per incoming flow, the oldest of each
  for (FlowIndex flow : node.incoming) {
    auto waiting =
        std::find_if(state().tokens.begin(), state().tokens.end(), [&](const Token& token) {
          return token.node == move.to && token.scope_run == move.scope_run &&
                 token.came_by == flow;
        });
    if (waiting == state().tokens.end()) return {};
    joined.push_back(waiting->id);
  }
  std::erase_if(state().tokens, [&](const Token& token) {
    return std::find(joined.begin(), joined.end(), token.id) != joined.end();
  });
  return fork(move);
}

Status Stepper::fork(const Move& move) {
  emit(EventKind::left, move.to);
  for (FlowIndex flow : definition_.node(move.to).outgoing) {
    DIGIPRO_CHECK(follow(flow, move.scope_run));
  }
  return {};
}

// An activity or event with several ways out takes all that hold (BPMN 2.0.2, 13.3.1); the default
// one when no conditional one does; none at all is the process's fault. Without a way out the token
// ends here.
Status Stepper::leave(NodeIndex index, int64_t scope_run) {
  const Node& node = definition_.node(index);
  emit(EventKind::left, index);
  bool has_taken = false, has_taken_conditional = false;
  for (FlowIndex flow : node.outgoing) {
    if (flow == node.default_flow) continue;
    DIGIPRO_TRY(is_true, holds(flow));
    if (!is_true) continue;
    has_taken = true;
    if (definition_.flow(flow).condition) has_taken_conditional = true;
    DIGIPRO_CHECK(follow(flow, scope_run));
  }
  if (node.default_flow != no_index && !has_taken_conditional) {
    return follow(node.default_flow, scope_run);
  }
  if (node.outgoing.empty()) {
    last_end_ = index;
  } else if (!has_taken) {
    return refuse(ErrorCode::definition, describe(node) + ": nessuna uscita ha condizione vera");
  }
  return {};
}

Status Stepper::follow(FlowIndex index, int64_t scope_run) {
  const Flow& flow = definition_.flow(index);
  if (flow.riciclo) emit_returned(flow.from, flow.id, flow.reason);
  moves_.push_back({flow.to, scope_run, index});
  return {};
}

void Stepper::emit_returned(NodeIndex node, const std::string& detail, const std::string& reason) {
  Event& event = emit(EventKind::returned, node, 0, detail);
  auto found = state().variables.find(reason);
  if (found != state().variables.end()) event.reason = found->second.text();
}

}  // namespace digipro::process
