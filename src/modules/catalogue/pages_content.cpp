// The pages that every town's site must have (Modello Comuni, footer and first-level menu), short
// and true. The module `content` will let the town write its own.
#include <array>
#include <vector>

#include "core/organisation/organisation.h"
#include "modules/catalogue/pages.h"

namespace digipro::catalogue {
namespace {

using Response = Result<http::Response>;

// A paragraph, under a question or heading of its own when it has one, with a link at its end.
struct Part {
  std::string_view heading, text, url, link;
};

struct SmallPage {
  std::string_view path, section, title;
  std::array<Part, 6> parts;
};

constexpr SmallPage small_pages[] = {
    {"/novita",
     "novita",
     "Novità",
     {{{"", "Qui compaiono notizie, avvisi e comunicati del Comune.", "", ""},
       {"", "Al momento non ce ne sono.", "", ""}}}},
    {"/vivere",
     "vivere",
     "Vivere il Comune",
     {{{"", "Qui compaiono luoghi ed eventi del territorio.", "", ""},
       {"", "Al momento non ce ne sono.", "", ""}}}},
    {"/trasparenza",
     "amministrazione",
     "Amministrazione trasparente",
     {{{"", "Qui compaiono i dati che la legge chiede di pubblicare (D.Lgs. 33/2013).", "", ""},
       {"", "Le sezioni si riempiono man mano che gli uffici lavorano con il programma.", "",
        ""}}}},
    {"/prenota",
     "servizi",
     "Prenota un appuntamento",
     {{{"", "Per un appuntamento scrivi o telefona all'ufficio.", "/amministrazione",
        "Recapiti e orari degli uffici"}}}},
    {"/domande-frequenti",
     "",
     "Domande frequenti",
     {{{"Devo accedere per fare una segnalazione?", "No: puoi segnalare anche senza accedere.", "",
        ""},
       {"Come seguo la mia richiesta?",
        "Con il collegamento segreto che ricevi all'invio, o dall'area personale se hai fatto "
        "l'accesso.",
        "/area-personale", "Area personale"},
       {"Ho perso il collegamento: che cosa faccio?",
        "Contatta l'ufficio con il numero di protocollo.", "/amministrazione", "Uffici"},
       {"Posso fermarmi e riprendere?",
        "Sì: la bozza si salva da sola e resta per 30 giorni dall'ultima modifica.", "", ""},
       {"Chi vede quello che scrivo?",
        "Solo gli uffici che se ne occupano. Ogni servizio dice nella sua scheda che cosa è "
        "pubblico.",
        "/servizi", "Tutti i servizi"}}}},
    {"/privacy",
     "",
     "Informativa sulla privacy",
     {{{"Perché usiamo i tuoi dati",
        "Per i compiti che la legge affida al Comune (Regolamento UE 2016/679, art. 6, par. 1, "
        "lett. e). Ogni servizio ha la sua informativa, nella sua scheda.",
        "/servizi", "Tutti i servizi"},
       {"Cookie",
        "Solo cookie tecnici: tengono aperta la sessione e proteggono i moduli. Nessun cookie di "
        "altri siti.",
        "", ""},
       {"I tuoi diritti",
        "Puoi chiedere accesso, rettifica e cancellazione dei dati scrivendo al Comune "
        "(articoli da 15 a 22 del Regolamento).",
        "/amministrazione", "Uffici"}}}},
    {"/dichiarazione-accessibilita",
     "",
     "Dichiarazione di accessibilità",
     {{{"", "Il portale è costruito per rispettare le WCAG 2.1, livello AA.", "", ""},
       {"Come lo controlliamo",
        "Ogni pagina è controllata in automatico a ogni rilascio e funziona anche senza "
        "JavaScript.",
        "", ""},
       {"Hai trovato una barriera?", "Scrivi al Comune: rispondiamo entro 30 giorni.",
        "/amministrazione", "Uffici e recapiti"}}}},
};

Response show(const PageParts& parts, web::Visit& visit, const SmallPage& page) {
  html::Data data;
  data.set("titolo", page.title);
  for (const Part& part : page.parts) {
    if (part.text.empty()) continue;
    html::Data row;
    row.set("domanda", part.heading);
    row.add(
        "paragrafo",
        html::Data().set("testo", part.text).set("url", part.url).set("collegamento", part.link));
    data.add("parte", std::move(row));
  }
  auto frame = web::frame_of(visit, web::Face::citizen, std::string(page.title));
  frame.section = page.section;
  frame.crumbs = {{std::string(page.title), ""}};
  return parts.pages.answer(frame, "catalogue/testo.html", std::move(data));
}

html::Data branch(std::string_view name, const std::vector<web::Link>& links) {
  html::Data row;
  row.set("nome", name);
  for (const web::Link& link : links)
    row.add("voce", html::Data().set("testo", link.text).set("url", link.url));
  return row;
}

Response site_map(const PageParts& parts, web::Visit& visit) {
  std::vector<web::Link> services = {{"Tutti i servizi", "/servizi"},
                                     {"Argomenti", "/argomenti"},
                                     {"Prenota un appuntamento", "/prenota"}};
  std::vector<web::Link> events;
  for (const ServicePackage* package : parts.catalogue.services()) {
    services.push_back({package->title, "/servizi/" + package->id.text});
    if (package->is_public)
      services.push_back(
          {package->title + ": elenco e mappa", "/servizi/" + package->id.text + "/elenco"});
  }
  for (const LifeEvent& event : life_events())
    events.push_back({std::string(event.name), "/servizi/eventi/" + std::string(event.slug)});
  html::Data data;
  data.add("ramo", branch("Il Comune", {{"Home", "/"},
                                        {"Amministrazione", "/amministrazione"},
                                        {"Novità", "/novita"},
                                        {"Vivere il Comune", "/vivere"},
                                        {"Amministrazione trasparente", "/trasparenza"}}));
  data.add("ramo", branch("Servizi", services));
  data.add("ramo", branch("Eventi della vita", events));
  data.add("ramo", branch("Per te", {{"Area personale", "/area-personale"}, {"Cerca", "/cerca"}}));
  data.add("ramo", branch("Sul sito",
                          {{"Domande frequenti", "/domande-frequenti"},
                           {"Informativa sulla privacy", "/privacy"},
                           {"Note legali", "/note-legali"},
                           {"Dichiarazione di accessibilità", "/dichiarazione-accessibilita"}}));
  auto frame = web::frame_of(visit, web::Face::citizen, "Mappa del sito");
  frame.crumbs = {{"Mappa del sito", ""}};
  return parts.pages.answer(frame, "catalogue/mappa.html", std::move(data));
}

Response legal_notes(const PageParts& parts, web::Visit& visit) {
  auto frame = web::frame_of(visit, web::Face::citizen, "Note legali");
  frame.crumbs = {{"Note legali", ""}};
  return parts.pages.answer(frame, "catalogue/note_legali.html", {});
}

Response administration(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(offices, organisation::tree(lease->db()));
  html::Data data;
  for (const organisation::Office& office : offices)
    data.add("ufficio", html::Data()
                            .set("nome", office.name)
                            .set("email", office.email)
                            .set("mail_url", office.email.empty() ? "" : "mailto:" + office.email)
                            .set("orario", office.hours));
  auto frame = web::frame_of(visit, web::Face::citizen, "Amministrazione");
  frame.section = "amministrazione";
  frame.crumbs = {{"Amministrazione", ""}};
  return parts.pages.answer(frame, "catalogue/amministrazione.html", std::move(data));
}

}  // namespace

void add_content_routes(web::Routes& routes, const PageParts& parts) {
  for (const SmallPage& page : small_pages)
    routes.get(std::string(page.path), web::Access::anyone,
               [&parts, &page](web::Visit& visit) { return show(parts, visit, page); });
  routes.get("/note-legali", web::Access::anyone,
             [&parts](web::Visit& visit) { return legal_notes(parts, visit); });
  routes.get("/mappa-del-sito", web::Access::anyone,
             [&parts](web::Visit& visit) { return site_map(parts, visit); });
  routes.get("/amministrazione", web::Access::anyone,
             [&parts](web::Visit& visit) { return administration(parts, visit); });
}

}  // namespace digipro::catalogue
