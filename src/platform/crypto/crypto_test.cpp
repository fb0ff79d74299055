#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>
#include <vector>

#include "base/text.h"
#include "platform/crypto/hmac.h"
#include "platform/crypto/password.h"
#include "platform/crypto/random.h"
#include "platform/crypto/signing.h"

using namespace digipro;

namespace {

std::string hex(std::string_view bytes) {
  return to_hex({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}
std::string unhex(std::string_view text) {
  return from_hex(text).value();
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "crypto-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string path;
};

}  // namespace

TEST_CASE("HMAC-SHA256 gives the values of RFC 4231") {
  CHECK(hex(crypto::hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("a changed message or key does not match its HMAC") {
  const std::string mac = crypto::hmac_sha256("chiave", "testo");
  CHECK(crypto::hmac_sha256_matches("chiave", "testo", mac));
  CHECK_FALSE(crypto::hmac_sha256_matches("chiave", "testo!", mac));
  CHECK_FALSE(crypto::hmac_sha256_matches("chiave2", "testo", mac));
  CHECK_FALSE(crypto::hmac_sha256_matches("chiave", "testo", mac.substr(0, 16)));
}

TEST_CASE("secret tokens are 32 random bytes, found again by their stored form only") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const crypto::SecretToken token = crypto::make_secret_token();
    CHECK(token.text.size() == 43);
    CHECK(token.stored.size() == 64);
    CHECK(token.stored.find(token.text) == std::string::npos);
    CHECK(crypto::stored_form(token.text).value() == token.stored);
    seen.insert(token.text);
  }
  CHECK(seen.size() == 100);
}

TEST_CASE("what cannot be a token is refused before it is looked up") {
  const std::string token = crypto::make_secret_token().text;
  for (const std::string& wrong : {std::string(), token.substr(1), token + "A", token + "=",
                                   "!" + token.substr(1), std::string(100'000, 'A')}) {
    auto stored = crypto::stored_form(wrong);
    REQUIRE_FALSE(stored.has_value());
    CHECK(stored.error().code == ErrorCode::malformed);
  }
}

TEST_CASE("argon2id verifies the vector of the reference implementation") {
  // github.com/P-H-C/phc-winner-argon2, src/test.c: version 0x13, t=2, m=2^16, p=1.
  const std::string phc =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  crypto::PasswordHasher hasher;
  CHECK(hasher.verify("password", phc).value());
  CHECK_FALSE(hasher.verify("Password", phc).value());
  CHECK(hasher.needs_rehash(phc));
}

TEST_CASE("a password is kept as a salted PHC string of the agreed cost") {
  crypto::PasswordHasher hasher;
  const std::string first = hasher.hash("il mio gatto è nero").value();
  const std::string second = hasher.hash("il mio gatto è nero").value();
  CHECK(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(first != second);
  CHECK(hasher.verify("il mio gatto è nero", first).value());
  CHECK(hasher.verify("il mio gatto è nero", second).value());
  CHECK_FALSE(hasher.verify("il mio gatto è bianco", first).value());
  CHECK_FALSE(hasher.needs_rehash(first));
  crypto::PasswordHasher dearer({.memory_kib = 24 * 1024});
  CHECK(dearer.needs_rehash(first));
  CHECK(dearer.verify("il mio gatto è nero", first).value());
}

TEST_CASE("hostile passwords and hash strings are refused before they cost anything") {
  crypto::PasswordHasher hasher;
  CHECK(hasher.hash("").error().code == ErrorCode::invalid_input);
  CHECK(hasher.hash(std::string(1025, 'x')).error().code == ErrorCode::invalid_input);
  const std::string tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  for (const std::string& wrong :
       {std::string(), std::string("password"), "$argon2id$v=19$m=4194304,t=2,p=1" + tail,
        "$argon2id$v=19$m=65536,t=99999,p=1" + tail, "$argon2i$v=19$m=65536,t=2,p=1" + tail,
        "$argon2id$v=16$m=65536,t=2,p=1" + tail, "$argon2id$v=19$m=65536,t=2,p=1,x=1" + tail}) {
    CAPTURE(wrong);
    auto verified = hasher.verify("password", wrong);
    REQUIRE_FALSE(verified.has_value());
    CHECK(verified.error().code == ErrorCode::integrity_broken);
    CHECK(hasher.needs_rehash(wrong));
  }
  CHECK(hasher.verify_nobody("password").has_value());
}

TEST_CASE("given more logins than places, when nobody may wait, then the excess is refused") {
  crypto::PasswordHasher hasher({.memory_kib = 19 * 1024, .passes = 16}, 1, 0);
  std::atomic<int> made = 0, refused = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      auto hashed = hasher.hash("password");
      if (hashed) {
        ++made;
      } else if (hashed.error().code == ErrorCode::too_many_requests) {
        ++refused;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  CHECK(made >= 1);
  CHECK(refused >= 1);
  CHECK(made + refused == 8);
  CHECK(hasher.hash("password").has_value());
}

TEST_CASE("Ed25519 gives the keys and signatures of RFC 8032 par. 7.1") {
  auto first = crypto::SigningKey::from_seed(
                   unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
                   .value();
  CHECK(hex(first.public_key()) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(hex(first.sign("")) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b");
  auto second = crypto::SigningKey::from_seed(
                    unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
                    .value();
  CHECK(hex(second.sign("\x72")) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST_CASE("a signature holds for its key and message, and for nothing else") {
  auto key = crypto::SigningKey::generate().value();
  auto other = crypto::SigningKey::generate().value();
  const std::string signature = key.sign("sigillo del giorno");
  CHECK(crypto::verify_ed25519(key.public_key(), "sigillo del giorno", signature).has_value());
  CHECK(crypto::verify_ed25519(key.public_key(), "sigillo del giorno.", signature).error().code ==
        ErrorCode::integrity_broken);
  CHECK(crypto::verify_ed25519(other.public_key(), "sigillo del giorno", signature).error().code ==
        ErrorCode::integrity_broken);
  CHECK(crypto::verify_ed25519("short", "sigillo del giorno", signature).error().code ==
        ErrorCode::malformed);
}

TEST_CASE("a signing key is kept in a file that only its owner reads") {
  TemporaryFolder folder;
  const std::string path = folder.path + "/seal.pem";
  CHECK(crypto::SigningKey::load(path).error().code == ErrorCode::not_found);
  auto key = crypto::SigningKey::generate().value();
  REQUIRE(key.save(path).has_value());
  struct stat facts{};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
  CHECK(crypto::SigningKey::load(path).value().public_key() == key.public_key());
  CHECK(crypto::SigningKey::generate().value().save(path).error().code == ErrorCode::already_done);
  CHECK(crypto::SigningKey::load(path).value().public_key() == key.public_key());
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(crypto::SigningKey::load(path).error().code == ErrorCode::configuration);
}

TEST_CASE("other PEM files are no signing keys") {
  CHECK(crypto::SigningKey::from_pem("").error().code == ErrorCode::malformed);
  auto key = crypto::SigningKey::generate().value();
  CHECK(crypto::SigningKey::from_pem(key.public_pem()).error().code == ErrorCode::malformed);
  CHECK(crypto::SigningKey::from_pem(key.to_pem()).value().public_key() == key.public_key());
}
