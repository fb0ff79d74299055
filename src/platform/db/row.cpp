#include <array>

#include "base/assert.h"
#include "platform/db/db.h"

namespace digipro::db {
namespace {
const std::string nothing;
}

int64_t Row::integer(size_t column) const {
  DIGIPRO_ASSERT(column < values_.size(), "the column is in the SELECT");
  if (is_null(column)) return 0;
  const int64_t* number = std::get_if<int64_t>(&values_[column]);
  DIGIPRO_ASSERT(number != nullptr, "the column is a BIGINT");
  return *number;
}

const std::string& Row::text(size_t column) const {
  DIGIPRO_ASSERT(column < values_.size(), "the column is in the SELECT");
  if (is_null(column)) return nothing;
  const std::string* text = std::get_if<std::string>(&values_[column]);
  DIGIPRO_ASSERT(text != nullptr, "the column is a TEXT");
  return *text;
}

const std::string& Row::blob(size_t column) const {
  DIGIPRO_ASSERT(column < values_.size(), "the column is in the SELECT");
  if (is_null(column)) return nothing;
  const Blob* blob = std::get_if<Blob>(&values_[column]);
  DIGIPRO_ASSERT(blob != nullptr, "the column is a BLOB");
  return blob->bytes;
}

}  // namespace digipro::db
