#include "core/ente/store.h"

#include <algorithm>

#include "core/ente/ente_settings.h"

namespace digipro::ente {
namespace {

// Two processes with the same node name would take the lease from each other; on one machine a
// file lock says at once who is first, and a crash releases it.
Result<std::unique_ptr<files::Lock>> lock_folder(const std::string& folder) {
  auto files = files::make_real_files();
  DIGIPRO_CHECK(files->make_folder(folder));
  auto lock = files->lock(folder + "/lock", files::LockMode::exclusive);
  if (!lock && lock.error().code == ErrorCode::conflict)
    return refuse(ErrorCode::lease_lost, "another process uses " + folder);
  return lock;
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const StoreSettings& settings, const Place& place,
                                          EnteId ente, const Clock& clock, IdSource& ids,
                                          std::span<const db::Migration> migrations) {
  auto store = std::make_unique<Store>();
  if (settings.engine == db::Engine::sqlite) {
    std::string path = settings.folder + "/" + place.path;
    DIGIPRO_TRY(lock, lock_folder(path.substr(0, path.rfind('/'))));
    store->lock_ = std::move(lock);
    store->database_ = db::sqlite_database(path);
  } else {
    store->database_ = db::postgres_database(settings.conninfo, place.schema);
  }
  ledger::Settings limits;
  limits.ente = std::move(ente);
  limits.node = settings.node;
  limits.readers_max = settings.readers_max;
  DIGIPRO_TRY(ledger,
              ledger::open_ledger(*store->database_, clock, ids, std::move(limits), migrations));
  store->ledger_ = std::move(ledger);
  return store;
}

Store::~Store() = default;

void Store::close() {
  ledger_->close();
}

bool is_ente_id(std::string_view text) {
  auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= 40 && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

Result<std::unique_ptr<Store>> open_ente(const StoreSettings& settings, const EnteId& ente,
                                         const Clock& clock, IdSource& ids,
                                         std::span<const db::Migration> migrations) {
  if (!is_ente_id(ente.text)) return refuse(ErrorCode::invalid_input, "not the id of an ente");
  std::vector<db::Migration> all(ente_migrations().begin(), ente_migrations().end());
  all.insert(all.end(), migrations.begin(), migrations.end());
  return open_store(settings, {"enti/" + ente.text + "/ente.db", "ente_" + ente.text}, ente, clock,
                    ids, all);
}

}  // namespace digipro::ente
