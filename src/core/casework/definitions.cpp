// Processes that were filed with, by their hash: those of the packages as they are now, and the
// earlier ones that the store keeps.
#include "base/text.h"
#include "core/casework/casework.h"
#include "platform/crypto/sha256.h"
#include "process/bpmn/bpmn.h"

namespace digipro::casework {
namespace {

constexpr size_t kept_max = 200;  // beyond, an old process is read again each time

constexpr db::Sql select_process = "SELECT bpmn FROM processo WHERE hash = ?";
constexpr db::Sql select_hash = "SELECT 1 FROM processo WHERE hash = ?";
constexpr db::Sql insert_process =
    "INSERT INTO processo(hash, bpmn) VALUES(?, ?) ON CONFLICT(hash) DO NOTHING";

std::string hash_of(const std::string& bpmn) {
  std::string raw = crypto::sha256(bpmn);
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}

Result<std::vector<ProcessText>> missing(ledger::Ledger& ledger,
                                         const std::vector<ProcessText>& processes) {
  DIGIPRO_TRY(lease, ledger.read());
  std::vector<ProcessText> found;
  for (const ProcessText& process : processes) {
    DIGIPRO_TRY(rows, lease->db().query(select_hash, process.hash));
    if (rows.empty()) found.push_back(process);
  }
  return found;
}

}  // namespace

Result<std::shared_ptr<const process::Definition>> Casework::definition(
    db::Connection& db, const std::string& hash) const {
  if (auto current = definitions_.find(hash)) return current;
  {
    std::lock_guard lock(kept_mutex_);
    if (auto known = kept_.find(hash); known != kept_.end()) return known->second;
  }
  DIGIPRO_TRY(rows, db.query(select_process, hash));
  if (rows.empty()) return refuse(ErrorCode::definition, "processo sconosciuto: " + hash);
  const std::string& bpmn = rows[0].text(0);
  if (hash_of(bpmn) != hash) return refuse(ErrorCode::integrity_broken, "processo " + hash);
  DIGIPRO_TRY(read, process::read_bpmn(bpmn));
  std::lock_guard lock(kept_mutex_);
  if (kept_.size() < kept_max) kept_[hash] = read;
  return read;
}

Status keep_definitions(ledger::Ledger& ledger, const std::vector<ProcessText>& processes) {
  DIGIPRO_TRY(absent, missing(ledger, processes));
  if (absent.empty()) return {};
  const Caller program = system_caller(ledger.ente());
  auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
    for (const ProcessText& process : absent)
      DIGIPRO_CHECK(tx.exec(insert_process, process.hash, process.bpmn));
    return json::Value::object();
  };
  DIGIPRO_CHECK(ledger.submit({"casework.keep_definitions", &program, "", "", apply}));
  return {};
}

}  // namespace digipro::casework
