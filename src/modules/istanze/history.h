// The story of a case in sentences, from the journal: the only history there is. For the reporter
// what concerns the parties, without names of clerks; for the offices everything, with names.
// Pure given its arguments; any thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/journal/journal.h"
#include "web/components.h"

namespace digipro::istanze {

enum class Audience { reporter, office };

struct HistoryNames {
  std::function<std::string(const OfficeId&)> office;  // "Ufficio ambiente e verde"
  std::function<std::string(const PersonId&)> person;  // "L. Neri"; only asked for offices
};

// Newest first. Entries that say nothing to this audience are left out.
std::vector<web::TimelineEntry> timeline_of(const std::vector<journal::Entry>& oldest_first,
                                            const HistoryNames& names, Audience audience);

}  // namespace digipro::istanze
