// A form: steps and fields with FEEL conditions, and what it looks like for given answers. Read
// from `services/<id>/form.json` (docs/formats/form.md). Pure: definition + answers -> view; no
// store, no clock. A FormDefinition is immutable once loaded and may be shared by all threads.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "format/json.h"
#include "process/feel/expression.h"
#include "process/feel/value.h"

namespace digipro::forms {

struct Limits {
  size_t fields_max = 300;
  size_t steps_max = 30;
  size_t choices_max = 2'000;  // of one field
  size_t answer_bytes_max = 64 * 1024;
  size_t text_code_points_max = 10'000;
  size_t definition_bytes_max = 1 << 20;
};

enum class FieldType {
  text,
  long_text,
  email,
  telephone,
  codice_fiscale,
  integer,
  decimal,
  date,
  choice,  // one of `choices`; the page decides radio, select or autocomplete by their number
  multiple_choice,  // some of `choices`
  yes_no,
  location,     // street, number, point, free description
  attachments,  // files already in the blob store
  declaration,  // a box that must be ticked, with its legal text
  note          // text only, no answer
};
std::string_view type_name(FieldType type);  // as in form.json: "long_text"

struct Choice {
  std::string value;
  std::string label;
};

// A condition that must not be false, and what to tell the person when it is.
struct Check {
  feel::Expression condition;
  std::string sentence;
};

struct Field {
  std::string id;  // [a-z][a-z0-9_]*, the name in FEEL and of the input
  FieldType type = FieldType::text;
  std::string label, hint;
  std::string legal_text;    // declaration
  std::string text;          // note
  std::string autocomplete;  // WCAG 1.3.5 token ("given-name"), for the input's attribute
  std::string unit;          // "m", "€": shown beside a number
  bool is_personal = false;  // personal data (GDPR): never journaled, never published
  bool is_public = false;    // may be shown to anybody
  bool is_required = false;  // without a condition
  std::optional<feel::Expression> required_if, visible_if;
  std::optional<feel::Expression> default_value;  // of a field never answered
  std::optional<feel::Expression> computed;       // the value itself; the field is read-only
  std::vector<std::string> prefill;               // path of known data: {"person", "given_name"}
  feel::Value minimum, maximum;                   // of numbers and dates; null: none
  std::optional<feel::Expression> minimum_if, maximum_if;  // computed bounds, as `=today()`
  size_t length_min = 0, length_max = 0;  // code points of texts; chosen items; files. 0: none
  int scale_max = 34;                     // decimals of a decimal
  std::vector<Choice> choices;
  std::vector<std::string> accepted_types;  // attachments: media types ("image/jpeg")
  int64_t file_bytes_max = 0;               // of one file
  bool point_required = false;              // location: a point on the map is needed
  std::vector<Check> checks;
  size_t step = 0;  // index of its step
};

struct Step {
  std::string id, title, help;
  std::optional<feel::Expression> visible_if;
  std::vector<size_t> fields;  // indexes, in the order of the page
};

// Raw answers by field id, as stored in a draft:
//   texts, email, telephone, codice_fiscale, choice: string
//   integer, decimal, date: string ("12.5", "2026-12-02"), or whatever was typed when it is wrong
//   multiple_choice: array of strings      yes_no, declaration: true, false
//   location: {"street","number","description": string, "lat","lon": decimal string}
//   attachments: array of {"blob","name","type": string, "size": integer}
using Answers = json::Object;

// What is known besides the answers. `person` and `ente` are names in FEEL; prefill reads them.
struct FeelContext {
  Instant now;
  feel::Value person;  // null when nobody is logged in; keys in docs/formats/form.md
  feel::Value ente;
  feel::EvaluationLimits limits;  // for each single expression
};

class FormDefinition {
 public:
  // Refuses with ErrorCode::definition; fields[] has the JSON path ("steps[0].fields[2].label") and
  // an Italian sentence for every mistake found, at most 50. A cycle names its fields.
  static Result<FormDefinition> from_json(const json::Value& json, const Limits& limits = {});
  static Result<FormDefinition> parse(std::string_view text, const Limits& limits = {});

  const std::string& title() const;
  const std::vector<Step>& steps() const;
  const std::vector<Field>& fields() const;  // in page order
  const Limits& limits() const;
  const Field* find_field(std::string_view id) const;
  std::optional<size_t> find_step(std::string_view id) const;
  // Indexes of fields such that each comes after all that its expressions use; `required_if` aside,
  // which decides no value and may go round in a circle ("one of these two").
  const std::vector<size_t>& evaluation_order() const;

 private:
  friend struct DefinitionReader;
  struct Parts;
  explicit FormDefinition(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

enum class ProblemKind {
  missing,  // due and not given yet: shown when the person goes on or sends
  wrong     // given and not right: shown at once
};
struct Problem {
  ProblemKind kind = ProblemKind::wrong;
  std::string sentence;  // Italian, what is wrong and what to do
};

struct FieldView {
  const Field* field = nullptr;
  bool visible = false;
  bool required = false;
  bool read_only = false;    // computed
  bool given = false;        // the person answered it (not by default, prefill or computation)
  feel::Value value;         // typed; null when hidden, empty or wrong
  json::Value raw;           // what the input shows; null when hidden or empty
  std::string display_text;  // Italian: "2 dicembre 2026", "Sì", labels of choices, "1.234,5"
  std::optional<Problem> problem;
};

struct StepView {
  const Step* step = nullptr;
  bool visible = false;
  bool complete = false;       // no problem in any visible field
  std::vector<size_t> fields;  // indexes of its visible fields
};

struct SummaryLine {
  const Field* field;
  std::string label, text;
};
struct SummarySection {
  const Step* step;
  std::vector<SummaryLine> lines;  // visible fields with an answer or due; notes are left out
};

// Refers to the definition it was made from, which must outlive it.
struct FormView {
  std::vector<FieldView> fields;  // all of them, by index of the definition
  std::vector<StepView> steps;    // all of them
  bool sendable = false;          // every visible step is complete
  std::vector<SummarySection> summary;
  // For a service's author, not for citizens: nulls and limits met by expressions, with field ids.
  std::vector<std::string> reasons;

  const FieldView* find(std::string_view field_id) const;
  // Problems of one step, or of all visible steps; `missing` ones only when asked.
  std::vector<FieldProblem> problems(std::optional<size_t> step, bool with_missing) const;
  // What is sent and stored: values of visible fields by id, typed for JSON; `null` ones left out.
  json::Object values() const;
  // The same as FEEL context, for the process and its decisions; hidden fields are null.
  feel::Context feel_values() const;
};

// Unknown ids in `answers` are ignored; hidden fields have no value and their dependants see null.
FormView evaluate(const FormDefinition& form, const Answers& answers, const FeelContext& context);

// Ids of fields whose visibility, value, requiredness or problem differs: what a fragment sends
// back. Both views are of the same definition.
std::vector<std::string> changed_fields(const FormView& before, const FormView& after);

// A posted urlencoded form as answers of one step; fields that were not posted are absent, except
// those whose hidden companion (an empty input of the same name) was. Names: `id`, or `id.street`
// and so on for a location. Tolerates "gg/mm/aaaa", "1.234,5", blanks around. Attachments are never
// read from here: uploads write them.
Answers read_step(const FormDefinition& form, size_t step,
                  const std::vector<std::pair<std::string, std::string>>& posted);
// Puts `changes` over `answers`. Refuses with too_large beyond answer_bytes_max.
Result<Answers> merge(const FormDefinition& form, const Answers& answers, const Answers& changes);

}  // namespace digipro::forms
