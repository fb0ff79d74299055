// Values on their way to libpq and back. Internal to platform/db; one thread, that of the
// connection.
#pragma once
#include <libpq-fe.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "platform/db/db.h"
#include "platform/db/postgres_text.h"

namespace digipro::db {

constexpr Oid type_bytea = 17, type_int8 = 20;
constexpr size_t arguments_max = 64;

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultDeleter>;

// Arguments in the shape libpq takes: numbers and bytes in binary, texts as texts.
struct Arguments {
  std::array<const char*, arguments_max> values;
  std::array<int, arguments_max> lengths, formats;
  std::array<Oid, arguments_max> types;
  std::array<uint64_t, arguments_max> numbers;

  Status set(std::span<const Value> arguments) {
    for (size_t i = 0; i < arguments.size(); ++i) {
      values[i] = nullptr;
      lengths[i] = formats[i] = 0;
      types[i] = 0;  // the server takes it from the context
      if (const int64_t* number = std::get_if<int64_t>(&arguments[i])) {
        numbers[i] = __builtin_bswap64(static_cast<uint64_t>(*number));
        bytes(i, reinterpret_cast<const char*>(&numbers[i]), sizeof(uint64_t), type_int8);
      } else if (const Blob* blob = std::get_if<Blob>(&arguments[i])) {
        bytes(i, blob->bytes.data(), blob->bytes.size(), type_bytea);
      } else if (const std::string* text = std::get_if<std::string>(&arguments[i])) {
        if (text->find('\0') != std::string::npos)
          return refuse(ErrorCode::invalid_input, "a text with a NUL byte");
        values[i] = text->c_str();
      }
    }
    return {};
  }

 private:
  void bytes(size_t i, const char* data, size_t size, Oid type) {
    values[i] = data;
    lengths[i] = static_cast<int>(size);
    formats[i] = 1;
    types[i] = type;
  }
};

class ResultRow final : public RowView {
 public:
  explicit ResultRow(const PGresult* result) : result_(result) {}
  void at(int row) { row_ = row; }
  bool is_null(size_t column) const override {
    return PQgetisnull(result_, row_, static_cast<int>(column)) != 0;
  }
  int64_t integer(size_t column) const override {
    return integer_of(raw(column).data(), raw(column).size());
  }
  std::string_view text(size_t column) const override { return raw(column); }
  std::string_view blob(size_t column) const override {
    if (decoded_.size() <= column) decoded_.resize(column + 1);
    decoded_[column] = bytes_of(raw(column).data(), raw(column).size());
    return decoded_[column];
  }
  Row row() const {
    std::vector<Value> values;
    int columns = PQnfields(result_);
    values.reserve(static_cast<size_t>(columns));
    for (int i = 0; i < columns; ++i) {
      std::string_view text = raw(static_cast<size_t>(i));
      values.push_back(is_null(static_cast<size_t>(i))
                           ? Value{}
                           : value_of(PQftype(result_, i), text.data(), text.size()));
    }
    return Row(std::move(values));
  }

 private:
  std::string_view raw(size_t column) const {
    int index = static_cast<int>(column);
    return {PQgetvalue(result_, row_, index),
            static_cast<size_t>(PQgetlength(result_, row_, index))};
  }
  const PGresult* result_;
  int row_ = 0;
  mutable std::vector<std::string> decoded_;
};

// Of a refused statement. Holds no value of a row: class 22 (data exceptions) quotes what it
// refuses.
inline Error error_of(const PGresult* result, const PGconn* connection, std::string_view text) {
  auto field = [&](int code) {
    const char* found = PQresultErrorField(result, code);
    return std::string(found == nullptr ? "" : found);
  };
  std::string state = field(PG_DIAG_SQLSTATE);
  std::string message = state.starts_with("22") ? "" : field(PG_DIAG_MESSAGE_PRIMARY);
  if (state.empty()) message = PQerrorMessage(connection);
  return fail(code_of_sqlstate(state),
              "PostgreSQL " + state + ": " + message + " in " + std::string(text));
}

}  // namespace digipro::db
