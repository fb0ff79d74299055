#include "core/forms/sentences.h"

#include "core/forms/typed.h"

namespace digipro::forms {
namespace {

std::string_view what_to_do(const Field& field) {
  switch (field.type) {
    case FieldType::email:
      return "scrivi un indirizzo, per esempio nome@esempio.it.";
    case FieldType::telephone:
      return "scrivi un numero di telefono.";
    case FieldType::codice_fiscale:
      return "scrivi i 16 caratteri del codice fiscale.";
    case FieldType::integer:
    case FieldType::decimal:
      return "scrivi un numero.";
    case FieldType::date:
      return "scrivi la data come giorno/mese/anno, per esempio 2/12/2026.";
    case FieldType::choice:
      return "scegli una voce.";
    case FieldType::multiple_choice:
      return "scegli almeno una voce.";
    case FieldType::yes_no:
      return "scegli Sì o No.";
    case FieldType::location:
      return field.point_required ? "scegli il punto sulla mappa."
                                  : "scegli il punto sulla mappa, oppure scrivi la via.";
    case FieldType::attachments:
      return "aggiungi almeno un file.";
    default:
      return "compila questo campo.";
  }
}

}  // namespace

std::string about(const Field& field, std::string_view what) {
  return "«" + field.label + "»: " + std::string(what);
}

std::string missing_sentence(const Field& field) {
  if (field.type == FieldType::declaration)
    return about(field, "per proseguire devi confermare. Spunta la casella.");
  std::string lead = field.label.ends_with('?') ? "Manca la risposta a «" : "Manca «";
  return lead + field.label + "»: " + std::string(what_to_do(field));
}

std::string bound_sentence(const Field& field, const feel::Value& limit, bool is_minimum) {
  if (const Date* date = limit.as_date()) {
    std::string day = date_in_italian(*date);
    return about(field, is_minimum ? "la data non può essere prima del " + day + ". Correggila."
                                   : "la data non può essere dopo il " + day + ". Correggila.");
  }
  const Decimal* number = limit.as_number();
  std::string text = number ? number_in_italian(*number, field.unit) : std::string();
  return about(field, is_minimum
                          ? "il numero non può essere minore di " + text + ". Correggilo."
                          : "il numero non può essere maggiore di " + text + ". Correggilo.");
}

std::string counted(size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace digipro::forms
