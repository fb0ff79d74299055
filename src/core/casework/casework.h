// Casework: cases (pratiche), the runs of their processes (iter) and the tasks (compiti) of the
// offices. Runs the pure engine over the Ledger: local verbs at once in the same Tx, remote ones by
// the outbox, timers by the scheduler. Owns the tables pratica, iter, compito and attesa; what
// happened is in the journal (kinds casework.*) and nowhere else.
// Changes are called inside apply, in the ente's writer thread, and check access themselves; reads
// take a Viewer and run on any thread with any connection. The object is immutable after
// construction but for a guarded memory of earlier processes; what it is given outlives it.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "core/ledger/ledger.h"
#include "core/scheduler/scheduler.h"
#include "core/verbs/verbs.h"
#include "process/engine/step.h"

namespace digipro::casework {

// Where process definitions come from (modules/catalogue). Called in apply: from memory.
class DefinitionSource {
 public:
  virtual ~DefinitionSource() = default;
  // Null when unknown: it may be an earlier one, which the store keeps (keep_definitions).
  virtual std::shared_ptr<const process::Definition> find(const std::string& hash) const = 0;
};

enum class PraticaState { aperta, in_attesa, chiusa };  // in_attesa: only the reporter can go on
std::string_view name_of(PraticaState state);           // "aperta", "in_attesa", "chiusa"

struct Pratica {
  PraticaId id;
  ServiceId service;
  std::string service_version;
  std::string kind;     // "segnalazione", "istanza" ...
  std::string oggetto;  // one line
  OfficeId office;      // who has it now
  PraticaState state = PraticaState::aperta;
  Instant opened_at;
  std::optional<Instant> target_at;  // answer target or term
  std::optional<Instant> closed_at;
  std::string number;              // protocollo number, once given: "0000123/2026"
  std::string access_secret_hash;  // of the secret link; empty: none
  PersonId person;                 // the reporter; empty: did not log in
  std::string channel;             // "web", "sportello" ...
  bool is_public = false;
  json::Value public_facts;         // shown to anyone: no personal data
  std::string latitude, longitude;  // decimal degrees as text, or empty
  int64_t ricicli = 0;
};

// What a module gives to open a case; the rest is casework's.
struct NewPratica {
  ServiceId service;
  std::string service_version, kind, oggetto;
  OfficeId office;
  std::string access_secret_hash;
  PersonId person;
  std::string channel;
  bool is_public = false;
  json::Value public_facts;
  std::string latitude, longitude;
};

enum class TaskState { open, claimed, done, cancelled };
struct Task {
  TaskId id;
  PraticaId pratica;
  std::string iter, element, name;
  OfficeId office;
  Role role = Role::operatore;  // operatore or responsabile
  PersonId assignee;            // empty: nobody
  Instant opened_at;
  std::optional<Instant> claimed_at, due_at, done_at;  // due_at: the task's, else the case's target
  std::string outcome;
  TaskState state = TaskState::open;
  bool has_own_due = false;  // due_at is the task's own
};
// A task with what its process asks for. The definition keeps `asks` alive.
struct TaskToDo {
  Task task;
  Pratica pratica;
  std::shared_ptr<const process::Definition> definition;
  const process::UserTask* asks = nullptr;
  bool can_be_completed = false;  // by this viewer, now
};

// Something the reporter is waited for.
struct Wait {
  std::string iter, element, name, message, correlation;
  std::string question;         // text, empty when the process names no variable for it
  std::string answer_variable;  // give the answer under this name; empty: none asked for
  std::string answer_label;
  Instant since;
  std::optional<Instant> until;  // when the process goes on without it
};

struct StartedIter {
  std::string iter;
  std::vector<std::pair<std::string, json::Value>> verb_results;  // of local verbs, in order
};

// For a reporter without login: hash of the secret they showed. Empty for everybody else.
struct SecretProof {
  std::string hash;
};

struct Settings {
  // Office calendar for due dates; changes with the ente's settings.
  std::function<PatronSaint(const EnteId&)> patron_saint = [](const EnteId&) {
    return PatronSaint{};
  };
  // Is there such an office? Asked in apply: pure SQL or memory. A task for an office that does not
  // exist would be seen by nobody.
  std::function<Result<bool>(db::Connection&, const OfficeId&)> office_exists =
      [](db::Connection&, const OfficeId&) { return Result<bool>(true); };
};

class Casework {
 public:
  Casework(const verbs::Registry& verbs, const DefinitionSource& definitions, Settings settings);

