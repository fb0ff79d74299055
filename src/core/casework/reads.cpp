// Reading cases, tasks and waits; who may.
#include <algorithm>

#include "core/casework/casework.h"
#include "core/casework/rows.h"

namespace digipro::casework {
namespace {

constexpr int tasks_max = 500;
constexpr int waits_max = 20;
constexpr int page_max = 200;

constexpr db::Sql select_pratica =
    "SELECT " DIGIPRO_PRATICA_COLUMNS " FROM pratica p WHERE p.id = ?";
constexpr db::Sql select_by_secret =
    "SELECT " DIGIPRO_PRATICA_COLUMNS " FROM pratica p WHERE p.access_secret_hash = ?";
constexpr db::Sql select_open_tasks =
    "SELECT " DIGIPRO_TASK_COLUMNS
    " FROM compito c WHERE c.pratica = ? AND c.is_open = 1 ORDER BY c.opened_at, c.id LIMIT ?";
constexpr db::Sql select_last_state =
    "SELECT state FROM iter WHERE pratica = ? ORDER BY started_at DESC, id DESC LIMIT 1";
constexpr db::Sql select_definition = "SELECT definition FROM iter WHERE id = ?";
constexpr db::Sql select_waits =
    "SELECT a.iter, a.subscription, a.element, a.name, a.message, a.correlation, a.since, "
    "i.definition, i.state FROM attesa a JOIN iter i ON i.id = a.iter WHERE a.pratica = ? "
    "ORDER BY a.since, a.iter, a.subscription LIMIT ?";
constexpr db::Sql select_own =
    "SELECT " DIGIPRO_PRATICA_COLUMNS
    " FROM pratica p WHERE p.person = ? AND (p.opened_at < ? OR (p.opened_at = ? AND p.id < ?)) "
    "ORDER BY p.opened_at DESC, p.id DESC LIMIT ?";
constexpr db::Sql select_public = "SELECT " DIGIPRO_PRATICA_COLUMNS
                                  " FROM pratica p WHERE p.is_public = 1 AND p.service = ? AND "
                                  "(p.opened_at < ? OR (p.opened_at = ? AND p.id < ?)) "
                                  "ORDER BY p.opened_at DESC, p.id DESC LIMIT ?";

// May this viewer see the case? A stranger learns nothing, not even that it exists.
Status check_access(db::Connection& db, const Viewer& viewer, const Pratica& pratica) {
  if (!viewer.person.empty() && viewer.person == pratica.person) return {};
  if (is_clerk(viewer)) {
    DIGIPRO_TRY(has_it, is_of_offices(db, pratica, case_offices(viewer)));
    if (has_it) return {};
  }
  return refuse(ErrorCode::not_found, "pratica " + pratica.id.text);
}

// One row more than the page was asked for: there is a next page.
Result<PraticaPage> page_of(const db::Rows& rows, int limit) {
  PraticaPage page;
  for (const db::Row& row : rows) {
    if (page.items.size() == static_cast<size_t>(limit)) {
      page.next = to_text({page.items.back().opened_at.microseconds, page.items.back().id.text});
      break;
    }
    DIGIPRO_TRY(pratica, pratica_of(row));
    page.items.push_back(std::move(pratica));
  }
  return page;
}

Result<PageKey> start_of(const std::string& after, int limit) {
  if (limit < 1 || limit > page_max) return refuse(ErrorCode::invalid_input, "righe per pagina");
  if (after.empty()) return PageKey{never_due, ""};
  return parse_page_key(after);
}

std::string text_of(const json::Object& variables, const std::string& name) {
  auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second.text();
}

}  // namespace

Result<Pratica> load_pratica(db::Connection& db, const PraticaId& id) {
  DIGIPRO_TRY(rows, db.query(select_pratica, id.text));
  if (rows.empty()) return refuse(ErrorCode::not_found, "pratica " + id.text);
  return pratica_of(rows[0]);
}

Result<json::Object> variables_of(db::Connection& db, const PraticaId& id) {
  DIGIPRO_TRY(rows, db.query(select_last_state, id.text));
  if (rows.empty()) return refuse(ErrorCode::not_found, "iter della pratica " + id.text);
  DIGIPRO_TRY(saved, json::parse(rows[0].text(0)));
  return saved["variables"].members();
}

Result<Pratica> find_pratica(db::Connection& db, const Viewer& viewer, const PraticaId& id) {
  DIGIPRO_TRY(pratica, load_pratica(db, id));
  DIGIPRO_CHECK(check_access(db, viewer, pratica));
  return pratica;
}

Result<Pratica> find_by_secret(db::Connection& db, const std::string& hash) {
  if (hash.empty()) return refuse(ErrorCode::not_found, "pratica");
  DIGIPRO_TRY(rows, db.query(select_by_secret, hash));
  if (rows.empty()) return refuse(ErrorCode::not_found, "pratica");
  return pratica_of(rows[0]);
}

Result<std::vector<Task>> open_tasks(db::Connection& db, const Viewer& viewer,
                                     const PraticaId& id) {
  DIGIPRO_TRY(pratica, find_pratica(db, viewer, id));
  DIGIPRO_TRY(rows, db.query(select_open_tasks, pratica.id.text, tasks_max));
  std::vector<Task> tasks;
  for (const db::Row& row : rows) tasks.push_back(task_of(row));
  return tasks;
}

Result<std::shared_ptr<const process::Definition>> Casework::definition_of(
    db::Connection& db, const std::string& iter) const {
  DIGIPRO_TRY(rows, db.query(select_definition, iter));
  if (rows.empty()) return refuse(ErrorCode::not_found, "iter " + iter);
  return definition(db, rows[0].text(0));
}

Result<TaskToDo> Casework::find_task(db::Connection& db, const Viewer& viewer,
                                     const TaskId& id) const {
  DIGIPRO_TRY(row, load_task(db, id));
  DIGIPRO_TRY(pratica, load_pratica(db, row.task.pratica));
  DIGIPRO_TRY(has_it, is_of_offices(db, pratica, case_offices(viewer)));
  if (!is_clerk(viewer) || !has_it) {
    return refuse(ErrorCode::forbidden, "compito dell'ufficio " + row.task.office.text);
  }
  TaskToDo found{std::move(row.task), std::move(pratica), nullptr, nullptr, false};
  DIGIPRO_TRY(definition, definition_of(db, found.task.iter));
  found.asks = definition->user_task(definition->find_node(found.task.element));
  found.definition = std::move(definition);
  bool is_mine = found.task.assignee.empty() || found.task.assignee == viewer.person ||
                 viewer.holds(Role::responsabile, found.task.office);
  bool is_open = found.task.state == TaskState::open || found.task.state == TaskState::claimed;
  found.can_be_completed = is_open && is_mine && may_work(viewer, found.task);
  return found;
}

Result<std::vector<Wait>> Casework::waits(db::Connection& db, const Pratica& pratica) const {
  DIGIPRO_TRY(rows, db.query(select_waits, pratica.id.text, waits_max));
  std::vector<Wait> found;
  for (const db::Row& row : rows) {
    DIGIPRO_TRY(process, definition(db, row.text(7)));
    DIGIPRO_TRY(saved, json::parse(row.text(8)));
    DIGIPRO_TRY(state, process::state_from_json(*process, saved));
    const process::Subscription* own = state.find_subscription(row.integer(1));
    if (!own) continue;
    const process::MessageWait& message = *process->message(own->node);
    Wait wait{row.text(0), row.text(2), row.text(3), row.text(4), row.text(5)};
    wait.question = text_of(state.variables, message.question);
    wait.answer_variable = message.answer;
    wait.answer_label = message.answer_label;
    wait.since = Instant{row.integer(6)};
    for (const process::Subscription& other : state.subscriptions) {
      bool ends_it = other.token == own->token && process->timer(other.node) &&
                     process->node(other.node).interrupting;
      if (ends_it && (!wait.until || other.due < *wait.until)) wait.until = other.due;
    }
    found.push_back(std::move(wait));
  }
  return found;
}

Result<PraticaPage> own_pratiche(db::Connection& db, const Viewer& viewer, const std::string& after,
                                 int limit) {
  if (viewer.person.empty()) return refuse(ErrorCode::unauthenticated, "le proprie pratiche");
  DIGIPRO_TRY(key, start_of(after, limit));
  DIGIPRO_TRY(rows, db.query(select_own, viewer.person.text, key.at, key.at, key.id, limit + 1));
  return page_of(rows, limit);
}

Result<PraticaPage> public_pratiche(db::Connection& db, const ServiceId& service,
                                    const std::string& after, int limit) {
  DIGIPRO_TRY(key, start_of(after, limit));
  DIGIPRO_TRY(rows, db.query(select_public, service.text, key.at, key.at, key.id, limit + 1));
  DIGIPRO_TRY(page, page_of(rows, limit));
  for (Pratica& pratica : page.items) {
    pratica.person = {};
    pratica.oggetto.clear();
    pratica.access_secret_hash.clear();
    pratica.number.clear();  // with it a clerk's letter or the register would name who it is
    pratica.channel.clear();
    pratica.ricicli = 0;
  }
  return page;
}

}  // namespace digipro::casework
