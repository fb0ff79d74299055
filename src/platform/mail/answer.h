// What a mail server's answers mean for the outbox. Internal to mail; pure, any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::mail {

// The codes of a reply line, "550 5.1.1", and nothing else of it: the rest may name a person.
// Empty when it is no reply line (RFC 5321 par. 4.2, RFC 3463).
std::string codes_of_reply(std::string_view line);

// `is_about_mail`: the server had been offered the mail; before that a refusal is about us.
Error refusal_of(int reply_code, std::string_view last_line, bool is_about_mail,
                 std::string_view problem);

}  // namespace digipro::mail
