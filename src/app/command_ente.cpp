// digipro ente add ID NAME HOST... | list; digipro user add LOGIN: what an installation needs
// before somebody can log in. The service must not be running on the same SQLite data folder.
#include <cstdio>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/program.h"
#include "core/ente/ente_settings.h"
#include "core/organisation/organisation.h"
#include "core/people/people.h"

namespace digipro::app {
namespace {

constexpr int enti_max = 500;

// The parts that a command needs, without pages being served.
struct Tools {
  SystemClock clock;
  RandomIdSource ids;
  log::MemoryLog log{clock};
  std::unique_ptr<Program> program;
};

Status open(const Arguments& arguments, Tools& tools) {
  DIGIPRO_TRY(settings, settings_of(arguments));
  DIGIPRO_TRY(program, Program::build(settings, tools.clock, tools.ids, tools.log,
                                      {.has_workers = false, .has_rate_limits = false}));
  tools.program = std::move(program);
  return {};
}

Status add_ente(Program& program, const Words& words) {
  installation::ServedEnte ente{EnteId(words[1]), words[2], {words.begin() + 3, words.end()}};
  Caller system = system_caller(program.installation().ente());
  DIGIPRO_CHECK(program.installation().run(system, {}, installation::keep_ente, ente));
  DIGIPRO_TRY(open, program.open_ente(ente.id));
  DIGIPRO_CHECK(open->store->ledger().run(system_caller(ente.id), {}, ente::change_setting,
                                          ente::ChangeSetting{"name", ente.name}));
  return {};
}

Status list_enti(Program& program) {
  DIGIPRO_TRY(lease, program.installation().read());
  DIGIPRO_TRY(enti, installation::enti(lease->db(), EnteId(), enti_max));
  for (const installation::ServedEnte& ente : enti) {
    std::printf("%-20s %s", ente.id.text.c_str(), ente.name.c_str());
    for (const std::string& host : ente.hosts) std::printf(" %s", host.c_str());
    std::printf("\n");
  }
  return {};
}

// The first administrator of an ente: a person with the role and a start password.
Status add_user(Program& program, const Arguments& arguments) {
  EnteId ente(arguments.value("ente"));
  DIGIPRO_TRY(open, program.open_ente(ente));
  ledger::Ledger& ledger = open->store->ledger();
  Caller system = system_caller(ente);
  people::CreatePerson person;
  person.data.given_name = arguments.value("name");
  person.data.family_name = arguments.value("surname");
  person.data.codice_fiscale = arguments.value("codice-fiscale");
  DIGIPRO_TRY(created, ledger.run(system, {}, people::create_person(), person));
  organisation::AssignRole assign;
  assign.assignment.person = created.id;
  assign.assignment.role = Role::amministratore;
  assign.assignment.valid_from = to_rome(ledger.clock().now()).date;
  DIGIPRO_CHECK(ledger.run(system, {}, organisation::assign_role(), assign));
  identity::NewAccount account;
  account.ente = ente;
  account.person = created.id;
  account.person_name = person.data.family_name + " " + person.data.given_name;
  account.login = arguments.words[1];
  DIGIPRO_TRY(issued, program.identity().issue(system, account));
  std::printf("Utente: %s\nPassword iniziale, da cambiare al primo accesso: %s\n",
              issued.login.c_str(), issued.start_password.c_str());
  return {};
}

int finish(const Status& status) {
  return status ? 0 : report(status.error());
}

int usage(const char* text) {
  std::fputs(text, stderr);
  return 2;
}

}  // namespace

int ente_command(const Words& words) {
  auto arguments = parse_arguments(words, {"config", "data", "postgres"});
  if (!arguments) return report(arguments.error());
  const Words& said = arguments->words;
  bool adds = said.size() >= 4 && said[0] == "add";
  if (!adds && (said.size() != 1 || said[0] != "list"))
    return usage("Uso: digipro ente add ID NOME HOST... | list [--config FILE | --data DIR]\n");
  Tools tools;
  if (auto opened = open(*arguments, tools); !opened) return report(opened.error());
  return finish(adds ? add_ente(*tools.program, said) : list_enti(*tools.program));
}

int user_command(const Words& words) {
  auto arguments = parse_arguments(
      words, {"config", "data", "postgres", "ente", "name", "surname", "codice-fiscale"});
  if (!arguments) return report(arguments.error());
  const Words& said = arguments->words;
  if (said.size() != 2 || said[0] != "add" || !arguments->has("ente"))
    return usage(
        "Uso: digipro user add LOGIN --ente ID --name NOME --surname COGNOME "
        "[--codice-fiscale CF] [--config FILE | --data DIR]\n");
  Tools tools;
  if (auto opened = open(*arguments, tools); !opened) return report(opened.error());
  return finish(add_user(*tools.program, *arguments));
}

}  // namespace digipro::app
