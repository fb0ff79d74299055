// Dates, times and durations from ISO 8601 text and back (DMN 1.5, clause 10.3.4.1).
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/time_zone.h"
#include "process/feel/temporal.h"
#include "process/feel/text.h"

namespace digipro::feel {
namespace {

constexpr int offset_max_seconds = 14 * 3600;

// Reads a text from left to right; every method leaves it where it was when it fails.
struct Reader {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest[0] != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::string_view digits() {
    size_t length = 0;
    while (length < rest.size() && rest[length] >= '0' && rest[length] <= '9') ++length;
    std::string_view found = rest.substr(0, length);
    rest.remove_prefix(length);
    return found;
  }
  std::optional<int64_t> number(size_t digits_min, size_t digits_max) {
    std::string_view found = digits();
    if (found.size() < digits_min || found.size() > digits_max) return std::nullopt;
    int64_t value = 0;
    std::from_chars(found.data(), found.data() + found.size(), value);
    return value;
  }
  // ".123456789": at most nine digits count.
  int32_t fraction_nanoseconds() {
    std::string_view found = digits();
    int32_t value = 0;
    for (size_t at = 0; at < 9; ++at)
      value = value * 10 + (at < found.size() ? found[at] - '0' : 0);
    return value;
  }
};

std::optional<Date> read_date(Reader& in) {
  bool negative = in.take('-');
  std::string_view digits = in.digits();
  if (digits.size() < 4 || digits.size() > 9 || (digits.size() > 4 && digits[0] == '0'))
    return std::nullopt;
  int64_t year = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), year);
  if (negative) year = -year;
  if (!in.take('-')) return std::nullopt;
  std::optional<int64_t> month = in.number(2, 2);
  if (!month || !in.take('-')) return std::nullopt;
  std::optional<int64_t> day = in.number(2, 2);
  if (!day || !is_valid_date(year, *month, *day)) return std::nullopt;
  return Date{static_cast<int>(year), static_cast<int>(*month), static_cast<int>(*day)};
}

std::optional<Zone> read_zone(Reader& in) {
  Zone zone;
  if (in.rest.empty()) return zone;
  if (in.take('@')) {
    if (!is_known_zone(in.rest)) return std::nullopt;
    zone.kind = Zone::Kind::named;
    zone.name = std::make_shared<const std::string>(in.rest);
    in.rest = {};
    return zone;
  }
  zone.kind = Zone::Kind::offset;
  if (in.take('Z') || in.take('z')) return zone;
  bool negative = in.take('-');
  if (!negative && !in.take('+')) return std::nullopt;
  std::optional<int64_t> hours = in.number(2, 2);
  if (!hours || !in.take(':')) return std::nullopt;
  std::optional<int64_t> minutes = in.number(2, 2);
  std::optional<int64_t> seconds = in.take(':') ? in.number(2, 2) : 0;
  if (!minutes || !seconds || *minutes > 59 || *seconds > 59) return std::nullopt;
  int64_t offset = *hours * 3600 + *minutes * 60 + *seconds;
  if (offset > offset_max_seconds) return std::nullopt;
  zone.offset_seconds = static_cast<int32_t>(negative ? -offset : offset);
  return zone;
}

