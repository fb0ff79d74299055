// A filing with its photo, on a disk whose n-th operation fails or that loses what was not synced,
// for every n. The real istanze.submit is tried in the same way beside its module.
#include <doctest/doctest.h>

#include <map>

#include "core/journal/journal.h"
#include "core/ledger/ledger.h"
#include "platform/blob/blob.h"
#include "platform/db/testing/fault_vfs.h"
#include "platform/db/testing/test_stores.h"
#include "platform/files/testing/fault_files.h"

using namespace digipro;
using namespace digipro::ledger;
using files::testing::Fault;
using files::testing::FaultDisk;
using files::testing::Survival;

namespace {

constexpr db::Migration migrations[] = {{"filing", 1, R"sql(
CREATE TABLE filing(
  number BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  blob TEXT NOT NULL
);
)sql"}};
constexpr db::Sql insert_filing = "INSERT INTO filing(number, id, blob) VALUES(?, ?, ?)";
constexpr db::Sql select_filings = "SELECT number, id, blob FROM filing ORDER BY number";
constexpr db::Sql count_rows =
    "SELECT (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM timer),"
    " (SELECT COUNT(*) FROM journal_payload), (SELECT COUNT(*) FROM idempotency),"
    " (SELECT COALESCE(SUM(value), 0) FROM counter)";
constexpr db::Sql check_integrity = "PRAGMA integrity_check";
constexpr const char* counter = "protocollo/AOO1/2026";

struct FilingIn {
  blob::Store* blobs;
  std::string photo;
  std::string fingerprint() const { return photo; }
};
struct FilingOut {
  int64_t number = 0;
  json::Value to_json() const { return json::Value::object({{"number", number}}); }
  static Result<FilingOut> from_json(const json::Value& value) {
    return FilingOut{value.int_or("number", 0)};
  }
};

Result<std::string> prepare(const ReadContext&, const Caller&, const FilingIn& in) {
  DIGIPRO_TRY(kept, blob::keep_bytes(*in.blobs, in.photo));
  return kept.hash;
}

Result<FilingOut> apply(Tx& tx, const Caller&, const std::string& hash) {
  FilingOut out{tx.next_number(counter)};
  std::string id = to_string(tx.new_id());
  DIGIPRO_CHECK(tx.exec(insert_filing, out.number, id, hash));
  Event event{"filing.made", id, PraticaId(id), json::Value::object({{"number", out.number}})};
  event.personal = json::Value::object({{"sender", "Anna Bianchi"}});
  tx.record(std::move(event));
  tx.enqueue({"posta.mail", id, json::Value::object({{"number", out.number}})});
  tx.schedule({"filing.due", id, tx.now().plus_seconds(3600), json::Value::object()});
  return out;
}

const Command<FilingIn, std::string, FilingOut> file{"filing.make", prepare, apply};

// A town hall in one folder, as a process has it from start to end.
struct Process {
  std::unique_ptr<files::Files> files;
  db::testing::FaultVfs vfs;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<blob::Store> blobs;
  std::unique_ptr<Ledger> ledger;
  Error refusal;  // why it did not open

  Process(const std::string& folder, FaultDisk& disk, const Clock& clock, IdSource& ids)
      : files(files::testing::make_fault_files(disk)),
        vfs(disk),
        database(db::sqlite_database(folder + "/store.db", vfs.name())) {
    auto store = blob::open_disk_store(*files, folder + "/blobs");
    if (!store) {
      refusal = store.error();
      return;
    }
    blobs = std::move(*store);
    auto opened = open_ledger(*database, clock, ids, Settings{EnteId("borgoverde")}, migrations);
    if (opened)
      ledger = std::move(*opened);
    else
      refusal = opened.error();
  }
};

struct Town {
  db::testing::TempFolder folder{db::testing::Place::memory};
  FaultDisk disk{folder.path()};
  ManualClock clock{Instant{1'795'420'800'000'000}};
  CountingIdSource ids;
  Caller reporter = system_caller(EnteId("borgoverde"));
  std::map<std::string, int64_t> told;  // number by key: what the reporters were told

  std::unique_ptr<Process> start() {
    return std::make_unique<Process>(folder.path(), disk, clock, ids);
  }
  static std::string photo(const std::string& key) {
    return "\xFF\xD8\xFF\xE0 foto " + key + std::string(2'000, 'x');
  }
  // A refusal must be one that a person can be told: the storage failed, or did before.
  bool send(Process& process, const std::string& key) {
    Result<FilingOut> out =
        process.ledger->run(reporter, {key}, file, FilingIn{process.blobs.get(), photo(key)});
    if (!out) {
      ErrorCode code = out.error().code;
      CHECK_MESSAGE((code == ErrorCode::storage_failed || code == ErrorCode::read_only),
                    out.error().name() << ": " << out.error().detail);
      return false;
    }
    auto [place, is_new] = told.emplace(key, out->number);
    CHECK(place->second == out->number);
    return true;
  }
  // Everything that belongs to a filing is there, for each, and nothing more.
  void check_sound(Process& process) {
    auto lease = process.ledger->read();
    REQUIRE(lease);
    db::Connection& db = (*lease)->db();
    CHECK(db.query(check_integrity).value()[0].text(0) == "ok");
    auto verified = journal::verify(db);
    if (!verified) FAIL(verified.error().detail);
    auto filings = db.query(select_filings).value();
    std::map<int64_t, std::string> hashes;
    for (size_t i = 0; i < filings.size(); ++i) {
      CHECK(filings[i].integer(0) == static_cast<int64_t>(i + 1));
      hashes[filings[i].integer(0)] = filings[i].text(2);
      CHECK(process.blobs->verify(filings[i].text(2)));
    }
    auto count = static_cast<int64_t>(filings.size());
    CHECK(verified->entries == count);
    auto counts = db.query(count_rows).value();
    for (size_t i = 0; i < counts[0].size(); ++i) CHECK(counts[0].integer(i) == count);
    for (const auto& [key, number] : told) CHECK(hashes.contains(number));
  }
};

struct Trial {
  Fault fault;
  Survival survival;
};
const Trial trials[] = {{Fault::fails, Survival::everything},
                        {Fault::fails, Survival::only_synced},
                        {Fault::power_cut, Survival::only_synced},
                        {Fault::power_cut, Survival::torn}};

// After the next start: all is sound, each key gives what was told, the rest can be sent again.
void start_again_and_check(Town& town, const std::vector<std::string>& keys) {
  {
    auto process = town.start();
    if (!process->ledger) FAIL(process->refusal.detail);
    town.check_sound(*process);
    for (const std::string& key : keys) CHECK(town.send(*process, key));
    town.check_sound(*process);
    auto other = process->ledger->run(town.reporter, {keys[0]}, file,
                                      FilingIn{process->blobs.get(), "altra foto"});
    REQUIRE_FALSE(other);
    CHECK(other.error().code == ErrorCode::idempotency_mismatch);
  }
  // What was told after the restart outlives a power cut, whatever failed before it.
  town.disk.restart(Survival::only_synced);
  auto process = town.start();
  REQUIRE(process->ledger);
  town.check_sound(*process);
  CHECK(town.told.size() == keys.size());
}

}  // namespace

TEST_CASE(
    "given any operation of three filings meets a fault, then what was told is there, whole") {
  const std::vector<std::string> keys = {"prima", "seconda", "terza", "quarta"};
  for (auto [fault, survival] : trials)
    for (int64_t n = 1;; ++n) {
      Town town;
      bool has_met = false;
      {
        auto process = town.start();
        REQUIRE(process->ledger);
        REQUIRE(town.send(*process, keys[0]));
        town.disk.plan(fault, n);
        bool is_told = true;
        for (size_t i = 1; i < keys.size(); ++i) {
          bool was_read_only = process->ledger->is_read_only();
          is_told = town.send(*process, keys[i]);
          CHECK_FALSE((was_read_only && is_told));
        }
        has_met = town.disk.has_met_fault();
        INFO("operation " << n << ": " << town.disk.fault_met());
        CHECK((has_met || is_told));
        // A store that could not write is written no more; a photo that could not, alone.
        bool is_of_store = town.disk.fault_met().find("store.db") != std::string::npos;
        if (has_met && fault == Fault::fails) CHECK(process->ledger->is_read_only() == is_of_store);
      }
      INFO("operation " << n << ": " << town.disk.fault_met());
      CHECK(town.disk.syncs_tried_again() == 0);
      town.disk.restart(survival, static_cast<uint64_t>(n));
      start_again_and_check(town, keys);
      if (!has_met) break;
    }
}

TEST_CASE("given any operation of a first start meets a fault, then the next start is a good one") {
  const std::vector<std::string> keys = {"prima"};
  for (auto [fault, survival] : trials)
    for (int64_t n = 1;; ++n) {
      Town town;
      town.disk.plan(fault, n);
      {
        auto process = town.start();
        if (process->ledger) {
          town.send(*process, keys[0]);
          process->ledger->close();
        } else {
          CHECK(process->refusal.code == ErrorCode::storage_failed);
        }
      }
      bool has_met = town.disk.has_met_fault();
      INFO("operation " << n << ": " << town.disk.fault_met());
      CHECK((has_met || town.told.size() == 1));
      // A store that is just being made holds nothing yet: SQLite undoes its first step by itself.
      bool is_empty = town.disk.fault_met() == "sync store.db";
      CHECK((town.disk.syncs_tried_again() == 0 || is_empty));
      town.disk.restart(survival, static_cast<uint64_t>(n));
      start_again_and_check(town, keys);
      if (!has_met) break;
    }
}
