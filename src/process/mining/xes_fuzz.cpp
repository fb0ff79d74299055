// Any bytes, in two pieces: the log is read within its limits or refused, without a crash.
#include <cstdint>

#include "process/mining/figures.h"
#include "process/mining/xes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  digipro::mining::Measure measure;
  digipro::mining::XesReader reader(
      [&](digipro::mining::Case read) -> digipro::Status {
        measure.add(read);
        return {};
      },
      {.bytes_max = 1 << 20, .depth_max = 16, .nodes_max = 10'000});
  if (reader.feed(bytes.substr(0, size / 2)) && reader.feed(bytes.substr(size / 2)))
    (void)reader.finish();
  (void)measure.figures();
  return 0;
}
