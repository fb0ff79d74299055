#include "core/casework/casework.h"

#include <charconv>

#include "base/text.h"
#include "core/casework/rows.h"
#include "core/casework/run.h"

namespace digipro::casework {
namespace {

constexpr size_t oggetto_bytes_max = 1'000;

constexpr db::Sql insert_pratica =
    "INSERT INTO pratica(id, service, service_version, kind, oggetto, office, state, "
    "opened_at, access_secret_hash, person, channel, is_public, public_facts, latitude, longitude, "
    "ricicli) VALUES(?, ?, ?, ?, ?, ?, 'aperta', ?, ?, ?, ?, ?, ?, ?, ?, 0)";
constexpr db::Sql claim_task =
    "UPDATE compito SET assignee = ?, claimed_at = ?, state = 'claimed' WHERE id = ?";
constexpr db::Sql release_task =
    "UPDATE compito SET assignee = NULL, claimed_at = NULL, state = 'open' WHERE id = ?";
constexpr db::Sql select_waiting =
    "SELECT iter FROM attesa WHERE pratica = ? AND message = ? AND (? = 0 OR correlation = ?) "
    "ORDER BY since, iter LIMIT 1";
constexpr db::Sql update_number = "UPDATE pratica SET number = ? WHERE id = ?";
constexpr db::Sql update_target = "UPDATE pratica SET target_at = ? WHERE id = ?";
constexpr db::Sql update_task_targets =
    "UPDATE compito SET due_at = ? WHERE pratica = ? AND is_open = 1 AND has_own_due = 0";

void journal_task(ledger::Tx& tx, std::string_view kind, const Task& task) {
  ledger::Event event;
  event.kind = std::string(kind);
  event.subject = task.pratica.text;
  event.pratica = task.pratica;
  event.facts = json::Value::object({{"iter", task.iter},
                                     {"element", task.element},
                                     {"name", task.name},
                                     {"task", task.id.text},
                                     {"office", task.office.text},
                                     {"role", name_of(task.role)}});
  tx.record(std::move(event));
}

// An open or claimed task that the caller may work.
Result<TaskRow> take_task(ledger::Tx& tx, const Caller& caller, const TaskId& id) {
  DIGIPRO_TRY(row, load_task(tx.db(), id));
  if (!may_work(caller, row.task)) {
    return refuse(ErrorCode::forbidden, "compito dell'ufficio " + row.task.office.text);
  }
  if (row.task.state == TaskState::done || row.task.state == TaskState::cancelled) {
    return refuse(ErrorCode::already_done, "compito " + id.text);
  }
  return row;
}

bool is_held_by_another(const Caller& caller, const Task& task) {
  return !task.assignee.empty() && task.assignee != caller.person;
}

bool is_program(const Caller& caller) {
  return caller.person == system_caller(caller.ente).person && caller.has(Role::amministratore);
}

// "iter/token"
Result<std::pair<std::string, int64_t>> parse_key(const std::string& key) {
  size_t slash = key.rfind('/');
  int64_t token = 0;
  const char* end = key.data() + key.size();
  if (slash != std::string::npos) {
    auto read = std::from_chars(key.data() + slash + 1, end, token);
    if (read.ec == std::errc() && read.ptr == end) return std::pair{key.substr(0, slash), token};
  }
  return refuse(ErrorCode::malformed, "chiave di una chiamata: " + key);
}

}  // namespace

Casework::Casework(const verbs::Registry& verbs, const DefinitionSource& definitions,
                   Settings settings)
    : verbs_(verbs), definitions_(definitions), settings_(std::move(settings)) {}

Result<PraticaId> Casework::open_pratica(ledger::Tx& tx, const Caller&,
                                         const NewPratica& given) const {
  if (given.oggetto.empty() || given.oggetto.size() > oggetto_bytes_max) {
    return refuse(ErrorCode::invalid_input, "oggetto della pratica: da 1 a 1.000 byte");
  }
  PraticaId id(to_string(tx.new_id()));
  json::Value facts = given.public_facts.is_null() ? json::Value::object() : given.public_facts;
  DIGIPRO_CHECK(tx.exec(
      insert_pratica, id.text, given.service.text, given.service_version, given.kind, given.oggetto,
      given.office.text, tx.now().microseconds, db::optional_text(given.access_secret_hash),
      db::optional_text(given.person.text), given.channel, given.is_public, json::dump(facts),
      db::optional_text(given.latitude), db::optional_text(given.longitude)));
  ledger::Event event;
  event.kind = "casework.opened";
  event.subject = id.text;
  event.pratica = id;
  event.visibility = ledger::Visibility::parties;
  event.facts = json::Value::object({{"service", given.service.text},
                                     {"service_version", given.service_version},
                                     {"kind", given.kind},
                                     {"channel", given.channel},
                                     {"office", given.office.text}});
  tx.record(std::move(event));
  return id;
}

Result<StartedIter> Casework::start_iter(ledger::Tx& tx, const Caller& caller,
                                         const PraticaId& pratica, const std::string& definition,
                                         const json::Object& variables,
                                         const std::string& start_message) const {
  auto found = definitions_.find(definition);
  if (!found) return refuse(ErrorCode::definition, "processo sconosciuto: " + definition);
  Run run{*this, tx, caller, to_string(tx.new_id()), pratica, {}, definition, found, {}};
  run.started_at = tx.now();
  ledger::Event event;
  event.kind = "casework.started";
  event.subject = pratica.text;
  event.pratica = pratica;
  event.facts =
      json::Value::object({{"iter", run.iter}, {"process", found->id}, {"definition", definition}});
  tx.record(std::move(event));
  DIGIPRO_CHECK(run.apply(process::Start{start_message, variables}));
  DIGIPRO_CHECK(run.save());
  return StartedIter{run.iter, std::move(run.verb_results)};
}

Status Casework::check_offices(ledger::Tx& tx, const process::Definition& definition,
                               const std::string& element, const std::string& outcome,
                               const json::Object& fields) const {
  const process::UserTask* task = definition.user_task(definition.find_node(element));
  const process::Outcome* chosen = task ? process::find_outcome(*task, outcome) : nullptr;
  if (!chosen) return {};
  for (const process::OutcomeField& field : chosen->fields) {
    auto given = fields.find(field.id);
    if (field.type != process::FieldType::office || given == fields.end()) continue;
    if (given->second.text().empty()) continue;  // the engine says whether it is required
    DIGIPRO_TRY(exists, settings_.office_exists(tx.db(), OfficeId(given->second.text())));
    if (exists) continue;
    Error error = fail(ErrorCode::invalid_input, "ufficio sconosciuto");
    error.fields.push_back({field.id, "Scegli un ufficio dall'elenco."});
    return refuse(std::move(error));
  }
  return {};
}

Status Casework::complete_task(ledger::Tx& tx, const Caller& caller, const TaskId& id,
                               const std::string& outcome, const json::Object& fields) const {
  DIGIPRO_TRY(row, take_task(tx, caller, id));
  if (is_held_by_another(caller, row.task) && !caller.holds(Role::responsabile, row.task.office)) {
    return refuse(ErrorCode::conflict, "compito preso da un'altra persona");
  }
  DIGIPRO_TRY(run, Run::load(*this, tx, caller, row.task.iter));
  DIGIPRO_CHECK(check_offices(tx, *run.definition, row.task.element, outcome, fields));
  DIGIPRO_CHECK(run.apply(process::CompleteTask{row.token, outcome, fields}));
  return run.save();
}

Status Casework::claim(ledger::Tx& tx, const Caller& caller, const TaskId& id) const {
  DIGIPRO_TRY(row, take_task(tx, caller, id));
  if (caller.person.empty()) return refuse(ErrorCode::unauthenticated, "compito " + id.text);
  if (row.task.assignee == caller.person) return {};
  if (is_held_by_another(caller, row.task)) {
    return refuse(ErrorCode::conflict, "compito preso da un'altra persona");
  }
  DIGIPRO_CHECK(tx.exec(claim_task, caller.person.text, tx.now().microseconds, id.text));
  journal_task(tx, "casework.task_claimed", row.task);
  return {};
}

Status Casework::release(ledger::Tx& tx, const Caller& caller, const TaskId& id) const {
  DIGIPRO_TRY(row, take_task(tx, caller, id));
  if (row.task.assignee.empty()) return {};
  if (is_held_by_another(caller, row.task) && !caller.holds(Role::responsabile, row.task.office)) {
    return refuse(ErrorCode::conflict, "compito preso da un'altra persona");
  }
  DIGIPRO_CHECK(tx.exec(release_task, id.text));
  journal_task(tx, "casework.task_released", row.task);
  return {};
}

Status Casework::send_message(ledger::Tx& tx, const Caller& caller, const SecretProof& proof,
                              const PraticaId& id, const std::string& message,
                              const std::string& correlation, const json::Object& variables) const {
  DIGIPRO_TRY(pratica, load_pratica(tx.db(), id));
  bool is_reporter =
      (!caller.person.empty() && caller.person == pratica.person) ||
      (!proof.hash.empty() && equal_constant_time(proof.hash, pratica.access_secret_hash));
  if (!is_reporter && !is_program(caller)) {
    bool is_office = false;
    if (is_clerk(caller)) {
      DIGIPRO_TRY(has_it, is_of_offices(tx.db(), pratica, case_offices(caller)));
      is_office = has_it;
    }
    if (!is_office) return refuse(ErrorCode::forbidden, "messaggio alla pratica " + id.text);
  }
  DIGIPRO_TRY(waiting,
              tx.query(select_waiting, id.text, message, !correlation.empty(), correlation));
  if (waiting.empty()) {
    return refuse(ErrorCode::conflict, "nessuno attende il messaggio \"" + message + "\"");
  }
  DIGIPRO_TRY(run, Run::load(*this, tx, caller, waiting[0].text(0)));
  DIGIPRO_CHECK(run.apply(process::MessageArrived{message, correlation, variables}));
  return run.save();
}

Status Casework::verb_result(ledger::Tx& tx, const std::string& key,
                             const json::Value& output) const {
  DIGIPRO_TRY(call, parse_key(key));
  const Caller program = system_caller(tx.ente());
  DIGIPRO_TRY(run, Run::load(*this, tx, program, call.first));
  DIGIPRO_CHECK(run.apply(process::VerbResult{call.second, output.members()}));
  return run.save();
}

Status Casework::verb_failed(ledger::Tx& tx, const std::string& key,
                             const std::string& reason) const {
  DIGIPRO_TRY(call, parse_key(key));
  const Caller program = system_caller(tx.ente());
  DIGIPRO_TRY(run, Run::load(*this, tx, program, call.first));
  DIGIPRO_CHECK(run.apply(process::VerbFailed{call.second, reason}));
  return run.save();
}

Status Casework::timer_fired(ledger::Tx& tx, const ledger::Timer& timer) const {
  const Caller program = system_caller(tx.ente());
  DIGIPRO_TRY(run, Run::load(*this, tx, program, timer.payload["iter"].text()));
  int64_t subscription = timer.payload.int_or("subscription", 0);
  if (!run.state.find_subscription(subscription)) return {};
  DIGIPRO_CHECK(run.apply(process::TimerFired{subscription}));
  return run.save();
}

Status Casework::set_number(ledger::Tx& tx, const PraticaId& id, const std::string& number) const {
  return tx.exec(update_number, number, id.text);
}

Status Casework::set_target(ledger::Tx& tx, const PraticaId& id, Instant target) const {
  DIGIPRO_CHECK(tx.exec(update_target, target.microseconds, id.text));
  return tx.exec(update_task_targets, target.microseconds, id.text);
}

}  // namespace digipro::casework
