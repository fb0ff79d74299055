// The pages that every town's site must have (Modello Comuni, footer and first-level menu), short
// and true. The module `content` will let the town write its own.
#include <array>

#include "core/organisation/organisation.h"
#include "modules/catalogue/pages.h"

namespace digipro::catalogue {
namespace {

using Response = Result<http::Response>;

struct SmallPage {
  std::string_view path, section, title;
  std::array<std::string_view, 4> paragraphs;
};

constexpr SmallPage small_pages[] = {
    {"/novita",
     "novita",
     "Novità",
     {"Qui compaiono notizie, avvisi e comunicati del Comune.", "Al momento non ce ne sono.", "",
      ""}},
    {"/vivere",
     "vivere",
     "Vivere il Comune",
     {"Qui compaiono luoghi ed eventi del territorio.", "Al momento non ce ne sono.", "", ""}},
    {"/trasparenza",
     "amministrazione",
     "Amministrazione trasparente",
     {"Qui compaiono i dati che la legge chiede di pubblicare (D.Lgs. 33/2013).",
      "Le sezioni si riempiono man mano che gli uffici lavorano con il programma.", "", ""}},
    {"/prenota",
     "servizi",
     "Prenota un appuntamento",
     {"Per un appuntamento scrivi o telefona all'ufficio: i recapiti sono in Amministrazione.",
      "La prenotazione in rete arriva con un prossimo aggiornamento.", "", ""}},
    {"/domande-frequenti",
     "",
     "Domande frequenti",
     {"Devo accedere per fare una segnalazione? No: puoi segnalare anche senza accedere.",
      "Come seguo la mia richiesta? Con il collegamento segreto che ricevi all'invio, o dall'area "
      "personale se hai fatto l'accesso.",
      "Ho perso il collegamento: che cosa faccio? Contatta l'ufficio con il numero di protocollo.",
      "Posso riprendere una bozza? Sì, per 30 giorni dall'ultima modifica."}},
    {"/privacy",
     "",
     "Informativa sulla privacy",
     {"Il Comune tratta i dati personali per i compiti che la legge gli affida (Regolamento UE "
      "2016/679, art. 6, par. 1, lett. e).",
      "Ogni servizio ha la sua informativa: la trovi nella scheda del servizio.",
      "Usiamo solo cookie tecnici: servono a tenere aperta la sessione e a proteggere i moduli.",
      "Puoi chiedere accesso, rettifica e cancellazione dei dati scrivendo al Comune."}},
    {"/dichiarazione-accessibilita",
     "",
     "Dichiarazione di accessibilità",
     {"Il portale è costruito per rispettare le WCAG 2.1, livello AA.",
      "Ogni pagina è controllata in automatico a ogni rilascio e funziona anche senza JavaScript.",
      "Se trovi una barriera, scrivi al Comune: rispondiamo entro 30 giorni.", ""}},
};

Response show(const PageParts& parts, web::Visit& visit, const SmallPage& page) {
  html::Data data;
  data.set("titolo", page.title);
  for (std::string_view paragraph : page.paragraphs)
    if (!paragraph.empty()) data.add("paragrafo", html::Data().set("testo", paragraph));
  auto frame = web::frame_of(visit, web::Face::citizen, std::string(page.title));
  frame.section = page.section;
  frame.crumbs = {{std::string(page.title), ""}};
  return parts.pages.answer(frame, "catalogue/testo.html", std::move(data));
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
  routes.get("/amministrazione", web::Access::anyone,
             [&parts](web::Visit& visit) { return administration(parts, visit); });
}

}  // namespace digipro::catalogue
