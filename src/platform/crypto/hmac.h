// HMAC-SHA256 (RFC 2104, FIPS 198-1): webhooks, CSRF tokens, signed cookies. Any thread.
#pragma once
#include <string>
#include <string_view>

namespace digipro::crypto {

std::string hmac_sha256(std::string_view key, std::string_view message);  // 32 raw bytes

// Compares without an early exit.
bool hmac_sha256_matches(std::string_view key, std::string_view message, std::string_view mac);

}  // namespace digipro::crypto
