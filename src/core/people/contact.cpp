#include "core/people/contact.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace digipro::people {
namespace {

constexpr size_t email_bytes_max = 254, local_part_bytes_max = 64, label_bytes_max = 63;
constexpr size_t phone_characters_max = 30;
constexpr std::ptrdiff_t phone_digits_min = 5;

bool is_ascii_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128;
}

// RFC 5321 "Dot-string": the quoted form, which nobody has, is refused.
bool is_local_part(std::string_view text) {
  if (text.empty() || text.size() > local_part_bytes_max || text.front() == '.' ||
      text.back() == '.' || text.find("..") != std::string_view::npos)
    return false;
  constexpr std::string_view others = ".!#$%&'*+-/=?^_`{|}~";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_ascii_word(c) || others.find(c) != std::string_view::npos;
  });
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= label_bytes_max && text.front() != '-' &&
         text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_ascii_word(c) || c == '-'; });
}

}  // namespace

Result<std::string> clean_line(std::string_view text) {
  if (!is_valid_utf8(text)) return refuse(ErrorCode::malformed, "not UTF-8");
  std::string line;
  for (char c : clean_user_text(normalise(text))) {
    bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) line += c;
    if (is_blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

bool is_email(std::string_view text) {
  size_t at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > email_bytes_max) return false;
  auto labels = split(text.substr(at + 1), '.');
  return is_local_part(text.substr(0, at)) && labels.size() >= 2 &&
         std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_phone(std::string_view text) {
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() <= phone_characters_max &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_digit(c) || c == ' ' || c == '+'; }) &&
         std::count_if(text.begin(), text.end(), is_digit) >= phone_digits_min;
}

}  // namespace digipro::people
