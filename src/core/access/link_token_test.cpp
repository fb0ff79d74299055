#include "core/access/link_token.h"

#include <doctest/doctest.h>

using namespace digipro;

TEST_CASE("given a secret link, when it is opened, then only its own purpose and key fit") {
  LinkSigner signer(std::string(32, 'k')), other(std::string(32, 'x'));
  CountingIdSource ids;
  std::string id = to_string(ids.next({1'700'000'000'000'000}));
  std::string token = signer.sign("segui", id);
  CHECK(token.size() == 48);
  CHECK(signer.open("segui", token).value() == id);
  CHECK_FALSE(signer.open("bozza", token).has_value());
  CHECK_FALSE(other.open("segui", token).has_value());
  for (size_t at = 0; at < token.size(); ++at) {
    std::string forged = token;
    forged[at] = forged[at] == 'A' ? 'B' : 'A';
    CHECK_FALSE(signer.open("segui", forged).has_value());
  }
  CHECK_FALSE(signer.open("segui", "").has_value());
  CHECK_FALSE(signer.open("segui", token + "AAAA").has_value());
}
