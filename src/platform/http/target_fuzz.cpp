// Request targets: whatever a client puts after the method.
#include "platform/http/http.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)digipro::http::parse_target({reinterpret_cast<const char*>(data), size}, {});
  return 0;
}
