// The encodings of mail: quoted-printable, base64 in lines, encoded words. Internal to mail; pure,
// any thread.
#pragma once
#include <string>
#include <string_view>

namespace digipro::mail {

// Valid UTF-8 without a control character: what may stand in a header at all.
bool is_one_line(std::string_view text);

// RFC 2045 par. 6.7: lines of at most 76 characters, line breaks as CRLF.
std::string quoted_printable(std::string_view text);

// RFC 2045 par. 6.8, lines of 76 characters.
std::string base64_lines(std::string_view bytes);

// A header's text as it stands when it is short and plain ASCII, else as encoded words (RFC 2047),
// one a line. `used`: columns before it on its line. `is_phrase`: before an address, where marks
// such as ',' mean something.
std::string header_words(std::string_view text, bool is_phrase, size_t used);

// For programs that do not read RFC 2231: what is not plain becomes '_'.
std::string ascii_file_name(std::string_view name);

}  // namespace digipro::mail
