#include "core/forms/mistakes.h"

#include <algorithm>

#include "base/text.h"

namespace digipro::forms {

void Mistakes::add(std::string place, std::string sentence) {
  if (found_.size() < mistakes_max) found_.push_back({std::move(place), std::move(sentence)});
}

Error Mistakes::take_error() {
  Error error = fail(ErrorCode::definition,
                     "form definition: " + found_.front().field + ": " + found_.front().sentence);
  error.fields = std::move(found_);
  return error;
}

ObjectReader::ObjectReader(const json::Value& json, std::string place, Mistakes& mistakes)
    : json_(json), place_(std::move(place)), mistakes_(mistakes) {
  if (!is_object()) mistakes_.add(place_, "Qui serve un oggetto JSON.");
}

std::string ObjectReader::place_of(std::string_view key) const {
  return place_.empty() ? std::string(key) : place_ + "." + std::string(key);
}

void ObjectReader::wrong(std::string_view key, std::string sentence) {
  mistakes_.add(place_of(key), std::move(sentence));
}

const json::Value& ObjectReader::take(std::string_view key) {
  known_.emplace(key);
  return json_[key];
}

std::string ObjectReader::text(std::string_view key, size_t code_points_max) {
  if (is_object() && !has(key)) {
    known_.emplace(key);
    wrong(key, "Manca: serve un testo.");
    return {};
  }
  return optional_text(key, code_points_max);
}

std::string ObjectReader::optional_text(std::string_view key, size_t code_points_max) {
  const json::Value& value = take(key);
  if (!has(key)) return {};
  const std::string* found = value.as_string();
  if (!found || trim(*found).empty() || !is_valid_utf8(*found)) {
    wrong(key, "Qui serve un testo, non vuoto.");
    return {};
  }
  if (count_code_points(*found) > code_points_max) {
    wrong(key,
          "Il testo è troppo lungo: al massimo " + std::to_string(code_points_max) + " caratteri.");
    return {};
  }
  return *found;
}

bool ObjectReader::flag(std::string_view key) {
  const json::Value& value = take(key);
  if (has(key) && !value.as_bool()) wrong(key, "Qui serve true o false.");
  return value.as_bool() && *value.as_bool();
}

int64_t ObjectReader::number(std::string_view key, int64_t minimum, int64_t maximum,
                             int64_t fallback) {
  const json::Value& value = take(key);
  if (!has(key)) return fallback;
  const int64_t* found = value.as_int();
  if (found && *found >= minimum && *found <= maximum) return *found;
  wrong(key, "Qui serve un numero intero da " + std::to_string(minimum) + " a " +
                 std::to_string(maximum) + ".");
  return fallback;
}

const json::Array& ObjectReader::array(std::string_view key, size_t items_min, size_t items_max) {
  static const json::Array nothing;
  const json::Value& value = take(key);
  const json::Array* found = value.as_array();
  if (found && found->size() >= items_min && found->size() <= items_max) return *found;
  if (is_object())
    wrong(key, "Qui serve un elenco di " + std::to_string(items_min) + " voci almeno e " +
                   std::to_string(items_max) + " al massimo.");
  return nothing;
}

std::vector<std::string> ObjectReader::texts(std::string_view key, size_t items_max,
                                             size_t code_points_max) {
  std::vector<std::string> found;
  for (const json::Value& item : array(key, 1, items_max)) {
    bool fits = !item.text().empty() && count_code_points(item.text()) <= code_points_max;
    bool is_new = std::find(found.begin(), found.end(), item.text()) == found.end();
    if (fits && is_new)
      found.push_back(item.text());
    else
      wrong(key, "Le voci sono testi diversi tra loro, non vuoti, di al massimo " +
                     std::to_string(code_points_max) + " caratteri.");
  }
  return found;
}

std::optional<feel::Expression> ObjectReader::expression(std::string_view key,
                                                         const feel::Scope& scope) {
  const json::Value& value = take(key);
  if (!has(key)) return std::nullopt;
  if (!value.as_string()) {
    wrong(key, "Qui serve un'espressione FEEL, come testo.");
    return std::nullopt;
  }
  return compile(key, value.text(), scope);
}

std::optional<feel::Expression> ObjectReader::compile(std::string_view key, std::string_view text,
                                                      const feel::Scope& scope) {
  auto compiled = feel::Expression::compile(text, scope);
  if (compiled) return std::move(*compiled);
  const Error& error = compiled.error();
  wrong(key, error.fields.empty() ? "L'espressione non è corretta."
                                  : "Espressione, posizione " + error.fields[0].field + ": " +
                                        error.fields[0].sentence);
  return std::nullopt;
}

void ObjectReader::close() {
  for (const auto& [key, value] : json_.members())
    if (!known_.contains(key))
      wrong(key, "Questa chiave non esiste, o non è adatta al tipo di campo: toglila.");
}

bool is_identifier(std::string_view text) {
  auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.empty() || text.size() > 60 || !lower(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace digipro::forms
