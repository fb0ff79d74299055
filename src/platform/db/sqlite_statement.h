// A prepared SQLite statement between our values and SQLite's. Internal to platform/db; one thread,
// that of the connection.
#pragma once
#include <sqlite3.h>

#include <string_view>

#include "platform/db/db.h"

namespace digipro::db {

ErrorCode code_of(int sqlite_code);

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

Value column_value(const StatementRow& row, sqlite3_stmt* handle, int column);
// Binds without a copy: the value outlives the Run. A result code of SQLite.
int bind(sqlite3_stmt* handle, int index, const Value& value);

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

}  // namespace digipro::db
