// Pieces of text of FEEL values. Private to process/feel. Pure functions, any thread.
#pragma once
#include <string>

#include "process/feel/value.h"

namespace digipro::feel {

std::string date_text(const Date& date);                 // "2026-11-23", "-0044-03-15"
std::string time_text(const Time& time);                 // "10:42:00.5+01:00"
std::string offset_text(int offset_seconds);             // "Z", "+01:00", "-02:45:55"
std::string duration_text(const YearsMonths& duration);  // "P1Y2M", "P0M"
std::string duration_text(const DaysTime& duration);     // "P1DT2H", "PT0S"
std::string quoted(std::string_view text);               // as a FEEL string literal

}  // namespace digipro::feel
