// Fields of this module's forms as parts of a page: label, hint, error, control, with the same
// templates and ids as the services' forms, so that the summary of errors links to them. Internal;
// pure, any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "web/components.h"

namespace digipro::identity {

using Problems = std::vector<FieldProblem>;

struct TextField {
  std::string_view id, label;
  std::string value = {};
  std::string_view hint = {};
  std::string_view type = "text";
  std::string_view autocomplete = {};
  size_t characters_max = 100;
  bool is_optional = false;
  bool says_optional = true;  // beside the label; not where nearly every field is optional
  bool is_read_only = false;
  std::string_view size = "medium";  // of the box: "short", "medium", ""
};
web::Part text_field(const TextField& field, const Problems& problems = {});
// Shows a date as people write it, "2/12/2026".
std::string shown_date(Date date);

struct Option {
  std::string value, text;
};
struct SelectField {
  std::string_view id, label;
  std::string value = {};
  std::string_view hint = {};
  std::vector<Option> options = {};
  bool is_optional = false;
};
web::Part select_field(const SelectField& field, const Problems& problems = {});

// A field of the request's form, "" when absent.
std::string typed(const web::Visit& visit, std::string_view name);
// The same without blanks around.
std::string typed_text(const web::Visit& visit, std::string_view name);
std::string asked(const web::Visit& visit, std::string_view name);  // of the address: ?name=

// Error summary and `_csrf` of a form: the names summary_of_errors and csrf.
void put_form(const web::Visit& visit, const Problems& problems, html::Data& data);

}  // namespace digipro::identity
