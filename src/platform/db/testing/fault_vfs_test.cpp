#include "platform/db/testing/fault_vfs.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "platform/db/db.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using namespace digipro::db::testing;
using files::testing::Fault;
using files::testing::FaultDisk;
using files::testing::Survival;

namespace {

constexpr db::Sql insert = "INSERT INTO t(id, text) VALUES(?, ?)";
constexpr db::Sql select_ids = "SELECT id FROM t ORDER BY id";
constexpr db::Sql check_integrity = "PRAGMA integrity_check";

struct Given {
  TempFolder folder{Place::memory};
  FaultDisk disk{folder.path()};
  FaultVfs vfs{disk};
  std::unique_ptr<db::Database> store =
      db::sqlite_database(folder.path() + "/store.db", vfs.name());

  Given() {
    auto writer = store->open_writer();
    REQUIRE(writer);
    REQUIRE((*writer)->run_script("CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT)"));
  }
  static Status add(db::Connection& writer, int64_t id) {
    DIGIPRO_CHECK(writer.begin());
    DIGIPRO_CHECK(writer.exec(insert, id, std::string(3'000, 'x')));
    return writer.commit();
  }
  std::vector<int64_t> ids() const {
    auto writer = store->open_writer();
    REQUIRE(writer);
    CHECK((*writer)->query(check_integrity).value()[0].text(0) == "ok");
    auto rows = (*writer)->query(select_ids);
    REQUIRE(rows);
    std::vector<int64_t> all;
    for (const db::Row& row : *rows) all.push_back(row.integer(0));
    return all;
  }
};
using Ids = std::vector<int64_t>;

}  // namespace

TEST_CASE("given a power cut, then what SQLite committed is there and what was open is not") {
  Given given;
  {
    auto writer = given.store->open_writer();
    REQUIRE(Given::add(**writer, 1));
    REQUIRE((*writer)->begin());
    REQUIRE((*writer)->exec(insert, 2, "aperta"));
    given.disk.plan(Fault::power_cut, 1);
    CHECK((*writer)->commit().error().code == ErrorCode::storage_failed);
    CHECK(given.disk.fault_met() == "write store.db-wal");
  }
  given.disk.restart(Survival::only_synced);
  CHECK(given.ids() == Ids{1});
}

TEST_CASE("given the sync of a commit fails, then the store says so and is not synced again") {
  Given given;
  {
    auto writer = given.store->open_writer();
    REQUIRE(Given::add(**writer, 1));
    given.disk.plan(Fault::fails, "sync store.db-wal");
    CHECK(Given::add(**writer, 2).error().code == ErrorCode::storage_failed);
    CHECK(given.disk.has_met_fault());
  }
  CHECK(given.disk.syncs_tried_again() == 0);
  given.disk.restart(Survival::only_synced);
  CHECK(given.ids() == Ids{1});
}

TEST_CASE("given a checkpoint's sync fails, then the writer takes no transaction any more") {
  Given given;
  {
    auto writer = given.store->open_writer();
    given.disk.plan(Fault::fails, "sync store.db");
    Status added;
    for (int64_t id = 1; added; ++id) added = Given::add(**writer, id);
    CHECK(added.error().code == ErrorCode::storage_failed);
    CHECK(given.disk.has_met_fault());
  }
  CHECK(given.disk.syncs_tried_again() == 0);
}

TEST_CASE("given any operation fails or the power goes, then every commit that was told is there") {
  struct Case {
    Fault fault;
    Survival survival;
  };
  for (auto [fault, survival] :
       {Case{Fault::fails, Survival::everything}, Case{Fault::fails, Survival::only_synced},
        Case{Fault::power_cut, Survival::only_synced}, Case{Fault::power_cut, Survival::torn}})
    for (int64_t n = 1;; ++n) {
      Given given;
      given.disk.plan(fault, n);
      int64_t told = 0;
      for (int session = 0; session < 2 && !given.disk.has_met_fault(); ++session) {
        auto writer = given.store->open_writer();
        for (int i = 0; i < 3 && writer && Given::add(**writer, told + 1); ++i) ++told;
      }  // closing moves the WAL into the database
      bool has_met = given.disk.has_met_fault();
      INFO("operation " << n << ": " << given.disk.fault_met());
      CHECK(given.disk.syncs_tried_again() == 0);
      CHECK((has_met || told == 6));
      given.disk.restart(survival, static_cast<uint64_t>(n));
      Ids found = given.ids();
      CHECK(static_cast<int64_t>(found.size()) >= told);
      CHECK(static_cast<int64_t>(found.size()) <= told + 1);
      for (size_t i = 0; i < found.size(); ++i) CHECK(found[i] == static_cast<int64_t>(i + 1));
      // What was found is not lost later, whatever had failed before.
      given.disk.restart(Survival::only_synced);
      CHECK(given.ids() == found);
      if (!has_met) break;
    }
}
