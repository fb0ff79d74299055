// Rows of casework's tables as values, and the statements that several files share. Private to
// core/casework.
#pragma once
#include <string>

#include "core/casework/casework.h"

namespace digipro::casework {

// Sorts after every real due date: 9999-12-31T00:00:00Z.
constexpr int64_t never_due = 253'402'214'400'000'000;

#define DIGIPRO_PRATICA_COLUMNS                                                                  \
  "p.id, p.service, p.service_version, p.kind, p.oggetto, p.office, p.state, p.opened_at, "      \
  "p.target_at, p.closed_at, p.number, p.access_secret_hash, p.person, p.channel, p.is_public, " \
  "p.public_facts, p.latitude, p.longitude, p.ricicli"
constexpr size_t pratica_columns = 19;
#define DIGIPRO_TASK_COLUMNS                                                                \
  "c.id, c.pratica, c.iter, c.element, c.name, c.office, c.role, c.assignee, c.opened_at, " \
  "c.claimed_at, c.due_at, c.done_at, c.outcome, c.state, c.has_own_due, c.token"
constexpr size_t task_columns = 16;

Result<Pratica> pratica_of(const db::Row& row, size_t first = 0);
Task task_of(const db::Row& row, size_t first = 0);

std::string_view name_of(Role role);        // "operatore", "responsabile"
std::string_view name_of(TaskState state);  // "open" ...

// A task and the engine's number of its visit. not_found.
struct TaskRow {
  Task task;
  int64_t token = 0;
};
Result<TaskRow> load_task(db::Connection& db, const TaskId& task);
// Does one of these offices have, or did it have, a task of the case, or the case itself?
Result<bool> is_of_offices(db::Connection& db, const Pratica& pratica, const OfficeSet& offices);

// operatore of the task's office, or its responsabile.
template <class Who>
bool may_work(const Who& who, const Task& task) {
  if (who.holds(Role::responsabile, task.office)) return true;
  return task.role == Role::operatore && who.holds(Role::operatore, task.office);
}
// Offices whose cases this one works: where it is a clerk or the head, not where it has some other
// role.
template <class Who>
OfficeSet case_offices(const Who& who) {
  OfficeSet offices;
  for (const OfficeId& office : who.offices)
    if (who.holds(Role::operatore, office) || who.holds(Role::responsabile, office))
      offices.insert(office);
  return offices;
}
template <class Who>
bool is_clerk(const Who& who) {
  return who.has(Role::operatore) || who.has(Role::responsabile);
}

// Keyset pages: "micros_id".
struct PageKey {
  int64_t at = 0;
  std::string id;
};
std::string to_text(const PageKey& key);
Result<PageKey> parse_page_key(std::string_view text);

}  // namespace digipro::casework
