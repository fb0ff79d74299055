#include "core/seal/seal.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"

namespace digipro::seal {
namespace {

constexpr const char* timer_key = "daily";
constexpr int rows_max = 1'000;
constexpr int64_t key_bytes_max = 4'096;
// A folder on another disk or share may be away for a night: some 8 hours of tries.
constexpr int attempts_max = 20;

constexpr db::Sql select_last = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1";
constexpr db::Sql select_hash = "SELECT hash FROM journal WHERE seq = ?";
constexpr db::Sql select_day = "SELECT 1 FROM seal WHERE day = ?";
constexpr db::Sql insert_seal = "INSERT INTO seal(day, seq, hash, sealed_at) VALUES(?, ?, ?, ?)";
constexpr db::Sql update_signed =
    "UPDATE seal SET public_key = ?, signature = ?, left_at = ? WHERE day = ?";
constexpr db::Sql select_seals =
    "SELECT day, seq, hash, sealed_at, public_key, signature, left_at FROM seal WHERE day > ?"
    " ORDER BY day LIMIT ?";
constexpr db::Sql select_timer = "SELECT 1 FROM timer WHERE kind = ? AND timer_key = ?";

std::string hex(std::string_view raw) {
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}

void set_timer(ledger::Tx& tx) {
  tx.schedule({timer_kind, timer_key, next_midnight(tx.now()), json::Value::object()});
}

// The timer's handler. A night that was slept through is made good at the next start; a journal
// without entries has nothing to seal.
Status seal_day(ledger::Tx& tx) {
  set_timer(tx);
  const Date day = plus_days(to_rome(tx.now()).date, -1);
  DIGIPRO_TRY(sealed, tx.query(select_day, to_iso(day)));
  DIGIPRO_TRY(last, tx.query(select_last));
  if (!sealed.empty() || last.empty()) return {};
  const int64_t seq = last[0].integer(0);
  const std::string& hash = last[0].blob(1);
  DIGIPRO_CHECK(tx.exec(insert_seal, to_iso(day), seq, db::Blob{hash}, tx.now().microseconds));
  json::Value facts =
      json::Value::object({{"day", to_iso(day)}, {"seq", seq}, {"hash", hex(hash)}});
  json::Value payload = facts;
  payload.set("sealed_at", to_rfc3339(tx.now()));
  tx.enqueue({effect_kind, to_iso(day), std::move(payload)});
  tx.record({.kind = "seal.made", .subject = to_iso(day), .facts = std::move(facts)});
  return {};
}

Result<Seal> seal_of(const EnteId& ente, const json::Value& payload) {
  Seal seal;
  seal.ente = ente;
  DIGIPRO_TRY(day, parse_iso_date(payload["day"].text()));
  seal.day = day;
  seal.seq = payload.int_or("seq", 0);
  seal.hash = payload["hash"].text();
  DIGIPRO_TRY(sealed_at, parse_rfc3339(payload["sealed_at"].text()));
  seal.sealed_at = sealed_at;
  return seal;
}

// A seal that has left is never overwritten: another one of the same day is what seals are for.
Status write_outside(files::Files& files, const std::string& folder, const Seal& seal) {
  const std::string path = path_of(folder, seal.ente, seal.day);
  DIGIPRO_TRY(there, files.find(path));
  if (there) {
    auto found = read_file(files, folder, seal.ente, seal.day);
    if (found && *found == seal) return {};
    return refuse(ErrorCode::integrity_broken, path + " holds another seal of this day");
  }
  DIGIPRO_CHECK(files.make_folder(folder + "/" + seal.ente.text));
  return files::replace_file(files, path, to_file(seal));
}

Result<json::Value> sign_and_write(files::Files& files, const crypto::SigningKey& key,
                                   const std::string& folder, const EnteId& ente,
                                   const json::Value& payload) {
  DIGIPRO_TRY(seal, seal_of(ente, payload));
  seal.public_key = key.public_key();
  seal.signature = key.sign(signed_text(seal));
  Status left = folder.empty() ? Status() : write_outside(files, folder, seal);
  if (!left && left.error().code == ErrorCode::integrity_broken) return refuse(left.error());
  // Whatever the folder says, it may be back later: the folder itself may be what is not found.
  if (!left) return refuse(ErrorCode::outside_failed, left.error().detail);
  return json::Value::object({{"public_key", hex(seal.public_key)},
                              {"signature", hex(seal.signature)},
                              {"left", !folder.empty()}});
}

Status keep_signature(ledger::Tx& tx, const outbox::Job& job, const json::Value& result) {
  DIGIPRO_TRY(public_key, from_hex(result["public_key"].text()));
  DIGIPRO_TRY(signature, from_hex(result["signature"].text()));
  const db::Value left_at =
      result.bool_or("left", false) ? db::Value{tx.now().microseconds} : db::Value{};
  return tx.exec(update_signed, db::Blob{std::move(public_key)}, db::Blob{std::move(signature)},
                 left_at, job.key);
}

Result<bool> has_timer(ledger::Ledger& ledger) {
  DIGIPRO_TRY(lease, ledger.read());
  DIGIPRO_TRY(rows, lease->db().query(select_timer, timer_kind, timer_key));
  return !rows.empty();
}

// One that stands is left alone: it may be overdue, and then it fires at once.
Status set_first_timer(ledger::Ledger& ledger) {
  DIGIPRO_TRY(stands, has_timer(ledger));
  if (stands) return {};
  const Caller caller = system_caller(ledger.ente());
  auto apply = [](ledger::Tx& tx) -> Result<json::Value> {
    DIGIPRO_TRY(rows, tx.query(select_timer, timer_kind, timer_key));
    if (rows.empty()) set_timer(tx);
    return json::Value::object();
  };
  auto answer = ledger.submit({"seal.set_timer", &caller, "", "", apply});
  if (!answer) return refuse(std::move(answer.error()));
  return {};
}

// Absolute, without links, dots or a slash at the end.
Result<std::filesystem::path> resolved(const std::string& folder) {
  std::error_code problem;
  auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), problem);
  if (problem) return refuse(ErrorCode::configuration, folder + ": " + problem.message());
  return path.has_filename() ? path : path.parent_path();
}