std::optional<Time> read_time(Reader& in) {
  Time time;
  std::optional<int64_t> hour = in.number(2, 2);
  if (!hour || !in.take(':')) return std::nullopt;
  std::optional<int64_t> minute = in.number(2, 2);
  if (!minute || !in.take(':')) return std::nullopt;
  std::optional<int64_t> second = in.number(2, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  if (in.take('.')) {
    if (in.rest.empty() || in.rest[0] < '0' || in.rest[0] > '9') return std::nullopt;
    time.nanosecond = in.fraction_nanoseconds();
  }
  std::optional<Zone> zone = read_zone(in);
  if (!zone) return std::nullopt;
  time.hour = static_cast<int32_t>(*hour);
  time.minute = static_cast<int32_t>(*minute);
  time.second = static_cast<int32_t>(*second);
  time.zone = *zone;
  return time;
}

// The numbers of a duration, each with its letter, in the order of `letters`.
struct DurationPart {
  char letter;
  int64_t number;
  int32_t nanoseconds;
};
std::optional<std::vector<DurationPart>> read_parts(Reader& in, std::string_view letters) {
  std::vector<DurationPart> parts;
  while (!in.rest.empty() && in.rest[0] != 'T') {
    std::optional<int64_t> number = in.number(1, 18);
    if (!number) return std::nullopt;
    bool has_fraction = in.take('.');
    int32_t nanoseconds = has_fraction ? in.fraction_nanoseconds() : 0;
    if (in.rest.empty()) return std::nullopt;
    char letter = in.rest[0];
    size_t place = letters.find(letter);
    if (place == std::string_view::npos || (has_fraction && letter != 'S')) return std::nullopt;
    letters.remove_prefix(place + 1);
    in.rest.remove_prefix(1);
    parts.push_back({letter, *number, nanoseconds});
  }
  return parts;
}

std::optional<Value> read_duration(Reader& in) {
  bool negative = in.take('-');
  if (!in.take('P')) return std::nullopt;
  auto date_parts = read_parts(in, "YMD");
  if (!date_parts) return std::nullopt;
  bool has_time = in.take('T');
  auto time_parts = read_parts(in, "HMS");
  if (!time_parts || !in.rest.empty() || (has_time && time_parts->empty()) ||
      (date_parts->empty() && time_parts->empty()))
    return std::nullopt;
  Wide months = 0, nanoseconds = 0;
  bool has_months = false, has_days = has_time;
  for (const DurationPart& part : *date_parts) {
    if (part.letter == 'D') {
      has_days = true;
      nanoseconds += Wide(part.number) * seconds_per_day * nanoseconds_per_second;
    } else {
      has_months = true;
      months += Wide(part.number) * (part.letter == 'Y' ? 12 : 1);
    }
  }
  if (has_months && has_days) return std::nullopt;
  for (const DurationPart& part : *time_parts) {
    int seconds = part.letter == 'H' ? 3600 : part.letter == 'M' ? 60 : 1;
    nanoseconds += Wide(part.number) * seconds * nanoseconds_per_second + part.nanoseconds;
  }
  if (has_months) {
    if (months > INT64_MAX) return std::nullopt;
    auto count = static_cast<int64_t>(months);
    return Value(YearsMonths{negative ? -count : count});
  }
  std::optional<DaysTime> duration = days_time_of(negative ? -nanoseconds : nanoseconds);
  if (!duration) return std::nullopt;
  return Value(*duration);
}

std::string two_digits(int64_t number) {
  char buffer[24];
  std::snprintf(buffer, sizeof buffer, "%02lld", static_cast<long long>(number));
  return buffer;
}

std::string fraction_text(int32_t nanoseconds) {
  if (nanoseconds == 0) return "";
  char buffer[24];
  std::snprintf(buffer, sizeof buffer, ".%09d", nanoseconds);
  std::string text = buffer;
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace

Result<Value> parse_date(std::string_view text) {
  Reader in{text};
  std::optional<Date> date = read_date(in);
  if (!date || !in.rest.empty()) return refuse(ErrorCode::invalid_input, "not a date");
  return Value(*date);
}

Result<Value> parse_time(std::string_view text) {
  Reader in{text};
  std::optional<Time> time = read_time(in);
  if (!time || !in.rest.empty()) return refuse(ErrorCode::invalid_input, "not a time");
  return Value(*time);
}

Result<Value> parse_date_time(std::string_view text) {
  Reader in{text};
  std::optional<Date> date = read_date(in);
  if (!date || !in.take('T')) return refuse(ErrorCode::invalid_input, "not a date and time");
  std::optional<Time> time = read_time(in);
  if (!time || !in.rest.empty()) return refuse(ErrorCode::invalid_input, "not a date and time");
  return Value(DateTime{*date, *time});
}

Result<Value> parse_duration(std::string_view text) {
  Reader in{text};
  std::optional<Value> duration = read_duration(in);
  if (!duration) return refuse(ErrorCode::invalid_input, "not a duration");
  return *duration;
}

std::string date_text(const Date& date) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%s%04d-%02d-%02d", date.year < 0 ? "-" : "",
                date.year < 0 ? -date.year : date.year, date.month, date.day);
  return buffer;
}

std::string offset_text(int offset_seconds) {
  if (offset_seconds == 0) return "Z";
  int size = offset_seconds < 0 ? -offset_seconds : offset_seconds;
  std::string text = offset_seconds < 0 ? "-" : "+";
  text += two_digits(size / 3600) + ":" + two_digits(size / 60 % 60);
  if (size % 60 != 0) text += ":" + two_digits(size % 60);
  return text;
}

std::string time_text(const Time& time) {
  std::string text = two_digits(time.hour) + ":" + two_digits(time.minute) + ":" +
                     two_digits(time.second) + fraction_text(time.nanosecond);
  if (time.zone.kind == Zone::Kind::offset) text += offset_text(time.zone.offset_seconds);
  if (time.zone.kind == Zone::Kind::named) text += "@" + *time.zone.name;
  return text;
}

std::string duration_text(const YearsMonths& duration) {
  int64_t months = duration.months;
  std::string text = months < 0 ? "-P" : "P";
  auto size = months < 0 ? 0 - static_cast<uint64_t>(months) : static_cast<uint64_t>(months);
  if (size >= 12) text += std::to_string(size / 12) + "Y";
  if (size % 12 != 0 || size == 0) text += std::to_string(size % 12) + "M";
  return text;
}

std::string duration_text(const DaysTime& duration) {
  if (duration.seconds == 0 && duration.nanoseconds == 0) return "PT0S";
  bool negative = duration.seconds < 0 || duration.nanoseconds < 0;
  int64_t seconds = negative ? -duration.seconds : duration.seconds;
  int32_t nanoseconds = negative ? -duration.nanoseconds : duration.nanoseconds;
  std::string text = negative ? "-P" : "P";
  if (seconds >= seconds_per_day) text += std::to_string(seconds / seconds_per_day) + "D";
  seconds %= seconds_per_day;
  if (seconds == 0 && nanoseconds == 0) return text;
  text += "T";
  if (seconds >= 3600) text += std::to_string(seconds / 3600) + "H";
  if (seconds / 60 % 60 != 0) text += std::to_string(seconds / 60 % 60) + "M";
  if (seconds % 60 != 0 || nanoseconds != 0)
    text += std::to_string(seconds % 60) + fraction_text(nanoseconds) + "S";
  return text;
}

}  // namespace digipro::feel
