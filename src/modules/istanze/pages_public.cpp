// What everybody may see: the public list and map of reports, without personal data, and the
// town's streets for the map.
#include "base/text.h"
#include "core/stradario/stradario.h"
#include "modules/istanze/pages.h"
#include "platform/crypto/sha256.h"

namespace digipro::istanze {
namespace {

using Response = Result<http::Response>;
constexpr int reports_per_page = 50;

Result<const catalogue::ServicePackage*> public_service(const Parts& parts,
                                                        const web::Visit& visit) {
  const auto* package = parts.catalogue.find_service(visit.parameter("id"));
  if (package == nullptr || !package->is_public)
    return refuse(ErrorCode::not_found, "no public list for this service");
  return package;
}

const char* state_word(casework::PraticaState state) {
  switch (state) {
    case casework::PraticaState::aperta:
      return "in lavorazione";
    case casework::PraticaState::in_attesa:
      return "in attesa di risposta";
    case casework::PraticaState::chiusa:
      return "chiusa";
  }
  return "";
}

Response list(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(package, public_service(parts, visit));
  const std::string* after = visit.request.query_field("dopo");
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(page, casework::public_pratiche(lease->db(), package->id, after ? *after : "",
                                              reports_per_page));
  html::Data data;
  data.set("titolo", package->title)
      .set("strade_url", "/mappa/strade.geojson")
      .set("tessere", parts.map_tiles)
      .set("avvia_url", "/servizi/" + package->id.text);
  for (const std::string& paragraph : package->public_introduction)
    data.add("introduzione", html::Data().set("testo", paragraph));
  int64_t number = 0;
  for (const casework::Pratica& pratica : page.items) {
    std::string what, more;
    for (const auto& [label, value] : pratica.public_facts.members()) {
      if (label == "Dove") continue;
      if (what.empty())
        what = value.text();
      else
        more += (more.empty() ? "" : " · ") + label + (label.ends_with('?') ? " " : ": ") +
                value.text();
    }
    bool is_closed = pratica.state == casework::PraticaState::chiusa;
    html::Data row;
    row.set("numero", ++number)
        .set("che_cosa", what)
        .set("altro", more)
        .set("dove", pratica.public_facts.text_or("Dove", "luogo non indicato"))
        .set("data", to_italian_short(to_rome(pratica.opened_at).date))
        .set("lat", pratica.latitude)
        .set("lon", pratica.longitude);
    web::Part chip =
        web::chip(is_closed ? web::ChipKind::done : web::ChipKind::calm, state_word(pratica.state));
    row.include("stato", chip.template_name, std::move(chip.data));
    data.add("segnalazione", std::move(row));
  }
  if (page.items.empty()) {
    web::Part part =
        web::empty_state("Ancora nessuna segnalazione",
                         "Qui compaiono le segnalazioni inviate, senza dati personali.",
                         {"Fai la prima segnalazione", "/servizi/" + package->id.text});
    data.include("vuoto", part.template_name, std::move(part.data));
  }
  if (!page.next.empty())
    data.include(
        "pagine",
        web::pager("", public_list_url(package->id) + "?dopo=" + url_encode(page.next), ""));
  auto frame = web::frame_of(visit, web::Face::citizen, "Elenco: " + package->title);
  frame.section = "servizi";
  frame.crumbs = {
      {"Servizi", "/servizi"}, {package->title, "/servizi/" + package->id.text}, {"Elenco", ""}};
  return parts.pages.answer(frame, "istanze/elenco.html", std::move(data));
}

Response streets(web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(geojson, stradario::to_geojson(lease->db()));
  std::string raw = crypto::sha256(geojson).substr(0, 12);
  std::string tag = "\"" + to_base64url(raw) + "\"";
  http::Response response;
  response.set("Content-Type", "application/geo+json");
  response.set("Cache-Control", "private, max-age=3600");
  response.set("ETag", tag);
  if (visit.request.header("if-none-match") == tag)
    response.status = 304;
  else
    response.body = std::move(geojson);
  return response;
}

}  // namespace

void add_public_routes(web::Routes& routes, const Parts& parts) {
  using enum web::Access;
  routes.get("/servizi/{id}/elenco", anyone,
             [&parts](web::Visit& visit) { return list(parts, visit); });
  routes.get("/mappa/strade.geojson", anyone, streets);
}

}  // namespace digipro::istanze
