#include "platform/crypto/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/assert.h"
#include "base/text.h"

namespace digipro::crypto {

std::string hmac_sha256(std::string_view key, std::string_view message) {
  std::string mac(32, '\0');
  unsigned int length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  const unsigned char* made =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, message.size(),
           reinterpret_cast<unsigned char*>(mac.data()), &length);
  DIGIPRO_ASSERT(made != nullptr && length == mac.size(), "HMAC-SHA256 gives 32 bytes");
  return mac;
}

bool hmac_sha256_matches(std::string_view key, std::string_view message, std::string_view mac) {
  return equal_constant_time(hmac_sha256(key, message), mac);
}

}  // namespace digipro::crypto
