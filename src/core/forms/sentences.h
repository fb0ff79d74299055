// What people read when an answer is missing or wrong: what it is and what to do, in Italian.
// Internal to core/forms. Pure, any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/forms/form.h"

namespace digipro::forms {

// "«Posta elettronica»: manca la chiocciola. Scrivi un indirizzo come ..."
std::string about(const Field& field, std::string_view what);
std::string missing_sentence(const Field& field);
// `limit` is the bound that was passed, of a number or a date.
std::string bound_sentence(const Field& field, const feel::Value& limit, bool is_minimum);
// "1 carattere", "12 caratteri"
std::string counted(size_t count, std::string_view one, std::string_view many);

}  // namespace digipro::forms
