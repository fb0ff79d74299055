// What PostgreSQL wants said differently: placeholders, quoted names, values out of its text
// format. Pure functions, any thread.
#pragma once
#include <string>
#include <string_view>

#include "platform/db/db.h"

namespace digipro::db {

// `?` outside quotes becomes $1, $2 ...; `count` is how many there were.
std::string numbered_placeholders(std::string_view sql, int& count);
// True when the statement's first word is SELECT or VALUES.
bool is_reading(std::string_view sql);
std::string quoted_name(std::string_view name);  // "a ""b"""
// A column in text format, by its type's OID: whole numbers and flags as int64, bytea as Blob, all
// else as text.
Value value_of(unsigned type, const char* text, size_t length);
int64_t integer_of(const char* text, size_t length);
std::string bytes_of(const char* text, size_t length);  // of "\x0102"
// Our error for a SQLSTATE.
ErrorCode code_of_sqlstate(std::string_view sqlstate);

}  // namespace digipro::db
