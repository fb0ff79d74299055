#include "platform/mail/encode.h"

#include "base/text.h"

namespace digipro::mail {
namespace {

constexpr size_t line_max = 76;

void append_hex(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  auto byte = static_cast<unsigned char>(c);
  out += '=';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

size_t length_of_code_point(char first) {
  auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// A character of "Q" encoding (RFC 2047 par. 4.2), by its strictest rule, that of phrases.
std::string q_encoded(std::string_view code_point) {
  std::string out;
  for (char c : code_point) {
    if (c == ' ')
      out += '_';
    else if (is_letter_or_digit(c) || c == '-')
      out += c;
    else
      append_hex(out, c);
  }
  return out;
}

bool stands_as_it_is(std::string_view text, bool is_phrase, size_t used) {
  if (used + text.size() > 78 || text.find("=?") != std::string_view::npos) return false;
  if (!text.empty() && (text.front() == ' ' || text.back() == ' ')) return false;
  for (char c : text) {
    if (c < ' ' || c > '~') return false;
    if (is_phrase && c != ' ' && c != '-' && !is_letter_or_digit(c)) return false;
  }
  return true;
}

}  // namespace

bool is_one_line(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) return false;
  return is_valid_utf8(text);
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  if (text.ends_with('\n')) text.remove_suffix(1);  // every line gets its end below
  for (const std::string& whole : split(text, '\n')) {
    std::string_view line = whole;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    size_t column = 0;
    for (size_t at = 0; at < line.size(); ++at) {
      char c = line[at];
      bool is_last = at + 1 == line.size();
      bool is_blank = c == ' ' || c == '\t';
      bool is_plain = (c > ' ' && c <= '~' && c != '=') || (is_blank && !is_last);
      // One column stays free for the '=' of a soft line break.
      if (column + (is_plain ? 1 : 3) > line_max - 1) {
        out += "=\r\n";
        column = 0;
      }
      if (is_plain)
        out += c;
      else
        append_hex(out, c);
      column += is_plain ? 1 : 3;
    }
    out += "\r\n";
  }
  return out;
}

std::string base64_lines(std::string_view bytes) {
  constexpr size_t bytes_per_line = line_max / 4 * 3;
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += bytes_per_line)
    out += to_base64(bytes.substr(at, bytes_per_line)) + "\r\n";
  return out;
}

std::string header_words(std::string_view text, bool is_phrase, size_t used) {
  if (stands_as_it_is(text, is_phrase, used)) return std::string(text);
  constexpr std::string_view begin = "=?UTF-8?Q?", end = "?=";
  // A line with an encoded word has at most 76 characters (RFC 2047 par. 2), so a word must leave
  // room for what stands before the first and for the blank before the others.
  std::string out(begin), word;
  size_t room = line_max - begin.size() - end.size() - used;
  for (size_t at = 0; at < text.size();) {
    size_t length = length_of_code_point(text[at]);
    std::string next = q_encoded(text.substr(at, length));
    if (word.size() + next.size() > room) {
      out.append(word).append(end).append("\r\n ").append(begin);
      word.clear();
      room = line_max - begin.size() - end.size() - 1;
    }
    word += next;
    at += length;
  }
  return out.append(word).append(end);
}

std::string ascii_file_name(std::string_view name) {
  std::string out;
  for (size_t at = 0; at < name.size(); at += length_of_code_point(name[at])) {
    char c = name[at];
    bool is_plain = is_letter_or_digit(c) || c == '.' || c == '-' || c == ' ';
    out += is_plain ? c : '_';
  }
  return out;
}

}  // namespace digipro::mail
