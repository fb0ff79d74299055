#include "modules/identity/passwords.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "modules/identity/module.h"
#include "platform/crypto/random.h"

namespace digipro::identity {
namespace {

constexpr size_t login_characters_min = 3, login_characters_max = 60;
constexpr size_t password_characters_min = 12, password_characters_max = 200;
constexpr size_t password_bytes_max = 1024;  // of the hasher
constexpr size_t different_characters_min = 5;
constexpr size_t address_bytes_max = 2'000;
constexpr std::string_view start_alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr size_t start_characters = 16, start_group = 4;

// The words that guessing begins with. Digits and signs around them do not help.
constexpr std::string_view weak_words[] = {
    "password", "passw",   "parolachiave",  "qwerty",         "qwertyuiop", "asdfghjkl",
    "zxcvbnm",  "admin",   "administrator", "amministratore", "benvenuto",  "benvenuti",
    "welcome",  "comune",  "letmein",       "iloveyou",       "tiamo",      "ciaociao",
    "utente",   "segreto", "segreta"};

std::string letters_of(std::string_view folded) {
  std::string letters;
  for (char c : folded)
    if (c >= 'a' && c <= 'z') letters += c;
  return letters;
}

bool is_weak_word(std::string_view folded) {
  std::string letters = letters_of(folded);
  // "passwordpassword" is a weak word too.
  return std::any_of(std::begin(weak_words), std::end(weak_words), [&](std::string_view word) {
    return replace_all(letters, word, "").empty() && letters.find(word) != std::string::npos;
  });
}

// "123456789012", "abcdefghijkl": each sign is the one after the last.
bool is_run(std::string_view text) {
  size_t steps = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    int step = text[i] - text[i - 1];
    bool wraps = text[i - 1] == '9' && text[i] == '0';
    if (step == 1 || step == -1 || wraps) ++steps;
  }
  return text.size() > 1 && steps + 2 >= text.size();
}

bool is_path_character(char c) {
  return c > ' ' && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>';
}

}  // namespace

std::string normalise_login(std::string_view typed) {
  return to_lower_ascii(trim(typed));
}

bool is_login(std::string_view normalised) {
  return normalised.size() >= login_characters_min && normalised.size() <= login_characters_max &&
         std::all_of(normalised.begin(), normalised.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '_';
         });
}

std::string normalise_password(std::string_view typed) {
  if (typed.size() > password_bytes_max || !is_valid_utf8(typed)) return "";
  std::string password = normalise(typed);
  return password.size() > password_bytes_max ? "" : password;
}

std::string make_start_password() {
  // Bytes beyond the last whole round of the alphabet are drawn again: every sign is as likely.
  constexpr unsigned fair_max = 256 / start_alphabet.size() * start_alphabet.size();
  std::string password;
  size_t drawn = 0;
  while (drawn < start_characters) {
    for (char byte : crypto::random_bytes(start_characters)) {
      auto value = static_cast<unsigned char>(byte);
      if (value >= fair_max || drawn == start_characters) continue;
      if (drawn > 0 && drawn % start_group == 0) password += '-';
      password += start_alphabet[value % start_alphabet.size()];
      ++drawn;
    }
  }
  return password;
}

std::string password_fault(std::string_view password, std::string_view login) {
  std::string normal = normalise_password(password);
  if (normal.empty() && !password.empty())
    return "La password è troppo lunga o contiene segni non leggibili: scegline un'altra.";
  size_t count = count_code_points(normal);
  if (count < password_characters_min)
    return "La password è corta: usa almeno 12 caratteri. Vanno bene anche tre o quattro parole.";
  if (count > password_characters_max)
    return "La password è troppo lunga: usa al massimo 200 caratteri.";
  std::string folded = fold_for_search(normal);
  if (login.size() >= login_characters_min && folded.find(login) != std::string::npos)
    return "La password contiene il nome utente: scegline una diversa.";
  if (std::set<char>(folded.begin(), folded.end()).size() < different_characters_min)
    return "La password ripete pochi caratteri: usane almeno cinque diversi.";
  if (is_weak_word(folded) || is_run(folded))
    return "La password è tra le più usate, quindi facile da indovinare: scegline un'altra.";
  return "";
}

std::string safe_return_path(std::string_view wanted) {
  // "//host" and "/\host" leave the site; a control sign hides such a thing from this check.
  if (wanted.empty() || wanted[0] != '/' || wanted.size() > address_bytes_max) return "/";
  if (wanted.size() > 1 && wanted[1] == '/') return "/";
  if (!std::all_of(wanted.begin(), wanted.end(), is_path_character)) return "/";
  // Coming back to the door one has just passed would be a circle.
  std::string_view path = wanted.substr(0, wanted.find_first_of("?#"));
  if (path == "/accedi" || path == "/esci" || path == "/password") return "/";
  return std::string(wanted);
}

}  // namespace digipro::identity
