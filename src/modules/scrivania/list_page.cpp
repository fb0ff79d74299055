// The work list, with the case beside it.
#include "base/text.h"
#include "modules/scrivania/desk.h"

namespace digipro::scrivania {
namespace {

using Response = Result<http::Response>;
using casework::View;
constexpr int rows_per_page = 50;

// "Compiti in ritardo, Segnalazione aree verdi, con «albero»": filters speak.
std::string filter_sentence(const Parts& parts, const ListState& list, Names& names) {
  std::vector<std::string> said;
  const casework::Filter& filter = list.filter;
  constexpr std::string_view views[] = {"Compiti in carico a te", "Compiti dell'ufficio",
                                        "Compiti in scadenza entro 7 giorni", "Compiti in ritardo"};
  said.emplace_back(views[static_cast<size_t>(filter.view)]);
  if (!filter.service.empty()) said.push_back(service_title(parts, filter.service));
  if (!filter.office.empty()) said.push_back(names.office(filter.office));
  if (said.size() == 1 && filter.text.empty()) return {};
  if (!filter.text.empty()) said.push_back("con «" + filter.text + "»");
  return join(said, ", ");
}

web::Part tabs_part(const ListState& list, const casework::WorkCounts& counts) {
  std::vector<web::Tab> tabs;
  auto add = [&](View view, std::string text, const casework::WorkCount& count) {
    ListState other = list;
    other.filter.view = view;
    other.after.clear();
    if (count.is_more) text += " " + count.text();
    tabs.push_back({std::move(text), desk_url(other),
                    count.is_more ? std::nullopt : std::optional<int64_t>(count.value),
                    list.filter.view == view});
  };
  add(View::mine, "Le mie", counts.mine);
  add(View::office, "Ufficio", counts.office);
  add(View::due, "In scadenza", counts.due);
  add(View::late, "In ritardo", counts.late);
  return web::tabs("Elenchi di lavoro", tabs);
}

web::Part row_deadline(const Parts& parts, const casework::WorkItem& item, Instant now) {
  web::DeadlineView view;
  view.due = to_rome(*item.task.due_at).date;
  view.today = to_rome(now).date;
  view.is_target = !item.task.has_own_due && is_promise(parts, item.service);
  return web::deadline(view);
}

html::Data row_data(const Parts& parts, const ListState& list, const TaskId& open, Names& names,
                    const casework::WorkItem& item, Instant now) {
  html::Data row;
  size_t slash = item.number.find('/');
  std::string service = service_title(parts, item.service);
  row.set("numero", item.number.empty() ? "senza numero" : item.number.substr(0, slash))
      .set("anno", slash == std::string::npos ? "" : item.number.substr(slash + 1))
      .set("servizio", service)
      .set("oggetto", short_subject(item.oggetto, service))
      .set("compito", item.task.name)
      .set("chi", names.who(item.task.assignee))
      .flag("libera", item.task.assignee.empty())
      .set("url", desk_url(list, item.task.id))
      .set("id", item.task.id.text)
      .flag("aperta", item.task.id == open);
  if (item.task.due_at) row.include("scadenza", row_deadline(parts, item, now));
  if (item.ricicli > 0)
    row.set("riciclo", item.ricicli == 1 ? "rimandata"
                                         : "rimandata " + std::to_string(item.ricicli) + " volte");
  else
    row.set("riciclo", "");
  return row;
}

web::Part empty_part(const web::Visit& visit, const ListState& list) {
  if (!visit.viewer.has(Role::operatore) && !visit.viewer.has(Role::responsabile)) {
    bool is_counter = visit.viewer.has(Role::sportello) || visit.viewer.has(Role::amministratore);
    return web::empty_state(
        "Il tuo ruolo non ha compiti", "Qui lavorano gli operatori e i responsabili degli uffici.",
        is_counter ? web::Link{"Vai alle credenziali", "/sportello/credenziali"} : web::Link{});
  }
  if (!list.filter.text.empty())
    return web::empty_state("Nessun compito corrisponde",
                            "Qui si cerca tra i compiti aperti, per numero o per oggetto.",
                            {"Cerca anche tra le pratiche chiuse",
                             "/scrivania/pratiche?q=" + url_encode(list.filter.text)});
  switch (list.filter.view) {
    case View::mine:
      return web::empty_state("Non hai compiti in carico",
                              "Qui compaiono i compiti che prendi dall'elenco dell'ufficio.",
                              {"Vedi i compiti dell'ufficio", "/scrivania?vista=ufficio"});
    case View::office:
      return web::empty_state("L'ufficio non ha compiti aperti",
                              "Qui compaiono le pratiche appena arrivano.",
                              {"Cerca tra le pratiche", "/scrivania/pratiche"});
    case View::due:
      return web::empty_state("Niente in scadenza",
                              "Qui compaiono i compiti che scadono entro 7 giorni.");
    case View::late:
      return web::empty_state("Niente in ritardo",
                              "Qui compaiono i compiti che hanno superato la data.");
  }
  return web::empty_state("", "");
}

void add_filters(const Parts& parts, const web::Visit& visit, const ListState& list, Names& names,
                 html::Data& data) {
  data.set("vista", code_of(list.filter.view)).set("q", list.filter.text);
  for (const catalogue::ServicePackage* service : parts.catalogue.services())
    data.add("scelta_servizio", html::Data()
                                    .set("valore", service->id.text)
                                    .set("testo", service->title)
                                    .flag("scelto", service->id == list.filter.service));
  if (visit.viewer.offices.size() > 1)
    for (const OfficeId& office : visit.viewer.offices)
      data.add("scelta_ufficio", html::Data()
                                     .set("valore", office.text)
                                     .set("testo", names.office(office))
                                     .flag("scelto", office == list.filter.office));
  ListState plain;
  plain.filter.view = list.filter.view;
  data.set("filtri", filter_sentence(parts, list, names)).set("senza_filtri_url", desk_url(plain));
}

Status add_list(const Parts& parts, web::Visit& visit, db::Connection& db, const ListState& list,
                const TaskId& open, html::Data& data) {
  Names names(db, visit.viewer);
  DIGIPRO_TRY(page, casework::work_list(db, visit.viewer, list.filter, list.after, rows_per_page,
                                        visit.now));
  DIGIPRO_TRY(counts, casework::work_counts(db, visit.viewer, visit.now));
  data.include("schede", tabs_part(list, counts));
  add_filters(parts, visit, list, names, data);
  for (const casework::WorkItem& item : page.items)
    data.add("riga", row_data(parts, list, open, names, item, visit.now));
  if (page.items.empty()) data.include("vuoto", empty_part(visit, list));
  ListState first = list, next = list;
  first.after.clear();
  next.after = page.next;
  if (!list.after.empty() || !page.next.empty())
    data.include("pagine", web::pager(list.after.empty() ? "" : desk_url(first),
                                      page.next.empty() ? "" : desk_url(next), ""));
  data.set("novita_url", "/scrivania/novita?da=" + std::to_string(visit.now.microseconds))
      .set("elenco_url", desk_url(first));
  return {};
}

// "fatto" in the address: which task was just finished.
void add_done_message(const Parts& parts, web::Visit& visit, db::Connection& db,
                      web::PageFrame& frame) {
  const std::string* id = visit.request.query_field("fatto");
  if (!id) return;
  auto done = parts.casework.find_task(db, visit.viewer, TaskId(*id));
  if (!done || done->task.state != casework::TaskState::done) return;
  const process::Outcome* outcome =
      done->asks ? process::find_outcome(*done->asks, done->task.outcome) : nullptr;
  frame.messages.push_back(
      {web::MessageKind::done,
       done->pratica.number + ": " + (outcome ? outcome->label : done->task.name) + ".",
       {"Riapri la pratica", case_url(done->pratica.id)}});
}

Result<web::Part> open_case(const Parts& parts, web::Visit& visit, db::Connection& db,
                            const ListState& list, const TaskId& task, const Attempt* attempt) {
  DIGIPRO_TRY(todo, parts.casework.find_task(db, visit.viewer, task));
  return case_part(parts, visit, db, {std::move(todo.pratica), task, &list, attempt});
}

int status_of(const Attempt* attempt) {
  if (!attempt) return 200;
  return attempt->problems.empty() ? 409 : 422;
}

Response desk(const Parts& parts, web::Visit& visit) {
  const std::string* task = visit.request.query_field("compito");
  return show_desk(parts, visit, list_state(visit.request.query), TaskId(task ? *task : ""),
                   nullptr);
}

Response news(web::Visit& visit) {
  const std::string* since = visit.request.query_field("da");
  DIGIPRO_TRY(lease, visit.ledger.read());
  Instant from{since ? std::strtoll(since->c_str(), nullptr, 10) : 0};
  DIGIPRO_TRY(count, casework::new_work(lease->db(), visit.viewer, from));
  return http::Response::json(
      json::dump(json::Value::object({{"nuovi", count.value}, {"testo", count.text()}})));
}

}  // namespace

web::PageFrame desk_frame(web::Visit& visit, const std::string& title) {
  auto frame = web::frame_of(visit, web::Face::desk, title);
  // Pages below one of the navigation's belong to it.
  bool is_case = visit.request.path.starts_with("/scrivania/pratic");
  for (web::NavigationItem& item : frame.navigation)
    item.is_current = item.url == (is_case ? "/scrivania/pratiche" : "/scrivania");
  return frame;
}

Response show_desk(const Parts& parts, web::Visit& visit, const ListState& list, const TaskId& task,
                   const Attempt* attempt) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  html::Data data;
  if (!task.empty()) {
    DIGIPRO_TRY(part, open_case(parts, visit, lease->db(), list, task, attempt));
    // A row was opened by script: only the pane changes, the list stays as it is.
    if (visit.request.header("hx-target") == "pratica")
      return parts.pages.answer_fragment(part.template_name, part.data);
    data.include("pratica", std::move(part));
  }
  DIGIPRO_CHECK(add_list(parts, visit, lease->db(), list, task, data));
  data.flag("con_pratica", !task.empty());
  auto frame = desk_frame(visit, "Scrivania");
  frame.has_errors = attempt && !attempt->problems.empty();
  add_done_message(parts, visit, lease->db(), frame);
  return parts.pages.answer(frame, "scrivania/scrivania.html", std::move(data), status_of(attempt));
}

void add_routes(web::Routes& routes, const Parts& parts) {
  routes.get("/scrivania", web::Access::staff,
             [&parts](web::Visit& visit) { return desk(parts, visit); });
  routes.get("/scrivania/novita", web::Access::staff, news);
  add_action_routes(routes, parts);
  add_case_routes(routes, parts);
  add_document_routes(routes, parts);
}

}  // namespace digipro::scrivania
