// What passwords and logins are made of; where one may be sent after logging in. Internal; pure but
// for random bytes, any thread.
#pragma once
#include <string>
#include <string_view>

namespace digipro::identity {

// Lower case without blanks around: as stored and compared.
std::string normalise_login(std::string_view typed);
bool is_login(std::string_view normalised);
// NFC, since keyboards differ in how they write "è". "" for what no password can be (too long, not
// UTF-8).
std::string normalise_password(std::string_view typed);
// "mfk7-x3qd-9ahw-vc2p": 16 of 31 signs that are not mistaken for each other, 79 bits.
std::string make_start_password();

}  // namespace digipro::identity
