#include "platform/crypto/signing.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/assert.h"

namespace digipro::crypto {
namespace {

constexpr size_t key_bytes = 32;
constexpr size_t signature_bytes = 64;
constexpr size_t pem_bytes_max = 4096;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;
using Bio = std::unique_ptr<BIO, FreeBio>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string read_bio(BIO* bio) {
  char* data = nullptr;
  long length = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(length));
}

// Without this OpenSSL would ask for a password on the terminal.
int no_password(char*, int, int, void*) {
  return 0;
}

class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : number_(::open(path.c_str(), flags, 0600)) {}
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

struct SigningKey::Held {
  Key key;
};

Result<SigningKey> SigningKey::generate() {
  EVP_PKEY* made = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (made == nullptr) return refuse(ErrorCode::internal, "Ed25519 key generation failed");
  return SigningKey(std::make_shared<const Held>(Held{Key(made)}));
}

Result<SigningKey> SigningKey::from_seed(std::string_view seed) {
  if (seed.size() != key_bytes) return refuse(ErrorCode::malformed, "an Ed25519 seed is 32 bytes");
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size()));
  if (key == nullptr) return refuse(ErrorCode::malformed, "not an Ed25519 seed");
  return SigningKey(std::make_shared<const Held>(Held{std::move(key)}));
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem) {
  if (pem.size() > pem_bytes_max) return refuse(ErrorCode::malformed, "PEM key too large");
  Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (key == nullptr || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) {
    return refuse(ErrorCode::malformed, "not an unencrypted Ed25519 private key in PEM");
  }
  return SigningKey(std::make_shared<const Held>(Held{std::move(key)}));
}

Result<SigningKey> SigningKey::load(const std::string& path) {
  OpenFile file(path, O_RDONLY | O_CLOEXEC);
  if (file.number() < 0) {
    auto code = errno == ENOENT ? ErrorCode::not_found : ErrorCode::configuration;
    return refuse(code, "signing key " + path + ": " + std::strerror(errno));
  }
  struct stat facts{};
  if (::fstat(file.number(), &facts) != 0 || (facts.st_mode & 077) != 0) {
    return refuse(ErrorCode::configuration, "signing key " + path + ": mode must be 0600");
  }
  std::string pem(pem_bytes_max, '\0');
  ssize_t got = ::read(file.number(), pem.data(), pem.size());
  if (got < 0) return refuse(ErrorCode::configuration, "signing key " + path + ": unreadable");
  pem.resize(static_cast<size_t>(got));
  return from_pem(pem);
}

Status SigningKey::save(const std::string& path) const {
  OpenFile file(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
  if (file.number() < 0) {
    auto code = errno == EEXIST ? ErrorCode::already_done : ErrorCode::configuration;
    return refuse(code, "signing key " + path + ": " + std::strerror(errno));
  }
  const std::string pem = to_pem();
  const size_t slash = path.rfind('/');
  OpenFile folder(slash == std::string::npos ? "." : path.substr(0, slash + 1),
                  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_kept =
      ::write(file.number(), pem.data(), pem.size()) == static_cast<ssize_t>(pem.size()) &&
      ::fsync(file.number()) == 0 && ::fsync(folder.number()) == 0;
  if (!is_kept) {
    ::unlink(path.c_str());
    return refuse(ErrorCode::storage_failed, "signing key " + path + ": " + std::strerror(errno));
  }
  return {};
}

std::string SigningKey::to_pem() const {
  Bio bio(BIO_new(BIO_s_mem()));
  int written =
      PEM_write_bio_PrivateKey(bio.get(), held_->key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  DIGIPRO_ASSERT(written == 1, "a held key can be written as PEM");
  return read_bio(bio.get());
}

std::string SigningKey::public_pem() const {
  Bio bio(BIO_new(BIO_s_mem()));
  int written = PEM_write_bio_PUBKEY(bio.get(), held_->key.get());
  DIGIPRO_ASSERT(written == 1, "a held key can be written as PEM");
  return read_bio(bio.get());
}

std::string SigningKey::sign(std::string_view message) const {
  Context context(EVP_MD_CTX_new());
  std::string signature(signature_bytes, '\0');
  size_t length = signature.size();
  bool ok = EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, held_->key.get()) == 1 &&
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                           &length, bytes_of(message), message.size()) == 1;
  DIGIPRO_ASSERT(ok && length == signature_bytes, "an Ed25519 key signs");
  return signature;
}

std::string SigningKey::public_key() const {
  std::string bytes(key_bytes, '\0');
  size_t length = bytes.size();
  int ok = EVP_PKEY_get_raw_public_key(held_->key.get(),
                                       reinterpret_cast<unsigned char*>(bytes.data()), &length);
  DIGIPRO_ASSERT(ok == 1 && length == key_bytes, "an Ed25519 key has 32 public bytes");
  return bytes;
}

Status verify_ed25519(std::string_view public_key, std::string_view message,
                      std::string_view signature) {
  if (public_key.size() != key_bytes || signature.size() != signature_bytes) {
    return refuse(ErrorCode::malformed, "Ed25519: key 32 bytes, signature 64");
  }
  Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key),
                                      public_key.size()));
  Context context(EVP_MD_CTX_new());
  bool ok = key != nullptr &&
            EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
            EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(),
                             bytes_of(message), message.size()) == 1;
  if (!ok) return refuse(ErrorCode::integrity_broken, "Ed25519 signature does not match");
  return {};
}

}  // namespace digipro::crypto
