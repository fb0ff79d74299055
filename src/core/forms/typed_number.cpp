#include <algorithm>
#include <array>

#include "base/text.h"
#include "core/forms/sentences.h"
#include "core/forms/typed.h"

namespace digipro::forms {
namespace {

constexpr size_t significant_digits_max = 34;  // of a Decimal
constexpr size_t typed_number_bytes_max = 100;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool are_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// Blanks of every width that people put between groups of digits.
std::string without_blanks(std::string_view text) {
  std::string out = replace_all(text, "\xC2\xA0", "");  // no-break space
  out = replace_all(out, "\xE2\x80\xAF", "");           // narrow no-break space
  std::erase_if(out, [](char c) { return c == ' ' || c == '\'' || c == '\t'; });
  return out;
}

// "1.234.567": one to three digits, then threes; "0.500" is a number below one.
bool are_thousands(std::string_view text) {
  std::vector<std::string> groups = split(text, '.');
  if (groups.size() < 2 || groups[0].size() > 3 || groups[0].starts_with('0')) return false;
  return are_digits(groups[0]) && std::all_of(groups.begin() + 1, groups.end(), [](auto& group) {
           return group.size() == 3 && are_digits(group);
         });
}

size_t significant_digits(std::string_view plain) {
  std::string digits;
  for (char c : plain)
    if (is_digit(c)) digits += c;
  size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? 1 : digits.size() - first;
}

// Of a stored answer: digits with a point, nothing else.
Result<Decimal> stored_number(std::string_view text) {
  std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  size_t point = digits.find('.');
  bool shape = are_digits(digits.substr(0, point)) &&
               (point == std::string_view::npos || are_digits(digits.substr(point + 1)));
  if (!shape || text.size() > typed_number_bytes_max ||
      significant_digits(text) > significant_digits_max)
    return refuse(ErrorCode::invalid_input, "not a number");
  return Decimal::parse(text);
}

std::string fault_of_number(const Field& field, std::string_view text) {
  bool is_long = text.size() > significant_digits_max;
  if (is_long) return about(field, "il numero è troppo lungo. Scrivilo con meno cifre.");
  return about(field, field.type == FieldType::integer
                          ? "non è un numero intero. Scrivilo in cifre, per esempio 12."
                          : "non è un numero. Scrivilo in cifre, per esempio 12,50.");
}

constexpr std::array<std::string_view, 12> months = {
    "gennaio", "febbraio", "marzo",     "aprile",  "maggio",   "giugno",
    "luglio",  "agosto",   "settembre", "ottobre", "novembre", "dicembre"};

bool looks_like_date(std::string_view text) {
  char separator = text.find('/') != std::string_view::npos ? '/' : '-';
  std::vector<std::string> parts = split(text, separator);
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](auto& part) {
           return part.size() <= 4 && are_digits(part);
         });
}

}  // namespace

std::optional<std::string> plain_number(std::string_view typed) {
  if (typed.size() > typed_number_bytes_max) return std::nullopt;
  std::string text = without_blanks(typed);
  std::string sign = text.starts_with('-') ? "-" : "";
  if (text.starts_with('-') || text.starts_with('+')) text.erase(0, 1);
  size_t comma = text.find(',');
  std::string whole = text.substr(0, comma), decimals;
  if (comma != std::string::npos) {
    decimals = text.substr(comma + 1);
    if (!are_digits(decimals)) return std::nullopt;
  }
  if (are_thousands(whole)) {
    whole = replace_all(whole, ".", "");
  } else if (size_t point = whole.find('.'); point != std::string::npos) {
    if (comma != std::string::npos) return std::nullopt;
    decimals = whole.substr(point + 1);
    whole.resize(point);
    if (!are_digits(decimals)) return std::nullopt;
  }
  if (!are_digits(whole)) return std::nullopt;
  return sign + whole + (decimals.empty() ? "" : "." + decimals);
}

std::string number_in_italian(const Decimal& number, std::string_view unit) {
  std::string text = number.absolute().to_string();
  size_t point = text.find('.');
  std::string whole = text.substr(0, point);
  std::string decimals = point == std::string::npos ? "" : text.substr(point + 1);
  if (unit == "€") decimals.append(decimals.size() < 2 ? 2 - decimals.size() : 0, '0');
  std::string out = number.is_negative() ? "-" : "";
  for (size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) out += '.';
    out += whole[i];
  }
  if (!decimals.empty()) out += "," + decimals;
  if (!unit.empty()) out += " " + std::string(unit);
  return out;
}

std::string date_in_italian(Date date) {
  return std::to_string(date.day) + " " + std::string(months[static_cast<size_t>(date.month - 1)]) +
         " " + std::to_string(date.year);
}

Typed typed_number(const Field& field, const json::Value& answer) {
  Typed typed;
  const int64_t* whole = answer.as_int();
  std::string text = whole ? std::to_string(*whole) : clean_answer(answer.text(), true);
  if (!whole && !answer.as_string()) {
    typed.wrong = fault_of_number(field, "");
    return typed;
  }
  if (text.empty()) return typed;
  typed.raw = json::Value(text);
  typed.display_text = text;
  auto number = stored_number(text);
  if (!number || (field.type == FieldType::integer && !number->is_integer())) {
    typed.wrong = fault_of_number(field, text);
    return typed;
  }
  if (number->decimals() > field.scale_max) {
    typed.wrong =
        about(field, field.scale_max == 0 ? std::string("scrivi un numero senza decimali.")
                                          : "i decimali sono troppi. Al massimo sono " +
                                                std::to_string(field.scale_max) + ".");
    return typed;
  }
  typed.display_text = number_in_italian(*number, field.unit);
  typed.value = feel::Value(*number);
  return typed;
}

Typed typed_date(const Field& field, const json::Value& answer) {
  Typed typed;
  std::string text = clean_answer(answer.text(), true);
  if (answer.as_string() && text.empty()) return typed;
  if (!text.empty()) typed.raw = json::Value(text);
  typed.display_text = text;
  auto date = parse_iso_date(text);
  if (!date) {
    typed.wrong =
        about(field, looks_like_date(text)
                         ? "questa data non esiste. Scrivila come giorno/mese/anno, con l'anno "
                           "intero: per esempio 2/12/2026."
                         : "non è una data. Scrivila come giorno/mese/anno, per esempio "
                           "2/12/2026.");
    return typed;
  }
  typed.display_text = date_in_italian(*date);
  typed.value = feel::Value(*date);
  return typed;
}

}  // namespace digipro::forms
