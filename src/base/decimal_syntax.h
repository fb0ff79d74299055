// Whether a text is a decimal number as Decimal::parse takes it: "-12.50", ".5", "1e3"; no blanks,
// no "NaN", no digit after the point missing. Internal to base; pure, any thread.
#pragma once
#include <string_view>

namespace digipro {

bool is_number_text(std::string_view text);

}  // namespace digipro
