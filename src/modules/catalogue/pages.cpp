#include "modules/catalogue/pages.h"

#include "core/organisation/organisation.h"
#include "web/components.h"

namespace digipro::catalogue {
namespace {

using Response = Result<http::Response>;

html::Data service_card(const ServicePackage& package) {
  const Category* category =
      package.categories.empty() ? nullptr : find_category(package.categories[0]);
  return html::Data()
      .set("titolo", package.title)
      .set("descrizione", package.description)
      .set("url", "/servizi/" + package.id.text)
      .set("categoria", category ? category->name : "");
}

std::string count_of_services(size_t count) {
  return count == 1 ? "1 servizio" : std::to_string(count) + " servizi";
}

// Events that lead somewhere first; the others by name only, folded away.
void add_events(const Catalogue& catalogue, html::Data& data) {
  for (const LifeEvent& event : life_events()) {
    size_t count = catalogue.of_life_event(event.slug).size();
    std::string list = event.audience == Audience::citizens ? "cittadini" : "imprese";
    html::Data row;
    row.set("nome", event.name).set("url", "/servizi/eventi/" + std::string(event.slug));
    if (count > 0)
      row.set("cosa", event.about).set("conta", count_of_services(count));
    else
      list += "_altri";
    data.add(list, std::move(row));
  }
}

Response home(const PageParts& parts, web::Visit& visit) {
  html::Data data;
  for (const ServicePackage* package : parts.catalogue.services())
    data.add("servizio", service_card(*package));
  add_events(parts.catalogue, data);
  auto frame = web::frame_of(visit, web::Face::citizen, "Home");
  return parts.pages.answer(frame, "catalogue/home.html", std::move(data));
}

Response services(const PageParts& parts, web::Visit& visit) {
  html::Data data;
  for (const ServicePackage* package : parts.catalogue.services())
    data.add("servizio", service_card(*package));
  for (const Category& category : categories()) {
    size_t count = parts.catalogue.of_category(category.slug).size();
    if (count > 0)
      data.add("categoria", html::Data()
                                .set("nome", category.name)
                                .set("url", "/servizi/categorie/" + std::string(category.slug)));
  }
  add_events(parts.catalogue, data);
  auto frame = web::frame_of(visit, web::Face::citizen, "Servizi");
  frame.section = "servizi";
  frame.crumbs = {{"Servizi", ""}};
  return parts.pages.answer(frame, "catalogue/servizi.html", std::move(data));
}

Response listed(const PageParts& parts, web::Visit& visit, std::string_view title,
                std::string_view about, const std::vector<const ServicePackage*>& found) {
  html::Data data;
  data.set("titolo", title).set("cosa", about).flag("vuoto", found.empty());
  for (const ServicePackage* package : found) data.add("servizio", service_card(*package));
  auto frame = web::frame_of(visit, web::Face::citizen, std::string(title));
  frame.section = "servizi";
  frame.crumbs = {{"Servizi", "/servizi"}, {std::string(title), ""}};
  return parts.pages.answer(frame, "catalogue/elenco.html", std::move(data));
}

Response by_event(const PageParts& parts, web::Visit& visit) {
  const LifeEvent* event = find_life_event(visit.parameter("evento"));
  if (event == nullptr) return refuse(ErrorCode::not_found, "no such life event");
  return listed(parts, visit, event->name, event->about,
                parts.catalogue.of_life_event(event->slug));
}

Response by_category(const PageParts& parts, web::Visit& visit) {
  const Category* category = find_category(visit.parameter("categoria"));
  if (category == nullptr) return refuse(ErrorCode::not_found, "no such category");
  return listed(parts, visit, category->name, "", parts.catalogue.of_category(category->slug));
}

Response search(const PageParts& parts, web::Visit& visit) {
  const std::string* query = visit.request.query_field("q");
  auto found = parts.catalogue.search(query ? *query : "");
  html::Data data;
  data.set("domanda", query ? *query : "")
      .set("conta", found.size() == 1 ? "Un servizio trovato"
                                      : std::to_string(found.size()) + " servizi trovati")
      .flag("vuoto", query && !query->empty() && found.empty());
  for (const ServicePackage* package : found) data.add("servizio", service_card(*package));
  auto frame = web::frame_of(visit, web::Face::citizen, "Cerca");
  frame.crumbs = {{"Cerca", ""}};
  return parts.pages.answer(frame, "catalogue/cerca.html", std::move(data));
}

Response topics(const PageParts& parts, web::Visit& visit) {
  std::map<std::string, std::vector<const ServicePackage*>> by_topic;
  for (const ServicePackage* package : parts.catalogue.services())
    for (const std::string& topic : package->topics) by_topic[topic].push_back(package);
  html::Data data;
  for (const auto& [topic, packages] : by_topic) {
    html::Data row;
    row.set("nome", topic);
    for (const ServicePackage* package : packages)
      row.add(
          "servizio",
          html::Data().set("titolo", package->title).set("url", "/servizi/" + package->id.text));
    data.add("argomento", std::move(row));
  }
  auto frame = web::frame_of(visit, web::Face::citizen, "Argomenti");
  frame.section = "servizi";
  frame.crumbs = {{"Argomenti", ""}};
  return parts.pages.answer(frame, "catalogue/argomenti.html", std::move(data));
}

void add_sections(const ServicePackage& package, html::Data& data) {
  constexpr std::pair<std::string_view, std::string_view> elements[] = {
      {"a_chi_e_rivolto", "service-addressed"},
      {"come_fare", "service-how-to"},
      {"cosa_serve", "service-needed"},
      {"cosa_si_ottiene", "service-achieved"},
      {"tempi_e_scadenze", "service-calendar-text"},
      {"accedi_al_servizio", "service-generic-access"},
      {"condizioni_di_servizio", "service-file"}};
  for (const SheetSection& section : package.sheet) {
    html::Data part;
    part.set("id", section.id).set("titolo", section.heading);
    for (const auto& [id, element] : elements)
      if (id == section.id) part.set("elemento", element);
    for (const std::string& paragraph : section.paragraphs)
      part.add("paragrafo", html::Data().set("testo", paragraph));
    for (const std::string& item : section.items) part.add("voce", html::Data().set("testo", item));
    bool is_access = section.id == "accedi_al_servizio";
    part.flag("accesso", is_access);
    data.add("sezione", std::move(part));
    data.add("indice", html::Data().set("id", section.id).set("titolo", section.heading));
  }
  data.add("indice", html::Data().set("id", "contatti").set("titolo", "Contatti"));
}

Status add_contacts(web::Visit& visit, const ServicePackage& package, html::Data& data) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  auto office = organisation::find_office(lease->db(), package.office);
  data.set("ufficio", office ? office->name : package.office.text)
      .set("ufficio_email", office ? office->email : "")
      .set("ufficio_mail_url", office && !office->email.empty() ? "mailto:" + office->email : "")
      .set("ufficio_orario", office ? office->hours : "");
  return {};
}

Response sheet(const PageParts& parts, web::Visit& visit) {
  const ServicePackage* package = parts.catalogue.find_service(visit.parameter("id"));
  if (package == nullptr) return refuse(ErrorCode::not_found, "no such service");
  html::Data data;
  data.set("titolo", package->title)
      .set("descrizione", package->description)
      .set("stato", package->is_active ? "Servizio attivo" : package->status_reason)
      .flag("attivo", package->is_active)
      .flag("con_login", package->login == Login::required)
      .set("avvia_url", "/servizi/" + package->id.text + "/avvia")
      .set("avvia", package->kind == Filing::segnalazione ? "Segnala ora" : "Compila la richiesta")
      .set("elenco_url", package->is_public ? "/servizi/" + package->id.text + "/elenco" : "")
      .set("csrf", visit.csrf_token)
      .set("key", to_string(visit.ledger.ids().next(visit.now)))
      .set("scopo", package->privacy_notice.purpose)
      .set("base_giuridica", package->privacy_notice.legal_basis)
      .set("conservazione", package->privacy_notice.kept)
      .set("destinatari", package->privacy_notice.recipients);
  for (const std::string& topic : package->topics)
    data.add("argomento", html::Data().set("nome", topic));
  add_sections(*package, data);
  DIGIPRO_CHECK(add_contacts(visit, *package, data));
  auto frame = web::frame_of(visit, web::Face::citizen, package->title);
  frame.section = "servizi";
  const Category* category =
      package->categories.empty() ? nullptr : find_category(package->categories[0]);
  frame.crumbs = {{"Servizi", "/servizi"}};
  if (category)
    frame.crumbs.push_back(
        {std::string(category->name), "/servizi/categorie/" + std::string(category->slug)});
  frame.crumbs.push_back({package->title, ""});
  return parts.pages.answer(frame, "catalogue/scheda.html", std::move(data));
}

}  // namespace

void add_service_routes(web::Routes& routes, const PageParts& parts) {
  auto with = [&parts](auto handler) {
    return [&parts, handler](web::Visit& visit) { return handler(parts, visit); };
  };
  routes.get("/", web::Access::anyone, with(home));
  routes.get("/servizi", web::Access::anyone, with(services));
  routes.get("/servizi/{id}", web::Access::anyone, with(sheet));
  routes.get("/servizi/eventi/{evento}", web::Access::anyone, with(by_event));
  routes.get("/servizi/categorie/{categoria}", web::Access::anyone, with(by_category));
  routes.get("/cerca", web::Access::anyone, with(search));
  routes.get("/argomenti", web::Access::anyone, with(topics));
}

}  // namespace digipro::catalogue
