#include "platform/db/postgres_text.h"

#include <charconv>

#include "base/text.h"

namespace digipro::db {
namespace {

// pg_type.dat
constexpr unsigned type_bool = 16, type_bytea = 17, type_int8 = 20, type_int2 = 21, type_int4 = 23,
                   type_numeric = 1700;

int hex_digit(char c) {
  return c <= '9' ? c - '0' : c - 'a' + 10;
}

}  // namespace

std::string numbered_placeholders(std::string_view sql, int& count) {
  std::string out;
  out.reserve(sql.size() + 16);
  count = 0;
  char quote = 0;
  for (char c : sql) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '?') {
      out += '$';
      out += std::to_string(++count);
      continue;
    }
    out += c;
  }
  return out;
}

bool is_reading(std::string_view sql) {
  std::string word = to_upper_ascii(trim(sql).substr(0, 6));
  return word == "SELECT" || word == "VALUES";
}

std::string quoted_name(std::string_view name) {
  return "\"" + replace_all(name, "\"", "\"\"") + "\"";
}

int64_t integer_of(const char* text, size_t length) {
  int64_t number = 0;
  std::from_chars(text, text + length, number);
  return number;
}

std::string bytes_of(const char* text, size_t length) {
  std::string bytes;
  if (length < 2) return bytes;
  bytes.reserve(length / 2 - 1);
  for (size_t i = 2; i + 1 < length; i += 2)
    bytes += static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1]));
  return bytes;
}

Value value_of(unsigned type, const char* text, size_t length) {
  switch (type) {
    case type_bool:
      return int64_t{*text == 't' ? 1 : 0};
    case type_bytea:
      return Blob{bytes_of(text, length)};
    case type_int2:
    case type_int4:
    case type_int8:
    case type_numeric:  // SUM of BIGINT
      return integer_of(text, length);
    default:
      return std::string(text, length);
  }
}

// Appendix A of the PostgreSQL manual.
ErrorCode code_of_sqlstate(std::string_view sqlstate) {
  std::string_view state_class = sqlstate.substr(0, 2);
  if (state_class == "23" || sqlstate == "40001" || sqlstate == "40P01") return ErrorCode::conflict;
  if (sqlstate == "57014" || sqlstate == "55P03") return ErrorCode::timeout;
  // No SQLSTATE: the connection broke. 08 connection, 53 resources, 57 operator, 58 system, F0
  // configuration file, XX internal.
  for (std::string_view broken : {"", "08", "53", "57", "58", "F0", "XX"})
    if (state_class == broken) return ErrorCode::storage_failed;
  return ErrorCode::internal;
}

}  // namespace digipro::db
