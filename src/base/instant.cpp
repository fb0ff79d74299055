#include "base/instant.h"

#include <chrono>
#include <cstdio>

#include "base/date.h"

namespace digipro {

Instant SystemClock::now() const {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

std::string to_rfc3339(Instant instant) {
  int64_t total_seconds = instant.microseconds / 1'000'000;
  int64_t micros = instant.microseconds % 1'000'000;
  if (micros < 0) micros += 1'000'000, --total_seconds;
  int64_t days = total_seconds >= 0 ? total_seconds / 86400 : (total_seconds - 86399) / 86400;
  int second = static_cast<int>(total_seconds - days * 86400);
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, "%sT%02d:%02d:%02d.%06dZ",
                to_iso(date_from_days(days)).c_str(), second / 3600, second / 60 % 60, second % 60,
                static_cast<int>(micros));
  return buffer;
}

Result<Instant> parse_rfc3339(std::string_view text) {
  auto broken = [] { return refuse(ErrorCode::invalid_input, "not an RFC 3339 time"); };
  if (text.size() < 20 || text.size() > 32 || (text[10] != 'T' && text[10] != ' ')) return broken();
  auto date = parse_iso_date(text.substr(0, 10));
  if (!date) return broken();
  auto two = [&](size_t at) {
    char a = text[at], b = text[at + 1];
    return a < '0' || a > '9' || b < '0' || b > '9' ? -1 : (a - '0') * 10 + (b - '0');
  };
  int hour = two(11), minute = two(14), second = two(17);
  if (text[13] != ':' || text[16] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 59)
    return broken();
  size_t at = 19;
  int64_t micros = 0;
  if (text[at] == '.') {
    int digits = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9' && digits < 6; ++at, ++digits)
      micros = micros * 10 + (text[at] - '0');
    if (digits == 0) return broken();
    for (; digits < 6; ++digits) micros *= 10;
  }
  int64_t offset_seconds = 0;
  if (at + 6 == text.size() && (text[at] == '+' || text[at] == '-') && text[at + 3] == ':') {
    int hours = two(at + 1), minutes = two(at + 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return broken();
    offset_seconds = (hours * 3600 + minutes * 60) * (text[at] == '+' ? 1 : -1);
  } else if (at + 1 != text.size() || text[at] != 'Z') {
    return broken();
  }
  int64_t seconds =
      days_since_epoch(*date) * 86400 + hour * 3600 + minute * 60 + second - offset_seconds;
  return Instant{seconds * 1'000'000 + micros};
}

}  // namespace digipro
