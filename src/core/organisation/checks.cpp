#include "core/organisation/checks.h"

#include <algorithm>

#include "base/text.h"
#include "core/access/rules.h"
#include "core/people/contact.h"

namespace digipro::organisation {

void Problems::line(const char* field, std::string& text, size_t characters_max,
                    const char* when_missing) {
  auto cleaned = people::clean_line(text);
  text = cleaned ? std::move(*cleaned) : std::string();
  if (!cleaned)
    add(field, "Ci sono caratteri che non si leggono: riscrivi il campo.");
  else if (text.empty() && *when_missing != '\0')
    add(field, when_missing);
  else if (count_code_points(text) > characters_max)
    add(field, "Scrivi al massimo " + std::to_string(characters_max) + " caratteri.");
}

bool is_code(std::string_view text, bool is_lower) {
  return !text.empty() && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [is_lower](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                  (!is_lower && c >= 'A' && c <= 'Z');
         });
}

Status may_change(const Caller& caller) {
  return access::may(caller, access::Action::change_organisation);
}

}  // namespace digipro::organisation
