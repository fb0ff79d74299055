// What the journal tells the one who works on a case now: what the person before decided and wrote,
// and, when the work came back, what was written the last time, so that nothing is typed twice.
// Pure given its arguments; any thread. Internal.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/journal/journal.h"
#include "process/engine/definition.h"

namespace digipro::scrivania {

// A task that was closed: both of its journal entries together.
struct Completed {
  size_t at = 0;  // index in the story
  std::string element, outcome, outcome_label;
  PersonId person;
  Instant when;
  std::map<std::string, std::string> fields;  // by id: codes and texts
};

// All entries of a case, oldest first, at most 5,000.
Result<std::vector<journal::Entry>> read_story(db::Connection& db, const PraticaId& pratica);
std::optional<Completed> last_completed(const std::vector<journal::Entry>& story);
// When the last step sent the work back to `element`: what was done there before.
std::optional<Completed> returned_work(const std::vector<journal::Entry>& story,
                                       const process::Definition& definition,
                                       const std::string& element);
const process::Outcome* outcome_of(const process::Definition& definition, const Completed& step);

}  // namespace digipro::scrivania
