#include "platform/mail/answer.h"

namespace digipro::mail {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Enhanced status code: class "." subject "." detail, 1 to 3 digits each but the class.
size_t length_of_status(std::string_view text) {
  size_t at = 0, parts = 0, digits = 0;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at]) && digits < 3) {
      ++digits;
    } else if (text[at] == '.' && digits > 0 && parts < 2) {
      ++parts;
      digits = 0;
    } else {
      break;
    }
  }
  bool ends = at == text.size() || text[at] == ' ' || text[at] == '\r' || text[at] == '\n';
  return parts == 2 && digits > 0 && ends ? at : 0;
}

}  // namespace

std::string codes_of_reply(std::string_view line) {
  if (line.size() < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) || !is_digit(line[2]))
    return {};
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-' && line[3] != '\r' && line[3] != '\n')
    return {};
  std::string codes(line.substr(0, 3));
  if (line.size() <= 4) return codes;
  std::string_view rest = line.substr(4);
  if (size_t length = length_of_status(rest); length > 0)
    codes.append(" ").append(rest.substr(0, length));
  return codes;
}

Error refusal_of(int reply_code, std::string_view last_line, bool is_about_mail,
                 std::string_view problem) {
  std::string codes = codes_of_reply(last_line);
  if (reply_code < 400 || reply_code > 599)
    return fail(ErrorCode::outside_failed, "mail server: " + std::string(problem));
  if (codes.empty()) codes = std::to_string(reply_code);
  bool is_final = reply_code >= 500 && is_about_mail;
  return fail(is_final ? ErrorCode::invalid_input : ErrorCode::outside_failed,
              (is_about_mail ? "mail refused: " : "mail server refused: ") + codes);
}

}  // namespace digipro::mail
