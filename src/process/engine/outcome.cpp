// What a person answered when closing a task, checked field by field.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "process/engine/stepper.h"

namespace digipro::process {
namespace {

// The sentence for the person, or empty when the text is right.
std::string problem_of(const OutcomeField& field, const std::string& text) {
  if (text.empty()) {
    if (!field.required) return {};
    return field.type == FieldType::choice || field.type == FieldType::office
               ? "Scegli una voce: " + field.label + "."
               : "Compila il campo: " + field.label + ".";
  }
  if (count_code_points(text) > field.length_max) {
    return "Il testo è troppo lungo: al massimo " + std::to_string(field.length_max) +
           " caratteri.";
  }
  if (field.type == FieldType::choice) {
    bool is_known = std::any_of(field.choices.begin(), field.choices.end(),
                                [&](const Choice& choice) { return choice.value == text; });
    if (!is_known) return "Scegli una delle voci proposte.";
  }
  if (field.type == FieldType::text && text.find('\n') != std::string::npos) {
    return "Scrivi il testo su una sola riga.";
  }
  return {};
}

}  // namespace

Result<json::Object> outcome_variables(const Outcome& outcome, const json::Object& fields) {
  Error error = fail(ErrorCode::invalid_input, "esito " + outcome.id);
  json::Object values;
  std::set<std::string_view> known;
  for (const OutcomeField& field : outcome.fields) {
    known.insert(field.id);
    auto found = fields.find(field.id);
    const json::Value given = found == fields.end() ? json::Value() : found->second;
    if (!given.is_null() && (!given.as_string() || !is_valid_utf8(given.text()))) {
      error.fields.push_back({field.id, "Scrivi un testo."});
      continue;
    }
    std::string text(trim(clean_user_text(given.text())));
    std::string problem = problem_of(field, text);
    if (!problem.empty()) error.fields.push_back({field.id, problem});
    values[field.variable] = text.empty() ? json::Value() : json::Value(text);
  }
  for (const auto& [id, value] : fields) {
    if (!known.contains(id)) error.fields.push_back({id, "Questo campo non è previsto."});
  }
  if (!error.fields.empty()) return refuse(std::move(error));
  return values;
}

}  // namespace digipro::process
