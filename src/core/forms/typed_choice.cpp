#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "core/forms/sentences.h"
#include "core/forms/typed.h"

namespace digipro::forms {
namespace {

constexpr size_t street_max = 120, number_max = 20, place_description_max = 200;
constexpr size_t file_name_bytes_max = 1'000, media_type_bytes_max = 100;
constexpr int coordinate_decimals_max = 15;

const Choice* find_choice(const Field& field, std::string_view value) {
  for (const Choice& choice : field.choices)
    if (choice.value == value) return &choice;
  return nullptr;
}

std::optional<Decimal> coordinate(const std::string& text, int64_t degrees_max) {
  auto plain = plain_number(text);
  if (!plain || *plain != text) return std::nullopt;
  auto number = Decimal::parse(text);
  if (!number || number->decimals() > coordinate_decimals_max ||
      number->absolute() > Decimal(degrees_max))
    return std::nullopt;
  return *number;
}

bool is_hash(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// What of an attachment's row can be trusted: uploads write it, but a draft is outside data.
bool is_file(const json::Value& file) {
  const std::string& name = file["name"].text();
  return is_hash(file["blob"].text()) && !name.empty() && name.size() <= file_name_bytes_max &&
         is_valid_utf8(name) && !file["type"].text().empty() &&
         file["type"].text().size() <= media_type_bytes_max && file["size"].as_int() &&
         *file["size"].as_int() >= 0;
}

std::string fault_of_file(const Field& field, const json::Value& file) {
  bool known = std::find(field.accepted_types.begin(), field.accepted_types.end(),
                         file["type"].text()) != field.accepted_types.end();
  if (!known) return "non è di un tipo ammesso";
  if (field.file_bytes_max > 0 && *file["size"].as_int() > field.file_bytes_max)
    return "è troppo grande";
  return {};
}

}  // namespace

Typed typed_choice(const Field& field, const json::Value& answer) {
  Typed typed;
  const Choice* choice = answer.as_string() ? find_choice(field, answer.text()) : nullptr;
  if (!choice) {
    typed.wrong = about(field, "la risposta non è tra le voci. Scegline una dell'elenco.");
    return typed;
  }
  typed.raw = json::Value(choice->value);
  typed.display_text = choice->label;
  typed.value = feel::Value(choice->value);
  return typed;
}

Typed typed_choices(const Field& field, const json::Value& answer) {
  Typed typed;
  std::unordered_set<std::string_view> chosen;
  bool known = answer.as_array() && answer.items().size() <= field.choices.size();
  if (known)
    for (const json::Value& item : answer.items()) {
      known &= item.as_string() != nullptr;
      if (known) chosen.insert(item.text());
    }
  json::Array raw;
  feel::List values;
  // In the order of the choices, each once: what is ticked in another order is the same answer.
  for (const Choice& choice : field.choices) {
    if (!chosen.contains(choice.value)) continue;
    raw.emplace_back(choice.value);
    values.emplace_back(choice.value);
    typed.display_text += (typed.display_text.empty() ? "" : ", ") + choice.label;
  }
  known &= raw.size() == chosen.size();
  size_t count = raw.size();
  if (count > 0) typed.raw = json::Value(std::move(raw));
  if (!known)
    typed.wrong = about(field, "una risposta non è tra le voci. Scegli dall'elenco.");
  else if (field.length_max && count > field.length_max)
    typed.wrong = about(field, "hai scelto " + counted(count, "voce", "voci") + ". Al massimo " +
                                   (field.length_max == 1 ? "è " : "sono ") +
                                   std::to_string(field.length_max) + ": togline qualcuna.");
  else if (count < field.length_min)
    typed.incomplete =
        about(field, "scegli almeno " + counted(field.length_min, "voce", "voci") + ".");
  if (typed.wrong.empty() && count > 0) typed.value = feel::Value(std::move(values));
  return typed;
}

Typed typed_flag(const Field& field, const json::Value& answer) {
  Typed typed;
  const bool* flag = answer.as_bool();
  if (!flag) {
    typed.wrong = about(field, "la risposta non si legge. Scegli di nuovo.");
    return typed;
  }
  typed.raw = json::Value(*flag);
  typed.display_text = *flag ? "Sì" : "No";
  typed.value = feel::Value(*flag);
  return typed;
}

Typed typed_location(const Field& field, const json::Value& answer) {
  Typed typed;
  json::Object parts;
  bool is_text = answer.as_object() != nullptr;
  for (const char* name : {"street", "number", "description", "lat", "lon"}) {
    const json::Value& part = answer[name];
    is_text &= part.is_null() || part.as_string();
    if (std::string text = clean_answer(part.text(), true); !text.empty()) parts[name] = text;
  }
  auto part = [&](const char* name) {
    auto found = parts.find(name);
    return found == parts.end() ? std::string() : found->second.text();
  };
  std::string street = part("street"), number = part("number"), more = part("description");
  bool has_point = parts.contains("lat") || parts.contains("lon");
  auto latitude = coordinate(part("lat"), 90), longitude = coordinate(part("lon"), 180);
  if (!parts.empty()) typed.raw = json::Value(parts);
  std::string where = street + (street.empty() || number.empty() ? "" : " ") + number;
  if (!more.empty()) where += (where.empty() ? "" : ", ") + more;
  if (where.empty() && has_point)
    where = "Punto sulla mappa (" + part("lat") + ", " + part("lon") + ")";
  typed.display_text = where;
  bool is_long = count_code_points(street) > street_max || count_code_points(number) > number_max ||
                 count_code_points(more) > place_description_max;
  if (!is_text)
    typed.wrong = about(field, "il luogo non si legge. Indicalo di nuovo.");
  else if (has_point && (!latitude || !longitude))
    typed.wrong = about(field, "il punto sulla mappa non è giusto. Sceglilo di nuovo.");
  else if (is_long)
    typed.wrong = about(field, "il testo è troppo lungo. Scrivi solo via, numero e punto preciso.");
  if (!typed.wrong.empty() || parts.empty()) return typed;
  if (field.point_required && !has_point)
    typed.incomplete = about(field, "manca il punto. Sceglilo sulla mappa.");
  feel::Context value;
  for (const char* name : {"street", "number", "description"})
    if (parts.contains(name)) value.append(name, feel::Value(part(name)));
  if (has_point) value.append("lat", feel::Value(*latitude)).append("lon", feel::Value(*longitude));
  typed.value = feel::Value(std::move(value));
  return typed;
}

Typed typed_attachments(const Field& field, const json::Value& answer) {
  Typed typed;
  json::Array raw;
  feel::List values;
  bool readable = answer.as_array() != nullptr;
  for (const json::Value& file : answer.items()) {
    if (!is_file(file)) {
      readable = false;
      continue;
    }
    const std::string& name = file["name"].text();
    if (std::string fault = fault_of_file(field, file); !fault.empty() && typed.wrong.empty())
      typed.wrong = about(field, "«" + name + "» " + fault + ". Toglilo.");
    feel::Context value;
    json::Object row;
    for (const char* key : {"blob", "name", "type", "size"}) {
      row[key] = file[key];
      value.append(key, feel::from_json(file[key]));
    }
    raw.emplace_back(std::move(row));
    values.emplace_back(std::move(value));
    typed.display_text += (typed.display_text.empty() ? "" : ", ") + name;
  }
  size_t count = raw.size();
  if (count > 0) typed.raw = json::Value(std::move(raw));
  if (!readable)
    typed.wrong = about(field, "un file non si legge. Aggiungilo di nuovo.");
  else if (field.length_max && count > field.length_max)
    typed.wrong = about(field, "i file sono troppi. Al massimo " +
                                   std::string(field.length_max == 1 ? "è " : "sono ") +
                                   std::to_string(field.length_max) + ": togline qualcuno.");
  else if (typed.wrong.empty() && count > 0 && count < field.length_min)
    typed.incomplete =
        about(field, "servono almeno " + std::to_string(field.length_min) + " file. Aggiungine.");
  if (typed.wrong.empty() && count > 0) typed.value = feel::Value(std::move(values));
  return typed;
}

}  // namespace digipro::forms
