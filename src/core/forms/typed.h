// From what was answered to a typed value: one field, without its conditions. Internal to
// core/forms. Pure, any thread; answers may be any JSON.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/forms/form.h"

namespace digipro::forms {

struct Typed {
  feel::Value value;  // null when empty or wrong
  json::Value raw;    // what the input shows; null when empty
  std::string display_text;
  std::string wrong;       // a sentence, or ""
  std::string incomplete;  // given, but not all of it yet: a sentence, or ""
};

Typed typed_answer(const Field& field, const json::Value& answer, const Limits& limits);
// The pieces of typed_answer, by kind of field.
Typed typed_text(const Field& field, const json::Value& answer, const Limits& limits);
Typed typed_number(const Field& field, const json::Value& answer);
Typed typed_date(const Field& field, const json::Value& answer);
Typed typed_choice(const Field& field, const json::Value& answer);
Typed typed_choices(const Field& field, const json::Value& answer);
Typed typed_flag(const Field& field, const json::Value& answer);
Typed typed_location(const Field& field, const json::Value& answer);
Typed typed_attachments(const Field& field, const json::Value& answer);

// The answer that a computed, default or prefilled value stands for; null when it does not fit the
// type. Numbers are rounded half up to the field's decimals.
json::Value answer_from(const Field& field, const feel::Value& value);

// True for null, "", [] and {}: nothing was answered.
bool is_empty(const json::Value& answer);
// "1.234,5", "1234.5" or "+3" as "1234.5" and "3"; nullopt when it is no number. A point before
// exactly three digits separates thousands, as Italians write.
std::optional<std::string> plain_number(std::string_view typed);
// Trimmed, without control characters, on one line when `is_line`. Bytes that are no UTF-8 become
// U+FFFD.
std::string clean_answer(std::string_view typed, bool is_line);

std::string number_in_italian(const Decimal& number, std::string_view unit);
std::string date_in_italian(Date date);  // "2 dicembre 2026"

}  // namespace digipro::forms
