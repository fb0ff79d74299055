// Multipart bodies, cut into chunks where the first byte says.
#include <cstdlib>

#include "platform/http/multipart.h"

using namespace digipro;

namespace {
class Nowhere final : public http::UploadSink {
  Status write(std::string_view) override { return {}; }
  Status finish() override { return {}; }
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  size_t chunk = data[0] + 1;
  http::MultipartParser parser(
      "B", {}, [](const http::UploadedFile&) { return std::make_shared<Nowhere>(); });
  while (!rest.empty()) {
    if (!parser.feed(rest.substr(0, chunk))) return 0;
    rest.remove_prefix(std::min(chunk, rest.size()));
  }
  (void)parser.finish();
  return 0;
}
