// Files of seals: what is accepted is written again as the same seal.
#include "base/assert.h"
#include "core/seal/seal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace digipro;
  auto seal = seal::parse_file({reinterpret_cast<const char*>(data), size});
  if (!seal) return 0;
  auto again = seal::parse_file(seal::to_file(*seal));
  DIGIPRO_ASSERT(again.has_value() && *again == *seal, "a seal survives its own file");
  return 0;
}
