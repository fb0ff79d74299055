#include "process/testing/bpmn_text.h"

#include <array>

#include "base/assert.h"
#include "base/text.h"

namespace digipro::process::testing {

std::string document(std::string_view body) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                  xmlns:digipro="urn:digipro:bpmn:1" targetNamespace="urn:prova">
  <bpmn:message id="m_avviso" name="avviso"/>
  <bpmn:process id="prova" name="Prova" isExecutable="true">
    <bpmn:extensionElements>
      <digipro:variable name="ufficio" type="text"/>
      <digipro:variable name="n" type="number"/>
      <digipro:variable name="quando"/>
    </bpmn:extensionElements>
)" + std::string(body) +
         "\n  </bpmn:process>\n</bpmn:definitions>\n";
}

std::string element(std::string_view kind, std::string_view id, std::string_view attributes,
                    std::string_view inside) {
  std::string tag = "bpmn:" + std::string(kind);
  std::string name(id);
  return "<" + tag + " id=\"" + name + "\" name=\"" + name + "\" " + std::string(attributes) + ">" +
         std::string(inside) + "</" + tag + ">\n";
}

std::string flow(std::string_view id, std::string_view from, std::string_view to,
                 std::string_view condition, std::string_view attributes) {
  std::string ends = "sourceRef=\"" + std::string(from) + "\" targetRef=\"" + std::string(to) +
                     "\" " + std::string(attributes);
  std::string inside = condition.empty() ? std::string()
                                         : "<bpmn:conditionExpression>" + std::string(condition) +
                                               "</bpmn:conditionExpression>";
  return element("sequenceFlow", id, ends, inside);
}

std::string extensions(std::string_view inside) {
  return "<bpmn:extensionElements>" + std::string(inside) + "</bpmn:extensionElements>";
}

std::string user_task(std::string_view id, std::string_view outcomes, std::string_view attributes) {
  std::string office = attributes.find("candidateOffice") == std::string_view::npos
                           ? "digipro:candidateOffice=\"ufficio\" "
                           : "";
  return element("userTask", id, office + std::string(attributes),
                 outcomes.empty() ? std::string() : extensions(outcomes));
}

std::string timer(std::string_view when) {
  return "<bpmn:timerEventDefinition><bpmn:timeDuration>" + std::string(when) +
         "</bpmn:timeDuration></bpmn:timerEventDefinition>";
}

std::string message() {
  return "<bpmn:messageEventDefinition messageRef=\"m_avviso\"/>";
}

std::shared_ptr<const Definition> read(std::string_view bytes) {
  auto definition = read_bpmn(bytes);
  DIGIPRO_ASSERT(definition.has_value(), definition.error().detail.c_str());
  return *definition;
}

std::string problems_of(std::string_view body) {
  auto definition = read_bpmn(document(body));
  return definition ? "accepted" : definition.error().detail;
}

std::string written(const std::vector<Event>& events) {
  constexpr std::array<std::string_view, 16> names = {
      "entered",          "left",           "task_opened", "task_completed",
      "task_cancelled",   "gateway_chosen", "verb_called", "verb_done",
      "verb_failed",      "timer_armed",    "timer_fired", "message_awaited",
      "message_received", "wait_cancelled", "returned",    "ended"};
  std::string text;
  for (const Event& event : events) {
    if (event.kind == EventKind::entered || event.kind == EventKind::left) continue;
    text += (text.empty() ? "" : ", ") + std::string(names[static_cast<size_t>(event.kind)]) + " " +
            event.element;
    if (!event.detail.empty()) text += " " + event.detail;
    if (!event.reason.empty()) text += " (" + event.reason + ")";
  }
  return text;
}

Walk::Walk(std::shared_ptr<const Definition> definition) : definition_(std::move(definition)) {}

Result<StepResult> Walk::send(const StepCommand& command) {
  auto result = step(*definition_, state, command, now);
  auto again = step(*definition_, state, command, now);
  DIGIPRO_ASSERT(result.has_value() == again.has_value(), "a step is decided the same way twice");
  if (!result) return result;
  DIGIPRO_ASSERT(result->state == again->state && result->events == again->events &&
                     result->effects.size() == again->effects.size(),
                 "a step gives the same twice");
  auto saved = json::parse(json::dump(to_json(*definition_, result->state)));
  DIGIPRO_ASSERT(saved.has_value(), "a state is JSON");
  auto loaded = state_from_json(*definition_, *saved);
  DIGIPRO_ASSERT(loaded.has_value(), "a state can be read back");
  DIGIPRO_ASSERT(*loaded == result->state, "a state is read back as it was");
  state = result->state;
  effects = result->effects;
  return result;
}

std::string Walk::does(const StepCommand& command) {
  auto result = send(command);
  if (!result)
    return "refused " + std::string(result.error().name()) + ": " + result.error().detail;
  return written(result->events);
}

std::string Walk::refused(const StepCommand& command) {
  auto result = step(*definition_, state, command, now);
  if (result) return "accepted: " + written(result->events);
  std::string text = std::string(result.error().name()) + ": " + result.error().detail;
  for (const FieldProblem& problem : result.error().fields)
    text += " [" + problem.field + "] " + problem.sentence;
  return text;
}

int64_t Walk::token_at(std::string_view node) const {
  NodeIndex index = definition_->find_node(node);
  for (const Token& token : state.tokens)
    if (token.node == index) return token.id;
  return 0;
}

size_t Walk::tokens_at(std::string_view node) const {
  NodeIndex index = definition_->find_node(node);
  size_t count = 0;
  for (const Token& token : state.tokens) count += token.node == index ? 1 : 0;
  return count;
}

int64_t Walk::subscription_of(std::string_view node) const {
  NodeIndex index = definition_->find_node(node);
  for (const Subscription& subscription : state.subscriptions)
    if (subscription.node == index) return subscription.id;
  return 0;
}

std::string Walk::start(json::Object variables) {
  return does(Start{"", std::move(variables)});
}

std::string Walk::complete(std::string_view node, std::string outcome, json::Object fields) {
  return does(CompleteTask{token_at(node), std::move(outcome), std::move(fields)});
}

std::string Walk::fire(std::string_view node) {
  return does(TimerFired{subscription_of(node)});
}

}  // namespace digipro::process::testing
