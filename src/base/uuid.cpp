#include "base/uuid.h"

#include <sys/random.h>

#include "base/assert.h"
#include "base/text.h"

namespace digipro {
namespace {

// RFC 9562 par. 5.7: 48 bits of milliseconds, version 7, variant 10.
Uuid stamped(std::array<uint8_t, 16> bytes, Instant now) {
  uint64_t milliseconds = static_cast<uint64_t>(now.microseconds / 1000);
  for (size_t i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(milliseconds >> (40 - 8 * i));
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x70);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
  return {bytes};
}

}  // namespace

std::string to_string(const Uuid& id) {
  std::string hex = to_hex(id.bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

Result<Uuid> parse_uuid(std::string_view text) {
  bool shape =
      text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
  if (!shape) return refuse(ErrorCode::invalid_input, "not a UUID");
  DIGIPRO_TRY(raw, from_hex(replace_all(text, "-", "")));
  if (raw.size() != 16) return refuse(ErrorCode::invalid_input, "not a UUID");
  Uuid id;
  for (size_t i = 0; i < 16; ++i) id.bytes[i] = static_cast<uint8_t>(raw[i]);
  return id;
}

Uuid RandomIdSource::next(Instant now) {
  std::array<uint8_t, 16> bytes{};
  ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
  DIGIPRO_ASSERT(got == 16, "the operating system gives 16 random bytes at once");
  return stamped(bytes, now);
}

Uuid CountingIdSource::next(Instant now) {
  std::array<uint8_t, 16> bytes{};
  uint64_t number = ++counter_;
  for (size_t i = 0; i < 8; ++i) bytes[15 - i] = static_cast<uint8_t>(number >> (8 * i));
  return stamped(bytes, now);
}

}  // namespace digipro
