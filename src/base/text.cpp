#include "base/text.h"

namespace digipro {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::string_view base64_plain =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64_url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode_base64(std::string_view bytes, std::string_view alphabet, bool pad) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t word = static_cast<uint8_t>(bytes[i]) << 16;
    if (i + 1 < bytes.size()) word |= static_cast<uint8_t>(bytes[i + 1]) << 8;
    if (i + 2 < bytes.size()) word |= static_cast<uint8_t>(bytes[i + 2]);
    size_t chars = bytes.size() - i >= 3 ? 4 : bytes.size() - i + 1;
    for (size_t k = 0; k < chars; ++k) out += alphabet[word >> (18 - 6 * k) & 63];
    if (pad) out.append(4 - chars, '=');
  }
  return out;
}

Result<std::string> decode_base64(std::string_view text, std::string_view alphabet) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return refuse(ErrorCode::malformed, "base64 of impossible length");
  std::string out;
  out.reserve(text.size() * 3 / 4);
  uint32_t word = 0;
  int bits = 0;
  for (char c : text) {
    size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return refuse(ErrorCode::malformed, "not base64");
    word = (word << 6) | static_cast<uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(word >> bits & 0xFF);
    }
  }
  if ((word & ((1u << bits) - 1)) != 0)
    return refuse(ErrorCode::malformed, "base64 with spare bits");
  return out;
}

// The length of the code point that starts at `at`, 0 when it is not valid (Unicode table 3-7).
size_t utf8_length(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  auto tail = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  uint8_t first = static_cast<uint8_t>(byte(at));
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    int second = byte(at + 1);
    bool ok = tail(at + 1) && tail(at + 2) && !(first == 0xE0 && second < 0xA0) &&
              !(first == 0xED && second > 0x9F);
    return ok ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    int second = byte(at + 1);
    bool ok = tail(at + 1) && tail(at + 2) && tail(at + 3) && !(first == 0xF0 && second < 0x90) &&
              !(first == 0xF4 && second > 0x8F);
    return ok ? 4 : 0;
  }
  return 0;
}

bool is_direction_mark(std::string_view code_point) {
  // U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069: they make names and file names lie.
  if (code_point.size() != 3 || code_point[0] != '\xE2') return false;
  uint8_t second = static_cast<uint8_t>(code_point[1]), third = static_cast<uint8_t>(code_point[2]);
  if (second == 0x80) return third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE);
  return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  size_t start = 0;
  for (size_t at; (at = text.find(separator, start)) != std::string_view::npos; start = at + 1)
    parts.emplace_back(text.substr(start, at - start));
  parts.emplace_back(text.substr(start));
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  size_t start = 0;
  for (size_t at; !from.empty() && (at = text.find(from, start)) != std::string_view::npos;
       start = at + from.size()) {
    out += text.substr(start, at - start);
    out += to;
  }
  out += text.substr(start);
  return out;
}

bool is_valid_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    size_t length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

size_t count_code_points(std::string_view valid_utf8) {
  size_t count = 0;
  for (char c : valid_utf8) count += (static_cast<uint8_t>(c) & 0xC0) != 0x80;
  return count;
}

std::string clean_user_text(std::string_view valid_utf8) {
  std::string out;
  for (size_t at = 0; at < valid_utf8.size();) {
    size_t length = std::max<size_t>(1, utf8_length(valid_utf8, at));
    std::string_view code_point = valid_utf8.substr(at, length);
    uint8_t first = static_cast<uint8_t>(code_point[0]);
    bool control = length == 1 && (first < 0x20 || first == 0x7F) && first != '\n' && first != '\t';
    bool c1_control = length == 2 && first == 0xC2 && static_cast<uint8_t>(code_point[1]) < 0xA0;
    if (!control && !c1_control && !is_direction_mark(code_point)) out += code_point;
    at += length;
  }
  return out;
}

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string to_upper_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::string to_hex(std::span<const uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (uint8_t byte : bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

Result<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return refuse(ErrorCode::malformed, "hex of odd length");
  std::string out;
  for (size_t i = 0; i < hex.size(); i += 2) {
    int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) return refuse(ErrorCode::malformed, "not hex");
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

std::string to_base64url(std::string_view bytes) {
  return encode_base64(bytes, base64_url, false);
}
Result<std::string> from_base64url(std::string_view text) {
  return decode_base64(text, base64_url);
}
std::string to_base64(std::string_view bytes) {
  return encode_base64(bytes, base64_plain, true);
}
Result<std::string> from_base64(std::string_view text) {
  return decode_base64(text, base64_plain);
}

std::string url_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
      continue;
    }
    uint8_t byte = static_cast<uint8_t>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

Result<std::string> url_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return refuse(ErrorCode::malformed, "broken percent encoding");
      out += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  uint8_t difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i)
    difference = static_cast<uint8_t>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

}  // namespace digipro
