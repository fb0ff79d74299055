// A definition, a zero byte, answers as JSON, a zero byte, posted lines "name=value": reading ends
// within its limits, and whatever was read is evaluated without a crash and without leaking what is
// hidden.
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "core/forms/form.h"

namespace {

using namespace digipro;

std::string_view take_part(std::string_view& rest) {
  size_t end = rest.find('\0');
  std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

std::vector<std::pair<std::string, std::string>> posted_lines(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> posted;
  while (!text.empty()) {
    size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      posted.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return posted;
}

void check(const forms::FormView& view) {
  json::Object values = view.values();
  for (const forms::FieldView& field : view.fields) {
    DIGIPRO_ASSERT(field.visible || !values.contains(field.field->id), "hidden: no value");
    DIGIPRO_ASSERT(field.visible || (field.raw.is_null() && !field.problem), "hidden: nothing");
  }
  DIGIPRO_ASSERT(view.sendable == view.problems(std::nullopt, true).empty(), "sendable: complete");
  (void)view.feel_values();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  auto form = forms::FormDefinition::parse(take_part(rest));
  if (!form) {
    DIGIPRO_ASSERT(!form.error().fields.empty(), "a refused definition says why");
    return 0;
  }
  forms::FeelContext context;
  context.now = Instant{1'795'420'800'000'000};
  context.limits.steps_max = 10'000;
  context.limits.list_max = 1'000;
  context.limits.string_max = 10'000;
  auto parsed = json::parse(take_part(rest));
  forms::Answers answers = parsed ? parsed->members() : forms::Answers();
  forms::FormView view = forms::evaluate(*form, answers, context);
  check(view);
  auto posted = posted_lines(rest);
  for (size_t step = 0; step < form->steps().size(); ++step) {
    auto merged = forms::merge(*form, answers, forms::read_step(*form, step, posted));
    if (!merged) continue;
    DIGIPRO_ASSERT(json::parse(json::dump(json::Value(*merged))), "answers can be stored");
    forms::FormView after = forms::evaluate(*form, *merged, context);
    check(after);
    (void)forms::changed_fields(view, after);
  }
  return 0;
}
