// A person's data at the desk: insert and correct.
#include "base/text.h"
#include "modules/identity/pages.h"

namespace digipro::identity {
namespace {

people::PersonalData typed_person(const web::Visit& visit) {
  people::PersonalData data;
  data.given_name = typed_text(visit, "nome");
  data.family_name = typed_text(visit, "cognome");
  data.codice_fiscale = typed_text(visit, "codice_fiscale");
  data.birth_date = typed_date(visit, "data_nascita");
  data.email = typed_text(visit, "email");
  data.phone = typed_text(visit, "telefono");
  data.street = typed_text(visit, "via");
  data.civic = typed_text(visit, "civico");
  return data;
}

// `date`: as typed, or as people write it.
std::vector<web::Part> person_fields(const people::PersonalData& data, std::string date,
                                     const Problems& problems) {
  std::vector<web::Part> fields;
  auto add = [&](TextField field) { fields.push_back(text_field(field, problems)); };
  add({.id = "cognome", .label = "Cognome", .value = data.family_name, .autocomplete = "off"});
  add({.id = "nome", .label = "Nome", .value = data.given_name, .autocomplete = "off"});
  add({.id = "codice_fiscale",
       .label = "Codice fiscale",
       .value = data.codice_fiscale,
       .hint = "16 caratteri, o 11 cifre se è provvisorio. Lascia vuoto chi non lo ha.",
       .autocomplete = "off",
       .characters_max = 20,
       .is_optional = true,
       .size = "medium code"});
  add({.id = "data_nascita",
       .label = "Data di nascita",
       .value = std::move(date),
       .hint = "Giorno/mese/anno. Se c'è il codice fiscale, la prendiamo da lì.",
       .autocomplete = "off",
       .characters_max = 10,
       .is_optional = true,
       .size = "short"});
  add({.id = "email",
       .label = "E-mail",
       .value = data.email,
       .type = "email",
       .autocomplete = "off",
       .characters_max = 254,
       .is_optional = true});
  add({.id = "telefono",
       .label = "Telefono",
       .value = data.phone,
       .type = "tel",
       .autocomplete = "off",
       .characters_max = 30,
       .is_optional = true});
  add({.id = "via",
       .label = "Via",
       .value = data.street,
       .autocomplete = "off",
       .characters_max = 200,
       .is_optional = true});
  add({.id = "civico",
       .label = "Numero civico",
       .value = data.civic,
       .autocomplete = "off",
       .characters_max = 20,
       .is_optional = true,
       .size = "short"});
  return fields;
}

Response show_new(const PageParts& parts, web::Visit& visit, const Problems& problems) {
  FormSheet sheet;
  sheet.title = "Inserisci una persona";
  sheet.introduction = "Prima di inserirla, cercala: potrebbe esserci già.";
  sheet.action_url = std::string(desk_url) + "/nuova";
  sheet.cancel_url = desk_url;
  sheet.submit = "Salva la persona";
  sheet.fields = person_fields(typed_person(visit), typed_text(visit, "data_nascita"), problems);
  sheet.crumbs = {{"Credenziali", desk_url}};
  return answer_form(parts.pages, visit, std::move(sheet), problems);
}

Response new_page(const PageParts& parts, web::Visit& visit) {
  return show_new(parts, visit, {});
}

Response create(const PageParts& parts, web::Visit& visit) {
  people::CreatePerson wanted{typed_person(visit)};
  auto done = visit.ledger.run(visit.caller, visit.key(), people::create_person(), wanted);
  if (done) return http::Response::redirect(person_url(done->id));
  if (!is_of_fields(done.error())) return refuse(std::move(done.error()));
  return show_new(parts, visit, done.error().fields);
}

Response show_change(const PageParts& parts, web::Visit& visit, const people::Person& person,
                     std::string date, const Problems& problems) {
  FormSheet sheet;
  sheet.title = "Modifica i dati";
  sheet.action_url = person_url(person.id) + "/modifica";
  sheet.cancel_url = person_url(person.id);
  sheet.submit = "Salva i dati";
  sheet.hidden = {{"revisione", std::to_string(person.revision)}};
  sheet.fields = person_fields(person.data, std::move(date), problems);
  sheet.crumbs = {{"Credenziali", desk_url}, {person.data.full_name(), person_url(person.id)}};
  return answer_form(parts.pages, visit, std::move(sheet), problems);
}

Result<people::Person> asked_person(web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  return people::find_person(lease->db(), visit.viewer, PersonId(visit.parameter("persona")));
}

Response change_page(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(person, asked_person(visit));
  std::string date = person.data.birth_date ? shown_date(*person.data.birth_date) : "";
  return show_change(parts, visit, person, std::move(date), {});
}

Response change(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(person, asked_person(visit));
  people::UpdatePerson wanted;
  wanted.person = person.id;
  wanted.revision = std::strtoll(typed(visit, "revisione").c_str(), nullptr, 10);
  wanted.data = typed_person(visit);
  auto done = visit.ledger.run(visit.caller, visit.key(), people::update_person(), wanted);
  if (done) {
    parts.identity.forget_person(visit.town.id, person.id);
    return http::Response::redirect(person_url(person.id));
  }
  if (!is_of_fields(done.error())) return refuse(std::move(done.error()));
  person.revision = wanted.revision;
  person.data = wanted.data;
  return show_change(parts, visit, person, typed_text(visit, "data_nascita"), done.error().fields);
}

}  // namespace

void add_person_routes(web::Routes& routes, const PageParts& parts) {
  using enum web::Access;
  routes.get("/sportello/credenziali/nuova", sportello, bind(parts, new_page));
  routes.post("/sportello/credenziali/nuova", sportello, bind(parts, create));
  routes.get("/sportello/credenziali/{persona}/modifica", sportello, bind(parts, change_page));
  routes.post("/sportello/credenziali/{persona}/modifica", sportello, bind(parts, change));
}

}  // namespace digipro::identity
