// Europe/Rome by the system's tzdata, through date/tz: the only file that includes it.
#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

#include "base/date.h"
#include "base/time_zone.h"

namespace digipro {
namespace {

const date::time_zone* rome() {
  static const date::time_zone* zone = date::locate_zone("Europe/Rome");
  return zone;
}

// date/tz throws on a name it does not know; names come from outside.
const date::time_zone* find_zone(std::string_view name) {
  if (name.empty() || name.size() > 64) return nullptr;
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

int64_t within_table(int64_t seconds) {
  constexpr int64_t first = -62'135'596'800, last = 253'402'300'799;  // years 1 to 9999
  return std::clamp(seconds, first, last);
}

}  // namespace

bool is_known_zone(std::string_view name) {
  return find_zone(name) != nullptr;
}

std::optional<int> zone_offset_at_wall_clock(std::string_view name, int64_t local_seconds) {
  const date::time_zone* zone = find_zone(name);
  if (!zone) return std::nullopt;
  date::local_seconds wall{std::chrono::seconds{within_table(local_seconds)}};
  return static_cast<int>(zone->get_info(wall).first.offset.count());
}

std::optional<int> zone_offset_at_utc(std::string_view name, int64_t utc_seconds) {
  const date::time_zone* zone = find_zone(name);
  if (!zone) return std::nullopt;
  date::sys_seconds instant{std::chrono::seconds{within_table(utc_seconds)}};
  return static_cast<int>(zone->get_info(instant).offset.count());
}

LocalTime to_rome(Instant instant) {
  using namespace std::chrono;
  sys_time<seconds> utc{seconds{instant.microseconds >= 0
                                    ? instant.microseconds / 1'000'000
                                    : (instant.microseconds - 999'999) / 1'000'000}};
  auto local = rome()->to_local(utc);
  int64_t total = local.time_since_epoch().count();
  int64_t days = total >= 0 ? total / 86400 : (total - 86399) / 86400;
  int second_of_day = static_cast<int>(total - days * 86400);
  return {date_from_days(days), second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60};
}

Instant from_rome(const LocalTime& local) {
  using namespace std::chrono;
  date::local_seconds wall{seconds{days_since_epoch(local.date) * 86400 + local.hour * 3600 +
                                   local.minute * 60 + local.second}};
  auto utc = rome()->to_sys(wall, date::choose::earliest);
  return {utc.time_since_epoch().count() * 1'000'000};
}

}  // namespace digipro