  // --- Changes, inside apply -----------------------------------------------------------------
  // Anyone may open a case (the filing module has checked what it must). The Caller's person need
  // not be the reporter: a desk files for others. Journals casework.opened, for the parties.
  Result<PraticaId> open_pratica(ledger::Tx& tx, const Caller& caller,
                                 const NewPratica& pratica) const;
  // Runs the process until it waits. `definition` is a hash known to the source, else definition.
  // A refusal of a local verb refuses the whole command.
  Result<StartedIter> start_iter(ledger::Tx& tx, const Caller& caller, const PraticaId& pratica,
                                 const std::string& definition, const json::Object& variables,
                                 const std::string& start_message = {}) const;
  // operatore of the task's office, or its responsabile; a responsabile's task only by that one.
  // Refuses: forbidden; already_done when it is done or cancelled; conflict when another person
  // holds it; invalid_input with one FieldProblem per wrong field.
  Status complete_task(ledger::Tx& tx, const Caller& caller, const TaskId& task,
                       const std::string& outcome, const json::Object& fields) const;
  Status claim(ledger::Tx& tx, const Caller& caller, const TaskId& task) const;
  // By who holds it, or by the office's responsabile.
  Status release(ledger::Tx& tx, const Caller& caller, const TaskId& task) const;
  // From the reporter (by login or proof), an office that has the case, or the program itself.
  // `variables` by the names that the process declares. Refuses with conflict when nobody waits.
  Status send_message(ledger::Tx& tx, const Caller& caller, const SecretProof& proof,
                      const PraticaId& pratica, const std::string& message,
                      const std::string& correlation, const json::Object& variables) const;
  // Results of remote verbs; `key` is verbs::Subject::key() of the call. By the program itself
  // (system_caller). A result for a visit that is over is already_done: the outbox may drop it.
  Status verb_result(ledger::Tx& tx, const std::string& key, const json::Value& output) const;
  Status verb_failed(ledger::Tx& tx, const std::string& key, const std::string& reason) const;
  // Handler of the scheduler's kind "casework.timer". A timer of a step that is over does nothing.
  Status timer_fired(ledger::Tx& tx, const ledger::Timer& timer) const;
  static constexpr const char* timer_kind = "casework.timer";

  // For verbs, on the case they act in.
  Status set_number(ledger::Tx& tx, const PraticaId& pratica, const std::string& number) const;
  // Also moves the due date of open tasks that have none of their own.
  Status set_target(ledger::Tx& tx, const PraticaId& pratica, Instant target) const;

  // --- Reads ------------------------------------------------------------------------------------
  // Access: not_found when there is no such task or case, forbidden for other offices.
  Result<TaskToDo> find_task(db::Connection& db, const Viewer& viewer, const TaskId& task) const;
  // What the reporter (or the office looking on) can answer now. Take the case first.
  Result<std::vector<Wait>> waits(db::Connection& db, const Pratica& pratica) const;

 private:
  struct Run;
  // definitions.cpp. Of the source, else of the store, read once. Refuses with definition.
  Result<std::shared_ptr<const process::Definition>> definition(db::Connection& db,
                                                                const std::string& hash) const;
  Result<std::shared_ptr<const process::Definition>> definition_of(db::Connection& db,
                                                                   const std::string& iter) const;
  Status check_offices(ledger::Tx& tx, const process::Definition& definition,
                       const std::string& element, const std::string& outcome,
                       const json::Object& fields) const;
  const verbs::Registry& verbs_;
  const DefinitionSource& definitions_;
  Settings settings_;
  mutable std::mutex kept_mutex_;
  mutable std::map<std::string, std::shared_ptr<const process::Definition>> kept_;
};

// Keeps the texts of processes in the store, so that what was filed goes on as it was filed when
// its package has changed. Writes those that are not there yet. Before an ente is worked in.
struct ProcessText {
  std::string hash, bpmn;  // SHA-256 of the bytes, hex
};
Status keep_definitions(ledger::Ledger& ledger, const std::vector<ProcessText>& processes);

// Before a process is offered: every verb exists, its inputs are mapped, and nothing it does not
// know is given or taken. Refuses with definition, one FieldProblem per element, in Italian.
Status check_verbs(const verbs::Registry& verbs, const process::Definition& definition);

// Sees the case: offices that have or had a task of it (as operatore or responsabile) and the
// reporter. not_found for everybody else: ids say nothing to strangers.
Result<Pratica> find_pratica(db::Connection& db, const Viewer& viewer, const PraticaId& pratica);
// For the secret link. `hash` as given at opening; not_found otherwise.
Result<Pratica> find_by_secret(db::Connection& db, const std::string& hash);
// No access check: only for verbs, inside apply, on the case they act in.
Result<Pratica> load_pratica(db::Connection& db, const PraticaId& pratica);
// Variables of the iter that the case started last, as they stand. Personal, and no access check:
// for scenarios of packages.
Result<json::Object> variables_of(db::Connection& db, const PraticaId& pratica);
// Open and claimed tasks of a case, oldest first; checks as find_pratica.
Result<std::vector<Task>> open_tasks(db::Connection& db, const Viewer& viewer,
                                     const PraticaId& pratica);
// The viewer's own cases, newest first. `after`: Page::next of the page before.
struct PraticaPage {
  std::vector<Pratica> items;
  std::string next;  // empty: no more
};
Result<PraticaPage> own_pratiche(db::Connection& db, const Viewer& viewer, const std::string& after,
                                 int limit);
// Cases that the viewer's offices have now, closed ones too, newest first: those whose number or
// oggetto contains `text`, folded. A number ("123", "123/2026") also finds, first of all, cases of
// these years that the offices have had. Looks at 2,000 cases a page, so a page may have few items
// and a `next`. `limit` 1 to 200.
Result<PraticaPage> office_pratiche(db::Connection& db, const Viewer& viewer, std::string_view text,
                                    const std::string& after, int limit, Instant now);
// Public cases of a service, newest first: only what `public_facts`, place, state and dates say;
// person, oggetto and secret are left empty.
Result<PraticaPage> public_pratiche(db::Connection& db, const ServiceId& service,
                                    const std::string& after, int limit);

extern const db::Migration migrations[];
extern const size_t migration_count;

}  // namespace digipro::casework
