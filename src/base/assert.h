// Assertions for what we promise ourselves; they stay on in release. Never for input from outside.
// Any thread. A failed assertion prints place and promise on stderr and aborts the process: the
// ledger's durability makes a restart safe, going on would not be.
#pragma once

namespace digipro {
[[noreturn]] void assertion_failed(const char* promise, const char* file, int line);
}  // namespace digipro

#define DIGIPRO_ASSERT(condition, promise)                                      \
  do {                                                                          \
    if (!(condition)) ::digipro::assertion_failed(promise, __FILE__, __LINE__); \
  } while (false)
