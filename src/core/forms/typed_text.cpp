#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "core/forms/sentences.h"
#include "core/forms/typed.h"
#include "core/people/codice_fiscale.h"

namespace digipro::forms {
namespace {

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string with_valid_bytes(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t length = 1;
    while (length < 4 && !is_valid_utf8(text.substr(at, length))) ++length;
    if (at + length <= text.size() && is_valid_utf8(text.substr(at, length))) {
      out += text.substr(at, length);
      at += length;
    } else {
      out += "\xEF\xBF\xBD";
      ++at;
    }
  }
  return out;
}

// Enough to catch slips of the hand: whether a mailbox exists only a mail can tell.
std::string_view fault_of_email(std::string_view text) {
  size_t at = text.find('@');
  if (at == std::string_view::npos) return "manca la chiocciola (@)";
  std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  if (domain.find('@') != std::string_view::npos) return "c'è più di una chiocciola (@)";
  if (text.find_first_of(" \t") != std::string_view::npos) return "c'è uno spazio";
  if (local.empty()) return "manca il nome prima della chiocciola (@)";
  auto is_local = [](unsigned char c) {
    return std::isalnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(static_cast<char>(c)) !=
                                  std::string_view::npos;
  };
  // RFC 5321, 4.5.3.1: 64 octets before the sign, 254 in all.
  if (text.size() > 254 || local.size() > 64) return "è troppo lungo";
  if (!std::all_of(local.begin(), local.end(), is_local) || local.starts_with('.') ||
      local.ends_with('.') || local.find("..") != std::string_view::npos)
    return "c'è un carattere che non può esserci";
  if (domain.find('.') == std::string_view::npos) return "dopo la chiocciola manca il punto";
  for (const std::string& label : split(domain, '.')) {
    auto is_host = [](unsigned char c) { return std::isalnum(c) || c == '-'; };
    if (label.empty() || label.size() > 63 || label.starts_with('-') || label.ends_with('-') ||
        !std::all_of(label.begin(), label.end(), is_host))
      return "la parte dopo la chiocciola non è giusta";
  }
  return {};
}

void read_email(const Field& field, std::string_view text, Typed& typed) {
  std::string_view fault = fault_of_email(text);
  if (fault.empty())
    typed.value = feel::Value(text);
  else
    typed.wrong =
        about(field, "nell'indirizzo " + std::string(fault) + ". Scrivilo come nome@esempio.it.");
}

// ITU-T E.164: 15 digits at most. Blanks and signs between them are how people group a number.
void read_telephone(const Field& field, std::string_view text, Typed& typed) {
  std::string number;
  bool only_digits = true;
  for (char c : text) {
    if (c >= '0' && c <= '9')
      number += c;
    else if (c == '+' && number.empty())
      number += c;
    else if (std::string_view(" .-/()").find(c) == std::string_view::npos)
      only_digits = false;
  }
  if (number.starts_with("00")) number = "+" + number.substr(2);
  size_t digits = number.size() - (number.starts_with('+') ? 1 : 0);
  if (!only_digits)
    typed.wrong = about(field, "nel numero ci sono caratteri che non sono cifre. Toglili.");
  else if (digits < 5 || digits > 15)
    typed.wrong = about(field, "il numero ha " + counted(digits, "cifra", "cifre") +
                                   ". Controllalo: servono da 5 a 15 cifre.");
  else
    typed.value = feel::Value(std::move(number));
}

void read_codice_fiscale(const Field& field, std::string_view text, Typed& typed) {
  std::string normal = people::normalise_codice_fiscale(text);
  people::CodiceFiscaleFault fault = people::check_codice_fiscale(normal);
  if (fault != people::CodiceFiscaleFault::none) {
    typed.wrong = about(field, people::sentence(fault));
    return;
  }
  typed.raw = json::Value(normal);
  typed.display_text = normal;
  typed.value = feel::Value(std::move(normal));
}

void read_free_text(const Field& field, std::string&& text, const Limits& limits, Typed& typed) {
  size_t length = count_code_points(text);
  size_t most = field.length_max ? field.length_max : limits.text_code_points_max;
  if (length > most)
    typed.wrong =
        about(field, "il testo è troppo lungo. Ha " + counted(length, "carattere", "caratteri") +
                         ", al massimo sono " + std::to_string(most) + ": accorcialo.");
  else if (length < field.length_min)
    typed.wrong =
        about(field, "il testo è troppo corto. Ha " + counted(length, "carattere", "caratteri") +
                         ", ne servono almeno " + std::to_string(field.length_min) +
                         ": aggiungi qualcosa.");
  else
    typed.value = feel::Value(std::move(text));
}

}  // namespace

std::string clean_answer(std::string_view typed, bool is_line) {
  if (is_plain_ascii(typed)) return std::string(trim(typed));
  std::string text = is_valid_utf8(typed) ? std::string(typed) : with_valid_bytes(typed);
  text = clean_user_text(text);
  if (is_line)
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return std::string(trim(text));
}

Typed typed_text(const Field& field, const json::Value& answer, const Limits& limits) {
  Typed typed;
  if (!answer.as_string()) {
    typed.wrong = about(field, "la risposta non si legge. Scrivila di nuovo.");
    return typed;
  }
  std::string text = clean_answer(answer.text(), field.type != FieldType::long_text);
  if (text.empty()) return typed;
  typed.raw = json::Value(text);
  typed.display_text = text;
  if (field.type == FieldType::email)
    read_email(field, text, typed);
  else if (field.type == FieldType::telephone)
    read_telephone(field, text, typed);
  else if (field.type == FieldType::codice_fiscale)
    read_codice_fiscale(field, text, typed);
  else
    read_free_text(field, std::move(text), limits, typed);
  return typed;
}

}  // namespace digipro::forms
