// Any bytes: parse ends within its limits; what it accepts is written so that it reads the same. Of
// doubles with large exponents Boost.JSON 1.81 reads the last digit to within one: those may
// differ.
#include <cstdint>
#include <cstdlib>

#include "format/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace digipro;
  auto value = json::parse({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  std::string text = json::dump(*value);
  json::ParseLimits wide;
  wide.bytes_max = 8 << 20;  // escapes make the text longer
  auto again = json::parse(text, wide);
  if (!again) std::abort();
  bool may_hold_a_double = text.find('E') != std::string::npos;
  if (!may_hold_a_double && json::dump(*again) != text) std::abort();
  if (!json::parse(json::dump_pretty(*value), wide)) std::abort();
  return 0;
}
