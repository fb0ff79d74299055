#include "base/decimal.h"

#include "base/decimal_syntax.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <cwchar>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
extern "C" {
#include <bid_conf.h>
#include <bid_functions.h>
}

namespace digipro {
namespace {

__extension__ using Wide = unsigned __int128;  // both compilers have it; -Wpedantic asks
__extension__ using SignedWide = __int128;

constexpr size_t text_bytes_max = 1000;
constexpr int exponent_bias = 6176;  // of decimal128
constexpr int exponent_max = 6111;
constexpr uint64_t sign_bit = 1ULL << 63;

BID_UINT128 to_bid(const Decimal& value) {
  return std::bit_cast<BID_UINT128>(value);
}
Decimal from_bid(const BID_UINT128& value) {
  return std::bit_cast<Decimal>(value);
}

Result<Decimal> finite(const BID_UINT128& value, const char* what) {
  if (!bid128_isFinite(value)) return refuse(ErrorCode::invalid_input, what);
  return from_bid(value);
}

struct Parts {
  bool negative;
  int exponent;
  Wide coefficient;
};

// IEEE 754-2008 par. 3.5.2, binary encoding. Coefficients over 34 digits (the form whose first two
// bits are 11) are not canonical and stand for 0; the library never makes them.
Parts parts_of(const Decimal& value) {
  BID_UINT128 bits = to_bid(value);
  uint64_t high = bits.w[1];
  Parts parts{(high & sign_bit) != 0, 0, 0};
  if (((high >> 61) & 3) == 3) return parts;
  parts.exponent = static_cast<int>((high >> 49) & 0x3fff) - exponent_bias;
  parts.coefficient = (Wide(high & 0x1ffffffffffffULL) << 64) | bits.w[0];
  if (parts.coefficient == 0) parts.negative = false;
  return parts;
}

// 1 * 10^exponent, the quantum that quantize() takes over.
BID_UINT128 quantum(int exponent) {
  BID_UINT128 bits{};
  bits.w[0] = 1;
  bits.w[1] = static_cast<uint64_t>(exponent + exponent_bias) << 49;
  return bits;
}

unsigned int library_mode(Rounding rounding, bool negative) {
  switch (rounding) {
    case Rounding::half_even:
      return BID_ROUNDING_TO_NEAREST;
    case Rounding::half_up:
      return BID_ROUNDING_TIES_AWAY;
    case Rounding::half_down:
    case Rounding::down:
      return BID_ROUNDING_TO_ZERO;
    case Rounding::up:
      return negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP;
    case Rounding::floor:
      return BID_ROUNDING_DOWN;
    case Rounding::ceiling:
      return BID_ROUNDING_UP;
  }
  return BID_ROUNDING_TO_NEAREST;
}

// Squares and multiplies only while exact: a power that fits 34 digits comes out exact.
bool power_exact(BID_UINT128 base, int64_t exponent, BID_UINT128& result) {
  unsigned int flags = 0;
  result = bid128_from_int64(1);
  for (;;) {
    if (exponent & 1) result = bid128_mul(result, base, BID_ROUNDING_TO_NEAREST, &flags);
    exponent >>= 1;
    if (exponent == 0) break;
    base = bid128_mul(base, base, BID_ROUNDING_TO_NEAREST, &flags);
  }
  return flags == 0;
}

}  // namespace

static_assert(sizeof(Decimal) == sizeof(BID_UINT128));

Decimal::Decimal(int64_t integer) {
  *this = from_bid(bid128_from_int64(integer));
}

Result<Decimal> Decimal::parse(std::string_view text) {
  if (text.size() > text_bytes_max) return refuse(ErrorCode::too_large, "number too long");
  if (!is_number_text(text)) return refuse(ErrorCode::invalid_input, "not a number");
  char buffer[text_bytes_max + 1];
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = 0;
  unsigned int flags = 0;
  return finite(bid128_from_string(buffer, BID_ROUNDING_TO_NEAREST, &flags), "number too large");
}

Result<Decimal> Decimal::plus(const Decimal& other) const {
  unsigned int flags = 0;
  return finite(bid128_add(to_bid(*this), to_bid(other), BID_ROUNDING_TO_NEAREST, &flags),
                "sum out of range");
}

Result<Decimal> Decimal::minus(const Decimal& other) const {
  unsigned int flags = 0;
  return finite(bid128_sub(to_bid(*this), to_bid(other), BID_ROUNDING_TO_NEAREST, &flags),
                "difference out of range");
}

Result<Decimal> Decimal::times(const Decimal& other) const {
  unsigned int flags = 0;
  return finite(bid128_mul(to_bid(*this), to_bid(other), BID_ROUNDING_TO_NEAREST, &flags),
                "product out of range");
}

Result<Decimal> Decimal::divided_by(const Decimal& other) const {
  if (other.is_zero()) return refuse(ErrorCode::invalid_input, "division by zero");
  unsigned int flags = 0;
  return finite(bid128_div(to_bid(*this), to_bid(other), BID_ROUNDING_TO_NEAREST, &flags),
                "quotient out of range");
}

Result<Decimal> Decimal::modulo(const Decimal& divisor) const {
  if (divisor.is_zero()) return refuse(ErrorCode::invalid_input, "division by zero");
  unsigned int flags = 0;
  DIGIPRO_TRY(rest, finite(bid128_fmod(to_bid(*this), to_bid(divisor), &flags), "modulo"));
  if (rest.is_zero() || rest.is_negative() == divisor.is_negative()) return rest;
  return rest.plus(divisor);
}

Result<Decimal> Decimal::power(const Decimal& exponent) const {
  constexpr int64_t exact_exponent_max = 10'000;
  if (is_zero() && exponent.is_negative())
    return refuse(ErrorCode::invalid_input, "zero to a negative power");
  Result<int64_t> whole = exponent.to_int64();
  BID_UINT128 exact;
  if (whole && *whole >= 0 && *whole <= exact_exponent_max &&
      power_exact(to_bid(*this), *whole, exact))
    return finite(exact, "power out of range");
  unsigned int flags = 0;
  return finite(bid128_pow(to_bid(*this), to_bid(exponent), BID_ROUNDING_TO_NEAREST, &flags),
                "power out of range or undefined");
}

Result<Decimal> Decimal::square_root() const {
  unsigned int flags = 0;
  return finite(bid128_sqrt(to_bid(*this), BID_ROUNDING_TO_NEAREST, &flags),
                "root of a negative number");
}

Result<Decimal> Decimal::exponential() const {
  unsigned int flags = 0;
  return finite(bid128_exp(to_bid(*this), BID_ROUNDING_TO_NEAREST, &flags),
                "exponential out of range");
}

Result<Decimal> Decimal::natural_logarithm() const {
  unsigned int flags = 0;
  return finite(bid128_log(to_bid(*this), BID_ROUNDING_TO_NEAREST, &flags),
                "logarithm of zero or less");
}

Decimal Decimal::negated() const {
  return is_zero() ? *this : from_bid(bid128_negate(to_bid(*this)));
}

Decimal Decimal::absolute() const {
  return from_bid(bid128_abs(to_bid(*this)));
}

Decimal Decimal::floor() const {
  unsigned int flags = 0;
  return from_bid(bid128_round_integral_negative(to_bid(*this), &flags));
}

Decimal Decimal::ceiling() const {
  unsigned int flags = 0;
  return from_bid(bid128_round_integral_positive(to_bid(*this), &flags));
}

Result<Decimal> Decimal::rounded(int scale, Rounding rounding) const {
  if (scale < -exponent_max || scale > exponent_bias)
    return refuse(ErrorCode::invalid_input, "scale out of range");
  if (is_zero() || parts_of(*this).exponent >= -scale) return *this;  // nothing to cut off
  BID_UINT128 grain = quantum(-scale);
  unsigned int flags = 0;
  BID_UINT128 value = to_bid(*this);
  BID_UINT128 cut = bid128_quantize(value, grain, library_mode(rounding, is_negative()), &flags);
  if (rounding == Rounding::half_down) {
    BID_UINT128 rest = bid128_abs(bid128_sub(value, cut, BID_ROUNDING_TO_NEAREST, &flags));
    BID_UINT128 twice = bid128_add(rest, rest, BID_ROUNDING_TO_NEAREST, &flags);
    if (bid128_quiet_greater(twice, grain, &flags))
      cut = bid128_quantize(value, grain, library_mode(Rounding::up, is_negative()), &flags);
  }
  return finite(cut, "rounding out of range");
}

int Decimal::decimals() const {
  Parts parts = parts_of(*this);
  if (parts.coefficient == 0) return 0;
  while (parts.exponent < 0 && parts.coefficient % 10 == 0) {
    parts.coefficient /= 10;
    ++parts.exponent;
  }
  return std::max(0, -parts.exponent);
}

bool Decimal::is_integer() const {
  return decimals() == 0;
}

bool Decimal::is_negative() const {
  return parts_of(*this).negative;
}

bool Decimal::is_zero() const {
  return parts_of(*this).coefficient == 0;
}

Result<int64_t> Decimal::to_int64() const {
  unsigned int flags = 0;
  int64_t integer = bid128_to_int64_xint(to_bid(*this), &flags);
  if (flags != 0) return refuse(ErrorCode::invalid_input, "not an integer of 64 bits");
  return integer;
}

double Decimal::to_double() const {
  unsigned int flags = 0;
  return bid128_to_binary64(to_bid(*this), BID_ROUNDING_TO_NEAREST, &flags);
}

std::string Decimal::to_string() const {
  Parts parts = parts_of(*this);
  if (parts.coefficient == 0) return "0";
  std::string digits;
  for (; parts.coefficient != 0; parts.coefficient /= 10)
    digits += static_cast<char>('0' + static_cast<int>(parts.coefficient % 10));
  std::reverse(digits.begin(), digits.end());
  if (parts.exponent >= 0) {
    digits.append(static_cast<size_t>(parts.exponent), '0');
  } else {
    auto decimals = static_cast<size_t>(-parts.exponent);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return parts.negative ? "-" + digits : digits;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  Parts a = parts_of(*this), b = parts_of(other);
  if (a.exponent == b.exponent || a.coefficient == 0 || b.coefficient == 0) {
    auto signed_a = static_cast<SignedWide>(a.coefficient) * (a.negative ? -1 : 1);
    auto signed_b = static_cast<SignedWide>(b.coefficient) * (b.negative ? -1 : 1);
    return signed_a < signed_b   ? std::strong_ordering::less
           : signed_a > signed_b ? std::strong_ordering::greater
                                 : std::strong_ordering::equal;
  }
  unsigned int flags = 0;
  if (bid128_quiet_less(to_bid(*this), to_bid(other), &flags)) return std::strong_ordering::less;
  return bid128_quiet_equal(to_bid(*this), to_bid(other), &flags) ? std::strong_ordering::equal
                                                                  : std::strong_ordering::greater;
}

}  // namespace digipro
