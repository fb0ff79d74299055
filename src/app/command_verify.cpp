// digipro verify [--data DIR | --config FILE]: proves the stores.
#include <cstdio>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/program.h"
#include "core/journal/journal.h"
#include "modules/fascicoli/module.h"
#include "modules/protocollo/module.h"

namespace digipro::app {
namespace {

constexpr int enti_max = 500;

Status verify_ente(Program& program, const EnteId& ente) {
  DIGIPRO_TRY(open, program.open_ente(ente));
  DIGIPRO_TRY(lease, open->store->ledger().read());
  DIGIPRO_TRY(journal, journal::verify(lease->db()));
  DIGIPRO_TRY(registrations, protocollo::verify(lease->db()));
  DIGIPRO_TRY(fascicoli, fascicoli::verify(lease->db()));
  std::printf("%s: %lld voci, %lld registrazioni, %lld fascicoli\n", ente.text.c_str(),
              static_cast<long long>(journal.entries),
              static_cast<long long>(registrations.registrations),
              static_cast<long long>(fascicoli));
  return {};
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
  auto lease = (*program)->installation().read();
  if (!lease) return report(lease.error());
  auto served = installation::enti((*lease)->db(), EnteId(), enti_max);
  if (!served) return report(served.error());
  lease->reset();
  int status = 0;
  for (const installation::ServedEnte& ente : *served)
    if (auto verified = verify_ente(**program, ente.id); !verified)
      status = report(verified.error());
  return status;
}

}  // namespace digipro::app
