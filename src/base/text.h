// What std::string lacks: UTF-8 checks, trimming, splitting, folding for search, hex and base64.
// Pure functions, any thread. ICU is used in text_unicode.cpp and text_pattern.cpp only.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digipro {

std::string_view trim(std::string_view text);  // ASCII white space at both ends
std::vector<std::string> split(std::string_view text, char separator);  // "" gives one empty part
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
bool is_valid_utf8(std::string_view text);  // refuses overlong forms and surrogates
size_t count_code_points(std::string_view valid_utf8);
// Drops control characters (except newline and tab) and bidirectional overrides: what a person
// types may go into lists and letters.
std::string clean_user_text(std::string_view valid_utf8);
std::string to_lower_ascii(std::string_view text);
std::string to_upper_ascii(std::string_view text);
// Of any script, by Unicode's full mapping ("straße" -> "STRASSE"), in no special language.
std::string to_lower(std::string_view valid_utf8);
std::string to_upper(std::string_view valid_utf8);
// For search and comparison: NFKD, marks removed, case folded ("Città" -> "citta").
std::string fold_for_search(std::string_view valid_utf8);
// NFC, as stored.
std::string normalise(std::string_view valid_utf8);

std::string to_hex(std::span<const uint8_t> bytes);
Result<std::string> from_hex(std::string_view hex);
std::string to_base64url(std::string_view bytes);  // no padding (RFC 4648 par. 5)
Result<std::string> from_base64url(std::string_view text);
std::string to_base64(std::string_view bytes);
Result<std::string> from_base64(std::string_view text);
// Percent-encodes everything but unreserved characters (RFC 3986 par. 2.3).
std::string url_encode(std::string_view text);
Result<std::string> url_decode(std::string_view text, bool plus_is_space);

// Compares without an early exit: for tokens and hashes.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace digipro
