// Claiming, releasing and closing a task: commands of the Ledger, repeated safely by their key.
#include "base/text.h"
#include "modules/scrivania/desk.h"

namespace digipro::scrivania {
namespace {

using Response = Result<http::Response>;
using ledger::Done;
constexpr int next_tasks_looked_at = 20;

struct TaskAction {
  TaskId task;
  std::string outcome;
  json::Object fields;
  std::string fingerprint() const {
    return task.text + "\n" + outcome + "\n" + json::dump(json::Value(fields));
  }
};
using Command = ledger::Command<TaskAction, TaskAction, Done>;
using Change = Status (*)(const casework::Casework&, ledger::Tx&, const Caller&, const TaskAction&);

// Access and state are checked by casework where they are known: in apply.
Command command(const Parts& parts, std::string_view name, Change change) {
  return {.name = name,
          .prepare = [](const ledger::ReadContext&, const Caller&,
                        const TaskAction& action) -> Result<TaskAction> { return action; },
          .apply = [&parts, change](ledger::Tx& tx, const Caller& caller,
                                    const TaskAction& action) -> Result<Done> {
            DIGIPRO_CHECK(change(parts.casework, tx, caller, action));
            return Done{};
          }};
}

Status claim(const casework::Casework& casework, ledger::Tx& tx, const Caller& caller,
             const TaskAction& action) {
  return casework.claim(tx, caller, action.task);
}
Status release(const casework::Casework& casework, ledger::Tx& tx, const Caller& caller,
               const TaskAction& action) {
  return casework.release(tx, caller, action.task);
}
Status complete(const casework::Casework& casework, ledger::Tx& tx, const Caller& caller,
                const TaskAction& action) {
  return casework.complete_task(tx, caller, action.task, action.outcome, action.fields);
}

// Sent from the list, or from the page of the case.
bool is_from_list(const web::Visit& visit) {
  const std::string* list = visit.request.form_field("lista");
  return list && !list->empty();
}

// What a person reads when somebody was faster.
std::string sentence_of(const Error& error, const casework::Task& task, Names& names) {
  if (error.code == ErrorCode::already_done)
    return "Il compito «" + task.name + "» è già stato concluso" +
           (task.assignee.empty() ? "" : " da " + names.person(task.assignee)) +
           ": quello che hai scritto non è stato inviato.";
  if (error.code == ErrorCode::conflict && !task.assignee.empty())
    return "Il compito «" + task.name + "» è in carico a " + names.person(task.assignee) +
           ": non è stato cambiato niente.";
  if (error.code == ErrorCode::idempotency_mismatch)
    return "Questa pagina era già stata inviata con un altro contenuto. Controlla la storia qui "
           "sotto.";
  return std::string(error.sentence());
}

bool is_shown_on_page(ErrorCode code) {
  return code == ErrorCode::invalid_input || code == ErrorCode::conflict ||
         code == ErrorCode::already_done || code == ErrorCode::idempotency_mismatch;
}

Response show_refusal(const Parts& parts, web::Visit& visit, const Error& error,
                      const casework::TaskToDo& todo, Attempt attempt) {
  if (!is_shown_on_page(error.code)) return refuse(error);
  attempt.problems = error.fields;
  {
    DIGIPRO_TRY(lease, visit.ledger.read());
    Names names(lease->db(), visit.viewer);
    // Its state may have changed since it was read for the command.
    DIGIPRO_TRY(now, parts.casework.find_task(lease->db(), visit.viewer, todo.task.id));
    if (error.fields.empty()) attempt.sentence = sentence_of(error, now.task, names);
  }
  if (is_from_list(visit))
    return show_desk(parts, visit, list_state(visit.request), todo.task.id, &attempt);
  return show_case(parts, visit, todo.pratica.id, &attempt);
}

// Most urgent first, after the one just closed, then from the start (then the list goes back to its
// first page); never one that another holds.
Result<TaskId> next_task(web::Visit& visit, ListState& list, const casework::Task& closed) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  for (const std::string& after : {casework::page_key_after(closed), std::string()}) {
    if (after.empty()) list.after.clear();
    DIGIPRO_TRY(page, casework::work_list(lease->db(), visit.viewer, list.filter, after,
                                          next_tasks_looked_at, visit.now));
    for (const casework::WorkItem& item : page.items)
      if (item.task.assignee.empty() || item.task.assignee == visit.viewer.person)
        return item.task.id;
  }
  return TaskId();
}

Result<casework::TaskToDo> asked_task(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  return parts.casework.find_task(lease->db(), visit.viewer, TaskId(visit.parameter("id")));
}

Response back_to(web::Visit& visit, const casework::TaskToDo& todo) {
  if (is_from_list(visit))
    return http::Response::redirect(desk_url(list_state(visit.request), todo.task.id));
  return http::Response::redirect(case_url(todo.pratica.id));
}

Response move_task(const Parts& parts, web::Visit& visit, std::string_view name, Change change) {
  DIGIPRO_TRY(todo, asked_task(parts, visit));
  auto done = visit.ledger.run(visit.caller, visit.key(), command(parts, name, change),
                               TaskAction{todo.task.id, {}, {}});
  Attempt attempt;
  attempt.task = todo.task.id;
  if (!done) return show_refusal(parts, visit, done.error(), todo, std::move(attempt));
  return back_to(visit, todo);
}

// The last one of a name counts: choices carry an empty companion before them.
Attempt read_attempt(const web::Visit& visit, const casework::TaskToDo& todo) {
  Attempt attempt;
  attempt.task = todo.task.id;
  if (const std::string* outcome = visit.request.form_field("esito")) attempt.outcome = *outcome;
  std::string start = input_name(attempt.outcome, "");
  for (const auto& [name, value] : visit.request.form)
    if (name.starts_with(start)) attempt.typed[name.substr(start.size())] = value;
  return attempt;
}

Response close_task(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(todo, asked_task(parts, visit));
  Attempt attempt = read_attempt(visit, todo);
  TaskAction action{todo.task.id, attempt.outcome, {}};
  for (const auto& [field, text] : attempt.typed) action.fields.emplace(field, json::Value(text));
  auto done = visit.ledger.run(visit.caller, visit.key(),
                               command(parts, "scrivania.complete", complete), action);
  if (!done) return show_refusal(parts, visit, done.error(), todo, std::move(attempt));
  if (!is_from_list(visit)) return back_to(visit, todo);
  ListState list = list_state(visit.request);
  DIGIPRO_TRY(next, next_task(visit, list, todo.task));
  return http::Response::redirect(desk_url(list, next) + "&fatto=" + url_encode(todo.task.id.text));
}

// Where a form was sent to, opened as a page: by reloading, or after logging in again.
Response open_task(web::Visit& visit) {
  return http::Response::redirect("/scrivania?vista=ufficio&compito=" +
                                  url_encode(visit.parameter("id")));
}

}  // namespace

void add_action_routes(web::Routes& routes, const Parts& parts) {
  routes.post("/scrivania/compiti/{id}/prendi", web::Access::staff, [&parts](web::Visit& visit) {
    return move_task(parts, visit, "scrivania.claim", claim);
  });
  routes.post("/scrivania/compiti/{id}/rilascia", web::Access::staff, [&parts](web::Visit& visit) {
    return move_task(parts, visit, "scrivania.release", release);
  });
  routes.post("/scrivania/compiti/{id}/esito", web::Access::staff,
              [&parts](web::Visit& visit) { return close_task(parts, visit); });
  for (const char* address : {"/scrivania/compiti/{id}", "/scrivania/compiti/{id}/{passo}"})
    routes.get(address, web::Access::staff, open_task);
}

}  // namespace digipro::scrivania
