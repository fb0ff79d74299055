// feel::Expression: FEEL (DMN 1.5, clause 10), compiled once, evaluated many times. Names are
// resolved at compile time against a Scope; evaluation is pure, ends within its limits and reads no
// clock. Compiled expressions are immutable: any thread may evaluate one, each with own values.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "process/feel/value.h"

namespace digipro::feel {

struct Type;

// The names an expression may use, each with its slot: the place of its value at evaluation. Names
// may hold blanks and operators ("Reddito annuo", "nota-bene"): they are known here first.
class Scope {
 public:
  // Adds a name or finds it again; returns its slot, counted from 0.
  size_t add(std::string_view name);
  std::optional<size_t> find(std::string_view name) const;
  size_t size() const { return names_.size(); }
  const std::vector<std::string>& names() const { return names_; }
  // Forgets the names added last, those of the slots from `size` on.
  void shrink(size_t size);
  // Known names of members, so that `persona.nome di battesimo-2` is read as one name. Members
  // without operators in their names need not be declared.
  void add_member(std::string_view member);
  const std::vector<std::string>& members() const { return members_; }
  // A type of the model's own for `instance of` and parameters (process/feel/type.h).
  void add_type(std::string name, std::shared_ptr<const Type> type);
  const std::vector<std::pair<std::string, std::shared_ptr<const Type>>>& types() const {
    return types_;
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, size_t, std::less<>> slots_;
  std::vector<std::string> members_;
  std::vector<std::pair<std::string, std::shared_ptr<const Type>>> types_;
};

struct CompileOptions {
  size_t bytes_max = 16 * 1024;
  int depth_max = 64;                   // of nested expressions
  bool unknown_names_are_null = false;  // DMN's rule; otherwise an unknown name is an error
};

struct EvaluationLimits {
  int64_t steps_max = 1'000'000;        // nodes visited and items produced
  size_t list_max = 100'000;            // items of a list
  size_t string_max = 1 << 20;          // bytes of a string
  int depth_max = 1000;                 // evaluations inside each other
  uint32_t value_depth_max = 100;       // lists and contexts inside each other
  uint32_t value_weight_max = 500'000;  // values in a value, see Value::weight
};

// What whoever evaluates finds again in the native functions that are called (native.h).
class Companion {
 public:
  virtual ~Companion() = default;
};

struct Environment {
  Instant now;  // what now() and today() see, in Europe/Rome
  EvaluationLimits limits;
  Companion* companion = nullptr;
};

struct Evaluation {
  Value value;
  // Why a null arose where a value was due; Italian sentences, at most 20. Empty when all went
  // well.
  std::vector<std::string> reasons;
  int64_t steps = 0;  // of EvaluationLimits::steps_max
};

struct Tree;  // the compiled form, private to this folder

class Expression {
 public:
  // Refuses with ErrorCode::definition; Error::fields[0] has the place as "line:column" (from 1)
  // and an Italian sentence, and detail holds both.
  static Result<Expression> compile(std::string_view text, const Scope& scope,
                                    const CompileOptions& options = {});
  // A cell of a decision table: `< 5`, `"a", "b"`, `not(1..3)`, `-`, or a boolean expression on
  // `?`.
  static Result<Expression> compile_unary_tests(std::string_view text, const Scope& scope,
                                                const CompileOptions& options = {});
  // The condition of a filter: names are also members of the `item` that test() gives it, and the
  // answer of test() is the value as it is: a boolean, or the number of the item to take.
  static Result<Expression> compile_filter(std::string_view text, const Scope& scope,
                                           const CompileOptions& options = {});

  // `values[slot]` for the scope it was compiled with; missing slots are null. Refuses only with
  // limit_exceeded; what cannot be computed is null with a reason.
  Result<Evaluation> evaluate(std::span<const Value> values, const Environment& environment) const;
  // Of unary tests: whether `input` (the `?`) satisfies them: true, false or null.
  Result<Evaluation> test(const Value& input, std::span<const Value> values,
                          const Environment& environment) const;

  const std::vector<size_t>& slots_used() const;  // sorted, each once
  const std::string& text() const;                // as given

 private:
  explicit Expression(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}
  std::shared_ptr<const Tree> tree_;
};

// Compiles and evaluates at once with the entries of a context as names. For tests and tools.
Result<Evaluation> evaluate_text(std::string_view text, const Context& context,
                                 const Environment& environment);
// Calls a function value from outside (a BKM, a callback) with arguments by position, or by the
// names that are given, one for each.
Result<Evaluation> call(const Function& function, std::span<const Value> arguments,
                        const Environment& environment, std::span<const std::string> names = {});

}  // namespace digipro::feel
