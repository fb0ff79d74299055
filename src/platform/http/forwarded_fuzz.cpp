// X-Forwarded-For behind a trusted proxy.
#include "platform/http/edge.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view header(reinterpret_cast<const char*>(data), size);
  (void)digipro::http::client_address(
      "10.0.0.1", header, {"10.0.0.0/8", "::1", header.size() % 2 ? "x/9" : "fe80::/10"});
  return 0;
}
