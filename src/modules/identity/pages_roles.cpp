// /organizzazione/ruoli: assign a role (choose the person, then what), and end one.
#include <algorithm>

#include "base/text.h"
#include "core/organisation/organisation.h"
#include "modules/identity/pages.h"

namespace digipro::identity {
namespace {

using organisation::Assignment;

constexpr int people_shown = 20;
constexpr const char* assign_url = "/organizzazione/ruoli/nuovo";

// Where a role is held: an office, or the whole ente.
struct Place {
  OfficeId office;
  std::string sentence;
  std::vector<web::Link> crumbs;
};
Result<Place> place_of(db::Connection& db, const OfficeId& office) {
  Place place{office,
              "Per tutto l'ente: solo l'incarico di amministratore.",
              {{"Organizzazione", offices_url}}};
  if (office.empty()) return place;
  DIGIPRO_TRY(found, organisation::find_office(db, office));
  place.sentence = found.name + ".";
  place.crumbs.push_back({found.name, office_url(office)});
  return place;
}

web::Part people_to_choose(const people::PersonPage& page, const OfficeId& office) {
  if (page.items.empty())
    return web::empty_state("Nessuna persona con questo nome", "Controlla come si scrive.");
  web::TableView table;
  table.caption = page.next.empty() ? "Scegli la persona"
                                    : "Scegli la persona. Ce ne sono altre: scrivi anche il nome.";
  table.columns = {{"Cognome e nome"}, {"Nascita"}};
  for (const people::Person& person : page.items)
    table.rows.push_back(
        {{list_name(person.data),
          std::string(assign_url) + "?ufficio=" + url_encode(office.text) +
              "&persona=" + url_encode(person.id.text),
          {}},
         {person.data.birth_date ? to_italian_short(*person.data.birth_date) : "", {}, {}}});
  return web::table(table);
}

Response choose_person(const PageParts& parts, web::Visit& visit, const OfficeId& office) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(place, place_of(lease->db(), office));
  std::string text(trim(asked(visit, "q")));
  html::Data data;
  data.set("titolo", "Assegna un incarico")
      .set("dove", place.sentence)
      .set("ufficio", office.text)
      .set("q", text);
  if (!text.empty()) {
    DIGIPRO_TRY(page, people::search_people(lease->db(), visit.viewer, text, "", people_shown));
    put_part(data, "persone", people_to_choose(page, office));
  }
  auto frame = web::frame_of(visit, web::Face::desk, "Assegna un incarico");
  frame.crumbs = std::move(place.crumbs);
  frame.crumbs.push_back({"Assegna un incarico", ""});
  return parts.pages.answer(frame, "identity/scegli.html", std::move(data));
}

std::vector<web::Part> role_fields(const web::Visit& visit, const OfficeId& office,
                                   const Problems& problems) {
  SelectField role{.id = "ruolo", .label = "Incarico", .value = typed_text(visit, "ruolo")};
  for (Role one : {Role::operatore, Role::responsabile, Role::sportello, Role::amministratore})
    if (!office.empty() || one == Role::amministratore)
      role.options.push_back(
          {std::string(organisation::code_of(one)), std::string(organisation::title_of(one))});
  SelectField sees{.id = "riservatezza",
                   .label = "Che cosa può vedere",
                   .value = typed_text(visit, "riservatezza"),
                   .options = {{"1", "Nessun dato personale"},
                               {"2", "Dati personali"},
                               {"3", "Anche dati particolari (salute, opinioni, convinzioni)"}}};
  if (sees.value.empty()) sees.value = "2";
  const std::string* from = visit.request.form_field("dal");
  constexpr std::string_view date_hint = "Giorno/mese/anno, per esempio 2/12/2026";
  return {select_field(role, problems), select_field(sees, problems),
          text_field({.id = "dal",
                      .label = "Dal",
                      .value = from ? *from : shown_date(to_rome(visit.now).date),
                      .hint = date_hint,
                      .autocomplete = "off",
                      .characters_max = 10,
                      .size = "short"},
                     problems),
          text_field({.id = "al",
                      .label = "Ultimo giorno",
                      .value = typed_text(visit, "al"),
                      .hint = "Lascia vuoto se non si sa.",
                      .autocomplete = "off",
                      .characters_max = 10,
                      .is_optional = true,
                      .size = "short"},
                     problems)};
}

Response role_form(const PageParts& parts, web::Visit& visit, const OfficeId& office,
                   const PersonId& person, const Problems& problems) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(place, place_of(lease->db(), office));
  DIGIPRO_TRY(found, people::find_person(lease->db(), visit.viewer, person));
  FormSheet sheet;
  sheet.title = "Assegna un incarico a " + found.data.full_name();
  sheet.introduction = place.sentence;
  sheet.action_url = assign_url;
  sheet.cancel_url = office_url(office);
  sheet.submit = "Assegna l'incarico";
  sheet.hidden = {{"ufficio", office.text}, {"persona", person.text}};
  sheet.fields = role_fields(visit, office, problems);
  sheet.crumbs = std::move(place.crumbs);
  return answer_form(parts.pages, visit, std::move(sheet), problems);
}

