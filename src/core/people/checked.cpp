// What people type about a person, cleaned and checked.
#include "base/text.h"
#include "core/people/codice_fiscale.h"
#include "core/people/contact.h"
#include "core/people/people.h"

namespace digipro::people {
namespace {

constexpr size_t name_characters_max = 100, street_characters_max = 200, civic_characters_max = 20;
constexpr int years_of_life_max = 130;

class Checks {
 public:
  void problem(const char* field, std::string sentence) {
    error_.fields.push_back({field, std::move(sentence)});
  }
  // Cleans `text` in place.
  void line(const char* field, std::string& text, size_t characters_max) {
    auto cleaned = clean_line(text);
    if (!cleaned) {
      problem(field, "Ci sono caratteri che non si leggono: riscrivi il campo.");
      text.clear();
      return;
    }
    text = std::move(*cleaned);
    if (count_code_points(text) > characters_max)
      problem(field, "Scrivi al massimo " + std::to_string(characters_max) + " caratteri.");
  }
  void name(const char* field, std::string& text, const char* when_missing) {
    size_t before = error_.fields.size();
    line(field, text, name_characters_max);
    if (text.empty() && error_.fields.size() == before) problem(field, when_missing);
  }
  Status done() {
    if (error_.fields.empty()) return {};
    return refuse(std::move(error_));
  }

 private:
  Error error_ = fail(ErrorCode::invalid_input, "personal data");
};

// The century of a codice fiscale is a guess, so only what it says is compared.
bool agree(Date a, Date b) {
  return a.day == b.day && a.month == b.month && a.year % 100 == b.year % 100;
}

void check_birth_date(Checks& checks, const std::optional<Date>& date, Date today) {
  if (!date) return;
  if (!is_valid(*date) || *date > today || date->year < today.year - years_of_life_max)
    checks.problem("data_nascita", "Scrivi una data di nascita che esiste e non è futura.");
}

void check_codice_fiscale_of(Checks& checks, PersonalData& data, Date today) {
  data.codice_fiscale = normalise_codice_fiscale(data.codice_fiscale);
  if (data.codice_fiscale.empty()) return;
  if (auto fault = check_codice_fiscale(data.codice_fiscale); fault != CodiceFiscaleFault::none) {
    checks.problem("codice_fiscale", std::string(sentence(fault)));
    return;
  }
  auto facts = read_codice_fiscale(data.codice_fiscale, today);
  if (!facts) return;  // provisional: it says nothing of its person
  if (!data.birth_date) data.birth_date = facts->birth_date;
  if (!agree(*data.birth_date, facts->birth_date))
    checks.problem("data_nascita",
                   "La data di nascita non è quella del codice fiscale: correggi una delle due.");
}

}  // namespace

Result<PersonalData> checked(PersonalData data, Date today) {
  Checks checks;
  checks.name("nome", data.given_name, "Scrivi il nome.");
  checks.name("cognome", data.family_name, "Scrivi il cognome.");
  check_codice_fiscale_of(checks, data, today);
  check_birth_date(checks, data.birth_date, today);
  checks.line("email", data.email, 1000);
  if (!data.email.empty() && !is_email(data.email))
    checks.problem("email", "Scrivi un indirizzo e-mail completo, per esempio nome@esempio.it.");
  checks.line("telefono", data.phone, 1000);
  if (!data.phone.empty() && !is_phone(data.phone))
    checks.problem("telefono", "Scrivi solo cifre, spazi e +, per esempio +39 0131 123456.");
  checks.line("via", data.street, street_characters_max);
  checks.line("civico", data.civic, civic_characters_max);
  DIGIPRO_CHECK(checks.done());
  return data;
}

}  // namespace digipro::people
