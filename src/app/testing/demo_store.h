// The demo town's stores for tests that break them: seeded once by the program's own commands, then
// closed, so that a test has them for itself. For tests only; one thread.
#pragma once
#include <memory>
#include <string>

#include "core/seal/seal.h"
#include "platform/blob/blob.h"
#include "platform/db/testing/test_stores.h"

namespace digipro::app::testing {

class DemoStore {
 public:
  explicit DemoStore(db::Engine engine);
  ~DemoStore();
  DemoStore(const DemoStore&) = delete;
  DemoStore& operator=(const DemoStore&) = delete;

  std::unique_ptr<db::Connection> ente();
  std::unique_ptr<db::Connection> installation();
  blob::Store& blobs() { return *blobs_; }
  std::string blob_path(const std::string& hash) const;
  files::Files& files() { return *files_; }
  std::string public_key() const { return public_key_; }
  Instant now() const { return now_; }

 private:
  std::unique_ptr<db::Connection> open(const std::string& path, const std::string& schema);
  db::Engine engine_;
  db::testing::TempFolder folder_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<files::Files> files_ = files::make_real_files();
  std::unique_ptr<blob::Store> blobs_;
  std::string public_key_;
  Instant now_;
};

// On SQLite and, when there is one, on PostgreSQL.
void on_each_engine(const std::function<void(DemoStore&)>& test);

}  // namespace digipro::app::testing
