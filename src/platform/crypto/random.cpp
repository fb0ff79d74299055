#include "platform/crypto/random.h"

#include <openssl/rand.h>

#include "base/assert.h"
#include "base/text.h"
#include "platform/crypto/sha256.h"

namespace digipro::crypto {
namespace {

constexpr size_t token_bytes = 32;

std::string hashed(std::string_view text) {
  const std::string hash = sha256(text);
  return to_hex({reinterpret_cast<const uint8_t*>(hash.data()), hash.size()});
}

}  // namespace

std::string random_bytes(size_t count) {
  DIGIPRO_ASSERT(count >= 1 && count <= 4096, "random bytes are asked for in reasonable numbers");
  std::string bytes(count, '\0');
  int drawn = RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
  DIGIPRO_ASSERT(drawn == 1, "the random generator works");
  return bytes;
}

SecretToken make_secret_token() {
  SecretToken token;
  token.text = to_base64url(random_bytes(token_bytes));
  token.stored = hashed(token.text);
  return token;
}

Result<std::string> stored_form(std::string_view token_text) {
  auto bytes = from_base64url(token_text);
  if (!bytes || bytes->size() != token_bytes || to_base64url(*bytes) != token_text) {
    return refuse(ErrorCode::malformed, "not a secret token");
  }
  return hashed(token_text);
}

}  // namespace digipro::crypto
