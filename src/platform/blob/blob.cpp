#include "platform/blob/blob.h"

#include <algorithm>

namespace digipro::blob {

bool is_hash(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<std::shared_ptr<Staging>> stage(Store& store, http::BodySource& source, int64_t bytes_max) {
  constexpr size_t piece_bytes = 64 * 1024;
  DIGIPRO_TRY(staging, store.begin(bytes_max));
  while (true) {
    DIGIPRO_TRY(piece, source.read(piece_bytes));
    if (piece.empty()) break;
    DIGIPRO_CHECK(staging->write(piece));
  }
  DIGIPRO_CHECK(staging->finish());
  return staging;
}

Result<std::shared_ptr<Staging>> stage_bytes(Store& store, std::string_view bytes) {
  DIGIPRO_TRY(staging, store.begin(static_cast<int64_t>(bytes.size())));
  DIGIPRO_CHECK(staging->write(bytes));
  DIGIPRO_CHECK(staging->finish());
  return staging;
}

Result<BlobRef> keep_bytes(Store& store, std::string_view bytes) {
  DIGIPRO_TRY(staging, stage_bytes(store, bytes));
  DIGIPRO_CHECK(store.sync({&staging, 1}));
  return staging->ref();
}

Result<std::string> read_all(Store& store, const std::string& hash, int64_t bytes_max) {
  DIGIPRO_TRY(source, store.open(hash));
  if (source->size_bytes() > bytes_max) return refuse(ErrorCode::too_large, "blob " + hash);
  std::string all;
  while (true) {
    DIGIPRO_TRY(piece, source->read(64 * 1024));
    if (piece.empty()) return all;
    all += piece;
  }
}

}  // namespace digipro::blob
