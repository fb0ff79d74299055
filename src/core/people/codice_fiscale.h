// The codice fiscale of a person (D.M. 12.3.1974 and 23.12.1976): shape, control character,
// omocodia; and the provisional one of 11 digits, which has the shape of a partita IVA. Says
// whether the text can be right, never whether it was issued. Pure functions, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"

namespace digipro::people {

// Upper case, blanks removed: as stored and compared.
std::string normalise_codice_fiscale(std::string_view text);

enum class CodiceFiscaleFault { none, length, characters, date, control };
// Of a normalised text. An 11-digit one is checked by its last digit (Luhn, as for partita IVA).
CodiceFiscaleFault check_codice_fiscale(std::string_view normalised);
bool is_codice_fiscale(std::string_view normalised);
// Italian: what is wrong and what to do. "" for none.
std::string_view sentence(CodiceFiscaleFault fault);

// What the 16 characters say. The century is not in the code: `today` picks the latest birth date
// that is not in the future.
struct CodiceFiscaleFacts {
  Date birth_date;
  bool is_female = false;
  std::string birth_place;  // Belfiore code ("A944"), omocodia undone; "Z..." is abroad
};
// Refuses with invalid_input what check_codice_fiscale faults, and the 11-digit form.
Result<CodiceFiscaleFacts> read_codice_fiscale(std::string_view normalised, Date today);

// The control character of the first 15 characters (upper-case letters and digits).
char control_character(std::string_view first_15);

}  // namespace digipro::people
