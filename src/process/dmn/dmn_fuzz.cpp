// Any bytes: read or refused, and a refusal names elements; every decision of what is read, even of
// what is read leniently, is decided or stopped by a limit, and its value can be written.
#include "process/dmn/dmn.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace digipro;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto strict = dmn::read_dmn(bytes);
  bool names_elements = strict || !strict.error().fields.empty();
  if (!names_elements && strict.error().code == ErrorCode::definition) std::abort();
  auto reading = dmn::read_leniently(bytes);
  if (!reading) return 0;
  feel::Context inputs;
  inputs.set("n", 12).set("testo", "x").set("elenco", feel::List{1, "y"});
  constexpr size_t decisions_max = 10;
  auto decisions = reading->model->decisions();
  for (size_t at = 0; at < decisions.size() && at < decisions_max; ++at) {
    (void)reading->model->inputs_of(decisions[at]);
    auto decided = reading->model->decide(decisions[at], inputs, Instant{1'795'431'600'000'000});
    if (!decided) continue;
    (void)json::dump(feel::to_json(decided->value));
    (void)feel::to_string(decided->value);
  }
  return 0;
}
