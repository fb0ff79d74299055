#include <cstdint>

#include "base/assert.h"
#include "platform/blob/sniff.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace digipro;
  const blob::TextSource source({reinterpret_cast<const char*>(data), size});
  auto found = blob::sniff(source);
  DIGIPRO_ASSERT(found.has_value(), "sniffing bytes in memory cannot fail");
  const bool has_size = found->width_px > 0 && found->height_px > 0;
  DIGIPRO_ASSERT(blob::is_image(found->kind) == has_size, "exactly images have a size");
  return 0;
}
