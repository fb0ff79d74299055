// How a migration's script becomes an engine's own: types differ in name only. Pure, any thread.
#pragma once
#include <string>
#include <string_view>

#include "platform/db/db.h"

namespace digipro::db {

// PostgreSQL: BLOB becomes BYTEA. SQLite: "BIGINT PRIMARY KEY" becomes "INTEGER PRIMARY KEY", which
// is the row's own number there and saves an index. Words inside quotes are left alone.
std::string script_for(Engine engine, std::string_view script);

}  // namespace digipro::db