Response assign_page(const PageParts& parts, web::Visit& visit) {
  OfficeId office(asked(visit, "ufficio"));
  PersonId person(asked(visit, "persona"));
  if (person.empty()) return choose_person(parts, visit, office);
  return role_form(parts, visit, office, person, {});
}

Response assign(const PageParts& parts, web::Visit& visit) {
  Assignment wanted;
  wanted.office = OfficeId(typed_text(visit, "ufficio"));
  wanted.person = PersonId(typed_text(visit, "persona"));
  std::string clearance = typed_text(visit, "riservatezza");
  wanted.clearance = clearance == "3"   ? PrivacyLevel::particolare
                     : clearance == "1" ? PrivacyLevel::interno
                                        : PrivacyLevel::personale;
  wanted.valid_from = typed_date(visit, "dal").value_or(Date{0, 0, 0});
  wanted.valid_to = typed_date(visit, "al");
  auto role = organisation::role_of(typed_text(visit, "ruolo"));
  if (!role)
    return role_form(parts, visit, wanted.office, wanted.person, {{"ruolo", "Scegli l'incarico."}});
  wanted.role = *role;
  auto done = visit.ledger.run(visit.caller, visit.key(), organisation::assign_role(), {wanted});
  if (done) {
    parts.identity.forget_person(visit.town.id, wanted.person);
    return http::Response::redirect(office_url(wanted.office));
  }
  Error error = std::move(done.error());
  if (error.code == ErrorCode::conflict && error.fields.empty())
    error.fields.push_back({"ruolo", "La persona ha già questo incarico in questi giorni."});
  if (!is_of_fields(error)) return refuse(std::move(error));
  return role_form(parts, visit, wanted.office, wanted.person, error.fields);
}

Result<Assignment> asked_assignment(web::Visit& visit, const OfficeId& office) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(all,
              organisation::people_of(lease->db(), visit.viewer, office, to_rome(visit.now).date));
  for (Assignment& assignment : all)
    if (assignment.id == visit.parameter("incarico")) return std::move(assignment);
  return refuse(ErrorCode::not_found, "no such assignment in this office");
}

Response end_form(const PageParts& parts, web::Visit& visit, const Assignment& assignment,
                  const Problems& problems) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(place, place_of(lease->db(), assignment.office));
  const std::string* last = visit.request.form_field("al");
  FormSheet sheet;
  sheet.title = "Termina l'incarico di " + assignment.person_name;
  sheet.introduction = std::string(organisation::title_of(assignment.role)) + " dal " +
                       to_italian(assignment.valid_from) + ". " + place.sentence;
  sheet.action_url = std::string(offices_url) + "/ruoli/" + url_encode(assignment.id) + "/fine";
  sheet.cancel_url = office_url(assignment.office);
  sheet.submit = "Termina l'incarico";
  sheet.hidden = {{"ufficio", assignment.office.text}};
  sheet.fields = {text_field({.id = "al",
                              .label = "Ultimo giorno",
                              .value = last ? *last : shown_date(to_rome(visit.now).date),
                              .hint = "Giorno/mese/anno. In quel giorno l'incarico vale ancora.",
                              .autocomplete = "off",
                              .characters_max = 10,
                              .size = "short"},
                             problems)};
  sheet.crumbs = std::move(place.crumbs);
  return answer_form(parts.pages, visit, std::move(sheet), problems);
}

Response end_page(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(assignment, asked_assignment(visit, OfficeId(asked(visit, "ufficio"))));
  return end_form(parts, visit, assignment, {});
}

Response end(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(assignment, asked_assignment(visit, OfficeId(typed_text(visit, "ufficio"))));
  // Somebody must stay who can assign roles.
  if (assignment.role == Role::amministratore && assignment.person == visit.caller.person)
    return end_form(parts, visit, assignment,
                    {{"al",
                      "Non puoi terminare il tuo incarico di amministratore: chiedilo a un "
                      "altro amministratore."}});
  organisation::EndAssignment wanted{assignment.id,
                                     typed_date(visit, "al").value_or(Date{0, 0, 0})};
  auto done = visit.ledger.run(visit.caller, visit.key(), organisation::end_assignment(), wanted);
  if (done) {
    parts.identity.forget_person(visit.town.id, assignment.person);
    return http::Response::redirect(office_url(assignment.office));
  }
  if (!is_of_fields(done.error())) return refuse(std::move(done.error()));
  return end_form(parts, visit, assignment, done.error().fields);
}

}  // namespace

void add_role_routes(web::Routes& routes, const PageParts& parts) {
  using enum web::Access;
  routes.get(assign_url, amministratore, bind(parts, assign_page));
  routes.post(assign_url, amministratore, bind(parts, assign));
  routes.get("/organizzazione/ruoli/{incarico}/fine", amministratore, bind(parts, end_page));
  routes.post("/organizzazione/ruoli/{incarico}/fine", amministratore, bind(parts, end));
}

}  // namespace digipro::identity
