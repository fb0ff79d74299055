// "Cosa serve ora": what the person before left, claim and release, and the outcomes of the task as
// the process declares them, each a form of its own.
#include "base/text.h"
#include "core/organisation/organisation.h"
#include "modules/scrivania/desk.h"
#include "modules/scrivania/story.h"
#include "web/form_field.h"

namespace digipro::scrivania {
namespace {

using process::OutcomeField;

std::vector<forms::Choice> office_choices(const std::vector<organisation::Office>& offices,
                                          const OfficeId& own) {
  std::vector<forms::Choice> choices;
  for (const organisation::Office& office : offices)
    if (office.code != own && !office.is_closed) choices.push_back({office.code.text, office.name});
  return choices;
}

forms::Field form_field(const std::string& outcome, const OutcomeField& asked,
                        std::vector<forms::Choice> offices) {
  forms::Field field;
  field.id = input_name(outcome, asked.id);
  field.label = asked.label;
  field.hint = asked.hint;
  field.is_required = asked.required;
  switch (asked.type) {
    case process::FieldType::text:
      field.type = forms::FieldType::text;
      field.length_max = asked.length_max;
      break;
    case process::FieldType::long_text:
      field.type = forms::FieldType::long_text;
      field.length_max = asked.length_max;
      break;
    case process::FieldType::choice:
      field.type = forms::FieldType::choice;
      for (const process::Choice& choice : asked.choices)
        field.choices.push_back({choice.value, choice.label});
      break;
    case process::FieldType::office:
      field.type = forms::FieldType::choice;
      field.choices = std::move(offices);
      break;
  }
  return field;
}

std::string shown_value(const OutcomeField& field, const std::string& value, Names& names) {
  if (field.type == process::FieldType::office) return names.office(OfficeId(value));
  for (const process::Choice& choice : field.choices)
    if (choice.value == value) return choice.label;
  return value;
}

std::string when_text(Instant when) {
  return to_italian(to_rome(when));
}

// What the person before decided and wrote; then what came since: an answer, a time that ran out.
void add_step_before(const TaskInput& input, Names& names, html::Data& data) {
  auto last = last_completed(input.story);
  if (!last) return;
  const process::Outcome* outcome = outcome_of(*input.todo.definition, *last);
  std::vector<web::Fact> said;
  for (const OutcomeField& field : outcome ? outcome->fields : std::vector<OutcomeField>()) {
    auto value = last->fields.find(field.id);
    if (value == last->fields.end() || value->second.empty()) continue;
    said.push_back({field.label, shown_value(field, value->second, names), "", std::nullopt});
  }
  for (size_t i = last->at; i < input.story.size(); ++i) {
    const journal::Entry& entry = input.story[i];
    if (entry.kind == "casework.message_received") {
      std::string text = entry.is_erased ? "(testo cancellato per legge)" : "";
      if (entry.personal)
        for (const auto& [id, value] : entry.personal->members()) text += value.text();
      said.push_back({"Risposta del segnalante", text, "", std::nullopt});
    }
    if (entry.kind == "casework.timer_fired")
      said.push_back({"Tempo scaduto", entry.facts.text_or("name", ""), "", std::nullopt});
  }
  bool is_program = last->person.empty() || last->person.text == "system";
  html::Data before;
  before.set("chi", is_program ? std::string("Il programma") : names.person(last->person))
      .set("quando", when_text(last->when))
      .set("scelta", last->outcome_label)
      .flag("riciclo", outcome && outcome->riciclo);
  if (!said.empty()) before.include("detto", web::facts(said));
  data.add("prima", std::move(before));
}

struct Filled {
  const Attempt* attempt = nullptr;     // typed and refused
  const Completed* returned = nullptr;  // written before the work was sent back
  const std::string* text(const std::string& outcome, const std::string& field) const {
    const std::map<std::string, std::string>* values = nullptr;
    if (attempt && attempt->outcome == outcome) values = &attempt->typed;
    if (!attempt && returned && returned->outcome == outcome) values = &returned->fields;
    if (!values) return nullptr;
    auto found = values->find(field);
    return found == values->end() ? nullptr : &found->second;
  }
};

web::Part field_part(const process::Outcome& outcome, const OutcomeField& asked,
                     const std::vector<forms::Choice>& offices, const Filled& filled) {
  forms::Field field = form_field(outcome.id, asked, offices);
  forms::FieldView view;
  view.field = &field;
  view.visible = true;
  view.required = asked.required;
  if (const std::string* text = filled.text(outcome.id, asked.id)) view.raw = *text;
  if (filled.attempt && filled.attempt->outcome == outcome.id)
    for (const FieldProblem& problem : filled.attempt->problems)
      if (problem.field == asked.id)
        view.problem = forms::Problem{forms::ProblemKind::wrong, problem.sentence};
  return web::field_part(view, {});
}

void put_form(web::Visit& visit, const TaskInput& input, std::string_view action,
              html::Data& data) {
  data.set("azione_url",
           "/scrivania/compiti/" + input.todo.task.id.text + "/" + std::string(action))
      .set("csrf", visit.csrf_token)
      .set("key", to_string(visit.ledger.ids().next(visit.now)))
      .set("lista", input.list ? list_query(*input.list) : "");
}

html::Data outcome_data(web::Visit& visit, const TaskInput& input, const process::Outcome& outcome,
                        const std::vector<forms::Choice>& offices, const Filled& filled) {
  html::Data row;
  put_form(visit, input, "esito", row);
  row.set("esito", outcome.id).set("etichetta", outcome.label).flag("riciclo", outcome.riciclo);
  for (const OutcomeField& field : outcome.fields)
    row.include("campo", field_part(outcome, field, offices, filled));
  return row;
}

bool has_office_field(const process::UserTask& task) {
  for (const process::Outcome& outcome : task.outcomes)
    for (const OutcomeField& field : outcome.fields)
      if (field.type == process::FieldType::office) return true;
  return false;
}

// The one that is open at first: what was tried, what was sent back, else the first.
std::string open_outcome(const TaskInput& input, const Filled& filled) {
  if (filled.attempt && !filled.attempt->outcome.empty()) return filled.attempt->outcome;
  if (filled.returned) return filled.returned->outcome;
  for (const process::Outcome& outcome : input.todo.asks->outcomes)
    if (!outcome.fields.empty()) return outcome.id;
  return {};
}

Status add_outcomes(web::Visit& visit, db::Connection& db, const TaskInput& input,
                    html::Data& data) {
  const process::UserTask& asks = *input.todo.asks;
  std::vector<forms::Choice> offices;
  if (has_office_field(asks)) {
    DIGIPRO_TRY(tree, organisation::tree(db));
    offices = office_choices(tree, input.todo.task.office);
  }
  auto returned = returned_work(input.story, *input.todo.definition, input.todo.task.element);
  Filled filled{input.attempt, returned ? &*returned : nullptr};
  std::string open = open_outcome(input, filled);
  // A direct button first, when there is one: only then the first form stays closed.
  bool has_direct = asks.outcomes.empty();
  for (const process::Outcome& outcome : asks.outcomes) has_direct |= outcome.fields.empty();
  bool is_chosen = filled.attempt || filled.returned || !has_direct;
  if (asks.outcomes.empty()) {
    process::Outcome done;
    done.label = "Fatto";
    data.add("diretto", outcome_data(visit, input, done, offices, filled));
  }
  for (const process::Outcome& outcome : asks.outcomes) {
    html::Data row = outcome_data(visit, input, outcome, offices, filled);
    if (!outcome.fields.empty()) row.flag("aperto", is_chosen && outcome.id == open);
    data.add(outcome.fields.empty() ? "diretto" : "modulo", std::move(row));
  }
  return {};
}

std::string whose_turn(const casework::Task& task, Names& names) {
  std::string office = names.office(task.office);
  return task.role == Role::responsabile ? "Tocca al responsabile: " + office + "."
                                         : "Tocca a: " + office + ".";
}

}  // namespace

std::string input_name(const std::string& outcome, const std::string& field) {
  return outcome + "__" + field;
}

Result<html::Data> task_data(web::Visit& visit, db::Connection& db, Names& names,
                             const TaskInput& input) {
  const casework::Task& task = input.todo.task;
  html::Data data;
  bool is_mine = !task.assignee.empty() && task.assignee == visit.viewer.person;
  bool can_work = input.todo.can_be_completed;
  data.set("nome", task.name);
  bool is_free = task.assignee.empty();
  data.set("stato", is_mine    ? "In carico a te."
                    : !is_free ? "In carico a " + names.person(task.assignee) + "."
                    : can_work ? "Da prendere."
                               : whose_turn(task, names));
  add_step_before(input, names, data);
  if (can_work && task.assignee.empty()) {
    html::Data claim;
    put_form(visit, input, "prendi", claim);
    data.add("prendi", std::move(claim));
  }
  if (can_work && !task.assignee.empty()) {
    html::Data release;
    put_form(visit, input, "rilascia", release);
    release.set("rilascia_testo",
                is_mine ? std::string("Rilascia") : "Togli a " + names.person(task.assignee));
    data.add("rilascia", std::move(release));
  }
  if (input.attempt && !input.attempt->problems.empty()) {
    std::vector<FieldProblem> problems = input.attempt->problems;
    for (FieldProblem& problem : problems)
      problem.field = input_name(input.attempt->outcome, problem.field);
    data.include("errori", web::error_summary(problems));
  }
  if (can_work && input.todo.asks) DIGIPRO_CHECK(add_outcomes(visit, db, input, data));
  return data;
}

}  // namespace digipro::scrivania
