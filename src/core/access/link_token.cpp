#include "core/access/link_token.h"

#include "base/assert.h"
#include "base/text.h"
#include "platform/crypto/hmac.h"

namespace digipro {
namespace {

constexpr size_t id_bytes = 16, signature_bytes = 20;

std::string signature(const std::string& key, std::string_view purpose, std::string_view id) {
  std::string message(purpose);
  message += '\0';
  message += id;
  return crypto::hmac_sha256(key, message).substr(0, signature_bytes);
}

}  // namespace

std::string LinkSigner::sign(std::string_view purpose, const Uuid& id) const {
  std::string raw(id.bytes.begin(), id.bytes.end());
  return to_base64url(raw + signature(key_, purpose, raw));
}

std::string LinkSigner::sign(std::string_view purpose, const std::string& id) const {
  auto parsed = parse_uuid(id);
  DIGIPRO_ASSERT(parsed.has_value(), "a link is signed for a Uuid");
  return sign(purpose, *parsed);
}

Result<std::string> LinkSigner::open(std::string_view purpose, std::string_view token) const {
  auto raw = from_base64url(token);
  if (!raw || raw->size() != id_bytes + signature_bytes)
    return refuse(ErrorCode::not_found, "not a link of ours");
  std::string id = raw->substr(0, id_bytes);
  if (!equal_constant_time(raw->substr(id_bytes), signature(key_, purpose, id)))
    return refuse(ErrorCode::not_found, "not a link of ours");
  Uuid uuid;
  for (size_t i = 0; i < id_bytes; ++i) uuid.bytes[i] = static_cast<uint8_t>(id[i]);
  return to_string(uuid);
}

}  // namespace digipro
