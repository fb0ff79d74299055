#include "modules/identity/fields.h"

#include "base/text.h"

namespace digipro::identity {
namespace {

const std::string* problem_of(std::string_view id, const Problems& problems) {
  for (const FieldProblem& problem : problems)
    if (problem.field == id) return &problem.sentence;
  return nullptr;
}

html::Data control(std::string_view id, std::string_view label, std::string_view hint,
                   bool is_optional, const std::string* problem) {
  std::vector<std::string> described;
  if (!hint.empty()) described.push_back("h-" + std::string(id));
  if (problem) described.push_back("e-" + std::string(id));
  html::Data data;
  data.set("id", id)
      .set("label", label)
      .set("hint", hint)
      .set("error", problem ? std::string_view(*problem) : "")
      .set("described_by", join(described, " "))
      .flag("optional", is_optional)
      .flag("required", !is_optional);
  return data;
}

web::Part in_field(std::string_view id, const std::string* problem, std::string_view name,
                   html::Data inner) {
  html::Data data;
  data.set("id", id)
      .set("error", problem ? std::string_view(*problem) : "")
      .include("control", name, std::move(inner));
  return {"parts/form/field.html", std::move(data)};
}

}  // namespace

web::Part text_field(const TextField& field, const Problems& problems) {
  const std::string* problem = problem_of(field.id, problems);
  html::Data data =
      control(field.id, field.label, field.hint, field.is_optional && !field.is_read_only, problem);
  data.set("type", field.type)
      .set("size", field.size)
      .set("value", field.value)
      .set("maxlength", static_cast<int64_t>(field.characters_max))
      .set("autocomplete", field.autocomplete)
      .flag("read_only", field.is_read_only);
  return in_field(field.id, problem, "parts/form/text.html", std::move(data));
}

std::string shown_date(Date date) {
  return std::to_string(date.day) + "/" + std::to_string(date.month) + "/" +
         std::to_string(date.year);
}

web::Part select_field(const SelectField& field, const Problems& problems) {
  const std::string* problem = problem_of(field.id, problems);
  html::Data data = control(field.id, field.label, field.hint, field.is_optional, problem);
  for (const Option& option : field.options)
    data.add("choice", html::Data()
                           .set("value", option.value)
                           .set("text", option.text)
                           .flag("on", option.value == field.value));
  return in_field(field.id, problem, "parts/form/select.html", std::move(data));
}

std::string typed(const web::Visit& visit, std::string_view name) {
  const std::string* value = visit.request.form_field(name);
  return value ? *value : "";
}

std::string typed_text(const web::Visit& visit, std::string_view name) {
  return std::string(trim(typed(visit, name)));
}

std::string asked(const web::Visit& visit, std::string_view name) {
  const std::string* value = visit.request.query_field(name);
  return value ? *value : "";
}

void put_form(const web::Visit& visit, const Problems& problems, html::Data& data) {
  web::Part summary = web::error_summary(problems);
  data.include("summary_of_errors", summary.template_name, std::move(summary.data))
      .set("csrf", visit.csrf_token);
}

}  // namespace digipro::identity
