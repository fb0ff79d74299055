// One change of one iter inside apply: loads the state, lets the engine step, does its effects and
// journals its events, then saves the state once. Private to core/casework. run.cpp steps,
// run_effects.cpp does the effects, run_journal.cpp writes the journal.
#pragma once
#include <deque>
#include <map>

#include "core/casework/casework.h"
#include "core/casework/rows.h"

namespace digipro::casework {

struct Casework::Run {
  const Casework& casework;
  ledger::Tx& tx;
  const Caller& caller;

  std::string iter;
  PraticaId pratica;
  ServiceId service;
  std::string definition_hash;
  std::shared_ptr<const process::Definition> definition;
  process::IterState state;
  int64_t version = 0;  // 0: not stored yet
  Instant started_at;

  std::vector<std::pair<std::string, json::Value>> verb_results;
  OfficeId office;  // who got the last task opened; empty: nobody did
  int64_t ricicli = 0;
  bool is_from_reporter = false;
  std::map<int64_t, OfficeId> forwarded_from;  // by token of the task that another office got
  std::map<int64_t, Task> tasks;               // opened or closed by this change, by token

  // not_found, or definition when the source does not know the hash.
  static Result<Run> load(const Casework& casework, ledger::Tx& tx, const Caller& caller,
                          const std::string& iter);
  Status apply(process::StepCommand command);
  Status save();

 private:
  // run.cpp
  Status step(const process::StepCommand& command, std::deque<process::StepCommand>& next);
  Status save_pratica();
  PraticaState pratica_state() const;

  // run_effects.cpp
  Status act(const process::OpenTask& effect);
  Status act(const process::CloseTask& effect);
  Status act(const process::ArmTimer& effect);
  Status act(const process::CancelTimer& effect);
  Status act(const process::AwaitMessage& effect);
  Status act(const process::ForgetMessage& effect);
  Status act(const process::CallVerb&) { return {}; }  // after the journal: see call()
  // A local verb's result is the next command; a remote one gives none.
  Result<std::optional<process::StepCommand>> call(const process::CallVerb& effect);
  Status note_forwarding(int64_t token, const Task& task);
  std::string timer_key(int64_t subscription) const;

  // run_journal.cpp
  void journal(const process::Event& event);
  void journal_completed(const process::Event& event);
  void journal_message(const process::Event& event);
  const process::MessageWait* message_of(const process::Event& event) const;
  void record(std::string_view kind, json::Value facts, std::optional<json::Value> personal,
              ledger::Visibility visibility);
  json::Value facts_of(const process::Event& event) const;
};

}  // namespace digipro::casework
