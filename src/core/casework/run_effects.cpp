// What the engine wants done: tasks, timers, waits, verbs.
#include "core/casework/run.h"

namespace digipro::casework {
namespace {

// The case's target is taken in the same statement: no round trip.
constexpr db::Sql insert_task =
    "INSERT INTO compito(id, iter, token, pratica, service, element, name, office, role, "
    "opened_at, due_at, has_own_due, state, is_open) "
    "SELECT ?, ?, ?, p.id, p.service, ?, ?, ?, ?, ?, COALESCE(?, p.target_at, ?), ?, 'open', 1 "
    "FROM pratica p WHERE p.id = ?";
constexpr db::Sql select_visit =
    "SELECT " DIGIPRO_TASK_COLUMNS " FROM compito c WHERE c.iter = ? AND c.token = ?";
// Who closes a task nobody had claimed is its assignee.
constexpr db::Sql close_task =
    "UPDATE compito SET state = ?, is_open = 0, done_at = ?, outcome = ?, "
    "assignee = COALESCE(assignee, ?), claimed_at = COALESCE(claimed_at, ?) WHERE id = ?";
constexpr db::Sql select_last_office =
    "SELECT office FROM compito WHERE iter = ? AND element = ? AND token < ? "
    "ORDER BY token DESC LIMIT 1";
constexpr db::Sql insert_wait =
    "INSERT INTO attesa(iter, subscription, pratica, element, name, message, correlation, since) "
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql delete_wait = "DELETE FROM attesa WHERE iter = ? AND subscription = ?";

// The last moment of the working day that many working days from now.
Instant due_after(Instant now, int64_t working_days, PatronSaint patron) {
  Date day = plus_working_days(to_rome(now).date, static_cast<int>(working_days), patron);
  return from_rome({day, 23, 59, 59});
}

}  // namespace

Status Casework::Run::act(const process::OpenTask& effect) {
  const process::Node& node = definition->node(effect.node);
  Task task;
  task.id = TaskId(to_string(tx.new_id()));
  task.pratica = pratica;
  task.iter = iter;
  task.element = node.id;
  task.name = node.name;
  task.office = OfficeId(effect.office);
  task.role = definition->user_task(effect.node)->role == process::CandidateRole::responsabile
                  ? Role::responsabile
                  : Role::operatore;
  DIGIPRO_TRY(is_office, casework.settings_.office_exists(tx.db(), task.office));
  if (!is_office) {
    return refuse(ErrorCode::definition,
                  "elemento " + node.id + ": l'ufficio " + effect.office + " non esiste");
  }
  DIGIPRO_CHECK(note_forwarding(effect.token, task));
  db::Value own_due;
  if (effect.due_working_days >= 0) {
    task.due_at =
        due_after(tx.now(), effect.due_working_days, casework.settings_.patron_saint(tx.ente()));
    own_due = task.due_at->microseconds;
  }
  DIGIPRO_CHECK(tx.exec(insert_task, task.id.text, iter, effect.token, task.element, task.name,
                        task.office.text, name_of(task.role), tx.now().microseconds, own_due,
                        never_due, task.due_at.has_value(), pratica.text));
  office = task.office;
  tasks[effect.token] = std::move(task);
  return {};
}

// The same step again, with another office: the case was forwarded.
Status Casework::Run::note_forwarding(int64_t token, const Task& task) {
  if (version == 0) return {};  // a first visit, surely
  DIGIPRO_TRY(rows, tx.query(select_last_office, iter, task.element, token));
  if (!rows.empty() && rows[0].text(0) != task.office.text) {
    forwarded_from[token] = OfficeId(rows[0].text(0));
  }
  return {};
}

Status Casework::Run::act(const process::CloseTask& effect) {
  DIGIPRO_TRY(rows, tx.query(select_visit, iter, effect.token));
  if (rows.empty()) return refuse(ErrorCode::integrity_broken, "compito senza riga: iter " + iter);
  Task task = task_of(rows[0]);
  task.state = effect.is_done ? TaskState::done : TaskState::cancelled;
  db::Value person = effect.is_done ? db::optional_text(caller.person.text) : db::Value{};
  db::Value claimed_at;
  if (effect.is_done) claimed_at = tx.now().microseconds;
  DIGIPRO_CHECK(tx.exec(close_task, name_of(task.state), tx.now().microseconds,
                        db::optional_text(effect.outcome), person, claimed_at, task.id.text));
  tasks[effect.token] = std::move(task);
  return {};
}

std::string Casework::Run::timer_key(int64_t subscription) const {
  return iter + "/" + std::to_string(subscription);
}

Status Casework::Run::act(const process::ArmTimer& effect) {
  tx.schedule({timer_kind, timer_key(effect.subscription), effect.due,
               json::Value::object({{"iter", iter}, {"subscription", effect.subscription}})});
  return {};
}

Status Casework::Run::act(const process::CancelTimer& effect) {
  tx.cancel_timer(timer_kind, timer_key(effect.subscription));
  return {};
}

Status Casework::Run::act(const process::AwaitMessage& effect) {
  const process::Node& node = definition->node(effect.node);
  return tx.exec(insert_wait, iter, effect.subscription, pratica.text, node.id, node.name,
                 effect.message, effect.correlation, tx.now().microseconds);
}

Status Casework::Run::act(const process::ForgetMessage& effect) {
  return tx.exec(delete_wait, iter, effect.subscription);
}

Result<std::optional<process::StepCommand>> Casework::Run::call(const process::CallVerb& effect) {
  const std::string& element = definition->node(effect.node).id;
  auto wrong = [&](const std::string& problem) {
    return refuse(ErrorCode::definition,
                  "elemento " + element + ", verbo " + effect.verb + ": " + problem);
  };
  const verbs::Verb* verb = casework.verbs_.find(effect.verb);
  if (!verb) return wrong("non esiste");
  json::Value input(effect.input);
  if (auto checked = verbs::Registry::check(verb->input, input); !checked) {
    return wrong(checked.error().detail);
  }
  verbs::Subject subject{pratica, iter, element, effect.token};
  if (verb->kind == verbs::Kind::remote) {
    DIGIPRO_TRY(job, verb->effect(tx, subject, input));
    tx.enqueue(std::move(job));
    return std::optional<process::StepCommand>();
  }
  DIGIPRO_TRY(output, verb->run(tx, caller, subject, input));
  if (auto checked = verbs::Registry::check(verb->output, output); !checked) {
    return wrong(checked.error().detail);
  }
  verb_results.emplace_back(verb->name, output);
  return std::optional<process::StepCommand>(process::VerbResult{effect.token, output.members()});
}

}  // namespace digipro::casework
