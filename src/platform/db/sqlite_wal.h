// What a process that died left in the WAL of a SQLite store may lie in the kernel's memory only:
// after a failed sync the kernel calls the pages clean, and no further sync writes them. Who opens
// the store would read such a commit, build on it and lose all with the next power cut. So the
// writer writes the WAL anew, byte by byte as it is, and syncs it, before it writes anything else.
// One function for whoever opens a writing connection; waits for another process' transaction.
#pragma once

struct sqlite3;

namespace digipro::db {

// A result code of SQLite. Nothing happens when the WAL is empty.
int make_wal_durable(sqlite3* writer);

}  // namespace digipro::db
