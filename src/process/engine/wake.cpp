// Tokens at rest: what they wait for, and how they go on.
#include <algorithm>

#include "process/engine/stepper.h"

namespace digipro::process {

Token& Stepper::rest(const Move& move, Rest how) {
  Token token;
  token.id = state().next_id++;
  token.node = move.to;
  token.scope_run = move.scope_run;
  token.rest = how;
  if (how == Rest::join) token.came_by = move.came_by;
  return state().tokens.emplace_back(token);
}

Status Stepper::open_task(const Move& move) {
  const Node& node = definition_.node(move.to);
  const UserTask& task = *definition_.user_task(move.to);
  const Token token = rest(move, Rest::task);
  emit(EventKind::entered, move.to, token.id);
  DIGIPRO_TRY(office, evaluate(definition_, state().variables, *task.candidate_office, now_,
                               describe(node)));
  if (!office.as_string() || office.as_string()->empty()) {
    return refuse(ErrorCode::definition, describe(node) + ": l'ufficio non è determinato");
  }
  OpenTask effect{token.id, move.to, *office.as_string(), -1};
  if (task.due_days) {
    DIGIPRO_TRY(days,
                evaluate(definition_, state().variables, *task.due_days, now_, describe(node)));
    if (const Decimal* number = days.as_number()) {
      int64_t count = number->floor().to_int64().value_or(-1);
      if (count >= 0 && count <= 3'650) effect.due_working_days = count;
    }
  }
  emit(EventKind::task_opened, move.to, token.id, effect.office);
  result_.effects.push_back(std::move(effect));
  return subscribe_boundaries(token);
}

Status Stepper::call_verb(const Move& move) {
  const ServiceTask& task = *definition_.service_task(move.to);
  const Token token = rest(move, Rest::verb);
  emit(EventKind::entered, move.to, token.id);
  CallVerb effect{token.id, move.to, task.verb, {}};
  for (const InputMapping& mapping : task.input) {
    DIGIPRO_TRY(value, evaluate(definition_, state().variables, *mapping.value, now_,
                                describe(definition_.node(move.to))));
    if (!value.is_null()) effect.input[mapping.name] = feel::to_json(value);
  }
  emit(EventKind::verb_called, move.to, token.id, task.verb);
  result_.effects.push_back(std::move(effect));
  return subscribe_boundaries(token);
}

Status Stepper::wait(const Move& move) {
  const Token token = rest(move, Rest::event);
  emit(EventKind::entered, move.to, token.id);
  DIGIPRO_CHECK(subscribe(token.id, move.to));
  return subscribe_boundaries(token);
}

Status Stepper::subscribe_boundaries(const Token& token) {
  for (NodeIndex boundary : definition_.node(token.node).boundaries) {
    DIGIPRO_CHECK(subscribe(token.id, boundary));
  }
  return {};
}

Status Stepper::subscribe(int64_t token, NodeIndex event) {
  const Node& node = definition_.node(event);
  Subscription subscription;
  subscription.id = state().next_id++;
  subscription.token = token;
  subscription.node = event;
  if (const TimerWait* timer = definition_.timer(event)) {
    DIGIPRO_TRY(when, evaluate(definition_, state().variables, *timer->when, now_, describe(node)));
    DIGIPRO_TRY(due, due_of(when, now_, describe(node)));
    subscription.due = due;
    emit(EventKind::timer_armed, event, token).due = due;
    result_.effects.push_back(ArmTimer{subscription.id, event, due});
  } else if (const MessageWait* message = definition_.message(event)) {
    if (message->correlation) {
      DIGIPRO_TRY(key, evaluate(definition_, state().variables, *message->correlation, now_,
                                describe(node)));
      subscription.correlation = key.is_null() ? std::string() : feel::to_string(key);
    }
    emit(EventKind::message_awaited, event, token, message->message);
    result_.effects.push_back(
        AwaitMessage{subscription.id, event, message->message, subscription.correlation});
  }
  state().subscriptions.push_back(std::move(subscription));
  return {};
}

// The event of this subscription has happened. A message at the border that does not interrupt is
// heard again as long as its activity is open (BPMN 2.0.2, 13.5.3).
Status Stepper::wake(const Subscription& subscription) {
  const Token token = *state().find_token(subscription.token);
  const Node& event = definition_.node(subscription.node);
  bool is_own = subscription.node == token.node;
  bool is_heard_again = !is_own && !event.interrupting && event.trigger == Trigger::message;
  if (!is_heard_again) end_subscription(subscription, false);
  if (is_own) {
    remove_token(token.id, false);
    return leave(token.node, token.scope_run);
  }
  if (event.interrupting) remove_token(token.id, true);
  moves_.push_back({subscription.node, token.scope_run, no_index});
  return {};
}

void Stepper::end_subscription(const Subscription& given, bool was_cancelled) {
  const Subscription subscription = given;  // `given` may lie in the list that is changed
  std::erase_if(state().subscriptions,
                [&](const Subscription& other) { return other.id == subscription.id; });
  bool is_timer = definition_.timer(subscription.node) != nullptr;
  if (is_timer && was_cancelled) result_.effects.push_back(CancelTimer{subscription.id});
  if (!is_timer) result_.effects.push_back(ForgetMessage{subscription.id});
  if (was_cancelled) emit(EventKind::wait_cancelled, subscription.node, subscription.token);
}

void Stepper::remove_token(int64_t id, bool was_cancelled) {
  const Token token = *state().find_token(id);
  std::vector<Subscription> waits;
  for (const Subscription& subscription : state().subscriptions) {
    if (subscription.token == id) waits.push_back(subscription);
  }
  for (const Subscription& subscription : waits) end_subscription(subscription, true);
  std::erase_if(state().tokens, [&](const Token& other) { return other.id == id; });
  if (token.rest != Rest::task || !was_cancelled) return;
  emit(EventKind::task_cancelled, token.node, id);
  result_.effects.push_back(CloseTask{id, false, {}});
}

void Stepper::remove_scope_run(int64_t scope_run) {
  std::vector<int64_t> ids;
  for (const Token& token : state().tokens) {
    if (token.scope_run == scope_run) ids.push_back(token.id);
  }
  for (int64_t id : ids) remove_token(id, true);
  std::erase_if(moves_, [&](const Move& move) { return move.scope_run == scope_run; });
}

}  // namespace digipro::process
