#include "core/casework/rows.h"

#include <array>
#include <charconv>

#include "base/text.h"

namespace digipro::casework {
namespace {

constexpr std::array<std::string_view, 3> state_names = {"aperta", "in_attesa", "chiusa"};
constexpr std::array<std::string_view, 4> task_state_names = {"open", "claimed", "done",
                                                              "cancelled"};
constexpr db::Sql select_task = "SELECT " DIGIPRO_TASK_COLUMNS " FROM compito c WHERE c.id = ?";
constexpr db::Sql select_offices =
    "SELECT DISTINCT office FROM compito WHERE pratica = ? ORDER BY office LIMIT 200";

template <class Enum, size_t count>
Enum state_of(const std::array<std::string_view, count>& names, const std::string& name) {
  for (size_t i = 0; i < count; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return static_cast<Enum>(count - 1);
}

std::optional<Instant> instant_of(const db::Row& row, size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant{row.integer(column)};
}

}  // namespace

std::string_view name_of(PraticaState state) {
  return state_names[static_cast<size_t>(state)];
}
std::string_view name_of(TaskState state) {
  return task_state_names[static_cast<size_t>(state)];
}
std::string_view name_of(Role role) {
  return role == Role::responsabile ? "responsabile" : "operatore";
}

Result<Pratica> pratica_of(const db::Row& row, size_t first) {
  Pratica pratica;
  size_t at = first;
  pratica.id = PraticaId(row.text(at++));
  pratica.service = ServiceId(row.text(at++));
  pratica.service_version = row.text(at++);
  pratica.kind = row.text(at++);
  pratica.oggetto = row.text(at++);
  pratica.office = OfficeId(row.text(at++));
  pratica.state = state_of<PraticaState>(state_names, row.text(at++));
  pratica.opened_at = Instant{row.integer(at++)};
  pratica.target_at = instant_of(row, at++);
  pratica.closed_at = instant_of(row, at++);
  pratica.number = row.text(at++);
  pratica.access_secret_hash = row.text(at++);
  pratica.person = PersonId(row.text(at++));
  pratica.channel = row.text(at++);
  pratica.is_public = row.integer(at++) == 1;
  DIGIPRO_TRY(facts, json::parse(row.text(at++)));
  pratica.public_facts = std::move(facts);
  pratica.latitude = row.text(at++);
  pratica.longitude = row.text(at++);
  pratica.ricicli = row.integer(at++);
  return pratica;
}

Task task_of(const db::Row& row, size_t first) {
  Task task;
  size_t at = first;
  task.id = TaskId(row.text(at++));
  task.pratica = PraticaId(row.text(at++));
  task.iter = row.text(at++);
  task.element = row.text(at++);
  task.name = row.text(at++);
  task.office = OfficeId(row.text(at++));
  task.role = row.text(at++) == "responsabile" ? Role::responsabile : Role::operatore;
  task.assignee = PersonId(row.text(at++));
  task.opened_at = Instant{row.integer(at++)};
  task.claimed_at = instant_of(row, at++);
  task.due_at = instant_of(row, at++);
  if (task.due_at->microseconds >= never_due) task.due_at.reset();
  task.done_at = instant_of(row, at++);
  task.outcome = row.text(at++);
  task.state = state_of<TaskState>(task_state_names, row.text(at++));
  task.has_own_due = row.integer(at++) == 1;
  return task;
}

Result<TaskRow> load_task(db::Connection& db, const TaskId& task) {
  DIGIPRO_TRY(rows, db.query(select_task, task.text));
  if (rows.empty()) return refuse(ErrorCode::not_found, "compito " + task.text);
  return TaskRow{task_of(rows[0]), rows[0].integer(task_columns - 1)};
}

Result<bool> is_of_offices(db::Connection& db, const Pratica& pratica, const OfficeSet& offices) {
  if (offices.empty()) return false;
  if (offices.contains(pratica.office)) return true;
  DIGIPRO_TRY(rows, db.query(select_offices, pratica.id.text));
  for (const db::Row& row : rows) {
    if (offices.contains(OfficeId(row.text(0)))) return true;
  }
  return false;
}

std::string to_text(const PageKey& key) {
  return std::to_string(key.at) + "_" + key.id;
}

Result<PageKey> parse_page_key(std::string_view text) {
  PageKey key;
  auto parsed = std::from_chars(text.data(), text.data() + text.size(), key.at);
  if (parsed.ec != std::errc() || parsed.ptr == text.data() + text.size() || *parsed.ptr != '_' ||
      text.size() > 100) {
    return refuse(ErrorCode::malformed, "chiave di pagina");
  }
  key.id = std::string(parsed.ptr + 1, text.data() + text.size());
  return key;
}

}  // namespace digipro::casework
