#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace digipro {

void assertion_failed(const char* promise, const char* file, int line) {
  std::fprintf(stderr, "assertion failed: %s (%s:%d)\n", promise, file, line);
  std::abort();
}

}  // namespace digipro
