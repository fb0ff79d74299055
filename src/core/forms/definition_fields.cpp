#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "core/forms/parts.h"

namespace digipro::forms {
namespace {

constexpr size_t label_max = 200, hint_max = 500, legal_text_max = 10'000, note_max = 5'000;
constexpr size_t unit_max = 20, choice_value_max = 100, checks_max = 20, sentence_max = 300;
constexpr int64_t files_max = 50;

// WCAG 2.1, clause 7: the input purposes, with the tokens of HTML's autocomplete.
constexpr std::array<std::string_view, 53> input_purposes = {"name",
                                                             "honorific-prefix",
                                                             "given-name",
                                                             "additional-name",
                                                             "family-name",
                                                             "honorific-suffix",
                                                             "nickname",
                                                             "organization-title",
                                                             "username",
                                                             "new-password",
                                                             "current-password",
                                                             "organization",
                                                             "street-address",
                                                             "address-line1",
                                                             "address-line2",
                                                             "address-line3",
                                                             "address-level4",
                                                             "address-level3",
                                                             "address-level2",
                                                             "address-level1",
                                                             "country",
                                                             "country-name",
                                                             "postal-code",
                                                             "cc-name",
                                                             "cc-given-name",
                                                             "cc-additional-name",
                                                             "cc-family-name",
                                                             "cc-number",
                                                             "cc-exp",
                                                             "cc-exp-month",
                                                             "cc-exp-year",
                                                             "cc-csc",
                                                             "cc-type",
                                                             "transaction-currency",
                                                             "transaction-amount",
                                                             "language",
                                                             "bday",
                                                             "bday-day",
                                                             "bday-month",
                                                             "bday-year",
                                                             "sex",
                                                             "url",
                                                             "photo",
                                                             "tel",
                                                             "tel-country-code",
                                                             "tel-national",
                                                             "tel-area-code",
                                                             "tel-local",
                                                             "tel-local-prefix",
                                                             "tel-local-suffix",
                                                             "tel-extension",
                                                             "email",
                                                             "impp"};
constexpr std::array<std::string_view, 8> known_of_person = {
    "given_name", "family_name", "full_name", "codice_fiscale",
    "email",      "phone",       "street",    "civic"};

template <class List>
bool contains(const List& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::optional<FieldType> type_of(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(FieldType::note); ++i)
    if (type_name(static_cast<FieldType>(i)) == name) return static_cast<FieldType>(i);
  return std::nullopt;
}

bool is_text(FieldType type) {
  return type == FieldType::text || type == FieldType::long_text;
}
bool is_number(FieldType type) {
  return type == FieldType::integer || type == FieldType::decimal;
}

}  // namespace

void DefinitionReader::read_field(const json::Value& json, const std::string& place) {
  ObjectReader in(json, place, mistakes_);
  size_t index = parts_->fields.size();
  Field field;
  field.step = parts_->steps.size();
  field.id = in.text("id", 60);
  if (!field.id.empty() && !is_identifier(field.id))
    in.wrong("id", "L'id ha solo lettere minuscole, cifre e _, e comincia con una lettera.");
  else if (!field.id.empty() && !parts_->field_indexes.emplace(field.id, index).second)
    in.wrong("id", "C'è già un campo con questo id.");
  else if (!field.id.empty()) {
    auto alone = feel::Expression::compile(field.id, scope_);
    if (!alone || alone->slots_used() != std::vector<size_t>{index})
      in.wrong("id", "Questa parola ha un altro significato in FEEL: scegli un altro id.");
  }
  auto type = type_of(in.take("type").text());
  if (type) {
    field.type = *type;
    field.visible_if = in.expression("visible_if", scope_);
    if (field.type == FieldType::note)
      field.text = in.text("text", note_max);
    else
      read_answerable(in, field);
    in.close();
  } else {
    in.wrong("type", "Questo tipo di campo non esiste.");
  }
  places_.push_back(place);
  parts_->fields.push_back(std::move(field));
}

void DefinitionReader::read_answerable(ObjectReader& in, Field& field) {
  field.label = in.text("label", label_max);
  field.hint = in.optional_text("hint", hint_max);
  field.is_personal = in.flag("personal");
  field.is_public = in.flag("public");
  if (field.is_personal && field.is_public)
    in.wrong("public", "Un dato personale non può essere pubblico.");
  if (field.type == FieldType::declaration) {
    // Ticking it is what it is for; a declaration that is not due is one that is not shown.
    field.is_required = true;
    field.legal_text = in.optional_text("legal_text", legal_text_max);
  } else {
    field.is_required = in.flag("required");
    field.required_if = in.expression("required_if", scope_);
  }
  read_checks(in, field);
  read_kind(in, field);
  read_source(in, field);
  check_consistency(in, field);
}

void DefinitionReader::read_kind(ObjectReader& in, Field& field) {
  FieldType type = field.type;
  auto length_max = static_cast<int64_t>(parts_->limits.text_code_points_max);
  auto read_lengths = [&](std::string_view low, std::string_view high, int64_t most) {
    field.length_min = static_cast<size_t>(in.number(low, 0, most, 0));
    field.length_max = static_cast<size_t>(in.number(high, 1, most, 0));
  };
  if (is_text(type)) read_lengths("length_min", "length_max", length_max);
  if (is_number(type)) field.unit = in.optional_text("unit", unit_max);
  if (type == FieldType::decimal)
    field.scale_max = static_cast<int>(in.number("scale_max", 0, 34, 34));
  if (is_number(type) || type == FieldType::date) {
    read_bound(in, field, "minimum", field.minimum, field.minimum_if);
    read_bound(in, field, "maximum", field.maximum, field.maximum_if);
  }
  if (type == FieldType::choice || type == FieldType::multiple_choice) read_choices(in, field);
  if (type == FieldType::multiple_choice)
    read_lengths("count_min", "count_max",
                 std::max<int64_t>(1, static_cast<int64_t>(field.choices.size())));
  if (type == FieldType::attachments) {
    read_lengths("count_min", "count_max", files_max);
    field.accepted_types = in.texts("types", 20, 100);
    field.file_bytes_max = in.number("file_bytes_max", 1, int64_t{1} << 40, 0);
  }
  if (type == FieldType::location) field.point_required = in.flag("point_required");
  bool has_purpose = type <= FieldType::choice;
  if (has_purpose && in.has("autocomplete")) {
    field.autocomplete = in.text("autocomplete", 40);
    if (!field.autocomplete.empty() && !contains(input_purposes, field.autocomplete))
      in.wrong("autocomplete", "Non è uno degli scopi di WCAG 1.3.5.");
  }
}

// Where a value comes from when the person does not type it.
void DefinitionReader::read_source(ObjectReader& in, Field& field) {
  bool has_source = field.type <= FieldType::yes_no;
  if (!has_source) return;
  field.computed = in.expression("computed", scope_);
  field.default_value = in.expression("default", scope_);
  if (in.has("prefill")) read_prefill(in, field);
}

void DefinitionReader::read_prefill(ObjectReader& in, Field& field) {
  field.prefill = split(in.text("prefill", 200), '.');
  const std::vector<std::string>& path = field.prefill;
  bool fits = path.size() >= 2 && path.size() <= 4 &&
              std::all_of(path.begin(), path.end(), is_identifier) &&
              ((path[0] == "person" && path.size() == 2 && contains(known_of_person, path[1])) ||
               path[0] == "ente");
  if (!fits)
    in.wrong("prefill", "Qui serve un dato noto, per esempio person.full_name oppure ente.name.");
}

void DefinitionReader::read_choices(ObjectReader& in, Field& field) {
  const json::Array& choices = in.array("choices", 1, parts_->limits.choices_max);
  std::set<std::string, std::less<>> seen;
  for (size_t i = 0; i < choices.size(); ++i) {
    ObjectReader item(choices[i], in.place_of("choices") + "[" + std::to_string(i) + "]",
                      mistakes_);
    Choice choice{item.text("value", choice_value_max), item.text("label", label_max)};
    // What comes back from a browser is trimmed and cleaned: a value must survive that.
    if (!choice.value.empty() && clean_user_text(trim(choice.value)) != choice.value)
      item.wrong("value", "Il valore ha spazi attorno o caratteri di controllo.");
    if (!choice.value.empty() && !seen.insert(choice.value).second)
      item.wrong("value", "C'è già una voce con questo valore.");
    item.close();
    field.choices.push_back(std::move(choice));
  }
}

void DefinitionReader::read_bound(ObjectReader& in, const Field& field, std::string_view key,
                                  feel::Value& fixed, std::optional<feel::Expression>& computed) {
  const json::Value& json = in.take(key);
  if (!in.has(key)) return;
  const std::string& text = json.text();
  if (text.starts_with('=')) {
    computed = in.compile(key, std::string_view(text).substr(1), scope_);
    return;
  }
  if (field.type == FieldType::date) {
    if (auto date = parse_iso_date(text))
      fixed = feel::Value(*date);
    else
      in.wrong(key, "Qui serve una data come \"2026-12-02\", o una formula come \"=today()\".");
    return;
  }
  if (json.as_string()) {
    if (auto number = Decimal::parse(text)) fixed = feel::Value(*number);
  } else if (json.as_int() || json.as_double()) {
    fixed = feel::from_json(json);
  }
  if (fixed.is_null())
    in.wrong(key, "Qui serve un numero, o una formula come \"=altro_campo + 1\".");
}

void DefinitionReader::read_checks(ObjectReader& in, Field& field) {
  if (!in.has("checks")) return;
  const json::Array& checks = in.array("checks", 1, checks_max);
  for (size_t i = 0; i < checks.size(); ++i) {
    ObjectReader item(checks[i], in.place_of("checks") + "[" + std::to_string(i) + "]", mistakes_);
    if (!item.has("condition")) item.wrong("condition", "Manca: serve un'espressione FEEL.");
    auto condition = item.expression("condition", scope_);
    std::string sentence = item.text("sentence", sentence_max);
    item.close();
    if (condition) field.checks.push_back({std::move(*condition), std::move(sentence)});
  }
}

void DefinitionReader::check_consistency(ObjectReader& in, const Field& field) {
  if (field.length_max && field.length_min > field.length_max)
    in.wrong(is_text(field.type) ? "length_min" : "count_min", "Il minimo supera il massimo.");
  if (!field.minimum.is_null() && !field.maximum.is_null() &&
      feel::less(field.maximum, field.minimum) == feel::Truth::yes)
    in.wrong("minimum", "Il minimo supera il massimo.");
  if (!field.computed) return;
  // The person cannot mend what is computed.
  if (field.is_required || field.required_if)
    in.wrong("required", "Un campo calcolato non può essere obbligatorio.");
  if (field.default_value || !field.prefill.empty())
    in.wrong("computed", "Un campo calcolato non ha valori iniziali.");
}

}  // namespace digipro::forms
