// Europe/Rome by the system's tzdata, through date/tz: the only file that includes it.
#include <date/tz.h>

#include "base/date.h"

namespace digipro {
namespace {

const date::time_zone* rome() {
  static const date::time_zone* zone = date::locate_zone("Europe/Rome");
  return zone;
}

}  // namespace

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
