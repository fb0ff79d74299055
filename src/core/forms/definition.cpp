#include <array>

#include "core/forms/parts.h"

namespace digipro::forms {

std::string_view type_name(FieldType type) {
  constexpr std::array<std::string_view, 15> names = {
      "text",    "long_text", "email",       "telephone",   "codice_fiscale",
      "integer", "decimal",   "date",        "choice",      "multiple_choice",
      "yes_no",  "location",  "attachments", "declaration", "note"};
  return names[static_cast<size_t>(type)];
}

Result<FormDefinition> FormDefinition::from_json(const json::Value& json, const Limits& limits) {
  return DefinitionReader(limits).read(json);
}

Result<FormDefinition> FormDefinition::parse(std::string_view text, const Limits& limits) {
  json::ParseLimits parse_limits;
  parse_limits.bytes_max = limits.definition_bytes_max;
  auto json = json::parse(text, parse_limits);
  if (json) return from_json(*json, limits);
  Error error = fail(ErrorCode::definition, "form definition: " + json.error().detail);
  error.fields.push_back({"", json.error().code == ErrorCode::too_large
                                  ? "Il file del modulo è troppo grande."
                                  : "Il file del modulo non è JSON: " + json.error().detail});
  return refuse(std::move(error));
}

const std::string& FormDefinition::title() const {
  return parts_->title;
}
const std::vector<Step>& FormDefinition::steps() const {
  return parts_->steps;
}
const std::vector<Field>& FormDefinition::fields() const {
  return parts_->fields;
}
const Limits& FormDefinition::limits() const {
  return parts_->limits;
}
const std::vector<size_t>& FormDefinition::evaluation_order() const {
  return parts_->order;
}

const Field* FormDefinition::find_field(std::string_view id) const {
  auto found = parts_->field_indexes.find(id);
  return found == parts_->field_indexes.end() ? nullptr : &parts_->fields[found->second];
}

std::optional<size_t> FormDefinition::find_step(std::string_view id) const {
  auto found = parts_->step_indexes.find(id);
  return found == parts_->step_indexes.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace digipro::forms
