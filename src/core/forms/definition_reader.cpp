#include "core/forms/parts.h"

namespace digipro::forms {
namespace {

constexpr size_t title_max = 120, help_max = 1'000;

std::string place_of_item(const std::string& list, size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

}  // namespace

DefinitionReader::DefinitionReader(const Limits& limits)
    : parts_(std::make_shared<FormDefinition::Parts>()) {
  parts_->limits = limits;
}

// Names come first: an expression may use fields of later steps.
void DefinitionReader::name_fields(const json::Value& steps) {
  for (const json::Value& step : steps.items())
    for (const json::Value& field : step["fields"].items()) {
      const std::string& id = field["id"].text();
      // A wrong id still takes a slot, so that slots and indexes stay the same.
      bool usable = is_identifier(id) && !scope_.find(id) && id != "person" && id != "ente";
      scope_.add(usable ? id : "(" + std::to_string(scope_.size()) + ")");
    }
  scope_.add("person");
  scope_.add("ente");
}

Result<FormDefinition> DefinitionReader::read(const json::Value& json) {
  ObjectReader in(json, "", mistakes_);
  if (in.take("format").text() != "digipro.form/1")
    in.wrong("format", "Il formato deve essere digipro.form/1.");
  parts_->title = in.text("title", title_max);
  const json::Array& steps = in.array("steps", 1, parts_->limits.steps_max);
  size_t fields = 0;
  for (const json::Value& step : steps) fields += step["fields"].items().size();
  if (fields > parts_->limits.fields_max) {
    in.wrong("steps",
             "I campi sono troppi: al massimo " + std::to_string(parts_->limits.fields_max) + ".");
    return refuse(mistakes_.take_error());
  }
  if (!steps.empty()) name_fields(json["steps"]);
  for (size_t i = 0; i < steps.size(); ++i) read_step(steps[i], place_of_item("steps", i));
  in.close();
  if (mistakes_.empty()) find_order();
  if (!mistakes_.empty()) return refuse(mistakes_.take_error());
  return FormDefinition(std::shared_ptr<const FormDefinition::Parts>(std::move(parts_)));
}

void DefinitionReader::read_step(const json::Value& json, const std::string& place) {
  ObjectReader in(json, place, mistakes_);
  Step step;
  step.id = in.text("id", 60);
  if (!step.id.empty() && !is_identifier(step.id))
    in.wrong("id", "L'id ha solo lettere minuscole, cifre e _, e comincia con una lettera.");
  if (!parts_->step_indexes.emplace(step.id, parts_->steps.size()).second && !step.id.empty())
    in.wrong("id", "C'è già un passo con questo id.");
  step.title = in.text("title", title_max);
  step.help = in.optional_text("help", help_max);
  step.visible_if = in.expression("visible_if", scope_);
  const json::Array& fields = in.array("fields", 1, parts_->limits.fields_max);
  for (size_t i = 0; i < fields.size(); ++i) {
    step.fields.push_back(parts_->fields.size());
    read_field(fields[i], place_of_item(place + ".fields", i));
  }
  in.close();
  parts_->steps.push_back(std::move(step));
}

void DefinitionReader::find_order() {
  FieldOrder found = order_of(parts_->steps, parts_->fields);
  for (const std::vector<size_t>& cycle : found.cycles) {
    std::string names;
    for (size_t field : cycle) names += (names.empty() ? "" : " → ") + parts_->fields[field].id;
    mistakes_.add(places_[cycle.front()], "I campi dipendono l'uno dall'altro in cerchio: " +
                                              names + ". Togli una delle condizioni.");
  }
  parts_->order = std::move(found.order);
}

}  // namespace digipro::forms
