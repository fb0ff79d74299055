#include "app/testing/demo_store.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "app/demo_seed.h"

namespace digipro::app::testing {
namespace {

std::string conninfo() {
  const char* given = std::getenv("DIGIPRO_TEST_POSTGRES");
  return given == nullptr ? "" : given;
}

void must(const Status& status) {
  if (!status) FAIL(status.error().name() << ": " << status.error().detail);
}

void drop_schemas() {
  for (const char* schema : {"ente_borgoverde", "installation"}) {
    auto writer = db::postgres_database(conninfo(), schema)->open_writer();
    if (writer) (*writer)->run_script(std::string("DROP SCHEMA ") + schema + " CASCADE");
  }
}

// One case waits for its reporter, and a timer for both.
Status ask_a_question(Program& program) {
  constexpr db::Sql select_task =
      "SELECT id FROM compito WHERE is_open = 1 AND office = 'verde' AND role = 'operatore'"
      " AND assignee IS NULL ORDER BY id LIMIT 1";
  DIGIPRO_TRY(open, program.open_ente(demo_ente));
  ledger::Ledger& ledger = open->store->ledger();
  DIGIPRO_TRY(clerk, demo_caller(ledger, "luca.neri"));
  auto ask = [&](ledger::Tx& tx) -> Result<json::Value> {
    DIGIPRO_TRY(rows, tx.query(select_task));
    if (rows.empty()) return refuse(ErrorCode::not_found, "no open task");
    DIGIPRO_CHECK(program.house().casework->complete_task(
        tx, clerk, TaskId(rows[0].text(0)), "chiedi", {{"domanda", "Dove di preciso?"}}));
    return json::Value::object();
  };
  auto asked = ledger.submit({"test.ask", &clerk, "", "", ask});
  if (!asked) return refuse(asked.error());
  return {};
}

}  // namespace

DemoStore::DemoStore(db::Engine engine)
    : engine_(engine), now_(from_rome({{2026, 11, 23}, 9, 0, 0})) {
  config::Settings settings;
  settings.store.folder = folder_.path() + "/dati";
  if (engine == db::Engine::postgres) {
    settings.store.engine = "postgres";
    settings.store.postgres = conninfo();
    drop_schemas();
  }
  ManualClock clock(now_.plus_seconds(-60 * 86'400));
  CountingIdSource ids;
  log::MemoryLog log(clock);
  auto program = Program::build(settings, clock, ids, log, {.has_workers = false});
  if (!program) FAIL(program.error().detail);
  must(seed_town(**program));
  must(seed_cases(**program, clock, now_));
  must(ask_a_question(**program));
  must(finish_seeding(**program));
  public_key_ = (*program)->house().seal_key->public_key();
  (*program)->stop(0);
  blobs_ = blob::open_disk_store(*files_, settings.store.folder + "/documenti").value();
}

DemoStore::~DemoStore() {
  if (engine_ == db::Engine::postgres) drop_schemas();
}

std::unique_ptr<db::Connection> DemoStore::open(const std::string& path,
                                                const std::string& schema) {
  database_ = engine_ == db::Engine::sqlite ? db::sqlite_database(folder_.path() + "/dati/" + path)
                                            : db::postgres_database(conninfo(), schema);
  auto writer = database_->open_writer();
  if (!writer) FAIL(writer.error().detail);
  return std::move(*writer);
}

std::unique_ptr<db::Connection> DemoStore::ente() {
  return open("enti/borgoverde/ente.db", "ente_borgoverde");
}

std::unique_ptr<db::Connection> DemoStore::installation() {
  return open("installation/installation.db", "installation");
}

std::string DemoStore::blob_path(const std::string& hash) const {
  return folder_.path() + "/dati/documenti/" + hash.substr(0, 2) + "/" + hash.substr(2);
}

void on_each_engine(const std::function<void(DemoStore&)>& test) {
  {
    INFO("engine: SQLite");
    DemoStore store(db::Engine::sqlite);
    test(store);
  }
  if (!db::testing::has_postgres()) return;
  INFO("engine: PostgreSQL");
  DemoStore store(db::Engine::postgres);
  test(store);
}

}  // namespace digipro::app::testing
