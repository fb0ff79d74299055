// What can be an e-mail address or a telephone number, and how a typed line is cleaned: for people
// and for offices. Says what can be right, never what exists. Pure functions, any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::people {

// One line as it is kept: NFC, no control characters, single blanks, none at the ends. Refuses
// with malformed what is not UTF-8.
Result<std::string> clean_line(std::string_view text);
// local@domain with a dot in the domain, ASCII, at most 254 characters (RFC 5321 par. 4.5.3.1).
bool is_email(std::string_view text);
// Digits, blanks and "+"; at least 5 digits, at most 30 characters.
bool is_phone(std::string_view text);

}  // namespace digipro::people
