#include "platform/crypto/sha256.h"

#include <openssl/evp.h>

#include <utility>

#include "base/assert.h"

namespace digipro::crypto {
namespace {

// Fetched once: a fetch per hash costs more than hashing a journal entry.
const EVP_MD* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  DIGIPRO_ASSERT(fetched != nullptr, "OpenSSL knows SHA-256");
  return fetched;
}

}  // namespace

struct Sha256::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  Context() { start(); }
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  void start() {
    int done = evp == nullptr ? 0 : EVP_DigestInit_ex2(evp, algorithm(), nullptr);
    DIGIPRO_ASSERT(done == 1, "SHA-256 starts");
  }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  int done = EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size());
  DIGIPRO_ASSERT(done == 1, "SHA-256 takes any bytes");
}

std::string Sha256::finish() {
  std::string digest(sha256_bytes, '\0');
  int done =
      EVP_DigestFinal_ex(context_->evp, reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  DIGIPRO_ASSERT(done == 1, "SHA-256 ends");
  context_->start();
  return digest;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

}  // namespace digipro::crypto
