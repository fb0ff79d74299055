// For tests: a town whose green office works one process, with a verb of each kind. At noon of
// Friday 4 December 2026 in Rome, before the weekend and Tuesday's feast. One thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/casework/casework.h"
#include "core/casework/work_list.h"
#include "core/outbox/outbox.h"
#include "platform/db/testing/test_stores.h"

namespace digipro::casework::testing {

class Town final : public DefinitionSource {
 public:
  explicit Town(db::testing::TestStore& store);

  std::shared_ptr<const process::Definition> find(const std::string& hash) const override;

  // One command; the refusal's name and detail, or "" when it was done.
  std::string change(const std::function<Status(ledger::Tx&)>& how);
  // Opens a case and starts its process; fails the test when refused.
  PraticaId file(const NewPratica& given = {}, const json::Object& variables = {});
  std::string file_refused(const json::Object& variables);

  std::string complete(const Caller& caller, const TaskId& task, const std::string& outcome,
                       const json::Object& fields = {});
  std::string claim(const Caller& caller, const TaskId& task);
  std::string release(const Caller& caller, const TaskId& task);
  std::string answer(const Caller& caller, const std::string& secret_hash, const PraticaId& pratica,
                     const std::string& words);

  // The only open task of the case, as the program sees it.
  Task task_of(const PraticaId& pratica);
  std::vector<Task> tasks_of(const PraticaId& pratica);
  Pratica pratica(const PraticaId& id);
  // "casework.task_opened esame verde": kind, element and office of what happened to the case.
  std::vector<std::string> journal(const PraticaId& id, bool parties_only = false);
  template <class Read>
  auto read(const Read& how) {
    auto lease = ledger->read().value();
    return how(lease->db());
  }
  int fire_due();
  int run_outbox();

  db::testing::TestStore& store;
  ManualClock clock{Instant{1'796'382'000'000'000}};
  CountingIdSource ids;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<scheduler::Scheduler> scheduler;
  std::unique_ptr<outbox::Outbox> outbox;
  verbs::Registry verbs;
  Settings settings;
  std::unique_ptr<Casework> casework;
  std::shared_ptr<const process::Definition> definition;
  // What the remote signature answers next; refused when empty.
  std::string signature;
  bool refuses_registration = false;
  std::string text, hash;  // of the process
  bool is_known = true;    // the packages still have it
};

Caller clerk(std::string_view name, std::string_view office);
Caller head(std::string_view name, std::string_view office);
Caller citizen(std::string_view name);  // "" for somebody without login
Viewer as_viewer(const Caller& caller);

}  // namespace digipro::casework::testing
