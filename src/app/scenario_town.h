// The town that one scenario is played in, and what can be done in it. Internal to app: scenario.h.
// One thread.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/ente_room.h"
#include "core/ente/registry.h"
#include "core/forms/form.h"
#include "modules/posta/module.h"

namespace digipro::app {

class ScenarioTown {
 public:
  // `folder` is the package; its id is the folder's name. `offices` besides the package's own.
  static Result<std::unique_ptr<ScenarioTown>> open(const std::string& folder, Instant now,
                                                    const std::vector<std::string>& offices);
  ~ScenarioTown();

  Status answer(const json::Object& answers);
  Status file();
  // By a clerk (or the head) of the office that has the open task of this element.
  Status complete(const std::string& element, Role role, const std::string& outcome,
                  const json::Object& fields);
  Status send(const std::string& message, const json::Object& fields);
  Status advance(int64_t seconds);

  Result<forms::FormView> form();
  bool is_filed() const { return !pratica_.empty(); }
  Result<casework::Pratica> pratica();
  Result<std::vector<casework::Task>> tasks();  // open ones, oldest first
  Result<json::Object> variables();
  // Ids of the messages that were mailed since the last call.
  Result<std::vector<std::string>> take_mails();

 private:
  class Folder;
  ScenarioTown() = default;
  Status build(const std::string& folder, const std::vector<std::string>& offices);
  Status seed(const std::vector<std::string>& offices);
  Status start_draft();
  // One command, and what it sent off.
  Status change(std::string_view name, const Caller& caller,
                const std::function<Status(ledger::Tx&)>& how);
  Status settle();
  ledger::Ledger& ledger() { return open_->store->ledger(); }
  EnteRoom& room() { return static_cast<EnteRoom&>(*open_->attachment); }

  std::unique_ptr<Folder> folder_;
  std::unique_ptr<ManualClock> clock_;
  std::unique_ptr<IdSource> ids_;
  std::unique_ptr<log::MemoryLog> log_;
  std::unique_ptr<House> house_;
  mail::MemorySender* mails_ = nullptr;  // the house's
  std::unique_ptr<ente::Registry> enti_;
  std::shared_ptr<ente::OpenEnte> open_;
  const catalogue::ServicePackage* package_ = nullptr;
  std::vector<OfficeId> offices_;
  std::string draft_;
  int64_t revision_ = 0;
  PraticaId pratica_;
  size_t mails_taken_ = 0;
};

}  // namespace digipro::app
