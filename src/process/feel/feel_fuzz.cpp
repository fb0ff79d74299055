// Any text: compiles or is refused; evaluates within small limits; a value that comes out can be
// written as text and JSON. The first byte chooses between an expression and unary tests.
#include <cstdint>
#include <cstdlib>

#include "process/feel/expression.h"

using namespace digipro;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  feel::Scope scope;
  scope.add("importo");
  scope.add("Reddito annuo");
  scope.add("persona");
  scope.add_member("nome-2");
  feel::CompileOptions options;
  options.unknown_names_are_null = (data[0] & 2) != 0;
  auto expression = (data[0] & 1) != 0 ? feel::Expression::compile_unary_tests(text, scope, options)
                                       : feel::Expression::compile(text, scope, options);
  if (!expression) {
    if (expression.error().fields.size() != 1) std::abort();  // a refusal names its place
    return 0;
  }
  feel::Environment environment;
  environment.limits.steps_max = 20'000;
  environment.limits.list_max = 5'000;
  environment.limits.string_max = 20'000;
  std::vector<feel::Value> values = {12, "x", feel::Context().set("nome-2", "Ada")};
  auto evaluation = (data[0] & 1) != 0 ? expression->test(feel::Value(5), values, environment)
                                       : expression->evaluate(values, environment);
  if (evaluation) {
    (void)feel::to_string(evaluation->value);
    (void)json::dump(feel::to_json(evaluation->value));
  }
  return 0;
}
