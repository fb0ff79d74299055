#include "platform/db/sqlite_wal.h"

#include <sqlite3.h>

#include <algorithm>
#include <string>

namespace digipro::db {
namespace {

constexpr sqlite3_int64 piece_bytes = 64 * 1024;  // os_unix.c writes less than 128 KiB at once

int write_anew(sqlite3_file* wal) {
  sqlite3_int64 size = 0;
  if (wal == nullptr || wal->pMethods == nullptr) return SQLITE_OK;
  int code = wal->pMethods->xFileSize(wal, &size);
  if (code != SQLITE_OK || size == 0) return code;
  std::string piece(static_cast<size_t>(std::min(size, piece_bytes)), '\0');
  for (sqlite3_int64 at = 0; at < size && code == SQLITE_OK; at += piece_bytes) {
    int count = static_cast<int>(std::min(size - at, piece_bytes));
    code = wal->pMethods->xRead(wal, piece.data(), count, at);
    if (code == SQLITE_OK) code = wal->pMethods->xWrite(wal, piece.data(), count, at);
  }
  return code == SQLITE_OK ? wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL) : code;
}

}  // namespace

int make_wal_durable(sqlite3* writer) {
  // The write lock keeps every other writer out, so the WAL stands still; checkpoints only read it.
  int code = sqlite3_exec(writer, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return code;
  sqlite3_file* wal = nullptr;
  code = sqlite3_file_control(writer, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (code == SQLITE_OK) code = write_anew(wal);
  int ended = sqlite3_exec(writer, "ROLLBACK", nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? ended : code;
}

}  // namespace digipro::db
