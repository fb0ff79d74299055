// Result<T>: a value or an Error from the table in error.h. The way every expected failure travels.
// Exceptions only end a request; they are never used for what a caller is expected to handle.
#pragma once
#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace digipro {

template <class T>
using Result = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

inline tl::unexpected<Error> refuse(ErrorCode code, std::string detail = {}) {
  return tl::unexpected<Error>(fail(code, std::move(detail)));
}
inline tl::unexpected<Error> refuse(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace digipro

// Returns the error of `expression` from the enclosing function, or binds its value to `name`.
#define DIGIPRO_JOIN_(a, b) a##b
#define DIGIPRO_JOIN(a, b) DIGIPRO_JOIN_(a, b)
#define DIGIPRO_TRY(name, expression) \
  DIGIPRO_TRY_(DIGIPRO_JOIN(result_, __LINE__), name, expression)
#define DIGIPRO_TRY_(temporary, name, expression)                         \
  auto temporary = (expression);                                          \
  if (!temporary) return ::digipro::refuse(std::move(temporary.error())); \
  auto name = std::move(*temporary)
#define DIGIPRO_CHECK(expression)                           \
  do {                                                      \
    if (auto status_ = (expression); !status_)              \
      return ::digipro::refuse(std::move(status_.error())); \
  } while (false)
