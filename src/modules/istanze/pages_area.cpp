// The personal area: what waits for the person first, then their cases and drafts.
#include "base/text.h"
#include "core/organisation/organisation.h"
#include "modules/istanze/pages.h"

namespace digipro::istanze {

std::string office_name(db::Connection& db, const OfficeId& office) {
  auto found = organisation::find_office(db, office);
  return found ? found->name : office.text;
}

bool is_late(const casework::Pratica& pratica, Instant now) {
  return !pratica.closed_at && pratica.target_at &&
         to_rome(*pratica.target_at).date < to_rome(now).date;
}

std::string answer_sentence(const casework::Pratica& pratica, Instant now) {
  if (pratica.state == casework::PraticaState::in_attesa) return "";  // first it is their turn
  if (pratica.closed_at) return "Chiusa " + to_italian(to_rome(*pratica.closed_at).date) + ".";
  if (!pratica.target_at) return "";
  std::string by = to_italian(to_rome(*pratica.target_at).date) + ".";
  if (is_late(pratica, now)) return "Siamo in ritardo: la risposta era prevista entro " + by;
  return "Risposta entro " + by;
}

std::string state_sentence(const casework::Pratica& pratica, const std::string& office) {
  switch (pratica.state) {
    case casework::PraticaState::aperta:
      return "La sta trattando " + office + ".";
    case casework::PraticaState::in_attesa:
      return "Aspettiamo una tua risposta.";
    case casework::PraticaState::chiusa:
      return "È chiusa: leggi la risposta.";
  }
  return "";
}

namespace {

using Response = Result<http::Response>;
constexpr int cases_per_page = 50;

// Until when the person can answer; nothing when the case waits for something else.
Result<std::string> answer_until(const Parts& parts, db::Connection& db,
                                 const casework::Pratica& pratica) {
  DIGIPRO_TRY(waits, parts.casework.waits(db, pratica));
  for (const casework::Wait& wait : waits)
    if (!wait.answer_variable.empty() && wait.until) return to_italian(to_rome(*wait.until).date);
  return std::string();
}

Status add_case(const Parts& parts, web::Visit& visit, db::Connection& db,
                const casework::Pratica& pratica, html::Data& data) {
  std::string url = "/area-personale/pratiche/" + pratica.id.text;
  html::Data row;
  row.set("oggetto", pratica.oggetto)
      .set("numero", pratica.number)
      .set("url", url)
      .set("quando", answer_sentence(pratica, visit.now))
      .set("stato", state_sentence(pratica, office_name(db, pratica.office)));
  data.add("pratica", std::move(row));
  if (pratica.state != casework::PraticaState::in_attesa) return {};
  DIGIPRO_TRY(until, answer_until(parts, db, pratica));
  data.add("attesa",
           html::Data().set("oggetto", pratica.oggetto).set("url", url).set("entro", until));
  return {};
}

Response area(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  const std::string* after = visit.request.query_field("dopo");
  DIGIPRO_TRY(
      page, casework::own_pratiche(lease->db(), visit.viewer, after ? *after : "", cases_per_page));
  DIGIPRO_TRY(drafts, drafts_of(lease->db(), visit.viewer.person, visit.now));
  html::Data data;
  data.set("nome", visit.display_name);
  for (const casework::Pratica& pratica : page.items)
    DIGIPRO_CHECK(add_case(parts, visit, lease->db(), pratica, data));
  for (const Draft& draft : drafts) {
    std::string url = "/richieste/" + parts.links.sign(draft_purpose, draft.id);
    const auto* package = parts.catalogue.find_service(draft.service.text);
    data.add("bozza", html::Data()
                          .set("titolo", package ? package->title : draft.service.text)
                          .set("quando", to_italian(to_rome(draft.updated)))
                          .set("url", url)
                          .set("elimina_url", url + "/elimina"));
  }
  data.flag("vuota", page.items.empty() && drafts.empty());
  if (!page.next.empty())
    data.include("pagine", web::pager("", "/area-personale?dopo=" + url_encode(page.next), ""));
  auto frame = web::frame_of(visit, web::Face::citizen, "Area personale");
  frame.crumbs = {{"Area personale", ""}};
  return parts.pages.answer(frame, "istanze/area.html", std::move(data));
}

}  // namespace

void add_area_routes(web::Routes& routes, const Parts& parts) {
  routes.get("/area-personale", web::Access::logged_in,
             [&parts](web::Visit& visit) { return area(parts, visit); });
}

}  // namespace digipro::istanze
