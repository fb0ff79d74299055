// Functions that are values of FEEL but not written in it: business knowledge models and decision
// services (process/dmn). Immutable once made; any thread may call one, as with every value.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "process/feel/expression.h"
#include "process/feel/type.h"

namespace digipro::feel {

class NativeFunction {
 public:
  // A type that is null takes anything; there is one for each name.
  NativeFunction(std::vector<std::string> names, std::vector<TypePointer> types)
      : names_(std::move(names)), types_(std::move(types)) {}
  virtual ~NativeFunction() = default;
  NativeFunction(const NativeFunction&) = delete;
  NativeFunction& operator=(const NativeFunction&) = delete;

  // `arguments` are by position, one for each name and of its type. The environment's limits are
  // what the caller has left; Evaluation::steps says what of them was used.
  virtual Result<Evaluation> call(std::span<const Value> arguments,
                                  const Environment& environment) const = 0;

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<TypePointer>& types() const { return types_; }

 private:
  std::vector<std::string> names_;
  std::vector<TypePointer> types_;
};

Value to_value(std::shared_ptr<const NativeFunction> function);

}  // namespace digipro::feel
