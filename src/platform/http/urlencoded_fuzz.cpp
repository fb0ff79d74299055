// Bodies and queries of application/x-www-form-urlencoded.
#include "platform/http/http.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)digipro::http::parse_urlencoded({reinterpret_cast<const char*>(data), size}, {});
  return 0;
}
