// Any bytes: parse ends within its limits, without a crash.
#include <cstdint>

#include "format/xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)digipro::xml::parse({reinterpret_cast<const char*>(data), size});
  return 0;
}
