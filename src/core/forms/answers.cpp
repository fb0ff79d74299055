#include <algorithm>
#include <map>

#include "base/text.h"
#include "core/forms/typed.h"

namespace digipro::forms {
namespace {

// Posted values by name, in the order in which they came.
using Posted = std::multimap<std::string_view, std::string_view>;

std::string stored_text(std::string_view typed, bool is_line) {
  return normalise(clean_answer(typed, is_line));
}

// Italian or ISO; what is no date stays as it was typed, so that the person can mend it.
std::string stored_date(std::string_view typed) {
  std::string text = stored_text(typed, true);
  std::string slashed = text;
  bool is_iso = parse_iso_date(text).has_value();
  if (!is_iso)
    std::replace_if(
        slashed.begin(), slashed.end(), [](char c) { return c == '.' || c == '-' || c == ' '; },
        '/');
  auto date = parse_italian_date(is_iso ? text : slashed);
  return date ? to_iso(*date) : text;
}

json::Value stored_location(const Field& field, const Posted& posted, bool& found) {
  json::Object parts;
  for (const char* name : {"street", "number", "description", "lat", "lon"}) {
    auto part = posted.find(field.id + "." + name);
    if (part == posted.end()) continue;
    found = true;
    if (std::string text = stored_text(part->second, true); !text.empty()) parts[name] = text;
  }
  return json::Value(std::move(parts));
}

json::Value stored_choices(const Field& field, const std::vector<std::string_view>& typed) {
  json::Array items;
  // One more than there are choices is wrong already.
  for (std::string_view item : typed)
    if (!item.empty() && items.size() <= field.choices.size())
      items.emplace_back(stored_text(item, true));
  return json::Value(std::move(items));
}

json::Value stored_answer(const Field& field, const std::vector<std::string_view>& typed) {
  // The last one counts: a hidden companion stands before its control.
  std::string_view last = typed.back();
  switch (field.type) {
    case FieldType::multiple_choice:
      return stored_choices(field, typed);
    case FieldType::declaration:
      return json::Value(last == "true" || last == "on");
    case FieldType::yes_no:
      if (last == "true" || last == "false") return json::Value(last == "true");
      return json::Value(stored_text(last, true));
    case FieldType::date:
      return json::Value(stored_date(last));
    case FieldType::integer:
    case FieldType::decimal: {
      std::string text = stored_text(last, true);
      return json::Value(plain_number(text).value_or(text));
    }
    default:
      return json::Value(stored_text(last, field.type != FieldType::long_text));
  }
}

}  // namespace

Answers read_step(const FormDefinition& form, size_t step,
                  const std::vector<std::pair<std::string, std::string>>& posted) {
  Answers answers;
  if (step >= form.steps().size()) return answers;
  Posted by_name;
  for (const auto& [name, value] : posted) by_name.emplace(name, value);
  for (size_t index : form.steps()[step].fields) {
    const Field& field = form.fields()[index];
    bool is_asked =
        !field.computed && field.type != FieldType::note && field.type != FieldType::attachments;
    if (!is_asked) continue;
    if (field.type == FieldType::location) {
      bool found = false;
      json::Value place = stored_location(field, by_name, found);
      if (found) answers[field.id] = std::move(place);
      continue;
    }
    std::vector<std::string_view> typed;
    auto [first, end] = by_name.equal_range(field.id);
    for (auto value = first; value != end; ++value) typed.push_back(value->second);
    if (!typed.empty()) answers[field.id] = stored_answer(field, typed);
  }
  return answers;
}

Result<Answers> merge(const FormDefinition& form, const Answers& answers, const Answers& changes) {
  Answers merged = answers;
  for (const auto& [id, value] : changes) {
    if (!form.find_field(id)) continue;
    if (value.is_null())
      merged.erase(id);
    else
      merged[id] = value;
  }
  if (json::dump(json::Value(merged)).size() > form.limits().answer_bytes_max)
    return refuse(ErrorCode::too_large, "answers over their limit");
  return merged;
}

}  // namespace digipro::forms