tl::unexpected<Error> broken(const Seal& seal, std::string_view what) {
  return refuse(ErrorCode::integrity_broken,
                "seal of " + to_iso(seal.day) + ": " + std::string(what));
}

Status verify_one(db::Connection& db, const Seal& seal, std::string_view public_key) {
  if (!public_key.empty() && seal.public_key != public_key)
    return broken(seal, seal.signature.empty() ? "it is not signed" : "another key signed it");
  if (!crypto::verify_ed25519(seal.public_key, signed_text(seal), seal.signature))
    return broken(seal, "its signature does not match");
  DIGIPRO_TRY(rows, db.query(select_hash, seal.seq));
  if (rows.empty())
    return broken(seal, "the journal has no entry " + std::to_string(seal.seq) + " any more");
  if (hex(rows[0].blob(0)) != seal.hash)
    return broken(seal, "entry " + std::to_string(seal.seq) + " has another hash than it had then");
  return {};
}

}  // namespace

const db::Migration migrations[1] = {{"seal", 1, R"sql(
CREATE TABLE seal(
  day TEXT NOT NULL PRIMARY KEY,    -- 2026-11-24, in Rome: the last that was over
  seq BIGINT NOT NULL,              -- the journal's last entry then
  hash BLOB NOT NULL,               -- of that entry
  sealed_at BIGINT NOT NULL,
  public_key BLOB,                  -- NULL until it is signed
  signature BLOB,
  left_at BIGINT                    -- when its file was written outside; NULL: it was not
);
)sql"}};

Instant next_midnight(Instant now) {
  return from_rome({plus_days(to_rome(now).date, 1), 0, 0, 0});
}

Result<crypto::SigningKey> open_key(files::Files& files, const std::string& data_folder) {
  const std::string folder = data_folder + "/chiavi", path = folder + "/sigillo.pem";
  auto pem = files::read_file(files, path, key_bytes_max);
  if (!pem && pem.error().code == ErrorCode::not_found) {
    DIGIPRO_TRY(fresh, crypto::SigningKey::generate());
    DIGIPRO_CHECK(files.make_folder(folder));
    DIGIPRO_CHECK(files::replace_private_file(files, path, fresh.to_pem()));
    return fresh;
  }
  if (!pem) return refuse(std::move(pem.error()));
  auto key = crypto::SigningKey::from_pem(*pem);
  if (!key) return refuse(ErrorCode::configuration, path + " non è una chiave Ed25519");
  return key;
}

Status check_folder(const std::string& seal_folder, const std::string& data_folder) {
  if (seal_folder.empty()) return {};
  DIGIPRO_TRY(seals, resolved(seal_folder));
  DIGIPRO_TRY(data, resolved(data_folder));
  if (std::mismatch(data.begin(), data.end(), seals.begin(), seals.end()).first != data.end())
    return {};
  return refuse(ErrorCode::configuration,
                "seal.folder: i sigilli devono stare fuori dalla cartella dei dati, meglio su un "
                "altro disco");
}

Status install(scheduler::Scheduler& scheduler, outbox::Outbox& outbox, ledger::Ledger& ledger,
               files::Files& files, const crypto::SigningKey& key, const std::string& folder) {
  scheduler.on(timer_kind, [](ledger::Tx& tx, const ledger::Timer&) { return seal_day(tx); });
  outbox.on(effect_kind, {.run =
                              [&files, key, folder, ente = ledger.ente()](const outbox::Job& job) {
                                return sign_and_write(files, key, folder, ente, job.payload);
                              },
                          .then = keep_signature,
                          .attempts_max = attempts_max});
  return set_first_timer(ledger);
}

Result<std::vector<Seal>> seals(db::Connection& db, const EnteId& ente, std::optional<Date> after,
                                int limit) {
  DIGIPRO_TRY(rows, db.query(select_seals, after ? to_iso(*after) : std::string(),
                             std::clamp(limit, 1, rows_max)));
  std::vector<Seal> seals;
  for (const db::Row& row : rows) {
    DIGIPRO_TRY(day, parse_iso_date(row.text(0)));
    Seal seal{.ente = ente,
              .day = day,
              .seq = row.integer(1),
              .hash = hex(row.blob(2)),
              .sealed_at = Instant{row.integer(3)},
              .public_key = row.blob(4),
              .signature = row.blob(5),
              .left_at = {}};
    if (!row.is_null(6)) seal.left_at = Instant{row.integer(6)};
    seals.push_back(std::move(seal));
  }
  return seals;
}

Status verify(db::Connection& db, std::span<const Seal> seals, std::string_view public_key) {
  for (const Seal& seal : seals) DIGIPRO_CHECK(verify_one(db, seal, public_key));
  return {};
}

}  // namespace digipro::seal
