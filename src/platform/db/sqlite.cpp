// SQLite behind db::Connection. One file per store, WAL, synchronous=FULL.
#include <sqlite3.h>

#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/assert.h"
#include "platform/db/db.h"
#include "platform/db/sqlite_checkpoint.h"
#include "platform/db/sqlite_statement.h"
#include "platform/db/sqlite_wal.h"

namespace digipro::db {
namespace {

constexpr int busy_timeout_milliseconds = 5'000;
constexpr Sql begin_immediate = "BEGIN IMMEDIATE";
constexpr Sql begin_deferred = "BEGIN";
constexpr Sql commit_sql = "COMMIT";
constexpr Sql rollback_sql = "ROLLBACK";
// secure_delete: an erased payload must not stay readable in a free page.
constexpr const char* writer_pragmas =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000;"
    "PRAGMA temp_store=MEMORY";
constexpr const char* reader_pragmas =
    "PRAGMA query_only=ON; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY";

// Closing the last connection moves the WAL into the database and syncs both: the writer's task,
// and nobody's once the storage has failed.
void checkpoint_on_close(sqlite3* handle, bool is_wanted) {
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_wanted ? 0 : 1, nullptr);
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(sqlite3* handle, std::unique_ptr<Checkpointer> checkpointer)
      : handle_(handle), checkpointer_(std::move(checkpointer)) {
    if (!checkpointer_) return;
    auto hook = [](void* self, sqlite3*, const char*, int pages) {
      static_cast<Checkpointer*>(self)->wal_holds(pages);
      return SQLITE_OK;
    };
    sqlite3_wal_hook(handle_, hook, checkpointer_.get());
  }
  ~SqliteConnection() override {
    for (auto& [address, statement] : statements_) sqlite3_finalize(statement.handle);
    if (sqlite3_get_autocommit(handle_) == 0) sqlite3_exec(handle_, "ROLLBACK", 0, 0, 0);
    turn_ = {};
    checkpointer_.reset();  // before the last connection closes, which checkpoints by itself
    sqlite3_close_v2(handle_);
  }

  Engine engine() const override { return Engine::sqlite; }

  Status exec(Sql sql, std::span<const Value> arguments) override {
    return walk(sql, arguments, [](const StatementRow&, sqlite3_stmt*) { return Status(); });
  }

  Result<Rows> query(Sql sql, std::span<const Value> arguments, size_t rows_max) override {
    Rows rows;
    DIGIPRO_CHECK(walk(sql, arguments, [&](const StatementRow& row, sqlite3_stmt* handle) {
      if (rows.size() >= rows_max) return Status(refuse(ErrorCode::limit_exceeded, "rows"));
      int columns = sqlite3_column_count(handle);
      std::vector<Value> values;
      values.reserve(static_cast<size_t>(columns));
      for (int i = 0; i < columns; ++i) values.push_back(column_value(row, handle, i));
      rows.emplace_back(std::move(values));
      return Status();
    }));
    return rows;
  }

  Status each(Sql sql, std::span<const Value> arguments,
              const std::function<Status(const RowView&)>& visit) override {
    return walk(sql, arguments, [&](const StatementRow& row, sqlite3_stmt*) { return visit(row); });
  }

  Status flush() override { return doomed_ ? Status(refuse(*doomed_)) : Status(); }

  Status begin() override {
    DIGIPRO_ASSERT(!in_transaction(), "begin() stands outside a transaction");
    if (checkpointer_) {
      turn_ = std::unique_lock(checkpointer_->writer_turn());
      if (checkpointer_->has_failed()) storage_failed();
    }
    if (!is_usable_) {
      turn_ = {};
      return refuse(ErrorCode::storage_failed, "SQLite: the storage failed before");
    }
    Status begun = control(begin_immediate);
    open_ = begun.has_value();
    if (!begun) turn_ = {};
    return begun;
  }

  Status commit() override {
    if (doomed_) {
      Error reason = *doomed_;
      rollback();
      return refuse(std::move(reason));
    }
    Status committed = control(commit_sql);
    if (committed) {
      open_ = false;
      turn_ = {};
    } else {
      rollback();
    }
    return committed;
  }

  Status rollback() override {
    Status rolled;
    // Some failures make SQLite roll back by itself.
    if (sqlite3_get_autocommit(handle_) == 0) rolled = control(rollback_sql);
    doomed_.reset();
    open_ = false;
    turn_ = {};
    return rolled;
  }

  bool in_transaction() const override { return open_; }
  bool is_doomed() const override { return doomed_.has_value(); }
  bool is_usable() const override { return is_usable_; }
  Status begin_read() override {
    Status begun = control(begin_deferred);
    open_ = begun.has_value();
    return begun;
  }
  Status end_read() override { return rollback(); }

  Status run_script(std::string_view statements) override {
    statements_sent_ += 1;
    writes_sent_ += 1;
    int code = sqlite3_exec(handle_, std::string(statements).c_str(), 0, 0, 0);
    return code == SQLITE_OK ? Status() : failed(code, statements.substr(0, 60));
  }

