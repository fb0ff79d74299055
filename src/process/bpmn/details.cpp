// What each kind of element carries: tasks, messages, timers, flows, with FEEL compiled.
#include <algorithm>

#include "base/text.h"
#include "process/bpmn/reader.h"

namespace digipro::process {
namespace {

const std::string& own(const xml::Element& element, std::string_view name) {
  static const std::string absent;
  const std::string* found = element.find_attribute(own_space, name);
  return found ? *found : absent;
}

}  // namespace

bool Reader::flag(const xml::Element& element, std::string_view space, std::string_view name,
                  bool fallback) {
  const std::string* text = element.find_attribute(space, name);
  if (!text) return fallback;
  if (*text == "true" || *text == "1") return true;
  if (*text != "false" && *text != "0") {
    problem(element, "l'attributo " + std::string(name) + " deve essere true o false.");
  }
  return false;
}

// A misspelt attribute of ours must not pass unseen.
void Reader::check_attributes(const xml::Element& element,
                              std::initializer_list<std::string_view> known) {
  for (const xml::Attribute& attribute : element.attributes) {
    bool is_ours =
        attribute.space == own_space || (attribute.space.empty() && element.space == own_space);
    if (!is_ours || std::find(known.begin(), known.end(), attribute.name) != known.end()) continue;
    problem(element, "attributo sconosciuto: " + attribute.name + ".");
  }
}

void Reader::check_children(const xml::Element& element, const Node& node) {
  bool is_event = node.kind == NodeKind::start_event || node.kind == NodeKind::end_event ||
                  node.kind == NodeKind::catch_event || node.kind == NodeKind::boundary_event;
  for (const xml::Element& child : element.children) {
    if (child.space != bpmn_space || is_descriptive(child.name)) continue;
    if (child.name == "incoming" || child.name == "outgoing") continue;
    if (is_event && child.name.ends_with("EventDefinition")) continue;
    problem(element, italian_name(child.name) + " (" + child.name + ") non è supportato.");
  }
  const xml::Element* list = element.child(bpmn_space, "extensionElements");
  if (list) {
    for (const xml::Element& child : list->children) {
      if (child.space != own_space) continue;
      bool is_known = (node.kind == NodeKind::user_task && child.name == "outcome") ||
                      (node.kind == NodeKind::receive_task && child.name == "answer") ||
                      (node.kind == NodeKind::service_task &&
                       (child.name == "input" || child.name == "output"));
      if (!is_known) problem(element, "estensione sconosciuta: " + child.name + ".");
    }
  }
  for (std::string_view name : {"startQuantity", "completionQuantity"}) {
    const std::string& quantity = element.attribute(name);
    if (!quantity.empty() && quantity != "1") {
      problem(element, std::string(name) + " diverso da 1 non è supportato.");
    }
  }
  for (std::string_view name : {"isForCompensation", "instantiate"}) {
    if (flag(element, "", name, false)) {
      problem(element, std::string(name) + " non è supportato.");
    }
  }
}

ExpressionPtr Reader::compile(const xml::Element& element, const std::string& text) {
  if (trim(text).empty()) {
    problem(element, "manca un'espressione.");
    return nullptr;
  }
  auto compiled = feel::Expression::compile(trim(text), scope_);
  if (compiled) return std::make_shared<const feel::Expression>(std::move(*compiled));
  const Error& error = compiled.error();
  problem(element, "espressione «" + std::string(trim(text)) +
                       "»: " + (error.fields.empty() ? error.detail : error.fields[0].sentence));
  return nullptr;
}

void Reader::read_detail(NodeIndex index) {
  const xml::Element& element = *node_elements_[static_cast<size_t>(index)];
  Node& node = definition.nodes[static_cast<size_t>(index)];
  check_children(element, node);
  switch (node.kind) {
    case NodeKind::user_task:
      return read_user_task(element, node);
    case NodeKind::service_task:
      return read_service_task(element, node);
    case NodeKind::receive_task:
      check_attributes(element, {"correlation"});
      return read_message(element, element, node);
    case NodeKind::exclusive_gateway:
    case NodeKind::parallel_gateway:
      return check_attributes(element, {});
    default:
      return read_event(element, node);
  }
}

void Reader::read_user_task(const xml::Element& element, Node& node) {
  check_attributes(element,
                   {"candidateOffice", "candidateRole", "form", "dueDays", "outcomeVariable"});
  UserTask task;
  const std::string& office = own(element, "candidateOffice");
  if (office.empty()) {
    problem(element, "manca digipro:candidateOffice: nessun ufficio vedrebbe l'attività.");
  } else {
    task.candidate_office = compile(element, office);
  }
  const std::string& role = own(element, "candidateRole");
  if (role == "responsabile") {
    task.role = CandidateRole::responsabile;
  } else if (!role.empty() && role != "operatore") {
    problem(element, "digipro:candidateRole deve essere operatore o responsabile.");
  }
  task.form = own(element, "form");
  if (!own(element, "dueDays").empty()) task.due_days = compile(element, own(element, "dueDays"));
  if (!own(element, "outcomeVariable").empty()) {
    task.outcome_variable = own(element, "outcomeVariable");
  }
  for (const xml::Element* outcome : extensions(element, "outcome")) {
    Outcome read = read_outcome(*outcome);
    if (find_outcome(task, read.id)) problem(element, "due esiti con lo stesso id: " + read.id);
    task.outcomes.push_back(std::move(read));
  }
  node.detail = static_cast<int32_t>(definition.user_tasks.size());
  definition.user_tasks.push_back(std::move(task));
}

void Reader::read_service_task(const xml::Element& element, Node& node) {
  check_attributes(element, {"verb"});
  ServiceTask task;
  task.verb = own(element, "verb");
  if (task.verb.empty()) problem(element, "manca digipro:verb.");
  for (const xml::Element* input : extensions(element, "input")) {
    check_attributes(*input, {"name", "value"});
    if (input->attribute("name").empty()) problem(element, "un ingresso è senza nome.");
    task.input.push_back({input->attribute("name"), compile(element, input->attribute("value"))});
  }
  for (const xml::Element* output : extensions(element, "output")) {
    check_attributes(*output, {"name", "variable"});
    if (output->attribute("name").empty()) problem(element, "un'uscita è senza nome.");
    task.output.push_back({output->attribute("name"), output->attribute("variable")});
  }
  node.detail = static_cast<int32_t>(definition.service_tasks.size());
  definition.service_tasks.push_back(std::move(task));
}

void Reader::read_event(const xml::Element& element, Node& node) {
  check_attributes(element, {"correlation"});
  const xml::Element* trigger = nullptr;
  for (const xml::Element& child : element.children) {
    if (child.space != bpmn_space || !child.name.ends_with("EventDefinition")) continue;
    if (trigger) return problem(element, "più definizioni di evento non sono supportate.");
    trigger = &child;
  }
  if (!trigger) {
    if (!element.children_named(bpmn_space, "eventDefinitionRef").empty()) return;  // refused above
    if (node.kind == NodeKind::catch_event || node.kind == NodeKind::boundary_event) {
      problem(element, "manca il tipo di evento (messaggio o timer).");
    }
    return;
  }
  bool can_wait = node.kind != NodeKind::end_event;
  bool can_time = can_wait && node.kind != NodeKind::start_event;
  if (trigger->name == "messageEventDefinition" && can_wait) {
    read_message(element, *trigger, node);
  } else if (trigger->name == "timerEventDefinition" && can_time) {
    read_timer(element, *trigger, node);
  } else if (trigger->name == "terminateEventDefinition" && node.kind == NodeKind::end_event) {
    node.trigger = Trigger::terminate;
  } else {
    problem(element, "evento di tipo " + italian_name(trigger->name) + " (" + trigger->name +
                         ") non è supportato qui.");
  }
  if (node.trigger != Trigger::message && !own(element, "correlation").empty()) {
    problem(element, "digipro:correlation vale solo con un messaggio.");
  }
}

void Reader::read_message(const xml::Element& element, const xml::Element& reference, Node& node) {
  MessageWait wait;
  auto found = message_names_.find(local_part(reference.attribute("messageRef")));
  if (found == message_names_.end()) {
    problem(element, "il messaggio (messageRef) manca o non esiste.");
  } else {
    wait.message = found->second;
  }
  const std::string& correlation = own(element, "correlation");
  if (!correlation.empty()) wait.correlation = compile(element, correlation);
  auto answers = extensions(element, "answer");
  if (answers.size() > 1) problem(element, "è ammessa una sola risposta (digipro:answer).");
  if (!answers.empty()) {
    check_attributes(*answers[0], {"question", "variable", "label"});
    wait.question = answers[0]->attribute("question");
    wait.answer = answers[0]->attribute("variable");
    wait.answer_label = answers[0]->attribute("label");
    if (wait.answer.empty()) problem(element, "digipro:answer senza variable.");
    if (!wait.question.empty() && !definition.find_variable(wait.question)) {
      problem(element, "variabile sconosciuta: " + wait.question + ".");
    }
  }
  node.trigger = Trigger::message;
  node.detail = static_cast<int32_t>(definition.messages.size());
  definition.messages.push_back(std::move(wait));
}

void Reader::read_timer(const xml::Element& element, const xml::Element& event, Node& node) {
  const xml::Element* when = event.child(bpmn_space, "timeDuration");
  if (!when) when = event.child(bpmn_space, "timeDate");
  if (!when) {
    return problem(element, "il timer vuole timeDuration o timeDate; timeCycle non è supportato.");
  }
  node.trigger = Trigger::timer;
  node.detail = static_cast<int32_t>(definition.timers.size());
  definition.timers.push_back({compile_timer(element, std::string(trim(when->text)))});
}

// "P10D" and "2026-11-23T12:00:00" stand for themselves; anything else is FEEL.
ExpressionPtr Reader::compile_timer(const xml::Element& element, const std::string& text) {
  if (feel::parse_duration(text)) return compile(element, "duration(\"" + text + "\")");
  if (feel::parse_date(text)) return compile(element, "date(\"" + text + "\")");
  if (feel::parse_date_time(text)) return compile(element, "date and time(\"" + text + "\")");
  return compile(element, text);
}

void Reader::read_flow(FlowIndex index) {
  const xml::Element& element = *flow_elements_[static_cast<size_t>(index)];
  Flow& flow = definition.flows[static_cast<size_t>(index)];
  check_attributes(element, {"riciclo", "reason"});
  flow.riciclo = flag(element, own_space, "riciclo", false);
  flow.reason = own(element, "reason");
  read_reason(element, flow.reason, flow.riciclo);
  for (const xml::Element& child : element.children) {
    if (child.space != bpmn_space || is_descriptive(child.name)) continue;
    if (child.name != "conditionExpression") {
      problem(element, italian_name(child.name) + " non è supportato.");
      continue;
    }
    std::string language = to_lower_ascii(child.attribute("language"));
    if (!language.empty() && language.find("feel") == std::string::npos) {
      problem(element, "la condizione deve essere scritta in FEEL.");
    }
    flow.condition = compile(element, child.text);
  }
}

}  // namespace digipro::process
