// /impostazioni and /incidenti: what the town says of itself, and what the program could not do.
#include "base/text.h"
#include "core/ente/ente_settings.h"
#include "modules/identity/pages.h"

namespace digipro::identity {
namespace {

constexpr std::string_view citizen_setting = "citizen_credentials";
constexpr int incidents_shown = 100;

struct Administration {
  const web::Pages& pages;
  AdministrationParts parts;
};
using Handler = Response (*)(const Administration&, web::Visit&);

web::Part setting_field(const ente::KnownSetting& setting, const std::string& value,
                        const Problems& problems) {
  if (setting.name == citizen_setting)
    return select_field(
        {.id = setting.name,
         .label = "Credenziali dell'ente anche ai cittadini",
         .value = value.empty() ? "no" : value,
         .hint = citizen_credentials_note,
         .options = {{"no", "No, solo al personale"}, {"sì", "Sì, anche ai cittadini"}}},
        problems);
  return text_field({.id = setting.name,
                     .label = setting.label,
                     .value = value,
                     .autocomplete = "off",
                     .characters_max = setting.characters_max,
                     .is_optional = true,
                     .says_optional = false,
                     .size = setting.characters_max <= 40 ? "medium" : ""},
                    problems);
}

Result<ente::EnteSettings> stored_settings(web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  return ente::read_settings(lease->db());
}

// What was typed stands in the fields; where nothing was, what is stored.
Response settings_form(const Administration& office, web::Visit& visit,
                       const ente::EnteSettings& stored, const Problems& problems) {
  FormSheet sheet;
  sheet.title = "Impostazioni";
  sheet.introduction =
      "Nome, indirizzi e codici dell'ente, come appaiono sul sito e sulle ricevute.";
  sheet.action_url = "/impostazioni";
  sheet.submit = "Salva le impostazioni";
  for (const ente::KnownSetting& setting : ente::known_settings()) {
    const std::string* posted = visit.request.form_field(setting.name);
    sheet.fields.push_back(
        setting_field(setting, posted ? *posted : stored.value(setting.name), problems));
  }
  if (visit.request.query_field("salvate") != nullptr)
    sheet.messages.push_back({web::MessageKind::done,
                              "Le impostazioni sono salvate. Le altre pagine le mostrano tra pochi "
                              "secondi.",
                              {}});
  return answer_form(office.pages, visit, std::move(sheet), problems);
}

Response show_settings(const Administration& office, web::Visit& visit) {
  DIGIPRO_TRY(stored, stored_settings(visit));
  return settings_form(office, visit, stored, {});
}

// Each changed setting is a command of its own, with its own line in the journal.
Response save_settings(const Administration& office, web::Visit& visit) {
  DIGIPRO_TRY(stored, stored_settings(visit));
  Problems problems;
  for (const ente::KnownSetting& setting : ente::known_settings()) {
    const std::string* posted = visit.request.form_field(setting.name);
    if (posted == nullptr) continue;
    ente::ChangeSetting change{std::string(setting.name), std::string(trim(*posted))};
    bool is_same = change.value == stored.value(setting.name) ||
                   (setting.name == citizen_setting && change.value == "no" &&
                    stored.value(setting.name).empty());
    if (is_same) continue;
    auto done = visit.ledger.run(visit.caller, {}, ente::change_setting, change);
    if (done) continue;
    if (!is_of_fields(done.error())) return refuse(std::move(done.error()));
    problems.push_back({change.name, done.error().fields[0].sentence});
  }
  if (!problems.empty()) return settings_form(office, visit, stored, problems);
  return http::Response::redirect("/impostazioni?salvate=1");
}

html::Data incident_row(const Administration& office, const web::Visit& visit,
                        const outbox::Incident& incident) {
  auto title = office.parts.job_titles.find(incident.kind);
  html::Data row;
  row.set("che_cosa", title == office.parts.job_titles.end() ? incident.kind : title->second)
      .set("da", to_italian(to_rome(incident.opened)))
      .set("tentativi", static_cast<int64_t>(incident.attempts))
      .set("problema", incident.problem)
      .set("riferimento", incident.key)
      .set("azione", "/incidenti/" + url_encode(incident.id) + "/ripeti")
      .set("csrf", visit.csrf_token);
  return row;
}

Response show_incidents(const Administration& office, web::Visit& visit) {
  DIGIPRO_TRY(outbox, office.parts.outbox_of(visit.town.id));
  DIGIPRO_TRY(incidents, outbox->incidents(visit.viewer, incidents_shown + 1));
  html::Data data;
  bool are_more = incidents.size() > incidents_shown;
  if (are_more) incidents.pop_back();
  for (const outbox::Incident& incident : incidents)
    data.add("incidente", incident_row(office, visit, incident));
  data.flag("altri", are_more);
  if (incidents.empty())
    put_part(data, "vuoto",
             web::empty_state("Nessun incidente",
                              "Qui trovi i messaggi non partiti e i lavori rimasti a metà."));
  auto frame = web::frame_of(visit, web::Face::desk, "Incidenti");
  if (visit.request.query_field("ripetuto") != nullptr)
    frame.messages.push_back(
        {web::MessageKind::done,
         "Il lavoro è di nuovo in coda. Se non riesce, torna in questo elenco.",
         {}});
  return office.pages.answer(frame, "identity/incidenti.html", std::move(data));
}

Response retry(const Administration& office, web::Visit& visit) {
  DIGIPRO_TRY(outbox, office.parts.outbox_of(visit.town.id));
  DIGIPRO_CHECK(outbox->retry(visit.caller, visit.parameter("incidente")));
  return http::Response::redirect("/incidenti?ripetuto=1");
}

}  // namespace

void add_administration_routes(web::Routes& routes, const web::Pages& pages,
                               AdministrationParts parts) {
  auto office = std::make_shared<const Administration>(Administration{pages, std::move(parts)});
  auto with = [office](Handler handler) {
    return [office, handler](web::Visit& visit) { return handler(*office, visit); };
  };
  using enum web::Access;
  routes.get("/impostazioni", amministratore, with(show_settings));
  routes.post("/impostazioni", amministratore, with(save_settings));
  routes.get("/incidenti", amministratore, with(show_incidents));
  routes.post("/incidenti/{incidente}/ripeti", amministratore, with(retry));
}

}  // namespace digipro::identity
