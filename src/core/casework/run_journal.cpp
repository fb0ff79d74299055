// What the engine says that happened, for the journal. Facts are ids, codes and names of elements;
// what a person wrote is personal. Subject of every entry is the case, so that its personal
// payloads are erased together.
#include <algorithm>

#include "core/casework/run.h"

namespace digipro::casework {

using process::EventKind;

void Casework::Run::record(std::string_view kind, json::Value facts,
                           std::optional<json::Value> personal, ledger::Visibility visibility) {
  ledger::Event event;
  event.kind = std::string(kind);
  event.subject = pratica.text;
  event.pratica = pratica;
  event.facts = std::move(facts);
  event.personal = std::move(personal);
  event.visibility = visibility;
  tx.record(std::move(event));
}

json::Value Casework::Run::facts_of(const process::Event& event) const {
  json::Value facts =
      json::Value::object({{"iter", iter}, {"element", event.element}, {"name", event.name}});
  auto task = tasks.find(event.token);
  if (task == tasks.end()) return facts;
  facts.set("task", task->second.id.text);
  facts.set("office", task->second.office.text);
  facts.set("role", name_of(task->second.role));
  return facts;
}

const process::MessageWait* Casework::Run::message_of(const process::Event& event) const {
  process::NodeIndex node = definition->find_node(event.element);
  return node == process::no_index ? nullptr : definition->message(node);
}

// Two entries, so that no reader has to pick: what the reporter may see, and the office's notes.
void Casework::Run::journal_completed(const process::Event& event) {
  const process::UserTask* task = definition->user_task(definition->find_node(event.element));
  const process::Outcome* outcome = task ? process::find_outcome(*task, event.detail) : nullptr;
  json::Value facts = facts_of(event);
  json::Value notes = facts;
  json::Value seen_text = json::Value::object(), noted_text = json::Value::object();
  json::Value seen_codes = json::Value::object(), noted_codes = json::Value::object();
  facts.set("outcome", event.detail);
  notes.set("outcome", event.detail);
  if (outcome) facts.set("outcome_label", outcome->label);
  for (const process::OutcomeField& field :
       outcome ? outcome->fields : std::vector<process::OutcomeField>()) {
    auto value = state.variables.find(field.variable);
    if (value == state.variables.end() || value->second.is_null()) continue;
    bool is_code =
        field.type == process::FieldType::choice || field.type == process::FieldType::office;
    json::Value& target =
        field.visible ? (is_code ? seen_codes : seen_text) : (is_code ? noted_codes : noted_text);
    target.set(field.id, value->second);
  }
  auto personal = [](json::Value texts) {
    return texts.members().empty() ? std::nullopt : std::optional<json::Value>(std::move(texts));
  };
  bool is_seen = outcome && outcome->visible;
  if (!seen_codes.members().empty()) facts.set("fields", seen_codes);
  record("casework.task_completed", std::move(facts), personal(std::move(seen_text)),
         is_seen ? ledger::Visibility::parties : ledger::Visibility::internal);
  if (noted_codes.members().empty() && noted_text.members().empty()) return;
  if (!noted_codes.members().empty()) notes.set("fields", noted_codes);
  record("casework.task_noted", std::move(notes), personal(std::move(noted_text)),
         ledger::Visibility::internal);
}

void Casework::Run::journal_message(const process::Event& event) {
  const process::MessageWait* message = message_of(event);
  bool is_answer = message && !message->answer.empty();
  json::Value facts = facts_of(event);
  facts.set("message", event.detail);
  std::optional<json::Value> personal;
  if (event.kind == EventKind::message_received && is_answer) {
    auto value = state.variables.find(message->answer);
    if (value != state.variables.end() && !value->second.is_null()) {
      personal = json::Value::object({{message->answer, value->second}});
    }
  }
  record(
      event.kind == EventKind::message_received ? "casework.message_received" : "casework.waiting",
      std::move(facts), std::move(personal),
      is_answer ? ledger::Visibility::parties : ledger::Visibility::internal);
}

void Casework::Run::journal(const process::Event& event) {
  constexpr auto internal = ledger::Visibility::internal;
  constexpr auto parties = ledger::Visibility::parties;
  json::Value facts = facts_of(event);
  switch (event.kind) {
    case EventKind::task_opened:
      if (auto from = forwarded_from.find(event.token); from != forwarded_from.end()) {
        json::Value move = facts;
        move.set("from_office", from->second.text);
        record("casework.forwarded", std::move(move), std::nullopt, parties);
      }
      return record("casework.task_opened", std::move(facts), std::nullopt, internal);
    case EventKind::task_completed:
      return journal_completed(event);
    case EventKind::task_cancelled:
      return record("casework.task_cancelled", std::move(facts), std::nullopt, internal);
    case EventKind::returned: {
      ++ricicli;
      facts.set("by", event.detail);
      std::optional<json::Value> reason;
      if (!event.reason.empty()) reason = json::Value::object({{"reason", event.reason}});
      return record("casework.returned", std::move(facts), std::move(reason), internal);
    }
    case EventKind::message_awaited:
    case EventKind::message_received:
      return journal_message(event);
    case EventKind::timer_fired:
      return record("casework.timer_fired", std::move(facts), std::nullopt, internal);
    case EventKind::verb_failed:
      return record("casework.verb_failed", std::move(facts),
                    json::Value::object({{"reason", event.reason}}), internal);
    case EventKind::ended:
      return record("casework.ended", std::move(facts), std::nullopt, parties);
    default:
      return;  // moves inside the process: replayed from the definition when somebody asks
  }
}

}  // namespace digipro::casework
