// Opens stores: one per ente, and by core/installation the one of the installation itself. On
// SQLite a file below the data folder, locked against a second process; on PostgreSQL a schema.
// A Store owns its database and ledger; the clock and the id source outlive it. Thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/ledger/ledger.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

namespace digipro::ente {

struct StoreSettings {
  db::Engine engine = db::Engine::sqlite;
  std::string folder;    // SQLite: DIR/enti/ID/ente.db and DIR/installation/installation.db
  std::string conninfo;  // PostgreSQL: schemas ente_ID and installation
  std::string node = "node-1";
  size_t readers_max = 8;  // per store
};

// Where a store lives: below the data folder, or as a schema.
struct Place {
  std::string path;    // "installation/installation.db": in a folder of its own
  std::string schema;  // "installation"
};

class Store {
 public:
  ~Store();
  ledger::Ledger& ledger() { return *ledger_; }
  std::string describe() const { return database_->describe(); }
  // Finishes what is queued and gives the lease back. Idempotent.
  void close();

 private:
  friend Result<std::unique_ptr<Store>> open_store(const StoreSettings&, const Place&, EnteId,
                                                   const Clock&, IdSource&,
                                                   std::span<const db::Migration>);
  std::unique_ptr<files::Lock> lock_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

// 1 to 40 of a-z, 0-9 and '-', beginning with a letter.
bool is_ente_id(std::string_view text);

// Creates the store when it is missing. `migrations` run after the ledger's. Refuses with
// lease_lost when another process has it, newer_store, storage_failed.
Result<std::unique_ptr<Store>> open_store(const StoreSettings& settings, const Place& place,
                                          EnteId ente, const Clock& clock, IdSource& ids,
                                          std::span<const db::Migration> migrations);
// `migrations` are those of the modules, after ours. invalid_input for a wrong id.
Result<std::unique_ptr<Store>> open_ente(const StoreSettings& settings, const EnteId& ente,
                                         const Clock& clock, IdSource& ids,
                                         std::span<const db::Migration> migrations);

}  // namespace digipro::ente
