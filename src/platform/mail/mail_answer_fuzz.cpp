// Any line of a mail server: only codes come out of it.
#include <cstdint>
#include <cstdlib>

#include "platform/mail/answer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string codes = digipro::mail::codes_of_reply({reinterpret_cast<const char*>(data), size});
  if (codes.size() > 15) std::abort();
  for (char c : codes)
    if ((c < '0' || c > '9') && c != '.' && c != ' ') std::abort();
  return 0;
}
