// Any bytes: read or refused, and a refusal names elements; what is read can be started and its
// state comes back from JSON as it was.
#include "process/bpmn/bpmn.h"

#include <cstdint>
#include <cstdlib>

#include "process/engine/step.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace digipro;
  auto definition = process::read_bpmn({reinterpret_cast<const char*>(data), size});
  if (!definition) {
    bool names_elements = !definition.error().fields.empty();
    if (definition.error().code == ErrorCode::definition && !names_elements) std::abort();
    return 0;
  }
  Instant noon{1'795'431'600'000'000};
  process::Start start;
  start.variables["ufficio"] = "verde";
  auto result = process::step(**definition, {}, start, noon);
  if (!result) return 0;
  auto again = process::state_from_json(**definition, to_json(**definition, result->state));
  if (!again || !(*again == result->state)) std::abort();
  return 0;
}
