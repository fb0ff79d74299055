#include "platform/crypto/sha256.h"

#include <doctest/doctest.h>

#include <span>

#include "base/text.h"

using namespace digipro;

namespace {
std::string hex(const std::string& raw) {
  return to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
}
}  // namespace

// Expected values: NIST CSRC, "Examples with intermediate values", SHA-256, and RFC 6234 par. 8.5.
TEST_CASE("SHA-256 gives the digests that the standard prints") {
  CHECK(hex(crypto::sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(crypto::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("SHA-256 in pieces equals SHA-256 at once, and starts again after finish") {
  crypto::Sha256 hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  CHECK(hash.finish() == crypto::sha256("abc"));
  hash.add(std::string(1'000'000, 'a'));  // RFC 6234: a million times "a"
  CHECK(hex(hash.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
