#include "web/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace digipro::web {
namespace {

constexpr std::string_view italia_blue = "0066cc";
constexpr std::string_view name_start = "tema-";
constexpr std::string_view name_end = ".css";

struct Colour {
  std::array<double, 3> channels;  // 0 to 255
};

// Relative luminance (WCAG 2.1, glossary).
double luminance(const Colour& colour) {
  std::array<double, 3> linear{};
  for (size_t i = 0; i < 3; ++i) {
    double part = colour.channels[i] / 255;
    linear[i] = part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  }
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

double contrast_with_white(const Colour& colour) {
  return 1.05 / (luminance(colour) + 0.05);
}

Colour mix(const Colour& colour, double other, double share) {
  Colour mixed = colour;
  for (double& channel : mixed.channels) channel += (other - channel) * share;
  return mixed;
}

std::string hex(const Colour& colour) {
  std::array<uint8_t, 3> bytes{};
  for (size_t i = 0; i < 3; ++i)
    bytes[i] = static_cast<uint8_t>(std::clamp(std::lround(colour.channels[i]), 0L, 255L));
  return "#" + to_hex(bytes);
}

bool is_colour(std::string_view digits) {
  return digits.size() == 6 && from_hex(digits).has_value();
}

}  // namespace

std::string theme_url(std::string_view colour) {
  std::string digits = to_lower_ascii(colour.starts_with('#') ? colour.substr(1) : colour);
  if (!is_colour(digits)) digits = italia_blue;
  return "/assets/" + std::string(name_start) + digits + std::string(name_end);
}

Result<std::string> theme_stylesheet(std::string_view name) {
  if (!name.starts_with(name_start) || !name.ends_with(name_end) ||
      name.size() != name_start.size() + 6 + name_end.size())
    return refuse(ErrorCode::not_found);
  Result<std::string> bytes = from_hex(name.substr(name_start.size(), 6));
  if (!bytes) return refuse(ErrorCode::not_found);
  Colour town{};
  for (size_t i = 0; i < 3; ++i) town.channels[i] = static_cast<uint8_t>((*bytes)[i]);
  while (contrast_with_white(town) < 4.5) town = mix(town, 0, 0.05);
  return ":root{--town:" + hex(town) + ";--town-dark:" + hex(mix(town, 0, 0.2)) +
         ";--town-darker:" + hex(mix(town, 0, 0.45)) + ";--town-pale:" + hex(mix(town, 255, 0.92)) +
         ";--town-soft:" + hex(mix(town, 255, 0.8)) + "}\n";
}

}  // namespace digipro::web
