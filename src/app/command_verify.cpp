// digipro verify [--data DIR | --config FILE]: proves the stores; 1 and the exact place of whatever
// is wrong. The service must not be running on the same SQLite data folder.
#include <cstdio>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/program.h"
#include "app/verify.h"

namespace digipro::app {
namespace {

void print(const VerifyReport& report) {
  std::string line = report.store + ":";
  for (const auto& [name, count] : report.counts)
    line += (line.back() == ':' ? " " : ", ") + std::to_string(count) + " " + name;
  std::printf("%s\n", line.c_str());
  for (const Finding& finding : report.findings)
    std::printf("  %s %s: %s\n", finding.is_note ? "nota" : "ERRORE", finding.place.c_str(),
                finding.sentence.c_str());
}

// Prints what was found; false when something is broken.
Result<bool> shown(const Result<VerifyReport>& report) {
  if (!report) return refuse(report.error());
  print(*report);
  return report->is_sound();
}

Result<bool> verify_all(Program& program, const Clock& clock) {
  House& house = program.house();
  VerifyParts parts{*house.blobs, *house.files, house.settings.seal.folder,
                    house.seal_key->public_key()};
  bool is_sound = true;
  {
    DIGIPRO_TRY(lease, program.installation().read());
    DIGIPRO_TRY(sound, shown(verify_installation(lease->db(), parts)));
    is_sound = sound;
  }
  DIGIPRO_TRY(served, program.served());
  for (const EnteId& ente : served) {
    DIGIPRO_TRY(open, program.open_ente(ente));
    DIGIPRO_TRY(lease, open->store->ledger().read());
    DIGIPRO_TRY(sound, shown(verify_ente(lease->db(), ente, parts)));
    is_sound = is_sound && sound;
  }
  DIGIPRO_TRY(sound, shown(verify_blobs(*house.blobs, program.each_ente(), clock.now())));
  return is_sound && sound;
}

}  // namespace

int verify_command(const Words& words) {
  auto arguments = parse_arguments(words, {"config", "data", "postgres"});
  if (!arguments) return report(arguments.error());
  auto settings = settings_of(*arguments);
  if (!settings) return report(settings.error());
  SystemClock clock;
  RandomIdSource ids;
  log::MemoryLog log(clock);
  auto program = Program::build(*settings, clock, ids, log, {.has_workers = false});
  if (!program) return report(program.error());
  auto is_sound = verify_all(**program, clock);
  if (!is_sound) return report(is_sound.error());
  std::puts(*is_sound ? "Tutto torna." : "Qualcosa non torna: vedi le righe ERRORE.");
  return *is_sound ? 0 : 1;
}

}  // namespace digipro::app