  int64_t statements_sent() const override { return statements_sent_; }
  int64_t writes_sent() const override { return writes_sent_; }

 private:
  Status failed(int code, std::string_view text) {
    Error error = fail(code_of(code), std::string("SQLite: ") + sqlite3_errmsg(handle_) + " in " +
                                          std::string(text.substr(0, 60)));
    if (open_ && !doomed_) doomed_ = error;
    if (error.code == ErrorCode::storage_failed) storage_failed();
    return refuse(std::move(error));
  }

  // Nobody knows what is on the disk: no sync is tried again, not by SQLite either.
  void storage_failed() {
    is_usable_ = false;
    if (checkpointer_) checkpointer_->give_up();
    checkpoint_on_close(handle_, false);
  }

  Result<Statement*> prepared(Sql sql) {
    Statement& statement = statements_[sql.text];
    if (statement.handle != nullptr) {
      DIGIPRO_ASSERT(statement.text == sql.text, "a statement's text has static storage");
      return &statement;
    }
    int code = sqlite3_prepare_v3(handle_, sql.text, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement.handle, nullptr);
    if (code != SQLITE_OK) {
      statements_.erase(sql.text);
      return refuse(failed(code, sql.text).error());
    }
    statement.text = sqlite3_sql(statement.handle);
    statement.is_write = sqlite3_stmt_readonly(statement.handle) == 0;
    return &statement;
  }

  template <class Visit>
  Status walk(Sql sql, std::span<const Value> arguments, Visit&& visit) {
    if (doomed_) return refuse(*doomed_);
    DIGIPRO_TRY(statement, prepared(sql));
    sqlite3_stmt* handle = statement->handle;
    DIGIPRO_ASSERT(sqlite3_bind_parameter_count(handle) == static_cast<int>(arguments.size()),
                   "a statement gets one argument for each ?");
    Run run(handle);
    for (size_t i = 0; i < arguments.size(); ++i) {
      int code = bind(handle, static_cast<int>(i) + 1, arguments[i]);
      if (code != SQLITE_OK) return failed(code, sql.text);
    }
    statements_sent_ += 1;
    writes_sent_ += statement->is_write ? 1 : 0;
    StatementRow row(handle);
    int code;
    while ((code = sqlite3_step(handle)) == SQLITE_ROW) DIGIPRO_CHECK(visit(row, handle));
    return code == SQLITE_DONE ? Status() : failed(code, sql.text);
  }

  Status control(Sql sql) {
    DIGIPRO_TRY(statement, prepared(sql));
    Run run(statement->handle);
    statements_sent_ += 1;
    int code = sqlite3_step(statement->handle);
    return code == SQLITE_DONE ? Status() : failed(code, sql.text);
  }

  sqlite3* handle_;
  std::unique_ptr<Checkpointer> checkpointer_;  // writers only
  std::unique_lock<std::mutex> turn_;
  std::unordered_map<const char*, Statement> statements_;
  bool is_usable_ = true;
  bool open_ = false;  // between begin and commit or rollback, even if SQLite rolled back itself
  std::optional<Error> doomed_;
  int64_t statements_sent_ = 0, writes_sent_ = 0;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, const char* vfs) : path_(std::move(path)), vfs_(vfs) {}
  Engine engine() const override { return Engine::sqlite; }
  std::string describe() const override { return "sqlite " + path_; }

  Result<std::unique_ptr<Connection>> open_writer() override {
    return open(writer_pragmas, std::make_unique<Checkpointer>(path_, vfs_));
  }
  Result<std::unique_ptr<Connection>> open_reader() override {
    return open(reader_pragmas, nullptr);
  }

 private:
  Result<std::unique_ptr<Connection>> open(const char* pragmas,
                                           std::unique_ptr<Checkpointer> checkpointer) {
    sqlite3* handle = nullptr;
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (checkpointer ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path_.c_str(), &handle, flags, vfs_);
    if (code == SQLITE_OK) checkpoint_on_close(handle, false);
    if (code == SQLITE_OK) code = sqlite3_busy_timeout(handle, busy_timeout_milliseconds);
    if (code == SQLITE_OK) code = sqlite3_extended_result_codes(handle, 1);
    if (code == SQLITE_OK) code = sqlite3_exec(handle, pragmas, 0, 0, 0);
    if (code == SQLITE_OK && checkpointer) code = make_wal_durable(handle);
    if (code != SQLITE_OK) {
      std::string detail = path_ + ": " + sqlite3_errmsg(handle);
      sqlite3_close_v2(handle);
      return refuse(ErrorCode::storage_failed, std::move(detail));
    }
    if (checkpointer) checkpoint_on_close(handle, true);
    return std::make_unique<SqliteConnection>(handle, std::move(checkpointer));
  }

  std::string path_;
  const char* vfs_;
};

}  // namespace

std::unique_ptr<Database> sqlite_database(std::string path, const char* vfs) {
  return std::make_unique<SqliteDatabase>(std::move(path), vfs);
}

}  // namespace digipro::db
