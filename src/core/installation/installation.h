// The list of enti that this installation serves, and the host names under which each is reached.
// Lives in the installation's store. Changed by Ledger commands, which
// only an amministratore may call. Functions for whoever holds the connection.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ente/store.h"

namespace digipro::installation {

struct ServedEnte {
  EnteId id;
  std::string name;
  std::vector<std::string> hosts;  // lower case, without port
  std::string fingerprint() const;
};

// Sorted by id, after `after`, at most `limit` (<= 500).
Result<std::vector<ServedEnte>> enti(db::Connection& db, const EnteId& after, int limit);
// By the Host header, without port, in any case. Nothing when no ente has it.
Result<std::optional<EnteId>> ente_of_host(db::Connection& db, std::string_view host);

// Adds the ente, or replaces its name and hosts. conflict when a host belongs to another ente,
// invalid_input for a wrong id or host. Journaled as "installation.ente_kept".
extern const ledger::Command<ServedEnte, ServedEnte, ledger::Done> keep_ente;

// Opens the installation's store; `migrations` are those of the modules that live there. Refuses as
// ente::open_store() does.
Result<std::unique_ptr<ente::Store>> open_installation(const ente::StoreSettings& settings,
                                                       const Clock& clock, IdSource& ids,
                                                       std::span<const db::Migration> migrations);

}  // namespace digipro::installation
