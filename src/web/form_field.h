// One field of a form as HTML: label, hint, error, control by its type. Used by form_page and by
// pages that show a single field (the desk's answers). Pure, any thread.
#pragma once
#include <string>
#include <vector>

#include "core/forms/form.h"
#include "web/components.h"

namespace digipro::web {

struct FieldContext {
  bool with_missing = false;  // also say what is due and not given
  bool is_swap = false;       // a piece of an htmx answer
  std::string streets_url, tiles, upload_url;
  const std::vector<FieldProblem>* upload_problems = nullptr;  // "<field>:<file name>"
};

// Radio to 5 choices, select to 10, beyond it a select that filters while one types. A hidden field
// is an empty place, so that a later fragment finds it.
Part field_part(const forms::FieldView& field, const FieldContext& context);

// The sentence beside the field, or null: what is missing counts only when asked.
const std::string* shown_problem(const forms::FieldView& field, bool with_missing);

}  // namespace digipro::web
