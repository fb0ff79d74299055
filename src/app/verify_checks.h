// The parts of verify.h, and how they gather what they find. Internal to app/verify*. One thread.
#pragma once
#include <set>
#include <string>

#include "app/verify.h"

namespace digipro::app {

constexpr int findings_of_a_kind_max = 20;

class Findings {
 public:
  explicit Findings(VerifyReport& report) : report_(report) {}
  void problem(std::string place, std::string sentence) {
    add({false, std::move(place), std::move(sentence)});
  }
  void note(std::string place, std::string sentence) {
    add({true, std::move(place), std::move(sentence)});
  }
  void count(const char* name, int64_t number) { report_.counts.emplace_back(name, number); }
  // A broken integrity becomes a finding, its detail the place; any other refusal stops.
  Status take(const Status& status, std::string sentence) {
    if (status) return {};
    if (status.error().code != ErrorCode::integrity_broken) return status;
    problem(status.error().detail, std::move(sentence));
    return {};
  }

 private:
  void add(Finding finding);  // the 21st of a sentence says that there are more
  VerifyReport& report_;
};

// Statements that name rows which should not be: one text column, LIMIT given by a parameter.
struct RowCheck {
  const char* place;  // "compito": before the row's name
  db::Sql select;
  const char* sentence;
};
Status check_rows(db::Connection& db, std::span<const RowCheck> checks, Findings& findings);

Status check_ente_rows(db::Connection& db, Findings& findings);
Status check_installation_rows(db::Connection& db, Findings& findings);
Status check_engine(db::Connection& db, Findings& findings);  // the database's own check
Status check_journal(db::Connection& db, Findings& findings);
Status check_seals(db::Connection& db, const EnteId& ente, const VerifyParts& parts,
                   Findings& findings);
Status check_registers(db::Connection& db, Findings& findings);  // and the head's counters
Status check_documents(db::Connection& db, blob::Store& blobs, Findings& findings);
Status check_work(db::Connection& db, Findings& findings);   // outbox, timers, incidents
Status check_iters(db::Connection& db, Findings& findings);  // tasks, waits, timers of each

// Hashes of the files in the answers of drafts, in no order, some more than once.
Status each_draft_blob(
    db::Connection& db,
    const std::function<Status(const std::string& draft, const std::string& hash)>& visit);

}  // namespace digipro::app
