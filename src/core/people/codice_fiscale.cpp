#include "core/people/codice_fiscale.h"

#include <array>
#include <cctype>
#include <optional>

#include "base/assert.h"
#include "base/text.h"

namespace digipro::people {
namespace {

constexpr size_t person_length = 16, provisional_length = 11;
// D.M. 23.12.1976: what a character in an odd place (1st, 3rd ...) counts. By rank: '0' and 'A'
// are 0, '9' and 'J' are 9, 'Z' is 25.
constexpr std::array<int, 26> odd_values = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                            20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
constexpr std::string_view month_letters = "ABCDEHLMPRST";
// Omocodia: the letters that stand for 0 to 9 when two people would have the same code.
constexpr std::string_view digit_letters = "LMNPQRSTUV";
// D a digit (or its letter of omocodia), L a letter, M a month, P the first letter of a place.
constexpr std::string_view shape = "LLLLLLDDMDDPDDDL";
constexpr int female_day_offset = 40;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}

int rank(char c) {
  DIGIPRO_ASSERT(is_digit(c) || is_letter(c), "upper-case letters and digits only");
  return is_digit(c) ? c - '0' : c - 'A';
}

bool fits(char c, char kind) {
  switch (kind) {
    case 'D':
      return is_digit(c) || digit_letters.find(c) != std::string_view::npos;
    case 'M':
      return month_letters.find(c) != std::string_view::npos;
    case 'P':  // places in Italy are A to M, countries abroad Z
      return (c >= 'A' && c <= 'M') || c == 'Z';
    default:
      return is_letter(c);
  }
}

// With digits where omocodia put letters; of a text of the right shape.
std::string without_omocodia(std::string_view code) {
  std::string plain(code);
  for (size_t i = 0; i < plain.size(); ++i) {
    size_t digit = shape[i] == 'D' ? digit_letters.find(plain[i]) : std::string_view::npos;
    if (digit != std::string_view::npos) plain[i] = static_cast<char>('0' + digit);
  }
  return plain;
}

int two_digits(std::string_view plain, size_t at) {
  return (plain[at] - '0') * 10 + (plain[at + 1] - '0');
}

// The birth date in the century that begins with `century`, which may be no date at all.
Date birth_date(std::string_view plain, int century) {
  int day = two_digits(plain, 9);
  return {century + two_digits(plain, 6), static_cast<int>(month_letters.find(plain[8])) + 1,
          day > female_day_offset ? day - female_day_offset : day};
}

// Luhn's digit, as D.M. 23.12.1976 wants it for the provisional code.
CodiceFiscaleFault check_provisional(std::string_view code) {
  int sum = 0;
  for (size_t i = 0; i < code.size(); ++i) {
    if (!is_digit(code[i])) return CodiceFiscaleFault::characters;
    int digit = code[i] - '0';
    if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  if (sum == 0) return CodiceFiscaleFault::characters;  // all zeros pass Luhn, and are nobody's
  return sum % 10 == 0 ? CodiceFiscaleFault::none : CodiceFiscaleFault::control;
}

}  // namespace

std::string normalise_codice_fiscale(std::string_view text) {
  std::string out;
  for (char c : to_upper_ascii(text)) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) out += c;
  }
  return out;
}

CodiceFiscaleFault check_codice_fiscale(std::string_view normalised) {
  if (normalised.size() == provisional_length) return check_provisional(normalised);
  if (normalised.size() != person_length) return CodiceFiscaleFault::length;
  for (size_t i = 0; i < person_length; ++i) {
    if (!fits(normalised[i], shape[i])) return CodiceFiscaleFault::characters;
  }
  std::string plain = without_omocodia(normalised);
  // 29 February '00 was in 2000 only, so any century will do.
  if (!is_valid(birth_date(plain, 1900)) && !is_valid(birth_date(plain, 2000)))
    return CodiceFiscaleFault::date;
  if (control_character(normalised.substr(0, 15)) != normalised[15])
    return CodiceFiscaleFault::control;
  return CodiceFiscaleFault::none;
}

bool is_codice_fiscale(std::string_view normalised) {
  return check_codice_fiscale(normalised) == CodiceFiscaleFault::none;
}

std::string_view sentence(CodiceFiscaleFault fault) {
  switch (fault) {
    case CodiceFiscaleFault::none:
      return "";
    case CodiceFiscaleFault::length:
      return "Il codice fiscale ha 16 caratteri, oppure 11 cifre se è provvisorio: ricontrolla che "
             "ci siano tutti.";
    case CodiceFiscaleFault::characters:
      return "Nel codice fiscale c'è un carattere fuori posto: ricopialo dalla tessera sanitaria.";
    case CodiceFiscaleFault::date:
      return "Nel codice fiscale c'è una data di nascita che non esiste: ricopialo dalla tessera "
             "sanitaria.";
    case CodiceFiscaleFault::control:
      return "Il codice fiscale ha un carattere sbagliato: ricopialo dalla tessera sanitaria.";
  }
  return "";
}

Result<CodiceFiscaleFacts> read_codice_fiscale(std::string_view normalised, Date today) {
  if (!is_codice_fiscale(normalised))
    return refuse(ErrorCode::invalid_input, "not a codice fiscale");
  if (normalised.size() != person_length)
    return refuse(ErrorCode::invalid_input, "a provisional codice fiscale says nothing");
  std::string plain = without_omocodia(normalised);
  std::optional<Date> born;
  for (int century = today.year / 100 * 100; century >= 1800 && !born; century -= 100) {
    Date date = birth_date(plain, century);
    if (is_valid(date) && date <= today) born = date;
  }
  if (!born) return refuse(ErrorCode::invalid_input, "the birth date lies in the future");
  return CodiceFiscaleFacts{*born, two_digits(plain, 9) > female_day_offset, plain.substr(11, 4)};
}

char control_character(std::string_view first_15) {
  DIGIPRO_ASSERT(first_15.size() == 15, "the control character is of 15 characters");
  int sum = 0;
  for (size_t i = 0; i < first_15.size(); ++i) {
    int value = rank(first_15[i]);
    sum += i % 2 == 0 ? odd_values[static_cast<size_t>(value)] : value;
  }
  return static_cast<char>('A' + sum % 26);
}

}  // namespace digipro::people
