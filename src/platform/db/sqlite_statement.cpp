#include "platform/db/sqlite_statement.h"

namespace digipro::db {

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

}  // namespace digipro::db
