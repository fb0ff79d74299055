// Secret links: an id and its signature in one address segment. Whoever holds the link may do what
// the link is for (continue a draft, follow a report); nobody can make one up, and nothing secret
// is stored. A value holding the ente's key; any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/uuid.h"

namespace digipro {

class LinkSigner {
 public:
  // `key`: 32 random bytes of the ente, kept in a file of its own.
  explicit LinkSigner(std::string key) : key_(std::move(key)) {}

  // 48 characters of base64url: 16 bytes of id, 20 bytes of HMAC-SHA256(key, purpose, id): 160
  // bits. `purpose` keeps a draft's link from opening a case: "bozza", "segui".
  std::string sign(std::string_view purpose, const Uuid& id) const;
  // As above, from an id in text form; asserts that it is a Uuid.
  std::string sign(std::string_view purpose, const std::string& id) const;
  // The id in text form; not_found for anything that sign() did not make for this purpose.
  Result<std::string> open(std::string_view purpose, std::string_view token) const;

 private:
  std::string key_;
};

}  // namespace digipro
