#include "modules/identity/pages_person.h"

#include <cstdio>

#include "base/text.h"
#include "modules/identity/parts.h"
#include "modules/identity/passwords.h"

namespace digipro::identity {
namespace {

struct DocumentKind {
  std::string_view code, title;
};
constexpr DocumentKind document_kinds[] = {{"carta-identita", "Carta d'identità"},
                                           {"passaporto", "Passaporto"},
                                           {"patente", "Patente di guida"},
                                           {"permesso-soggiorno", "Permesso di soggiorno"}};

std::string only_letters_and_digits(const std::string& text) {
  std::string kept;
  for (char c : fold_for_search(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) kept += c;
  return kept;
}

// "anna.verdi", for the clerk to change when it is taken.
std::string suggested_login(const people::PersonalData& data) {
  constexpr size_t characters_max = 60;
  std::string login =
      only_letters_and_digits(data.given_name) + "." + only_letters_and_digits(data.family_name);
  login.resize(std::min(login.size(), characters_max));
  return is_login(login) && login.front() != '.' && login.back() != '.' ? login : "";
}

std::string clock_time(Instant instant) {
  LocalTime local = to_rome(instant);
  char text[16];
  std::snprintf(text, sizeof text, "%d:%02d", local.hour, local.minute);
  return text;
}

void add_document_fields(const web::Visit& visit, const Problems& problems, html::Data& data) {
  SelectField kind{.id = "documento_tipo",
                   .label = "Documento visto",
                   .value = typed_text(visit, "documento_tipo")};
  for (const DocumentKind& row : document_kinds)
    kind.options.push_back({std::string(row.code), std::string(row.title)});
  put_part(data, "campo", select_field(kind, problems));
  put_part(data, "campo",
           text_field({.id = "documento_numero",
                       .label = "Numero del documento",
                       .value = typed_text(visit, "documento_numero"),
                       .autocomplete = "off",
                       .characters_max = 40},
                      problems));
  put_part(data, "campo",
           text_field({.id = "documento_data",
                       .label = "Rilasciato il",
                       .value = typed_text(visit, "documento_data"),
                       .hint = "Giorno/mese/anno, per esempio 2/12/2026",
                       .autocomplete = "off",
                       .characters_max = 10,
                       .size = "short"},
                      problems));
}

web::Part person_facts(const OpenPerson& open) {
  const people::PersonalData& data = open.person.data;
  std::vector<web::Fact> facts;
  auto add = [&](const char* label, std::string text) {
    if (!text.empty()) facts.push_back({label, std::move(text), {}, {}});
  };
  add("Cognome e nome", list_name(data));
  add("Codice fiscale", data.codice_fiscale);
  add("Nascita", data.birth_date ? to_italian_short(*data.birth_date) : "");
  add("Indirizzo", data.street.empty() ? "" : data.street + " " + data.civic);
  add("E-mail", data.email);
  add("Telefono", data.phone);
  add("Lavora per l'ente", open.is_staff ? "sì" : "no");
  return web::facts_section("Dati", person_url(open.person.id) + "/modifica", facts);
}

web::Part account_facts(const OpenPerson& open, Instant now) {
  if (!open.account)
    return web::empty_state("Nessuna credenziale", "Questa persona non ha ancora le credenziali.");
  const Account& account = *open.account;
  return web::facts({{"Nome utente", account.login, {}, {}},
                     {"Stato", "", {}, state_chip(account, now)},
                     {"Rilasciate il", to_italian(to_rome(account.created_at).date), {}, {}},
                     {"Password del", to_italian(to_rome(account.changed_at).date), {}, {}}});
}

std::string note_of(const PageParts& parts, const web::Visit& visit, const OpenPerson& open) {
  if (!open.may_manage)
    return "Le credenziali di chi dirige un ufficio o amministra le gestisce un amministratore.";
  if (!open.is_staff && !parts.identity.settings().citizen_credentials(visit.town.id))
    return "Questa persona non lavora per l'ente: con le credenziali non può accedere. Sono "
           "riservate al personale.";
  return "";
}

}  // namespace

Result<OpenPerson> open_person(const PageParts& parts, web::Visit& visit) {
  OpenPerson open;
  {
    DIGIPRO_TRY(lease, visit.ledger.read());
    DIGIPRO_TRY(person, people::find_person(lease->db(), visit.viewer,
                                            PersonId(visit.parameter("persona"))));
    open.person = std::move(person);
    DIGIPRO_TRY(standing, standing_of(lease->db(), open.person.id, visit.now));
    open.is_staff = standing.is_staff();
    open.may_manage =
        visit.viewer.has(Role::amministratore) || (!standing.roles.contains(Role::amministratore) &&
                                                   !standing.roles.contains(Role::responsabile));
  }
  auto account = parts.identity.account_of(visit.viewer, open.person.id);
  if (account)
    open.account = std::move(*account);
  else if (account.error().code != ErrorCode::not_found)
    return refuse(std::move(account.error()));
  return open;
}

Response show_person(const PageParts& parts, web::Visit& visit, const OpenPerson& open,
                     const Problems& problems) {
  html::Data data;
  web::Part summary = web::error_summary(problems);
  put_part(data, "summary_of_errors", std::move(summary));
  data.set("nome", open.person.data.full_name()).set("nota", note_of(parts, visit, open));
  put_part(data, "dati", person_facts(open));
  put_part(data, "credenziali", account_facts(open, visit.now));
  std::string url = person_url(open.person.id);
  html::Data form;
  form.set("csrf", visit.csrf_token);
  if (open.may_manage && open.account) {
    form.set("azione", url + "/reimposta")
        .set("blocca_url", url + "/blocca")
        .flag("bloccato", open.account->state == AccountState::blocked);
    add_document_fields(visit, problems, form);
    data.add("gestisci", std::move(form));
  } else if (open.may_manage) {
    const std::string* login = visit.request.form_field("utente");
    form.set("azione", url + "/rilascia");
    put_part(form, "campo",
             text_field({.id = "utente",
                         .label = "Nome utente",
                         .value = login ? *login : suggested_login(open.person.data),
                         .hint = "Da 3 a 60 caratteri: lettere senza accenti, cifre e . - _",
                         .autocomplete = "off",
                         .characters_max = 60},
                        problems));
    add_document_fields(visit, problems, form);
    data.add("rilascia", std::move(form));
  }
  auto frame = web::frame_of(visit, web::Face::desk, open.person.data.full_name());
  frame.crumbs = {{"Credenziali", desk_url}, {open.person.data.full_name(), ""}};
  frame.has_errors = !problems.empty();
  return parts.pages.answer(frame, "identity/persona.html", std::move(data),
                            problems.empty() ? 200 : 422);
}

web::Part state_chip(const Account& account, Instant now) {
  if (account.state == AccountState::blocked)
    return web::chip(web::ChipKind::late, "bloccate dallo sportello");
  if (account.locked_until && *account.locked_until > now)
    return web::chip(web::ChipKind::soon, "ferme fino alle " + clock_time(*account.locked_until));
  if (account.must_change) return web::chip(web::ChipKind::calm, "password iniziale");
  return web::chip(web::ChipKind::done, "attive");
}

SeenDocument typed_document(const web::Visit& visit) {
  SeenDocument seen;
  seen.kind = typed_text(visit, "documento_tipo");
  seen.number = to_upper_ascii(typed_text(visit, "documento_numero"));
  seen.issued_on = typed_date(visit, "documento_data").value_or(Date{0, 0, 0});
  return seen;
}

std::string document_title(std::string_view kind) {
  for (const DocumentKind& row : document_kinds)
    if (row.code == kind) return std::string(row.title);
  return std::string(kind);
}

}  // namespace digipro::identity
