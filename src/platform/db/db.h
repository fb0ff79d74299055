// The database as everybody sees it: values, rows, a connection, migrations. Two real engines
// stand behind it: SQLite (sqlite.cpp) and PostgreSQL through libpq in pipeline mode
// (postgres.cpp). A Connection belongs to one thread at a time. SQL is written once, in the subset
// that both understand, as named constants beside the code that uses it:
//   constexpr db::Sql insert_person = "INSERT INTO person(id, name) VALUES(?, ?)";
// Placeholders are `?` in order. Types: BIGINT, TEXT, BLOB (BYTEA on PostgreSQL by the runner).
// Time is BIGINT microseconds; ids are TEXT; flags are BIGINT 0 or 1. Failures: conflict (a
// constraint), timeout (a lock), storage_failed (disk or server), internal (wrong SQL).
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace digipro::db {

// The text must have static storage: engines cache prepared statements by its address.
struct Sql {
  const char* text;
  constexpr Sql(const char* statement) : text(statement) {}
};

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};
using Value = std::variant<std::monostate, int64_t, std::string, Blob>;
inline Value optional_text(const std::string& text) {  // "" becomes NULL
  return text.empty() ? Value{} : Value{text};
}

class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  bool is_null(size_t column) const {
    return std::holds_alternative<std::monostate>(values_[column]);
  }
  int64_t integer(size_t column) const;          // NULL gives 0
  const std::string& text(size_t column) const;  // NULL gives ""
  const std::string& blob(size_t column) const;  // NULL gives ""
  const Value& value(size_t column) const { return values_[column]; }
  size_t size() const { return values_.size(); }

 private:
  std::vector<Value> values_;
};
using Rows = std::vector<Row>;

enum class Engine { sqlite, postgres };

// The current row of Connection::each; its texts live until the callback returns.
class RowView {
 public:
  virtual ~RowView() = default;
  virtual bool is_null(size_t column) const = 0;
  virtual int64_t integer(size_t column) const = 0;        // NULL gives 0
  virtual std::string_view text(size_t column) const = 0;  // NULL gives ""
  virtual std::string_view blob(size_t column) const = 0;  // NULL gives ""
};

class Connection {
 public:
  virtual ~Connection() = default;
  virtual Engine engine() const = 0;
  // exec may be queued (PostgreSQL pipeline): its failure shows at the next query, flush or commit.
  virtual Status exec(Sql statement, std::span<const Value> arguments) = 0;
  // Flushes what is queued, then reads all rows. Callers page by key; rows_max is a hard stop
  // (limit_exceeded), never a way to page.
  virtual Result<Rows> query(Sql statement, std::span<const Value> arguments,
                             size_t rows_max = 10'000) = 0;
  // Like query, without building rows: `visit` sees one after the other. For walks over much data,
  // still paged by key (PostgreSQL holds a page in memory). A refusal by `visit` ends the walk.
  virtual Status each(Sql statement, std::span<const Value> arguments,
                      const std::function<Status(const RowView&)>& visit) = 0;
  virtual Status flush() = 0;
  virtual Status begin() = 0;  // SQLite: BEGIN IMMEDIATE on a writer; PostgreSQL: queued
  // Returns ok only when the data is durable. On a refusal nothing of the transaction is kept,
  // except with storage_failed: then its fate is unknown and the store must not be written again.
  virtual Status commit() = 0;
  virtual Status rollback() = 0;
  virtual bool in_transaction() const = 0;
  // A statement of the open transaction failed: it can only be rolled back (on both engines).
  virtual bool is_doomed() const = 0;
  // False after the connection itself broke: it must be closed and opened anew.
  virtual bool is_usable() const = 0;
  // For a reader: holds one snapshot over several queries.
  virtual Status begin_read() = 0;
  virtual Status end_read() = 0;
  // A script of several statements, for migrations only.
  virtual Status run_script(std::string_view statements) = 0;
  // Statements sent since the connection was opened (bench and tests count them).
  virtual int64_t statements_sent() const = 0;
  // Those of them that can change data.
  virtual int64_t writes_sent() const = 0;

  static Value to_value(Value value) { return value; }
  static Value to_value(int64_t number) { return number; }
  static Value to_value(int number) { return int64_t{number}; }
  static Value to_value(bool flag) { return int64_t{flag ? 1 : 0}; }
  static Value to_value(std::string text) { return text; }
  static Value to_value(std::string_view text) { return std::string(text); }
  static Value to_value(const char* text) { return std::string(text); }
  static Value to_value(Blob blob) { return blob; }

  template <class... Args>
    requires(requires(Args&&... args) { (to_value(std::forward<Args>(args)), ...); })
  Status exec(Sql statement, Args&&... args) {
    std::array<Value, sizeof...(Args)> values{to_value(std::forward<Args>(args))...};
    return exec(statement, std::span<const Value>(values));
  }
  template <class... Args>
    requires(requires(Args&&... args) { (to_value(std::forward<Args>(args)), ...); })
  Result<Rows> query(Sql statement, Args&&... args) {
    std::array<Value, sizeof...(Args)> values{to_value(std::forward<Args>(args))...};
    return query(statement, std::span<const Value>(values));
  }
};

// One store: a SQLite file, or a schema of a PostgreSQL database. Opens connections to it.
class Database {
 public:
  virtual ~Database() = default;
  virtual Engine engine() const = 0;
  virtual Result<std::unique_ptr<Connection>> open_writer() = 0;
  virtual Result<std::unique_ptr<Connection>> open_reader() = 0;
  virtual std::string describe() const = 0;  // for the log: path or schema, never a password
};

// `path` is the file; its folder exists. WAL, synchronous=FULL, foreign keys on.
// vfs names a registered SQLite VFS (the fault twin of tests) or is null.
std::unique_ptr<Database> sqlite_database(std::string path, const char* vfs = nullptr);
// `conninfo` as libpq wants it; the schema is created when it is missing.
std::unique_ptr<Database> postgres_database(std::string conninfo, std::string schema);

// A numbered step of one module. Numbers start at 1 and have no gaps; text is never changed after
// release (its hash is kept and checked). Each step is one transaction.
struct Migration {
  const char* module;  // "ledger", "protocollo"
  int number;
  const char* script;
};
// Brings the store up: runs the missing steps, in the order given. Refuses with newer_store when
// the store knows a step that the program does not, with integrity_broken when a text was changed.
Status migrate(Connection& writer, std::span<const Migration> migrations);

}  // namespace digipro::db
