// Codici fiscali: what is accepted can be read, and what is read was accepted.
#include "base/assert.h"
#include "core/people/codice_fiscale.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace digipro;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string code = people::normalise_codice_fiscale(text);
  DIGIPRO_ASSERT(people::normalise_codice_fiscale(code) == code,
                 "normalising twice changes nothing");
  const bool is_right = people::is_codice_fiscale(code);
  const Date today{2026, 11, 25};
  auto facts = people::read_codice_fiscale(code, today);
  DIGIPRO_ASSERT(facts.has_value() == (is_right && code.size() == 16), "read when it is right");
  if (facts) DIGIPRO_ASSERT(is_valid(facts->birth_date) && facts->birth_date <= today, "a day");
  return 0;
}
