// The program, wired: the only place that knows everyone. Builds every part from the settings,
// opens the installation, serves. Owns all of it; destroyed in reverse order. Built and stopped by
// one thread; serving is thread-safe.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "core/ente/registry.h"
#include "core/installation/installation.h"
#include "modules/catalogue/module.h"
#include "modules/identity/module.h"
#include "modules/istanze/module.h"
#include "platform/config/config.h"
#include "platform/http/http.h"
#include "platform/log/log.h"

namespace digipro::app {

// Migrations of an ente's store, in the order of the modules.
std::vector<db::Migration> ente_migrations();
ente::StoreSettings store_settings(const config::Settings& settings);

class Program {
 public:
  // Refuses with what stops it: configuration, definition (a package), storage_failed, lease_lost.
  // clock, ids and log outlive it.
  static Result<std::unique_ptr<Program>> build(const config::Settings& settings,
                                                const Clock& clock, IdSource& ids, log::Log& log);
  virtual ~Program() = default;

  // Listens; `port` 0 in the settings takes a free one, see server().
  virtual Status serve() = 0;
  virtual http::Server& server() = 0;
  virtual void stop(int grace_seconds) = 0;

  // For the demo and the command line: the same parts that pages use.
  virtual ledger::Ledger& installation() = 0;
  virtual identity::Identity& identity() = 0;
  virtual const casework::Casework& casework() = 0;
  virtual const catalogue::Catalogue& catalogue() = 0;
  virtual const istanze::Parts& istanze() = 0;
  virtual Result<std::shared_ptr<ente::OpenEnte>> open_ente(const EnteId& ente) = 0;
  // Effects and timers that are due now, on this thread: the demo's months pass in a moment.
  virtual Status run_due(const EnteId& ente) = 0;
};

}  // namespace digipro::app
