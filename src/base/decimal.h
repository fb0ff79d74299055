// Decimal: exact decimal numbers, 34 digits (IEEE 754-2008 decimal128) over Intel's library. For
// money and FEEL numbers; binary floating point never holds either. Pure values, any thread.
// Rounding is half even unless said. Operations that overflow or are undefined return an error.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro {

// half_up and half_down name the way of a tie; up is away from zero, down towards zero.
enum class Rounding { half_even, half_up, half_down, up, down, floor, ceiling };

class Decimal {
 public:
  Decimal() = default;  // 0
  explicit Decimal(int64_t integer);
  static Result<Decimal> parse(std::string_view text);  // "-12.50", "1e3"; no blanks, no "NaN"

  Result<Decimal> plus(const Decimal& other) const;
  Result<Decimal> minus(const Decimal& other) const;
  Result<Decimal> times(const Decimal& other) const;
  Result<Decimal> divided_by(const Decimal& other) const;  // by zero: invalid_input
  // The result has the sign of `divisor`: a - b * floor(a / b), exact. By zero: invalid_input.
  Result<Decimal> modulo(const Decimal& divisor) const;
  Result<Decimal> power(const Decimal& exponent) const;
  Result<Decimal> square_root() const;
  Result<Decimal> exponential() const;
  Result<Decimal> natural_logarithm() const;
  Decimal negated() const;
  Decimal absolute() const;
  Decimal floor() const;
  Decimal ceiling() const;
  // To `scale` decimals (-6111 to 6176 as in DMN 1.5 table 74).
  Result<Decimal> rounded(int scale, Rounding rounding = Rounding::half_even) const;

  int decimals() const;  // digits after the point without trailing zeros: 1.50 has 1
  bool is_integer() const;
  bool is_negative() const;
  bool is_zero() const;
  Result<int64_t> to_int64() const;  // only when exact
  double to_double() const;          // for drawing, never for money
  std::string to_string() const;     // plain notation, no exponent, no trailing zeros

  std::strong_ordering operator<=>(const Decimal& other) const;  // by value: 1.0 == 1.00
  bool operator==(const Decimal& other) const { return (*this <=> other) == 0; }

 private:
  // BID encoding of 0, little endian words; used by memcpy only, which clang does not count.
  [[maybe_unused]] uint64_t words_[2] = {0, 0x3040000000000000ULL};
};

}  // namespace digipro
