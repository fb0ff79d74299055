#include "process/engine/step.h"

#include <algorithm>

#include "process/engine/stepper.h"

namespace digipro::process {
namespace {

Status is_over(const char* what, int64_t id) {
  return refuse(ErrorCode::already_done, std::string(what) + " " + std::to_string(id));
}

}  // namespace

Status Stepper::apply(const Start& command) {
  if (state().status != IterStatus::fresh) return refuse(ErrorCode::conflict, "iter già avviato");
  NodeIndex start = no_index;
  for (size_t i = 0; i < definition_.nodes.size() && start == no_index; ++i) {
    auto index = static_cast<NodeIndex>(i);
    const Node& node = definition_.nodes[i];
    if (node.kind != NodeKind::start_event || node.scope != 0) continue;
    const MessageWait* message = definition_.message(index);
    if ((message ? message->message : std::string()) == command.message) start = index;
  }
  if (start == no_index) {
    return refuse(ErrorCode::conflict,
                  "nessun evento di inizio per il messaggio \"" + command.message + "\"");
  }
  DIGIPRO_CHECK(assign(definition_, state().variables, command.variables));
  state().status = IterStatus::running;
  ScopeRun run;
  run.id = state().next_id++;
  state().scope_runs.push_back(run);
  if (!command.message.empty()) emit(EventKind::message_received, start, 0, command.message);
  moves_.push_back({start, run.id, no_index});
  return {};
}

Status Stepper::apply(const CompleteTask& command) {
  const Token* found = state().find_token(command.token);
  if (!found || found->rest != Rest::task) return is_over("attività", command.token);
  const Token token = *found;
  const UserTask& task = *definition_.user_task(token.node);
  const Outcome* outcome = find_outcome(task, command.outcome);
  if (!outcome && !(task.outcomes.empty() && command.outcome.empty())) {
    Error error = fail(ErrorCode::invalid_input, describe(definition_.node(token.node)) +
                                                     ": esito sconosciuto " + command.outcome);
    error.fields.push_back({"esito", "Scegli come concludere l'attività."});
    return refuse(std::move(error));
  }
  if (outcome) {
    DIGIPRO_TRY(values, outcome_variables(*outcome, command.fields));
    DIGIPRO_CHECK(assign(definition_, state().variables, values));
    state().variables[task.outcome_variable] = command.outcome;
  }
  remove_token(token.id, false);
  result_.effects.push_back(CloseTask{token.id, true, command.outcome});
  emit(EventKind::task_completed, token.node, token.id, command.outcome);
  if (outcome && outcome->riciclo) emit_returned(token.node, outcome->id, outcome->reason);
  return leave(token.node, token.scope_run);
}

Status Stepper::apply(const VerbResult& command) {
  const Token* found = state().find_token(command.token);
  if (!found || (found->rest != Rest::verb && found->rest != Rest::verb_failed)) {
    return is_over("chiamata", command.token);
  }
  const Token token = *found;
  const ServiceTask& task = *definition_.service_task(token.node);
  json::Object values;
  for (const OutputMapping& mapping : task.output) {
    auto given = command.output.find(mapping.name);
    values[mapping.variable] = given == command.output.end() ? json::Value() : given->second;
  }
  DIGIPRO_CHECK(assign(definition_, state().variables, values));
  remove_token(token.id, false);
  emit(EventKind::verb_done, token.node, token.id, task.verb);
  return leave(token.node, token.scope_run);
}

Status Stepper::apply(const VerbFailed& command) {
  auto token = std::find_if(state().tokens.begin(), state().tokens.end(),
                            [&](const Token& other) { return other.id == command.token; });
  if (token == state().tokens.end() ||
      (token->rest != Rest::verb && token->rest != Rest::verb_failed)) {
    return is_over("chiamata", command.token);
  }
  token->rest = Rest::verb_failed;
  emit(EventKind::verb_failed, token->node, token->id).reason = command.reason;
  return {};
}

Status Stepper::apply(const MessageArrived& command) {
  if (state().status != IterStatus::running) {
    return refuse(ErrorCode::conflict, "iter non in corso: messaggio \"" + command.name + "\"");
  }
  auto waiting = std::find_if(
      state().subscriptions.begin(), state().subscriptions.end(), [&](const Subscription& other) {
        const MessageWait* message = definition_.message(other.node);
        return message && message->message == command.name &&
               (command.correlation.empty() || other.correlation == command.correlation);
      });
  if (waiting == state().subscriptions.end()) {
    return refuse(ErrorCode::conflict, "nessuno attende il messaggio \"" + command.name + "\"");
  }
  const Subscription subscription = *waiting;
  DIGIPRO_CHECK(assign(definition_, state().variables, command.variables));
  emit(EventKind::message_received, subscription.node, subscription.token, command.name);
  return wake(subscription);
}

Status Stepper::apply(const TimerFired& command) {
  const Subscription* found = state().find_subscription(command.subscription);
  if (!found || !definition_.timer(found->node)) return is_over("timer", command.subscription);
  const Subscription subscription = *found;
  emit(EventKind::timer_fired, subscription.node, subscription.token);
  return wake(subscription);
}

Result<StepResult> step(const Definition& definition, const IterState& state,
                        const StepCommand& command, Instant now) {
  Stepper stepper(definition, state, now);
  DIGIPRO_CHECK(std::visit([&](const auto& given) { return stepper.apply(given); }, command));
  DIGIPRO_CHECK(stepper.settle());
  return stepper.take();
}

}  // namespace digipro::process
