// range("[1..5)"): a range from text with literal ends (DMN 1.5, table 73). Private to
// process/feel. Pure, any thread.
#pragma once
#include <string_view>

#include "process/feel/value.h"

namespace digipro::feel {

// Refuses with invalid_input anything but two literals of one kind, the first not above the second.
Result<Value> parse_range(std::string_view text);

}  // namespace digipro::feel
