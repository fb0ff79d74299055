// What the pages of the desk share: the list's state as the address holds it, names of offices and
// people, and the pane of a case. Internal; one request, one thread.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/casework/work_list.h"
#include "core/journal/journal.h"
#include "modules/scrivania/module.h"
#include "web/components.h"

namespace digipro::scrivania {

// Which list is beside the case: the address says it all.
struct ListState {
  casework::Filter filter;
  std::string after;  // key of the page
};
ListState list_state(const http::Fields& query);
// The same from a form's hidden field "lista"; a state of ours whatever it holds.
ListState list_state(const http::Request& request);
std::string list_query(const ListState& list);  // "vista=ufficio&q=albero"
std::string desk_url(const ListState& list, const TaskId& task = {});
std::string_view code_of(casework::View view);  // "ufficio"
// Without the service's title in front, where that stands beside it.
std::string short_subject(const std::string& oggetto, const std::string& service);

// Asked once each; a name that cannot be read is shown as what it is.
class Names {
 public:
  Names(db::Connection& db, const Viewer& viewer) : db_(db), viewer_(viewer) {}
  const std::string& office(const OfficeId& office);
  const std::string& person(const PersonId& person);  // "Luca Neri"
  std::string who(const PersonId& assignee);          // "da prendere", "tu", "L. Neri"

 private:
  db::Connection& db_;
  const Viewer& viewer_;
  std::map<OfficeId, std::string> offices_;
  std::map<PersonId, std::string> people_;
};

// What was sent and refused: shown again with everything that was typed.
struct Attempt {
  TaskId task;
  std::string outcome;
  std::map<std::string, std::string> typed;  // by the field's id
  std::vector<FieldProblem> problems;
  std::string sentence;  // of a refusal that no field explains
};

struct CaseInput {
  casework::Pratica pratica;
  TaskId task;                       // the one that was opened; empty: the case by itself
  const ListState* list = nullptr;   // beside which list; null: a page of its own
  const Attempt* attempt = nullptr;  // null: nothing was sent
};
// The case for "scrivania/pratica.html": facts, what is needed now, answers, files, history.
Result<web::Part> case_part(const Parts& parts, web::Visit& visit, db::Connection& db,
                            const CaseInput& input);

// One open task of the case with its outcomes as forms.
struct TaskInput {
  const casework::TaskToDo& todo;
  const std::vector<journal::Entry>& story;  // of the case, oldest first
  const ListState* list = nullptr;
  const Attempt* attempt = nullptr;
};
Result<html::Data> task_data(web::Visit& visit, db::Connection& db, Names& names,
                             const TaskInput& input);
// Name of the input of an outcome's field; several outcomes stand on one page.
std::string input_name(const std::string& outcome, const std::string& field);

// The list with the case beside it; `status` other than 200 after a refusal.
Result<http::Response> show_desk(const Parts& parts, web::Visit& visit, const ListState& list,
                                 const TaskId& task, const Attempt* attempt);
Result<http::Response> show_case(const Parts& parts, web::Visit& visit, const PraticaId& pratica,
                                 const Attempt* attempt);
web::PageFrame desk_frame(web::Visit& visit, const std::string& title);

// Photos and files of a case: rows "foto" and "documento".
Status add_documents(db::Connection& db, const PraticaId& pratica, html::Data& data);
// How the case's date came about; nothing when it has none.
std::optional<web::Part> case_deadline(const Parts& parts, const casework::Pratica& pratica,
                                       Instant now);
std::string service_title(const Parts& parts, const ServiceId& service);
bool is_promise(const Parts& parts, const ServiceId& service);  // a target, no legal term

void add_action_routes(web::Routes& routes, const Parts& parts);
void add_case_routes(web::Routes& routes, const Parts& parts);
void add_document_routes(web::Routes& routes, const Parts& parts);

}  // namespace digipro::scrivania
