// The daily seal: at midnight in Rome the journal's last number and hash are signed with the
// installation's Ed25519 key, and the signed seal leaves the data folder as one small file per ente
// and day; a row keeps it too. So whoever changes or cuts the journal, even with all hashes made
// anew, contradicts a file that lies elsewhere. The timer writes the row and an effect; the effect
// signs and writes the file, again after a crash, with the same bytes. Owns the table seal.
// Any thread; what install() is given outlives the scheduler and the outbox.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/date.h"
#include "core/ledger/ledger.h"
#include "core/outbox/outbox.h"
#include "core/scheduler/scheduler.h"
#include "platform/crypto/signing.h"
#include "platform/files/files.h"

namespace digipro::seal {

struct Seal {
  EnteId ente;
  Date day;            // the last day in Rome that was over
  JournalSeq seq = 0;  // the journal's last entry then
  std::string hash;    // of that entry, 64 hex digits
  Instant sealed_at;
  std::string public_key;          // 32 raw bytes; empty until it is signed
  std::string signature;           // 64 raw bytes; empty until it is signed
  std::optional<Instant> left_at;  // when its file was written; in rows only
  bool operator==(const Seal&) const = default;
};
// What is signed: "digipro-seal-1" and the fields, a line each.
std::string signed_text(const Seal& seal);

// The installation's key, FOLDER/chiavi/sigillo.pem: made at first start, readable by its owner
// only. Refuses with configuration a file that holds no such key.
Result<crypto::SigningKey> open_key(files::Files& files, const std::string& data_folder);
// configuration when `seal_folder` is `data_folder` or lies below it: it would protect from
// nothing. Empty is fine: seals are then kept as rows only.
Status check_folder(const std::string& seal_folder, const std::string& data_folder);

constexpr const char* timer_kind = "seal.daily";
constexpr const char* effect_kind = "seal.write";

// Gives the two their handlers and sets the first timer when there is none: before they start, for
// each ente and the installation. `folder` as in config::Seal; empty: no file is written.
Status install(scheduler::Scheduler& scheduler, outbox::Outbox& outbox, ledger::Ledger& ledger,
               files::Files& files, const crypto::SigningKey& key, const std::string& folder);
// The midnight in Rome that follows.
Instant next_midnight(Instant now);

// FOLDER/ENTE/2026-11-24.json
std::string path_of(const std::string& folder, const EnteId& ente, Date day);
std::string to_file(const Seal& seal);
Result<Seal> parse_file(std::string_view text);  // malformed
// not_found, malformed; malformed also when the file speaks of another ente or day.
Result<Seal> read_file(files::Files& files, const std::string& folder, const EnteId& ente,
                       Date day);
// Days whose file has left, ascending; other files in the folder are not seals. None without
// folder.
Result<std::vector<Date>> days_outside(files::Files& files, const std::string& folder,
                                       const EnteId& ente);

// The rows, by day, those after `after`; at most `limit` (<= 1,000).
Result<std::vector<Seal>> seals(db::Connection& db, const EnteId& ente, std::optional<Date> after,
                                int limit);

// Each seal is signed by `public_key` (32 raw bytes; empty: by the key it names) and the journal
// has its hash at its number. integrity_broken names the first that is not so. Together with
// journal::verify, which proves the chain between the seals.
Status verify(db::Connection& db, std::span<const Seal> seals, std::string_view public_key);

extern const db::Migration migrations[1];

}  // namespace digipro::seal
