// A mail's bytes: RFC 5322 (headers), 2045 (encodings), 2047 (words of headers that are not ASCII),
// 2231 (file names), 3834 (Auto-Submitted: no holiday answer comes back).
#include <array>
#include <cstdio>
#include <string>

#include "base/date.h"
#include "base/text.h"
#include "platform/mail/encode.h"
#include "platform/mail/mail.h"

namespace digipro::mail {
namespace {

bool is_token(char c, std::string_view besides) {
  bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || (c >= '0' && c <= '9') || besides.find(c) != std::string_view::npos;
}

bool consists_of(std::string_view text, std::string_view besides) {
  for (char c : text)
    if (!is_token(c, besides)) return false;
  return !text.empty();
}

// dot-atom of RFC 5322 par. 3.2.3.
bool is_dotted(std::string_view text, std::string_view besides) {
  for (const std::string& part : split(text, '.'))
    if (!consists_of(part, besides)) return false;
  return true;
}

Status check(const Message& message, const std::string& from) {
  if (!is_address(from)) return refuse(ErrorCode::configuration, "mail.from is no address");
  if (message.id.size() > 100 || !consists_of(message.id, ".-_"))
    return refuse(ErrorCode::invalid_input, "mail: the id cannot be a Message-ID");
  if (!is_address(message.to)) return refuse(ErrorCode::invalid_input, "mail: no address");
  if (!is_one_line(message.subject) || !is_one_line(message.from_name))
    return refuse(ErrorCode::invalid_input, "mail: a header of more than one line");
  if (message.subject.size() > 1000 || message.from_name.size() > 200)
    return refuse(ErrorCode::too_large, "mail: a header is too long");
  if (!is_valid_utf8(message.body) || message.body.find('\0') != std::string::npos)
    return refuse(ErrorCode::invalid_input, "mail: the body is no text");
  if (message.body.size() > body_bytes_max)
    return refuse(ErrorCode::too_large, "mail: the body is too long");
  if (message.attachments.size() > attachments_max)
    return refuse(ErrorCode::too_large, "mail: too many attachments");
  size_t total = 0;
  for (const Attachment& attachment : message.attachments) {
    total += attachment.bytes.size();
    size_t slash = attachment.media_type.find('/');
    if (slash == std::string::npos || attachment.media_type.size() > 100 ||
        !consists_of(attachment.media_type.substr(0, slash), "-+.") ||
        !consists_of(attachment.media_type.substr(slash + 1), "-+."))
      return refuse(ErrorCode::invalid_input, "mail: an attachment without media type");
    if (attachment.name.empty() || attachment.name.size() > 100 || !is_one_line(attachment.name))
      return refuse(ErrorCode::invalid_input, "mail: an attachment without a usable name");
  }
  if (total > attachments_bytes_max)
    return refuse(ErrorCode::too_large, "mail: the attachments are too large");
  return {};
}

// "Mon, 23 Nov 2026 08:15:06 +0000". Days and months are English by the standard.
std::string date_of(Instant instant) {
  constexpr std::array days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr int64_t day_seconds = 86400;
  int64_t days_since = instant.seconds() / day_seconds, second = instant.seconds() % day_seconds;
  Date date = date_from_days(days_since);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d +0000",
                days.at(static_cast<size_t>((days_since + 3) % 7)), date.day,
                months.at(static_cast<size_t>(date.month - 1)), date.year,
                static_cast<int>(second / 3600), static_cast<int>(second / 60 % 60),
                static_cast<int>(second % 60));
  return text.data();
}

std::string mailbox(const std::string& name, const std::string& address) {
  if (name.empty()) return address;
  return header_words(name, true, 6) + "\r\n <" + address + ">";
}

std::string text_part(const Message& message) {
  return "Content-Type: text/plain; charset=utf-8\r\n"
         "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
         quoted_printable(message.body);
}

std::string attachment_part(const Attachment& attachment) {
  return "Content-Type: " + attachment.media_type +
         "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n"
         " filename=\"" +
         ascii_file_name(attachment.name) + "\";\r\n filename*=UTF-8''" +
         url_encode(attachment.name) + "\r\n\r\n" + base64_lines(attachment.bytes);
}

}  // namespace

bool is_address(std::string_view text) {
  constexpr std::string_view local_besides = "!#$%&'*+-/=?^_`{|}~";
  size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  std::string_view domain = text.substr(at + 1);
  if (!is_dotted(text.substr(0, at), local_besides) || !is_dotted(domain, "-")) return false;
  for (const std::string& label : split(domain, '.'))
    if (label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return true;
}

Result<std::string> render(const Message& message, const std::string& from) {
  DIGIPRO_CHECK(check(message, from));
  std::string domain = from.substr(from.find('@') + 1);
  std::string mail = "Date: " + date_of(message.date) + "\r\nFrom: ";
  mail += mailbox(message.from_name, from) + "\r\nTo: " + message.to + "\r\nSubject: ";
  mail += header_words(message.subject, false, 9) + "\r\nMessage-ID: <" + message.id + "@" + domain;
  mail += ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  if (message.attachments.empty()) return mail + text_part(message);
  // In neither encoding can "=_" occur (RFC 2045 par. 6.7), so no part contains the boundary. Of
  // the id only the end: a boundary has at most 70 characters (RFC 2046 par. 5.1.1).
  std::string end_of_id =
      message.id.substr(message.id.size() - std::min<size_t>(60, message.id.size()));
  std::string boundary = "=_" + end_of_id;
  mail += "Content-Type: multipart/mixed;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  mail += "--" + boundary + "\r\n" + text_part(message);
  for (const Attachment& attachment : message.attachments)
    mail += "\r\n--" + boundary + "\r\n" + attachment_part(attachment);
  return mail + "\r\n--" + boundary + "--\r\n";
}

}  // namespace digipro::mail
