// Any answer of a scanner: a verdict without a crash, and only one answer lets a file through.
#include <cstdint>
#include <cstdlib>

#include "platform/scanner/scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view answer(reinterpret_cast<const char*>(data), size);
  if (digipro::scanner::verdict_of(answer) && !answer.starts_with("stream: OK")) std::abort();
  return 0;
}
