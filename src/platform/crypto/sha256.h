// SHA-256 (FIPS 180-4) over OpenSSL's EVP: incremental class and one-shot. For content addresses,
// the journal's chain and idempotency. Results are 32 raw bytes (base/text.h has to_hex). One
// Sha256 object belongs to one thread at a time; the function is for any thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace digipro::crypto {

inline constexpr size_t sha256_bytes = 32;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);
  // The 32 raw bytes of everything added; starts again from nothing.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256(std::string_view bytes);  // 32 raw bytes

}  // namespace digipro::crypto
