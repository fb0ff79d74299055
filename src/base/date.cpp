#include "base/date.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace digipro {
namespace {

constexpr std::array<std::string_view, 12> month_names = {
    "gennaio", "febbraio", "marzo",     "aprile",  "maggio",   "giugno",
    "luglio",  "agosto",   "settembre", "ottobre", "novembre", "dicembre"};
constexpr std::array<std::string_view, 7> weekday_names = {
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"};

struct FixedHoliday {
  int month, day;
  int first_year;
  std::string_view name;
};
// L. 260/1949 art. 2; L. 54/1977 and D.P.R. 792/1985 (Epiphany); L. 336/2000 (2 June);
// L. 151/2025 (4 October, from 2026).
constexpr std::array fixed_holidays = {FixedHoliday{1, 1, 0, "Capodanno"},
                                       FixedHoliday{1, 6, 1986, "Epifania"},
                                       FixedHoliday{4, 25, 0, "Liberazione"},
                                       FixedHoliday{5, 1, 0, "Festa del lavoro"},
                                       FixedHoliday{6, 2, 2001, "Festa della Repubblica"},
                                       FixedHoliday{8, 15, 0, "Ferragosto"},
                                       FixedHoliday{10, 4, 2026, "San Francesco"},
                                       FixedHoliday{11, 1, 0, "Ognissanti"},
                                       FixedHoliday{12, 8, 0, "Immacolata"},
                                       FixedHoliday{12, 25, 0, "Natale"},
                                       FixedHoliday{12, 26, 0, "Santo Stefano"}};

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int month_length(int year, int month) {
  constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : lengths[static_cast<size_t>(month - 1)];
}

// Gregorian Easter, the anonymous algorithm (Meeus, Astronomical Algorithms, ch. 8).
Date easter(int year) {
  int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
  int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
  int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
  int month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
  return {year, month, day};
}

bool read_number(std::string_view text, int& out) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

bool is_valid(Date date) {
  return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
         date.day >= 1 && date.day <= month_length(date.year, date.month);
}

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil and its inverse.
int64_t days_since_epoch(Date date) {
  int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

Date date_from_days(int64_t days) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t shifted_month = (5 * day_of_year + 2) / 153;
  int day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2)), month, day};
}

Date plus_days(Date date, int64_t days) {
  return date_from_days(days_since_epoch(date) + days);
}

int weekday(Date date) {
  int64_t days = days_since_epoch(date) + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>((days % 7 + 7) % 7) + 1;
}

std::string to_iso(Date date) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", date.year, date.month, date.day);
  return buffer;
}

Result<Date> parse_iso_date(std::string_view text) {
  Date date;
  bool shape = text.size() == 10 && text[4] == '-' && text[7] == '-';
  if (!shape || !read_number(text.substr(0, 4), date.year) ||
      !read_number(text.substr(5, 2), date.month) || !read_number(text.substr(8, 2), date.day) ||
      !is_valid(date))
    return refuse(ErrorCode::invalid_input, "not a date: expected YYYY-MM-DD");
  return date;
}

std::string to_italian(Date date) {
  return std::string(weekday_names[static_cast<size_t>(weekday(date) - 1)]) + " " +
         std::to_string(date.day) + " " +
         std::string(month_names[static_cast<size_t>(date.month - 1)]) + " " +
         std::to_string(date.year);
}

std::string to_italian_short(Date date) {
  return std::to_string(date.day) + " " +
         std::string(month_names[static_cast<size_t>(date.month - 1)].substr(0, 3)) + " " +
         std::to_string(date.year);
}

Result<Date> parse_italian_date(std::string_view text) {
  size_t first = text.find('/');
  if (first == std::string_view::npos) return parse_iso_date(text);
  size_t second = text.find('/', first + 1);
  Date date;
  if (second == std::string_view::npos || !read_number(text.substr(0, first), date.day) ||
      !read_number(text.substr(first + 1, second - first - 1), date.month) ||
      text.size() - second != 5 || !read_number(text.substr(second + 1), date.year) ||
      !is_valid(date))
    return refuse(ErrorCode::invalid_input, "not a date: expected gg/mm/aaaa");
  return date;
}

std::string to_italian(const LocalTime& local) {
  char buffer[24];
  std::snprintf(buffer, sizeof buffer, ", ore %d:%02d", local.hour, local.minute);
  return to_italian(local.date) + buffer;
}

std::string_view holiday_name(Date date, PatronSaint patron) {
  for (const FixedHoliday& holiday : fixed_holidays)
    if (holiday.month == date.month && holiday.day == date.day && date.year >= holiday.first_year)
      return holiday.name;
  if (weekday(date) == 7) return date == easter(date.year) ? "Pasqua" : "domenica";
  if (date == plus_days(easter(date.year), 1)) return "Lunedì dell'Angelo";
  if (patron.month == date.month && patron.day == date.day) return "Santo patrono";
  return {};
}

bool is_holiday(Date date, PatronSaint patron) {
  return !holiday_name(date, patron).empty();
}

bool is_working_day(Date date, PatronSaint patron) {
  return weekday(date) <= 5 && !is_holiday(date, patron);
}

Date term_end(Date start, int calendar_days, PatronSaint patron) {
  Date end = plus_days(start, calendar_days);
  while (is_holiday(end, patron)) end = plus_days(end, 1);
  return end;
}

Date plus_working_days(Date start, int working_days, PatronSaint patron) {
  Date date = start;
  for (int counted = 0; counted < working_days;) {
    date = plus_days(date, 1);
    if (is_working_day(date, patron)) ++counted;
  }
  return date;
}

}  // namespace digipro
