#include "core/installation/installation.h"

#include <algorithm>

#include "base/text.h"

namespace digipro::installation {
namespace {

constexpr db::Migration migrations[] = {{"installation", 1, R"sql(
CREATE TABLE ente(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
);
CREATE TABLE ente_host(
  host TEXT PRIMARY KEY,
  ente TEXT NOT NULL REFERENCES ente(id)
);
CREATE INDEX ente_host_ente ON ente_host(ente);
)sql"}};

constexpr db::Sql select_enti = "SELECT id, name FROM ente WHERE id > ? ORDER BY id LIMIT ?";
constexpr db::Sql select_hosts = "SELECT host FROM ente_host WHERE ente = ? ORDER BY host";
constexpr db::Sql select_by_host = "SELECT ente FROM ente_host WHERE host = ?";
constexpr db::Sql upsert_ente =
    "INSERT INTO ente(id, name) VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET name = excluded.name";
constexpr db::Sql delete_hosts = "DELETE FROM ente_host WHERE ente = ?";
constexpr db::Sql insert_host = "INSERT INTO ente_host(host, ente) VALUES(?, ?)";
constexpr int limit_max = 500;
constexpr size_t hosts_max = 20, host_characters_max = 253, name_characters_max = 200;

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= host_characters_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

Result<ServedEnte> prepare(const ledger::ReadContext&, const Caller& caller, const ServedEnte& in) {
  if (!caller.has(Role::amministratore))
    return refuse(ErrorCode::forbidden, "not an administrator");
  if (!ente::is_ente_id(in.id.text)) return refuse(ErrorCode::invalid_input, "id of the ente");
  if (!is_valid_utf8(in.name) || trim(in.name).empty() || in.name.size() > name_characters_max)
    return refuse(ErrorCode::invalid_input, "name of the ente");
  ServedEnte ready{in.id, clean_user_text(trim(in.name)), {}};
  if (in.hosts.size() > hosts_max) return refuse(ErrorCode::too_large, "hosts of the ente");
  for (const std::string& host : in.hosts) {
    ready.hosts.push_back(to_lower_ascii(trim(host)));
    if (!is_host(ready.hosts.back())) return refuse(ErrorCode::invalid_input, "host of the ente");
  }
  return ready;
}

Result<ledger::Done> apply(ledger::Tx& tx, const Caller&, const ServedEnte& ready) {
  for (const std::string& host : ready.hosts) {
    DIGIPRO_TRY(holder, ente_of_host(tx.db(), host));
    if (holder && *holder != ready.id)
      return refuse(ErrorCode::conflict, "the host belongs to another ente");
  }
  DIGIPRO_CHECK(tx.exec(upsert_ente, ready.id.text, ready.name));
  DIGIPRO_CHECK(tx.exec(delete_hosts, ready.id.text));
  for (const std::string& host : ready.hosts)
    DIGIPRO_CHECK(tx.exec(insert_host, host, ready.id.text));
  ledger::Event event;
  event.kind = "installation.ente_kept";
  event.subject = ready.id.text;
  event.facts = json::Value::object({{"name", ready.name}, {"hosts", join(ready.hosts, " ")}});
  tx.record(std::move(event));
  return ledger::Done{};
}

}  // namespace

std::string ServedEnte::fingerprint() const {
  return id.text + "\n" + name + "\n" + join(hosts, "\n");
}

Result<std::vector<ServedEnte>> enti(db::Connection& db, const EnteId& after, int limit) {
  DIGIPRO_TRY(rows, db.query(select_enti, after.text, std::clamp(limit, 1, limit_max)));
  std::vector<ServedEnte> found;
  for (const db::Row& row : rows) {
    ServedEnte ente{EnteId(row.text(0)), row.text(1), {}};
    DIGIPRO_TRY(hosts, db.query(select_hosts, ente.id.text));
    for (const db::Row& host : hosts) ente.hosts.push_back(host.text(0));
    found.push_back(std::move(ente));
  }
  return found;
}

Result<std::optional<EnteId>> ente_of_host(db::Connection& db, std::string_view host) {
  DIGIPRO_TRY(rows, db.query(select_by_host, to_lower_ascii(host)));
  if (rows.empty()) return std::optional<EnteId>();
  return std::optional<EnteId>(EnteId(rows[0].text(0)));
}

const ledger::Command<ServedEnte, ServedEnte, ledger::Done> keep_ente{"installation.keep_ente",
                                                                      prepare, apply};

Result<std::unique_ptr<ente::Store>> open_installation(const ente::StoreSettings& settings,
                                                       const Clock& clock, IdSource& ids,
                                                       std::span<const db::Migration> modules) {
  std::vector<db::Migration> all(std::begin(migrations), std::end(migrations));
  all.insert(all.end(), modules.begin(), modules.end());
  return ente::open_store(settings, {"installation/installation.db", "installation"},
                          EnteId("installation"), clock, ids, all);
}

}  // namespace digipro::installation
