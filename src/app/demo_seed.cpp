#include "app/demo_seed.h"

#include "app/demo_town.h"
#include "base/text.h"
#include "core/ente/ente_settings.h"
#include "core/organisation/organisation.h"
#include "core/people/codice_fiscale.h"
#include "core/people/people.h"
#include "core/stradario/stradario.h"

namespace digipro::app {
namespace {

struct DemoPerson {
  std::string_view login, given_name, family_name;
  std::string_view codice_fiscale_15;  // the 16th is computed
  std::string_view email, phone, street, civic;
  std::string_view office;  // empty: a citizen
  Role role;
  std::string_view who;
};

constexpr DemoPerson demo_people[] = {
    {"anna.verdi", "Anna", "Verdi", "VRDNNA85C52A052", "anna.verdi@example.org", "333 1234567",
     "Via Giuseppe Verdi", "4/B", "", Role::segnalante, "cittadina"},
    {"luca.neri", "Luca", "Neri", "NRELCU78H14A052", "luca.neri@borgoverde.example", "0142 555 201",
     "", "", "verde", Role::operatore, "operatore, Ufficio ambiente e verde"},
    {"marta.rossi", "Marta", "Rossi", "RSSMRT70E50A052", "marta.rossi@borgoverde.example",
     "0142 555 200", "", "", "verde", Role::responsabile, "responsabile, Ufficio ambiente e verde"},
    {"sara.blu", "Sara", "Blu", "BLUSRA90L63A052", "sara.blu@borgoverde.example", "0142 555 301",
     "", "", "lavori-pubblici", Role::operatore, "operatrice, Ufficio lavori pubblici"},
    {"dario.conti", "Dario", "Conti", "CNTDRA68B09A052", "dario.conti@borgoverde.example",
     "0142 555 300", "", "", "lavori-pubblici", Role::responsabile,
     "responsabile, Ufficio lavori pubblici"},
    {"paolo.fabbri", "Paolo", "Fabbri", "FBBPLA81C03A052", "paolo.fabbri@borgoverde.example",
     "0142 555 401", "", "", "mobilita", Role::operatore, "operatore, Ufficio mobilità"},
    {"giulia.moretti", "Giulia", "Moretti", "MRTGLI76R52A052", "giulia.moretti@borgoverde.example",
     "0142 555 400", "", "", "mobilita", Role::responsabile, "responsabile, Ufficio mobilità"},
    {"marco.testa", "Marco", "Testa", "TSTMRC84M19A052", "marco.testa@borgoverde.example",
     "0142 555 501", "", "", "polizia-locale", Role::operatore, "agente, Polizia locale"},
    {"piero.gallo", "Piero", "Gallo", "GLLPRI82T21A052", "piero.gallo@borgoverde.example",
     "0142 555 100", "", "", "urp", Role::sportello,
     "sportello, Ufficio relazioni con il pubblico"},
    {"elena.serra", "Elena", "Serra", "SRRLNE75P58A052", "elena.serra@borgoverde.example",
     "0142 555 010", "", "", "segreteria", Role::amministratore, "amministratrice"},
};

struct DemoOffice {
  std::string_view code, name, email, hours;
};
constexpr DemoOffice demo_offices[] = {
    {"segreteria", "Segreteria generale", "segreteria@borgoverde.example",
     "dal lunedì al venerdì, 9-12"},
    {"urp", "Ufficio relazioni con il pubblico", "urp@borgoverde.example",
     "dal lunedì al venerdì, 8:30-12:30; martedì e giovedì anche 15-17"},
    {"verde", "Ufficio ambiente e verde", "verde@borgoverde.example",
     "lunedì, mercoledì e venerdì, 9-12"},
    {"lavori-pubblici", "Ufficio lavori pubblici", "lavoripubblici@borgoverde.example",
     "martedì e giovedì, 9-12"},
    {"mobilita", "Ufficio mobilità", "mobilita@borgoverde.example", "martedì e giovedì, 9-12"},
    {"polizia-locale", "Polizia locale", "polizialocale@borgoverde.example",
     "tutti i giorni, 8-20"},
};

constexpr std::pair<std::string_view, std::string_view> demo_settings[] = {
    {"name", "Comune di Borgo Verde"},
    {"region", "Regione Piemonte"},
    {"aoo_code", "AOO1"},
    {"patron_saint", "06-24"},
    {"address", "Piazza del Municipio 1, 15000 Borgo Verde (AL)"},
    {"telephone", "0142 555 000"},
    {"email", "protocollo@borgoverde.example"},
    {"pec", "protocollo@pec.borgoverde.example"},
    {"citizen_credentials", "sì"},
};

ledger::IdempotencyKey step_key(std::string_view name) {
  return {"demo/" + std::string(name)};
}

Status seed_settings(ledger::Ledger& ledger, const Caller& system) {
  for (const auto& [name, value] : demo_settings) {
    ente::ChangeSetting setting{std::string(name), std::string(value)};
    DIGIPRO_CHECK(
        ledger.run(system, step_key("setting/" + setting.name), ente::change_setting, setting));
  }
  DIGIPRO_TRY(streets, stradario::parse_geojson(demo_streets_geojson()));
  DIGIPRO_CHECK(ledger.run(system, step_key("streets"), stradario::import_command(),
                           stradario::Import{std::move(streets)}));
  return {};
}

Status seed_offices(ledger::Ledger& ledger, const Caller& system) {
  organisation::SaveAoo aoo{{"AOO1", "Comune di Borgo Verde"}};
  DIGIPRO_CHECK(ledger.run(system, step_key("aoo"), organisation::save_aoo(), aoo));
  for (const DemoOffice& demo : demo_offices) {
    organisation::Office office;
    office.code = OfficeId(std::string(demo.code));
    office.name = demo.name;
    office.aoo = "AOO1";
    office.email = demo.email;
    office.hours = demo.hours;
    if (demo.code != "segreteria") office.parent = OfficeId("segreteria");
    organisation::SaveOffice save{std::move(office), true};
    DIGIPRO_CHECK(ledger.run(system, step_key("office/" + std::string(demo.code)),
                             organisation::save_office(), save));
  }
  return {};
}

people::PersonalData data_of(const DemoPerson& demo) {
  people::PersonalData data;
  data.given_name = demo.given_name;
  data.family_name = demo.family_name;
  data.codice_fiscale =
      std::string(demo.codice_fiscale_15) + people::control_character(demo.codice_fiscale_15);
  data.email = demo.email;
  data.phone = demo.phone;
  data.street = demo.street;
  data.civic = demo.civic;
  return data;
}

// Created once: a repeated key gives the same person.
Result<people::PersonOut> person_of(ledger::Ledger& ledger, const DemoPerson& demo) {
  return ledger.run(system_caller(demo_ente), step_key("person/" + std::string(demo.login)),
                    people::create_person(), people::CreatePerson{data_of(demo)});
}

Status seed_person(Program& program, ledger::Ledger& ledger, const Caller& system,
                   const DemoPerson& demo) {
  std::string login(demo.login);
  DIGIPRO_TRY(person, person_of(ledger, demo));
  if (!demo.office.empty()) {
    organisation::AssignRole assign;
    assign.assignment.person = person.id;
    assign.assignment.office = OfficeId(std::string(demo.office));
    assign.assignment.role = demo.role;
    assign.assignment.valid_from = to_rome(ledger.clock().now()).date;
    DIGIPRO_CHECK(
        ledger.run(system, step_key("role/" + login), organisation::assign_role(), assign));
  }
  Viewer viewer{.ente = demo_ente, .person = system.person, .roles = system.roles};
  viewer.clearance = PrivacyLevel::particolare;
  auto account = program.identity().account_of(viewer, person.id);
  if (account) return {};
  if (account.error().code != ErrorCode::not_found) return refuse(account.error());
  DIGIPRO_CHECK(program.identity().issue(
      system, {.ente = demo_ente,
               .person = person.id,
               .person_name = std::string(demo.family_name) + " " + std::string(demo.given_name),
               .login = login,
               .seen = std::nullopt,
               .password = std::string(demo_password),
               .must_change = false}));
  return {};
}

}  // namespace

std::vector<DemoLogin> demo_logins() {
  std::vector<DemoLogin> logins;
  for (const DemoPerson& demo : demo_people) logins.push_back({demo.login, demo.who});
  return logins;
}

Result<Caller> demo_caller(ledger::Ledger& ledger, std::string_view login) {
  for (const DemoPerson& demo : demo_people) {
    if (demo.login != login) continue;
    DIGIPRO_TRY(person, person_of(ledger, demo));
    Caller caller;
    caller.ente = demo_ente;
    caller.person = person.id;
    caller.roles = {Role::segnalante};
    if (!demo.office.empty()) {
      caller.roles.insert(demo.role);
      caller.offices = {OfficeId(std::string(demo.office))};
    }
    return caller;
  }
  return refuse(ErrorCode::not_found, "no demo login " + std::string(login));
}

Result<bool> is_seeded(Program& program) {
  DIGIPRO_TRY(lease, program.installation().read());
  DIGIPRO_TRY(ente, installation::ente_of_host(lease->db(), "localhost"));
  return ente.has_value();
}

Status seed_town(Program& program) {
  DIGIPRO_TRY(open, program.open_ente(demo_ente));
  ledger::Ledger& ledger = open->store->ledger();
  Caller system = system_caller(demo_ente);
  DIGIPRO_CHECK(seed_settings(ledger, system));
  DIGIPRO_CHECK(seed_offices(ledger, system));
  for (const DemoPerson& demo : demo_people)
    DIGIPRO_CHECK(seed_person(program, ledger, system, demo));
  return {};
}

Status finish_seeding(Program& program) {
  installation::ServedEnte ente{demo_ente, "Comune di Borgo Verde", {"localhost", "127.0.0.1"}};
  Caller system = system_caller(program.installation().ente());
  DIGIPRO_CHECK(program.installation().run(system, {}, installation::keep_ente, ente));
  return {};
}

}  // namespace digipro::app
