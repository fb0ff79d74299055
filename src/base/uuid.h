// Uuid: 128-bit identifiers, version 7 (RFC 9562): sorted by time, so new rows go to the end of
// their index. IdSource is passed in like the clock; tests use a counting one. Thread-safe.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace digipro {

struct Uuid {
  std::array<uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return bytes == std::array<uint8_t, 16>{}; }
};
std::string to_string(const Uuid& id);  // 36 characters, lower case
Result<Uuid> parse_uuid(std::string_view text);

class IdSource {
 public:
  virtual ~IdSource() = default;
  virtual Uuid next(Instant now) = 0;
};

// Random bits from the operating system (getrandom).
class RandomIdSource final : public IdSource {
 public:
  Uuid next(Instant now) override;
};

// Deterministic, for tests and simulation: the counter fills the random bits.
class CountingIdSource final : public IdSource {
 public:
  Uuid next(Instant now) override;

 private:
  uint64_t counter_ = 0;
};

}  // namespace digipro
