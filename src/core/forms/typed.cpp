#include "core/forms/typed.h"

namespace digipro::forms {
namespace {

// Only a decimal has a scale_max: an integer is never rounded, 1.5 is no answer to "how many".
json::Value number_answer(const Field& field, const Decimal& number) {
  if (number.decimals() <= field.scale_max) return json::Value(number.to_string());
  auto rounded = number.rounded(field.scale_max, Rounding::half_up);
  return rounded ? json::Value(rounded->to_string()) : json::Value();
}

json::Value date_answer(const feel::Value& value) {
  const Date* date = value.as_date();
  if (const feel::DateTime* moment = value.as_date_time()) date = &moment->date;
  // FEEL's years reach further than ours.
  if (date) return is_valid(*date) ? json::Value(to_iso(*date)) : json::Value();
  return value.as_string() ? json::Value(*value.as_string()) : json::Value();
}

}  // namespace

bool is_empty(const json::Value& answer) {
  if (const std::string* text = answer.as_string()) return text->empty();
  if (const json::Array* items = answer.as_array()) return items->empty();
  if (const json::Object* members = answer.as_object()) return members->empty();
  return answer.is_null();
}

Typed typed_answer(const Field& field, const json::Value& answer, const Limits& limits) {
  if (is_empty(answer)) return {};
  switch (field.type) {
    case FieldType::text:
    case FieldType::long_text:
    case FieldType::email:
    case FieldType::telephone:
    case FieldType::codice_fiscale:
      return typed_text(field, answer, limits);
    case FieldType::integer:
    case FieldType::decimal:
      return typed_number(field, answer);
    case FieldType::date:
      return typed_date(field, answer);
    case FieldType::choice:
      return typed_choice(field, answer);
    case FieldType::multiple_choice:
      return typed_choices(field, answer);
    case FieldType::yes_no:
    case FieldType::declaration:
      return typed_flag(field, answer);
    case FieldType::location:
      return typed_location(field, answer);
    case FieldType::attachments:
      return typed_attachments(field, answer);
    case FieldType::note:
      break;
  }
  return {};
}

json::Value answer_from(const Field& field, const feel::Value& value) {
  switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
      if (const Decimal* number = value.as_number()) return number_answer(field, *number);
      return value.as_string() ? json::Value(*value.as_string()) : json::Value();
    case FieldType::date:
      return date_answer(value);
    case FieldType::yes_no:
      return value.as_bool() ? json::Value(*value.as_bool()) : json::Value();
    case FieldType::multiple_choice: {
      if (!value.as_list()) return {};
      json::Array items;
      for (const feel::Value& item : *value.as_list()) {
        if (!item.as_string()) return {};
        items.emplace_back(*item.as_string());
      }
      return json::Value(std::move(items));
    }
    default:
      if (const Decimal* number = value.as_number()) return json::Value(number->to_string());
      return value.as_string() ? json::Value(*value.as_string()) : json::Value();
  }
}

}  // namespace digipro::forms
