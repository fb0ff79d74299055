// /organizzazione: the chart, an office and who works there, add and change offices and AOO.
#include "base/text.h"
#include "core/organisation/organisation.h"
#include "modules/identity/pages.h"

namespace digipro::identity {
namespace {

using organisation::Aoo;
using organisation::Assignment;
using organisation::Office;

std::string clearance_title(PrivacyLevel level) {
  switch (level) {
    case PrivacyLevel::particolare:
      return "anche dati particolari";
    case PrivacyLevel::personale:
      return "dati personali";
    default:
      return "nessun dato personale";
  }
}

std::string end_url(const Assignment& assignment) {
  return std::string(offices_url) + "/ruoli/" + url_encode(assignment.id) +
         "/fine?ufficio=" + url_encode(assignment.office.text);
}

web::Part assignments_table(const std::vector<Assignment>& assignments, std::string_view caption) {
  if (assignments.empty())
    return web::empty_state("Nessun incarico", "Qui trovi chi ha un incarico, da quando e quale.");
  web::TableView table;
  table.caption = caption;
  table.hide_caption = true;
  table.columns = {{"Persona"}, {"Incarico"}, {"Può vedere"}, {"Dal"}, {"Al"}, {"Azioni"}};
  for (const Assignment& assignment : assignments)
    table.rows.push_back(
        {{assignment.person_name, person_url(assignment.person), {}},
         {std::string(organisation::title_of(assignment.role)), {}, {}},
         {clearance_title(assignment.clearance), {}, {}},
         {to_italian_short(assignment.valid_from), {}, {}},
         {assignment.valid_to ? to_italian_short(*assignment.valid_to) : "senza fine", {}, {}},
         {"Termina", end_url(assignment), {}}});
  return web::table(table);
}

// The branch that begins at `at`; moves `at` behind it. Parents stand before their children.
html::Data branch(const std::vector<Office>& offices, size_t& at) {
  const Office& office = offices[at++];
  html::Data data;
  data.set("nome", office.name).set("codice", office.code.text).set("url", office_url(office.code));
  while (at < offices.size() && offices[at].depth > office.depth)
    data.include("ramo", "identity/ramo.html", branch(offices, at));
  return data;
}

web::Part aoo_table(const std::vector<Aoo>& all) {
  if (all.empty())
    return web::empty_state("Nessuna area", "Aggiungi l'area dell'ente prima del primo ufficio.");
  web::TableView table;
  table.caption = "Aree organizzative omogenee";
  table.hide_caption = true;
  table.columns = {{"Codice"}, {"Nome"}};
  for (const Aoo& aoo : all) table.rows.push_back({{aoo.code, {}, {}}, {aoo.name, {}, {}}});
  return web::table(table);
}

Response chart(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(offices, organisation::tree(lease->db()));
  DIGIPRO_TRY(all_aoo, organisation::all_aoo(lease->db()));
  DIGIPRO_TRY(everywhere,
              organisation::people_of(lease->db(), visit.viewer, {}, to_rome(visit.now).date));
  html::Data data;
  for (size_t at = 0; at < offices.size();)
    data.include("ramo", "identity/ramo.html", branch(offices, at));
  if (offices.empty())
    put_part(
        data, "vuoto",
        web::empty_state("Nessun ufficio", "Qui trovi l'organigramma. Aggiungi il primo ufficio.",
                         {"Aggiungi un ufficio", "/organizzazione/uffici/nuovo"}));
  put_part(data, "persone", assignments_table(everywhere, "Incarichi per tutto l'ente"));
  put_part(data, "aree", aoo_table(all_aoo));
  auto frame = web::frame_of(visit, web::Face::desk, "Organizzazione");
  return parts.pages.answer(frame, "identity/organizzazione.html", std::move(data));
}

Response show_office(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(office, organisation::find_office(lease->db(), OfficeId(visit.parameter("ufficio"))));
  DIGIPRO_TRY(people, organisation::people_of(lease->db(), visit.viewer, office.code,
                                              to_rome(visit.now).date));
  std::vector<web::Fact> facts = {{"Codice", office.code.text, {}, {}}};
  if (!office.parent.empty()) {
    auto parent = organisation::find_office(lease->db(), office.parent);
    facts.push_back(
        {"Sotto", parent ? parent->name : office.parent.text, office_url(office.parent), {}});
  }
  facts.push_back({"Area organizzativa", office.aoo, {}, {}});
  if (!office.email.empty()) facts.push_back({"E-mail", office.email, {}, {}});
  if (!office.hours.empty()) facts.push_back({"Orario", office.hours, {}, {}});
  facts.push_back({"Stato", office.is_closed ? "chiuso" : "aperto", {}, {}});
  html::Data data;
  data.set("nome", office.name)
      .set("assegna_url",
           office.is_closed ? ""
                            : "/organizzazione/ruoli/nuovo?ufficio=" + url_encode(office.code.text))
      .set("sotto_url", office.is_closed
                            ? ""
                            : "/organizzazione/uffici/nuovo?sotto=" + url_encode(office.code.text));
  put_part(data, "dati",
           web::facts_section("Ufficio", office_url(office.code) + "/modifica", facts));
  put_part(data, "persone", assignments_table(people, "Incarichi dell'ufficio"));
  auto frame = web::frame_of(visit, web::Face::desk, office.name);
  frame.crumbs = {{"Organizzazione", offices_url}, {office.name, ""}};
  return parts.pages.answer(frame, "identity/ufficio.html", std::move(data));
}

Office typed_office(const web::Visit& visit) {
  Office office;
  office.code = OfficeId(typed_text(visit, "codice"));
  office.name = typed_text(visit, "nome");
  office.parent = OfficeId(typed_text(visit, "ufficio_superiore"));
  office.aoo = typed_text(visit, "aoo");
  office.email = typed_text(visit, "email");
  office.hours = typed_text(visit, "orario");
  office.is_closed = typed_text(visit, "chiuso") == "si";
  return office;
}

Result<std::vector<web::Part>> office_fields(web::Visit& visit, const Office& office, bool is_new,
                                             const Problems& problems) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(offices, organisation::tree(lease->db()));
  DIGIPRO_TRY(all_aoo, organisation::all_aoo(lease->db()));
  std::vector<web::Part> fields;
  auto add = [&](TextField field) { fields.push_back(text_field(field, problems)); };
  add({.id = "nome", .label = "Nome", .value = office.name, .characters_max = 200, .size = ""});
  add({.id = "codice",
       .label = "Codice",
       .value = office.code.text,
       .hint = is_new ? "Lettere minuscole, cifre e trattini. Poi non si cambia." : "",
       .autocomplete = "off",
       .characters_max = 40,
       .is_read_only = !is_new});
  SelectField above{.id = "ufficio_superiore",
                    .label = "Sotto quale ufficio",
                    .value = office.parent.text,
                    .hint = "Lascia vuoto per un ufficio che non sta sotto nessuno.",
                    .is_optional = true};
  for (const Office& other : offices)
    if (other.code != office.code) above.options.push_back({other.code.text, other.name});
  fields.push_back(select_field(above, problems));
  SelectField aoo{.id = "aoo", .label = "Area organizzativa omogenea", .value = office.aoo};
  if (aoo.value.empty() && all_aoo.size() == 1) aoo.value = all_aoo[0].code;
  for (const Aoo& one : all_aoo) aoo.options.push_back({one.code, one.name});
  fields.push_back(select_field(aoo, problems));
  add({.id = "email",
       .label = "E-mail",
       .value = office.email,
       .type = "email",
       .autocomplete = "off",
       .characters_max = 254,
       .is_optional = true});
  add({.id = "orario",
       .label = "Orario di apertura",
       .value = office.hours,
       .hint = "Per esempio: lunedì e giovedì 9-12",
       .autocomplete = "off",
       .characters_max = 500,
       .is_optional = true,
       .size = ""});
  if (!is_new)
    fields.push_back(select_field({.id = "chiuso",
                                   .label = "Stato",
                                   .value = office.is_closed ? "si" : "no",
                                   .hint = "Un ufficio chiuso non è più nell'organigramma. La sua "
                                           "storia resta.",
                                   .options = {{"no", "Aperto"}, {"si", "Chiuso"}}},
                                  problems));
  return fields;
}

Response office_form(const PageParts& parts, web::Visit& visit, const Office& office, bool is_new,
                     const Problems& problems) {
  DIGIPRO_TRY(fields, office_fields(visit, office, is_new, problems));
  FormSheet sheet;
  sheet.title = is_new ? "Aggiungi un ufficio" : "Modifica l'ufficio";
  sheet.action_url =
      is_new ? "/organizzazione/uffici/nuovo" : office_url(office.code) + "/modifica";
  sheet.cancel_url = is_new ? offices_url : office_url(office.code);
  sheet.submit = "Salva l'ufficio";
  sheet.fields = std::move(fields);
  sheet.crumbs = {{"Organizzazione", offices_url}};
  return answer_form(parts.pages, visit, std::move(sheet), problems);
}

Response new_office(const PageParts& parts, web::Visit& visit) {
  Office office;
  office.parent = OfficeId(asked(visit, "sotto"));
  return office_form(parts, visit, office, true, {});
}

Response change_office(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(office, organisation::find_office(lease->db(), OfficeId(visit.parameter("ufficio"))));
  lease.reset();
  return office_form(parts, visit, office, false, {});
}

Response save_office(const PageParts& parts, web::Visit& visit, bool is_new) {
  organisation::SaveOffice save{typed_office(visit), is_new};
  if (!is_new) save.office.code = OfficeId(visit.parameter("ufficio"));
  auto done = visit.ledger.run(visit.caller, visit.key(), organisation::save_office(), save);
  if (done) return http::Response::redirect(office_url(OfficeId(done->id)));
  Error error = std::move(done.error());
  if (error.code == ErrorCode::conflict && error.fields.empty() && !is_new)
    error.fields.push_back({"chiuso", "Sotto questo ufficio ce n'è uno aperto: chiudilo prima."});
  if (!is_of_fields(error)) return refuse(std::move(error));
  return office_form(parts, visit, save.office, is_new, error.fields);
}

Response aoo_form(const PageParts& parts, web::Visit& visit, const Problems& problems) {
  FormSheet sheet;
  sheet.title = "Aggiungi un'area organizzativa";
  sheet.introduction = "Con un codice che c'è già, cambi il nome di quell'area.";
  sheet.action_url = "/organizzazione/aoo";
  sheet.cancel_url = offices_url;
  sheet.submit = "Salva l'area";
  sheet.fields = {text_field({.id = "codice",
                              .label = "Codice",
                              .value = typed_text(visit, "codice"),
                              .hint = "Come nell'Indice delle PA, per esempio AOO1",
                              .autocomplete = "off",
                              .characters_max = 40},
                             problems),
                  text_field({.id = "nome",
                              .label = "Nome",
                              .value = typed_text(visit, "nome"),
                              .autocomplete = "off",
                              .characters_max = 200},
                             problems)};
  sheet.crumbs = {{"Organizzazione", offices_url}};
  return answer_form(parts.pages, visit, std::move(sheet), problems);
}

Response save_aoo(const PageParts& parts, web::Visit& visit) {
  organisation::SaveAoo save{{typed_text(visit, "codice"), typed_text(visit, "nome")}};
  auto done = visit.ledger.run(visit.caller, visit.key(), organisation::save_aoo(), save);
  if (done) return http::Response::redirect(offices_url);
  if (!is_of_fields(done.error())) return refuse(std::move(done.error()));
  return aoo_form(parts, visit, done.error().fields);
}

}  // namespace

void add_office_routes(web::Routes& routes, const PageParts& parts) {
  using enum web::Access;
  routes.get("/organizzazione", amministratore, bind(parts, chart));
  routes.get("/organizzazione/uffici/nuovo", amministratore, bind(parts, new_office));
  routes.post("/organizzazione/uffici/nuovo", amministratore,
              [parts](web::Visit& visit) { return save_office(parts, visit, true); });
  routes.get("/organizzazione/uffici/{ufficio}", amministratore, bind(parts, show_office));
  routes.get("/organizzazione/uffici/{ufficio}/modifica", amministratore,
             bind(parts, change_office));
  routes.post("/organizzazione/uffici/{ufficio}/modifica", amministratore,
              [parts](web::Visit& visit) { return save_office(parts, visit, false); });
  routes.get("/organizzazione/aoo", amministratore,
             [parts](web::Visit& visit) { return aoo_form(parts, visit, {}); });
  routes.post("/organizzazione/aoo", amministratore, bind(parts, save_aoo));
}

}  // namespace digipro::identity
