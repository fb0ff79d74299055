// What every staging does with the bytes that arrive: holds the limit, counts, hashes. Internal to
// platform/blob. One thread.
#pragma once
#include "base/text.h"
#include "platform/blob/blob.h"
#include "platform/crypto/sha256.h"

namespace digipro::blob {

class Intake {
 public:
  explicit Intake(int64_t bytes_max) : bytes_max_(bytes_max) {}

  Status add(std::string_view bytes) {
    const auto size = static_cast<int64_t>(bytes.size());
    if (size > bytes_max_ - size_bytes_) return refuse(ErrorCode::too_large, "blob");
    size_bytes_ += size;
    hash_.add(bytes);
    return {};
  }

  Result<BlobRef> finish(const ByteSource& content) {
    const std::string raw = hash_.finish();
    BlobRef ref;
    ref.hash = to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
    ref.size_bytes = size_bytes_;
    DIGIPRO_TRY(sniffed, sniff(content));
    ref.content = sniffed;
    return ref;
  }

 private:
  int64_t bytes_max_;
  int64_t size_bytes_ = 0;
  crypto::Sha256 hash_;
};

}  // namespace digipro::blob
