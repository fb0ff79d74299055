// Number functions (DMN 1.5, table 79) and not() (table 74).
#include "process/feel/builtins.h"
#include "process/feel/evaluator.h"
#include "process/feel/temporal.h"

namespace digipro::feel {
namespace {

using Arguments = std::span<const Value>;

Value finish(Evaluator& evaluator, const Result<Decimal>& number) {
  return number ? Value(*number) : evaluator.null("Il calcolo non ha un risultato.");
}

template <Rounding rounding>
Value round(Evaluator& evaluator, Arguments arguments) {
  Decimal scale = arguments.size() < 2 ? Decimal() : *arguments[1].as_number();
  Result<int64_t> digits = scale.rounded(0, Rounding::down)->to_int64();
  if (!digits || *digits > 6176 || *digits < -6111)
    return evaluator.null("Il numero di decimali va da -6111 a 6176.");
  return finish(evaluator, arguments[0].as_number()->rounded(static_cast<int>(*digits), rounding));
}

Value absolute(Evaluator& evaluator, Arguments arguments) {
  const Value& value = arguments[0];
  if (const Decimal* number = value.as_number()) return number->absolute();
  const YearsMonths* months = value.as_years_months();
  const DaysTime* days = value.as_days_time();
  bool negative = months ? months->months < 0 : days->seconds < 0 || days->nanoseconds < 0;
  return negative ? negation(evaluator, value) : value;
}

Value modulo(Evaluator& evaluator, Arguments arguments) {
  return finish(evaluator, arguments[0].as_number()->modulo(*arguments[1].as_number()));
}
Value square_root(Evaluator& evaluator, Arguments arguments) {
  return finish(evaluator, arguments[0].as_number()->square_root());
}
Value logarithm(Evaluator& evaluator, Arguments arguments) {
  return finish(evaluator, arguments[0].as_number()->natural_logarithm());
}
Value exponential(Evaluator& evaluator, Arguments arguments) {
  return finish(evaluator, arguments[0].as_number()->exponential());
}

template <bool wanted_odd>
Value parity(Evaluator& evaluator, Arguments arguments) {
  const Decimal& number = *arguments[0].as_number();
  if (!number.is_integer()) return evaluator.null("Pari e dispari sono solo i numeri interi.");
  return number.modulo(Decimal(2))->is_zero() != wanted_odd;
}

Value negate(Evaluator&, Arguments arguments) {
  const bool* flag = arguments[0].as_bool();
  return flag ? Value(!*flag) : Value();
}

constexpr Signature decimal_signatures[] = {{"n:n,scale:n", round<Rounding::half_even>}};
constexpr Signature floor_signatures[] = {{"n:n", round<Rounding::floor>},
                                          {"n:n,scale:n", round<Rounding::floor>}};
constexpr Signature ceiling_signatures[] = {{"n:n", round<Rounding::ceiling>},
                                            {"n:n,scale:n", round<Rounding::ceiling>}};
constexpr Signature up_signatures[] = {{"n:n,scale:n", round<Rounding::up>}};
constexpr Signature down_signatures[] = {{"n:n,scale:n", round<Rounding::down>}};
constexpr Signature half_up_signatures[] = {{"n:n,scale:n", round<Rounding::half_up>}};
constexpr Signature half_down_signatures[] = {{"n:n,scale:n", round<Rounding::half_down>}};
constexpr Signature abs_signatures[] = {{"n:nyp", absolute}};
constexpr Signature modulo_signatures[] = {{"dividend:n,divisor:n", modulo}};
constexpr Signature sqrt_signatures[] = {{"number:n", square_root}};
constexpr Signature log_signatures[] = {{"number:n", logarithm}};
constexpr Signature exp_signatures[] = {{"number:n", exponential}};
constexpr Signature odd_signatures[] = {{"number:n", parity<true>}};
constexpr Signature even_signatures[] = {{"number:n", parity<false>}};
constexpr Signature not_signatures[] = {{"negand:A", negate}};

constexpr Builtin table[] = {
    {"decimal", decimal_signatures},
    {"floor", floor_signatures},
    {"ceiling", ceiling_signatures},
    {"round up", up_signatures},
    {"round down", down_signatures},
    {"round half up", half_up_signatures},
    {"round half down", half_down_signatures},
    {"abs", abs_signatures},
    {"modulo", modulo_signatures},
    {"sqrt", sqrt_signatures},
    {"log", log_signatures},
    {"exp", exp_signatures},
    {"odd", odd_signatures},
    {"even", even_signatures},
    {"not", not_signatures},
};

}  // namespace

std::span<const Builtin> number_builtins() {
  return table;
}

}  // namespace digipro::feel
