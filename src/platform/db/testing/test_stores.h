// Stores for tests: a SQLite file in a fresh temp folder, and a schema of its own on the PostgreSQL
// that DIGIPRO_TEST_POSTGRES (a libpq conninfo) names. Removed at the end of the object's life.
// For tests only; one thread.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "platform/db/db.h"

namespace digipro::db::testing {

// Where files need not outlive a power cut: for tests on a FaultDisk, which keeps that itself.
enum class Place { disk, memory };

class TempFolder {
 public:
  explicit TempFolder(Place place = Place::disk);
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class TestStore {
 public:
  explicit TestStore(Engine engine);
  ~TestStore();
  TestStore(const TestStore&) = delete;
  TestStore& operator=(const TestStore&) = delete;
  Database& database() { return *database_; }
  // A second view of the same store, as another process would have it.
  std::unique_ptr<Database> again() const;
  const TempFolder& folder() const { return folder_; }

 private:
  Engine engine_;
  TempFolder folder_;
  std::string schema_;
  std::unique_ptr<Database> database_;
};

bool has_postgres();
// Runs the test on SQLite and, when there is one, on PostgreSQL; each time in a fresh store. The
// engine's name stands in the messages of failed checks.
void on_both_engines(const std::function<void(TestStore&)>& test);

}  // namespace digipro::db::testing
