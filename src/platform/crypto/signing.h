// Ed25519 signatures (RFC 8032): the daily seal, secret exports. A SigningKey is a value that owns
// its private key; copies share it. Signing and verifying: any thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::crypto {

class SigningKey {
 public:
  static Result<SigningKey> generate();
  // PKCS#8 PEM without a password.
  static Result<SigningKey> from_pem(std::string_view pem);
  // RFC 8032's 32 bytes: test vectors, keys that come from elsewhere.
  static Result<SigningKey> from_seed(std::string_view seed);
  // Refuses with configuration a file that others than its owner can read.
  static Result<SigningKey> load(const std::string& path);
  // Writes a new file of mode 0600, synced. Refuses with already_done when one is there.
  Status save(const std::string& path) const;

  std::string to_pem() const;
  std::string sign(std::string_view message) const;  // 64 raw bytes
  std::string public_key() const;                    // 32 raw bytes
  std::string public_pem() const;                    // SubjectPublicKeyInfo, for other programs

 private:
  struct Held;
  explicit SigningKey(std::shared_ptr<const Held> held) : held_(std::move(held)) {}
  std::shared_ptr<const Held> held_;
};

// Ok, or integrity_broken when the signature is not by this key over this message; malformed when
// a length is wrong (key 32, signature 64 bytes).
Status verify_ed25519(std::string_view public_key, std::string_view message,
                      std::string_view signature);

}  // namespace digipro::crypto
