#include "platform/db/testing/test_stores.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>

#include "base/assert.h"
#include "base/uuid.h"

namespace digipro::db::testing {
namespace {

const char* postgres_conninfo() {
  const char* conninfo = getenv("DIGIPRO_TEST_POSTGRES");
  return conninfo == nullptr || *conninfo == '\0' ? nullptr : conninfo;
}

std::string fresh_schema() {
  RandomIdSource ids;
  return "test_" + to_string(ids.next(SystemClock().now()));
}

}  // namespace

TempFolder::TempFolder(Place place) {
  std::filesystem::path parent = "/dev/shm";
  std::error_code ignored;
  if (place == Place::disk || !std::filesystem::is_directory(parent, ignored))
    parent = std::filesystem::temp_directory_path();
  std::string pattern = (parent / "digipro-test-XXXXXX").string();
  DIGIPRO_ASSERT(mkdtemp(pattern.data()) != nullptr, "tests may write a temp folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestStore::TestStore(Engine engine) : engine_(engine) {
  if (engine == Engine::postgres) schema_ = fresh_schema();
  database_ = again();
}

TestStore::~TestStore() {
  if (engine_ == Engine::sqlite) return;
  auto writer = database_->open_writer();
  if (writer) (*writer)->run_script("DROP SCHEMA \"" + schema_ + "\" CASCADE");
}

std::unique_ptr<Database> TestStore::again() const {
  if (engine_ == Engine::sqlite) return sqlite_database(folder_.path() + "/store.db");
  return postgres_database(postgres_conninfo(), schema_);
}

bool has_postgres() {
  return postgres_conninfo() != nullptr;
}

void on_both_engines(const std::function<void(TestStore&)>& test) {
  {
    INFO("engine: SQLite");
    TestStore store(Engine::sqlite);
    test(store);
  }
  if (!has_postgres()) return;
  INFO("engine: PostgreSQL");
  TestStore store(Engine::postgres);
  test(store);
}

}  // namespace digipro::db::testing
