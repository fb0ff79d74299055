// The program, wired: the only place that knows everyone. Builds every part from the settings,
// opens the installation, serves. Owns all of it; destroyed in reverse order. Built and stopped by
// one thread; serving is thread-safe.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/ente_room.h"
#include "app/figures.h"
#include "app/house.h"
#include "app/installation_room.h"
#include "app/verify.h"
#include "core/installation/installation.h"
#include "modules/identity/module.h"
#include "platform/http/http.h"

namespace digipro::app {

ente::StoreSettings store_settings(const config::Settings& settings);
std::vector<db::Migration> installation_migrations();

struct Running {
  // False while somebody prepares data under a clock of their own (the demo): effects and timers
  // then run only by run_due().
  bool has_workers = true;
  bool has_rate_limits = true;
};

class Program {
 public:
  // Refuses with what stops it: configuration, definition (a package), storage_failed, lease_lost.
  // clock, ids and log outlive it.
  static Result<std::unique_ptr<Program>> build(const config::Settings& settings,
                                                const Clock& clock, IdSource& ids, log::Log& log,
                                                Running running = {});
  ~Program();

  // Opens every ente that is served, then listens; `port` 0 takes a free one, see port().
  Status serve();
  int port() const { return house_->port.load(); }
  Status reload_tls();
  // Lets running requests finish (at most grace_seconds), then effects, then closes the stores.
  // Idempotent.
  void stop(int grace_seconds);

  House& house() { return *house_; }
  ledger::Ledger& installation() { return installation_->ledger(); }
  identity::Identity& identity() { return *identity_; }
  Result<std::shared_ptr<ente::OpenEnte>> open_ente(const EnteId& ente);
  Result<std::vector<EnteId>> served();
  // A reading connection of each ente that is served, one after the other; an ente that does not
  // open ends it, so that nobody takes its documents for garbage.
  EachEnte each_ente();
  // Timers that are due now, on this thread: the demo's months pass in a moment.
  Status fire_timers(const EnteId& ente);

 private:
  Program() = default;
  void add_routes();
  Result<std::shared_ptr<outbox::Outbox>> outbox_of(const EnteId& ente);
  Status open_served();
  std::vector<Figures::Ente> count_enti();
  Status collect_garbage();
  struct Serving;

  std::unique_ptr<House> house_;
  const Clock* clock_ = nullptr;
  std::unique_ptr<ente::Store> installation_;
  std::unique_ptr<crypto::PasswordHasher> hasher_;
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<InstallationRoom> installation_room_;
  std::unique_ptr<ente::Registry> enti_;
  std::unique_ptr<Serving> serving_;
};

}  // namespace digipro::app
