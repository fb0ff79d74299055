// The town's colour: a stylesheet of a few variables under /assets/tema-RRGGBB.css, made from the
// colour in its own name, so that pages need no inline style. Pure, any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::web {

// "#0066CC" -> "/assets/tema-0066cc.css"; a colour that is none gives Italia blue.
std::string theme_url(std::string_view colour);
// Of "tema-0066cc.css": the colour, darkened until white text on it has a contrast of 4.5 to 1
// (WCAG 2.1, 1.4.3), with its dark and pale shades. Refuses not_found for any other name.
Result<std::string> theme_stylesheet(std::string_view name);

}  // namespace digipro::web
