// The page of one case, and the search of cases.
#include "base/text.h"
#include "modules/scrivania/desk.h"

namespace digipro::scrivania {
namespace {

using Response = Result<http::Response>;
constexpr int cases_per_page = 50;

std::string query_text(const web::Visit& visit, std::string_view name) {
  const std::string* text = visit.request.query_field(name);
  return text && text->size() <= 100 ? std::string(trim(*text)) : std::string();
}

html::Data case_row(const Parts& parts, const casework::Pratica& pratica, Names& names,
                    Instant now) {
  html::Data row;
  constexpr std::string_view states[] = {"aperta", "in attesa", "chiusa"};
  row.set("numero", pratica.number.empty() ? "senza numero" : pratica.number)
      .set("servizio", service_title(parts, pratica.service))
      .set("oggetto", short_subject(pratica.oggetto, service_title(parts, pratica.service)))
      .set("ufficio", names.office(pratica.office))
      .set("stato", states[static_cast<size_t>(pratica.state)])
      .set("presentata", to_italian_short(to_rome(pratica.opened_at).date))
      .set("url", case_url(pratica.id));
  if (pratica.target_at) {
    web::DeadlineView view;
    view.due = to_rome(*pratica.target_at).date;
    view.today = to_rome(now).date;
    view.is_target = is_promise(parts, pratica.service);
    if (pratica.closed_at) view.closed_on = to_rome(*pratica.closed_at).date;
    row.include("scadenza", web::deadline(view));
  }
  return row;
}

std::string search_url(const std::string& text, const std::string& after) {
  std::string url = "/scrivania/pratiche";
  if (!text.empty()) url += "?q=" + url_encode(text);
  if (!after.empty()) url += (text.empty() ? "?dopo=" : "&dopo=") + url_encode(after);
  return url;
}

web::Part nothing_found(const std::string& text, bool has_more) {
  if (has_more)
    return web::empty_state("Niente in queste 2.000 pratiche",
                            "La ricerca continua nelle pagine successive.");
  if (text.empty())
    return web::empty_state("Nessuna pratica",
                            "Qui compaiono le pratiche dei tuoi uffici, anche chiuse.");
  return web::empty_state("Nessuna pratica corrisponde",
                          "Cerca il numero (123 o 123/2026) o una parola dell'oggetto.",
                          {"Vedi tutte le pratiche", "/scrivania/pratiche"});
}

Response search(const Parts& parts, web::Visit& visit) {
  std::string text = query_text(visit, "q"), after = query_text(visit, "dopo");
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(page, casework::office_pratiche(lease->db(), visit.viewer, text, after,
                                              cases_per_page, visit.now));
  Names names(lease->db(), visit.viewer);
  html::Data data;
  data.set("q", text);
  for (const casework::Pratica& pratica : page.items)
    data.add("riga", case_row(parts, pratica, names, visit.now));
  if (page.items.empty()) data.include("vuoto", nothing_found(text, !page.next.empty()));
  if (!after.empty() || !page.next.empty())
    data.include("pagine", web::pager(after.empty() ? "" : search_url(text, ""),
                                      page.next.empty() ? "" : search_url(text, page.next), ""));
  auto frame = desk_frame(visit, "Pratiche");
  return parts.pages.answer(frame, "scrivania/pratiche.html", std::move(data));
}

}  // namespace

std::string case_url(const PraticaId& pratica) {
  return "/scrivania/pratica/" + url_encode(pratica.text);
}

Response show_case(const Parts& parts, web::Visit& visit, const PraticaId& id,
                   const Attempt* attempt) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(pratica, casework::find_pratica(lease->db(), visit.viewer, id));
  std::string title = (pratica.number.empty() ? "Pratica" : "PG " + pratica.number);
  DIGIPRO_TRY(
      part, case_part(parts, visit, lease->db(),
                      {std::move(pratica), attempt ? attempt->task : TaskId(), nullptr, attempt}));
  html::Data data;
  data.include("pratica", std::move(part));
  auto frame = desk_frame(visit, title);
  frame.crumbs = {{"Scrivania", "/scrivania"}, {"Pratiche", "/scrivania/pratiche"}, {title, ""}};
  frame.has_errors = attempt && !attempt->problems.empty();
  int status = !attempt ? 200 : attempt->problems.empty() ? 409 : 422;
  return parts.pages.answer(frame, "scrivania/intera.html", std::move(data), status);
}

void add_case_routes(web::Routes& routes, const Parts& parts) {
  routes.get("/scrivania/pratiche", web::Access::staff,
             [&parts](web::Visit& visit) { return search(parts, visit); });
  routes.get("/scrivania/pratica/{id}", web::Access::staff, [&parts](web::Visit& visit) {
    return show_case(parts, visit, PraticaId(visit.parameter("id")), nullptr);
  });
}

}  // namespace digipro::scrivania
