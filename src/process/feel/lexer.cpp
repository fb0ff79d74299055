#include "process/feel/lexer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace digipro::feel {
namespace {

struct CodePoint {
  char32_t value = 0;
  size_t length = 0;
};

// The text was checked to be UTF-8 before.
CodePoint code_point_at(std::string_view text, size_t from) {
  if (from >= text.size()) return {};
  auto first = static_cast<unsigned char>(text[from]);
  if (first < 0x80) return {first, 1};
  size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (from + length > text.size()) return {};
  char32_t value = first & (0xFF >> (length + 1));
  for (size_t at = 1; at < length; ++at)
    value = (value << 6) | (static_cast<unsigned char>(text[from + at]) & 0x3F);
  return {value, length};
}

void append_utf8(std::string& out, char32_t value) {
  if (value < 0x80) {
    out += static_cast<char>(value);
  } else if (value < 0x800) {
    out += static_cast<char>(0xC0 | (value >> 6));
    out += static_cast<char>(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    out += static_cast<char>(0xE0 | (value >> 12));
    out += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (value & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (value >> 18));
    out += static_cast<char>(0x80 | ((value >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (value & 0x3F));
  }
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Grammar rule 62.
bool is_blank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

// Grammar rule 28.
bool is_name_start(char32_t c) {
  if (c < 0x80) return c == '?' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  if (is_blank(c)) return false;
  return (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c <= 0x2FF) || (c >= 0x370 && c <= 0x1FFF) ||
         (c >= 0x200C && c <= 0x200D) || (c >= 0x2070 && c <= 0x218F) ||
         (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3001 && c <= 0xD7FF) ||
         (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0xEFFFF);
}

// Grammar rule 29.
bool is_name_part(char32_t c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
         (c >= 0x203F && c <= 0x2040);
}

Token error_token(size_t at, std::string sentence) {
  return {Mark::error, at, at, std::move(sentence)};
}

std::optional<char32_t> hex_number(std::string_view digits) {
  char32_t value = 0;
  for (char c : digits) {
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

// "\uXXXX" (a surrogate pair makes one character) or "\UXXXXXX" at `at`; moves behind it.
std::optional<char32_t> unicode_escape(std::string_view text, size_t& at) {
  size_t digits = text[at + 1] == 'u' ? 4 : 6;
  if (at + 2 + digits > text.size()) return std::nullopt;
  std::optional<char32_t> value = hex_number(text.substr(at + 2, digits));
  if (!value || *value > 0x10FFFF) return std::nullopt;
  at += 2 + digits;
  if (*value >= 0xD800 && *value <= 0xDBFF) {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
    std::optional<char32_t> low = hex_number(text.substr(at + 2, 4));
    if (!low || *low < 0xDC00 || *low > 0xDFFF) return std::nullopt;
    at += 6;
    return 0x10000 + ((*value - 0xD800) << 10) + (*low - 0xDC00);
  }
  if (*value >= 0xDC00 && *value <= 0xDFFF) return std::nullopt;
  return value;
}

Token string_token(std::string_view text, size_t begin) {
  Token token{Mark::string, begin, begin, ""};
  size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') {
    if (text[at] != '\\' || at + 1 >= text.size()) {
      token.text += text[at++];
      continue;
    }
    constexpr std::string_view letters = "nrt\"'\\";
    constexpr std::string_view meanings = "\n\r\t\"'\\";
    char letter = text[at + 1];
    if (size_t known = letters.find(letter); known != std::string_view::npos) {
      token.text += meanings[known];
      at += 2;
    } else if (letter == 'u' || letter == 'U') {
      size_t place = at;
      std::optional<char32_t> value = unicode_escape(text, at);
      if (!value) return error_token(place, "La sequenza \\u non indica un carattere.");
      append_utf8(token.text, *value);
    } else {
      token.text += text[at++];  // "\d" of a pattern stands for itself
    }
  }
  if (at >= text.size()) return error_token(begin, "Manca la virgoletta che chiude il testo.");
  token.end = at + 1;
  return token;
}

Token number_token(std::string_view text, size_t begin) {
  size_t at = begin;
  auto digits = [&] {
    while (at < text.size() && is_digit(text[at])) ++at;
  };
  digits();
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    ++at;
    digits();
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (exponent < text.size() && is_digit(text[exponent])) {
      at = exponent;
      digits();
    }
  }
  return {Mark::number, begin, at, std::string(text.substr(begin, at - begin))};
}

Token symbol_token(std::string_view text, size_t begin) {
  constexpr std::array<std::string_view, 6> doubles = {"..", "**", "!=", "<=", ">=", "->"};
  std::string_view two = text.substr(begin, 2);
  if (std::ranges::find(doubles, two) != doubles.end())
    return {Mark::symbol, begin, begin + 2, std::string(two)};
  constexpr std::string_view singles = "()[]{},:.+-*/=<>";
  if (singles.find(text[begin]) != std::string_view::npos)
    return {Mark::symbol, begin, begin + 1, std::string(1, text[begin])};
  return error_token(begin, "Qui c'è un carattere che non fa parte del linguaggio.");
}

}  // namespace

size_t blank_length(std::string_view text, size_t from) {
  CodePoint c = code_point_at(text, from);
  return is_blank(c.value) ? c.length : 0;
}

size_t name_start_length(std::string_view text, size_t from) {
  CodePoint c = code_point_at(text, from);
  return is_name_start(c.value) ? c.length : 0;
}

size_t name_part_length(std::string_view text, size_t from) {
  CodePoint c = code_point_at(text, from);
  return is_name_part(c.value) ? c.length : 0;
}

size_t skip_blanks(std::string_view text, size_t from) {
  for (;;) {
    if (size_t length = blank_length(text, from)) {
      from += length;
    } else if (text.substr(from, 2) == "//") {
      size_t line_end = text.find_first_of("\n\r", from);
      from = line_end == std::string_view::npos ? text.size() : line_end;
    } else if (text.substr(from, 2) == "/*") {
      size_t close = text.find("*/", from + 2);
      if (close == std::string_view::npos) return from;
      from = close + 2;
    } else {
      return from;
    }
  }
}

Token next_token(std::string_view text, size_t from) {
  size_t begin = skip_blanks(text, from);
  if (begin >= text.size()) return {Mark::end, text.size(), text.size(), ""};
  char c = text[begin];
  if (text.substr(begin, 2) == "/*") return error_token(begin, "Il commento non è chiuso da */.");
  if (c == '"') return string_token(text, begin);
  if (c == '@') {
    size_t quote = skip_blanks(text, begin + 1);
    if (quote >= text.size() || text[quote] != '"')
      return error_token(begin, "Dopo @ serve un testo tra virgolette.");
    Token token = string_token(text, quote);
    if (token.mark == Mark::string) token.mark = Mark::at;
    token.begin = begin;
    return token;
  }
  if (is_digit(c) || (c == '.' && begin + 1 < text.size() && is_digit(text[begin + 1])))
    return number_token(text, begin);
  if (size_t length = name_start_length(text, begin)) {
    size_t end = begin + length;
    while (size_t more = name_part_length(text, end)) end += more;
    return {Mark::name, begin, end, std::string(text.substr(begin, end - begin))};
  }
  return symbol_token(text, begin);
}

bool is_keyword(std::string_view word) {
  constexpr std::array<std::string_view, 18> keywords = {
      "and", "between",  "else", "every", "external", "false",     "for",  "function", "if",
      "in",  "instance", "null", "or",    "return",   "satisfies", "some", "then",     "true"};
  return std::ranges::find(keywords, word) != keywords.end();
}

bool is_single_word(std::string_view name) {
  size_t at = name_start_length(name, 0);
  if (at == 0) return false;
  while (size_t more = name_part_length(name, at)) at += more;
  return at == name.size();
}

size_t match_name(std::string_view text, size_t from, std::string_view name) {
  size_t at = from;
  for (size_t in_name = 0; in_name < name.size(); ++in_name) {
    if (name[in_name] == ' ') {
      size_t blanks = at;
      while (size_t length = blank_length(text, blanks)) blanks += length;
      if (blanks == at) return 0;
      at = blanks;
    } else if (at < text.size() && text[at] == name[in_name]) {
      ++at;
    } else {
      return 0;
    }
  }
  // "Costi" must not match the beginning of "Costituzione".
  return name.empty() || name_part_length(text, at) > 0 ? 0 : at;
}

std::string collapse_blanks(std::string_view name) {
  std::string out;
  bool pending = false;
  for (size_t at = 0; at < name.size();) {
    if (size_t length = blank_length(name, at)) {
      pending = !out.empty();
      at += length;
      continue;
    }
    if (pending) out += ' ';
    pending = false;
    out += name[at++];
  }
  return out;
}

}  // namespace digipro::feel
