// Zones of the IANA table ("Europe/Rome", "Etc/UTC") by the system's tzdata, through date/tz in
// local_time.cpp. Pure functions of the installed table, any thread. Seconds are counted from
// 1970-01-01T00:00:00; beyond the years 1 to 9999 the offset of the nearest one is given.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace digipro {

bool is_known_zone(std::string_view name);
// Seconds east of UTC; nullopt for an unknown zone. A wall-clock time that stands twice or never in
// a zone takes the offset of before the change.
std::optional<int> zone_offset_at_wall_clock(std::string_view name, int64_t local_seconds);
std::optional<int> zone_offset_at_utc(std::string_view name, int64_t utc_seconds);

}  // namespace digipro
