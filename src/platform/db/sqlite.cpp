// SQLite behind db::Connection. One file per store, WAL, synchronous=FULL.
#include <sqlite3.h>

#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/assert.h"
#include "platform/db/db.h"
#include "platform/db/sqlite_checkpoint.h"

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

ErrorCode code_of(int sqlite_code) {
  switch (sqlite_code & 0xFF) {
    case SQLITE_CONSTRAINT:
      return ErrorCode::conflict;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
      return ErrorCode::timeout;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
      return ErrorCode::storage_failed;
    default:
      return ErrorCode::internal;
  }
}

struct Statement {
  sqlite3_stmt* handle = nullptr;
  std::string_view text;
  bool is_write = false;
};

class StatementRow final : public RowView {
 public:
  explicit StatementRow(sqlite3_stmt* handle) : handle_(handle) {}
  bool is_null(size_t column) const override {
    return sqlite3_column_type(handle_, static_cast<int>(column)) == SQLITE_NULL;
  }
  int64_t integer(size_t column) const override {
    return sqlite3_column_int64(handle_, static_cast<int>(column));
  }
  std::string_view text(size_t column) const override {
    int index = static_cast<int>(column);
    const unsigned char* bytes = sqlite3_column_text(handle_, index);
    return {reinterpret_cast<const char*>(bytes),
            bytes == nullptr ? 0 : static_cast<size_t>(sqlite3_column_bytes(handle_, index))};
  }
  std::string_view blob(size_t column) const override {
    int index = static_cast<int>(column);
    const void* bytes = sqlite3_column_blob(handle_, index);
    return {static_cast<const char*>(bytes),
            bytes == nullptr ? 0 : static_cast<size_t>(sqlite3_column_bytes(handle_, index))};
  }

 private:
  sqlite3_stmt* handle_;
};

Value column_value(const StatementRow& row, sqlite3_stmt* handle, int column) {
  size_t index = static_cast<size_t>(column);
  switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER:
      return row.integer(index);
    case SQLITE_NULL:
      return {};
    case SQLITE_BLOB:
      return Blob{std::string(row.blob(index))};
    default:
      return std::string(row.text(index));
  }
}

int bind(sqlite3_stmt* handle, int index, const Value& value) {
  if (const int64_t* number = std::get_if<int64_t>(&value))
    return sqlite3_bind_int64(handle, index, *number);
  if (const std::string* text = std::get_if<std::string>(&value))
    return sqlite3_bind_text64(handle, index, text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  if (const Blob* blob = std::get_if<Blob>(&value))
    return sqlite3_bind_blob64(handle, index, blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  return sqlite3_bind_null(handle, index);
}

// A statement in use: arguments are bound without a copy, so it is reset before they go.
class Run {
 public:
  explicit Run(sqlite3_stmt* handle) : handle_(handle) {}
  ~Run() { sqlite3_reset(handle_); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

 private:
  sqlite3_stmt* handle_;
};

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
    if (checkpointer_) turn_ = std::unique_lock(checkpointer_->writer_turn());
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
  bool is_usable() const override { return true; }
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
    return refuse(std::move(error));
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
    if (code == SQLITE_OK) code = sqlite3_busy_timeout(handle, busy_timeout_milliseconds);
    if (code == SQLITE_OK) code = sqlite3_extended_result_codes(handle, 1);
    if (code == SQLITE_OK) code = sqlite3_exec(handle, pragmas, 0, 0, 0);
    if (code != SQLITE_OK) {
      std::string detail = path_ + ": " + sqlite3_errmsg(handle);
      sqlite3_close_v2(handle);
      return refuse(ErrorCode::storage_failed, std::move(detail));
    }
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
