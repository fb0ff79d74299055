#include "web/form_field.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/text.h"

namespace digipro::web {
namespace {

using forms::Choice;
using forms::FieldType;
using forms::FieldView;
using html::Data;

constexpr size_t radio_choices_max = 5;
constexpr size_t select_choices_max = 10;
constexpr size_t medium_length_max = 40;

const std::string* problem_of(const FieldView& view, const FieldContext& context) {
  return shown_problem(view, context.with_missing);
}

// What every control has: id, label, hint, error and the ids that describe it.
Data common(const FieldView& view, const FieldContext& context) {
  const forms::Field& field = *view.field;
  const std::string* problem = problem_of(view, context);
  std::vector<std::string> described;
  if (field.type == FieldType::declaration && !field.legal_text.empty())
    described.push_back("l-" + field.id);
  if (!field.hint.empty()) described.push_back("h-" + field.id);
  if (problem) described.push_back("e-" + field.id);
  Data data;
  data.set("id", field.id)
      .set("label", field.label)
      .set("hint", field.hint)
      .set("error", problem ? std::string_view(*problem) : "")
      .set("described_by", join(described, " "));
  return data;
}

void put_need(const FieldView& view, Data& data) {
  data.flag("required", view.required).flag("optional", !view.required && !view.read_only);
}

Part text_control(const FieldView& view, const FieldContext& context) {
  const forms::Field& field = *view.field;
  Data data = common(view, context);
  put_need(view, data);
  std::string type = "text", inputmode, size;
  switch (field.type) {
    case FieldType::email:
      type = "email";
      break;
    case FieldType::telephone:
      type = "tel";
      size = "medium";
      break;
    case FieldType::integer:
      inputmode = "numeric";
      size = "short";
      break;
    case FieldType::decimal:
      inputmode = "decimal";
      size = "short";
      break;
    case FieldType::date:
      size = "short";
      break;
    case FieldType::codice_fiscale:
      size = "medium code";
      break;
    default:
      if (field.length_max && field.length_max <= medium_length_max) size = "medium";
  }
  data.set("type", type)
      .set("inputmode", inputmode)
      .set("size", size)
      .set("autocomplete", field.autocomplete)
      .set("unit", field.unit)
      .set("maxlength", field.length_max ? std::to_string(field.length_max) : "")
      .set("value", view.raw.text())
      .flag("read_only", view.read_only);
  if (field.type == FieldType::date && field.hint.empty())
    data.set("hint", "Giorno/mese/anno, per esempio 2/12/2026")
        .set("described_by", "h-" + field.id + (problem_of(view, context) ? " e-" + field.id : ""));
  return {"parts/form/text.html", std::move(data)};
}

// A date that was understood is shown as people write it; a wrong one as it was typed.
std::string shown_date(const FieldView& view) {
  Result<Date> date = parse_iso_date(view.raw.text());
  if (!date) return view.raw.text();
  return std::to_string(date->day) + "/" + std::to_string(date->month) + "/" +
         std::to_string(date->year);
}

std::string shown_number(const FieldView& view) {
  return replace_all(view.raw.text(), ".", ",");
}

Part long_text_control(const FieldView& view, const FieldContext& context) {
  Data data = common(view, context);
  put_need(view, data);
  size_t length_max = view.field->length_max;
  data.set("value", view.raw.text())
      .set("maxlength", length_max ? std::to_string(length_max) : "")
      .flag("read_only", view.read_only);
  return {"parts/form/long_text.html", std::move(data)};
}

Data choice_row(const forms::Field& field, size_t index, const Choice& choice, bool on,
                std::string_view type) {
  // The first carries the field's own id: the summary of errors links there.
  std::string input_id = "f-" + field.id + (index ? "-" + std::to_string(index) : "");
  return Data()
      .set("input_id", input_id)
      .set("type", type)
      .set("value", choice.value)
      .set("text", choice.label)
      .flag("on", on);
}

Part choices_control(const FieldView& view, const FieldContext& context,
                     const std::vector<Choice>& choices, bool is_radio) {
  Data data = common(view, context);
  put_need(view, data);
  bool is_short = choices.size() == 2 && choices[0].label.size() + choices[1].label.size() < 24;
  data.flag("is_radio", is_radio).flag("inline", is_short);
  for (size_t i = 0; i < choices.size(); ++i) {
    bool on = false;
    if (const bool* flag = view.raw.as_bool()) {
      on = choices[i].value == (*flag ? "true" : "false");
    } else if (view.raw.as_array()) {
      for (const json::Value& chosen : view.raw.items()) on |= chosen.text() == choices[i].value;
    } else {
      on = view.raw.as_string() && view.raw.text() == choices[i].value;
    }
    data.add("choice", choice_row(*view.field, i, choices[i], on, is_radio ? "radio" : "checkbox"));
  }
  return {"parts/form/choices.html", std::move(data)};
}

Part select_control(const FieldView& view, const FieldContext& context) {
  Data data = common(view, context);
  put_need(view, data);
  data.flag("many", view.field->choices.size() > select_choices_max);
  for (const Choice& choice : view.field->choices) {
    data.add("choice", Data()
                           .set("value", choice.value)
                           .set("text", choice.label)
                           .flag("on", view.raw.text() == choice.value));
  }
  return {"parts/form/select.html", std::move(data)};
}

Part choice_control(const FieldView& view, const FieldContext& context) {
  if (view.field->choices.size() <= radio_choices_max)
    return choices_control(view, context, view.field->choices, true);
  return select_control(view, context);
}

Part declaration_control(const FieldView& view, const FieldContext& context) {
  Data data = common(view, context);
  const bool* ticked = view.raw.as_bool();
  data.set("legal_text", view.field->legal_text)
      .flag("on", ticked && *ticked)
      .flag("required", view.required);
  return {"parts/form/declaration.html", std::move(data)};
}

Part location_control(const FieldView& view, const FieldContext& context) {
  Data data = common(view, context);
  data.flag("optional", !view.required);
  for (const char* part : {"street", "number", "description", "lat", "lon"})
    data.set(part, view.raw[part].text());
  data.set("streets_url", context.streets_url).set("tiles", context.tiles);
  return {"parts/form/location.html", std::move(data)};
}

// Files that were refused are named with the reason; nothing of them is stored.
void put_refusals(const FieldContext& context, const std::string& field, Data& data) {
  if (!context.upload_problems) return;
  for (const FieldProblem& problem : *context.upload_problems) {
    size_t colon = problem.field.find(':');
    if (colon == std::string::npos || problem.field.substr(0, colon) != field) continue;
    data.add("refused_file", Data().set("reason", problem.sentence));
  }
}

Part attachments_control(const FieldView& view, const FieldContext& context) {
  const forms::Field& field = *view.field;
  Data data = common(view, context);
  data.flag("optional", !view.required)
      .set("accept", join(field.accepted_types, ","))
      .set("bytes_max", field.file_bytes_max > 0 ? std::to_string(field.file_bytes_max) : "")
      .set("upload_url", context.upload_url);
  size_t count = 0;
  for (const json::Value& file : view.raw.items()) {
    data.add("file", Data()
                         .set("name", file.text_or("name", "senza nome"))
                         .set("size", file_size_text(file.int_or("size", 0)))
                         .set("remove", field.id + ":" + std::to_string(count++)));
  }
  put_refusals(context, field.id, data);
  data.flag("room", !field.length_max || count < field.length_max)
      .set("choose", count ? "Aggiungi altri file" : "Scegli i file");
  return {"parts/form/attachments.html", std::move(data)};
}

Part control(const FieldView& view, const FieldContext& context) {
  static const std::vector<Choice> yes_no = {{"true", "Sì"}, {"false", "No"}};
  switch (view.field->type) {
    case FieldType::long_text:
      return long_text_control(view, context);
    case FieldType::choice:
      return choice_control(view, context);
    case FieldType::multiple_choice:
      return choices_control(view, context, view.field->choices, false);
    case FieldType::yes_no:
      return choices_control(view, context, yes_no, true);
    case FieldType::declaration:
      return declaration_control(view, context);
    case FieldType::location:
      return location_control(view, context);
    case FieldType::attachments:
      return attachments_control(view, context);
    case FieldType::note:
      return {"parts/form/note.html", Data().set("text", view.field->text)};
    case FieldType::date: {
      Part part = text_control(view, context);
      part.data.set("value", shown_date(view));
      return part;
    }
    case FieldType::decimal: {
      Part part = text_control(view, context);
      part.data.set("value", shown_number(view));
      return part;
    }
    default:
      return text_control(view, context);
  }
}

}  // namespace

const std::string* shown_problem(const FieldView& field, bool with_missing) {
  if (!field.visible || !field.problem) return nullptr;
  if (field.problem->kind == forms::ProblemKind::missing && !with_missing) return nullptr;
  return &field.problem->sentence;
}

Part field_part(const FieldView& view, const FieldContext& context) {
  DIGIPRO_ASSERT(view.field, "a field view belongs to a field");
  Data data;
  data.set("id", view.field->id).flag("oob", context.is_swap).flag("hidden", !view.visible);
  if (view.visible) {
    const std::string* problem = problem_of(view, context);
    data.set("error", problem ? std::string_view(*problem) : "");
    data.include("control", control(view, context));
  }
  return {"parts/form/field.html", std::move(data)};
}

}  // namespace digipro::web
