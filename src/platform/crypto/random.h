// Random bytes from OpenSSL's generator, and secret tokens made of them: session ids, secret
// links, one-time codes. A token is given out once; stores keep only its SHA-256, so a stolen
// database opens nothing. Any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::crypto {

// `count` bytes, 1 to 4096. A generator without entropy ends the process: no weak secret leaves.
std::string random_bytes(size_t count);

struct SecretToken {
  std::string text;    // 43 characters of base64url: 32 random bytes. Never stored, never logged
  std::string stored;  // what stores keep: see stored_form()
};
SecretToken make_secret_token();

// The SHA-256 of the token's text, 64 hex digits: what is looked up when a token comes back.
// Refuses with malformed what cannot be a token of ours, before anything is hashed or looked up.
Result<std::string> stored_form(std::string_view token_text);

}  // namespace digipro::crypto
