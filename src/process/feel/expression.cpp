#include "process/feel/expression.h"

#include <algorithm>

#include "base/text.h"
#include "process/feel/evaluator.h"
#include "process/feel/parser.h"

namespace digipro::feel {
namespace {

Status check_text(std::string_view text, const CompileOptions& options) {
  const char* sentence = text.size() > options.bytes_max ? "L'espressione è troppo lunga."
                         : !is_valid_utf8(text)          ? "L'espressione non è testo UTF-8."
                                                         : nullptr;
  if (!sentence) return {};
  Error error = fail(ErrorCode::definition, std::string("1:1 ") + sentence);
  error.fields.push_back({"1:1", sentence});
  return refuse(std::move(error));
}

Result<Evaluation> outcome(Evaluator& evaluator, Value value) {
  if (evaluator.stopped()) return refuse(ErrorCode::limit_exceeded, "FEEL " + evaluator.limit());
  return Evaluation{std::move(value), evaluator.take_reasons(), evaluator.steps()};
}

}  // namespace

size_t Scope::add(std::string_view name) {
  auto [place, is_new] = slots_.emplace(name, names_.size());
  if (is_new) names_.emplace_back(name);
  return place->second;
}

std::optional<size_t> Scope::find(std::string_view name) const {
  auto found = slots_.find(name);
  return found == slots_.end() ? std::nullopt : std::optional(found->second);
}

void Scope::shrink(size_t size) {
  while (names_.size() > size) {
    slots_.erase(names_.back());
    names_.pop_back();
  }
}

void Scope::add_member(std::string_view member) {
  bool is_new = !is_single_word(member) &&
                std::find(members_.begin(), members_.end(), member) == members_.end();
  if (is_new) members_.emplace_back(member);
}

void Scope::add_type(std::string name, std::shared_ptr<const Type> type) {
  types_.emplace_back(std::move(name), std::move(type));
}

Result<Expression> Expression::compile(std::string_view text, const Scope& scope,
                                       const CompileOptions& options) {
  DIGIPRO_CHECK(check_text(text, options));
  DIGIPRO_TRY(tree, Parser(text, scope, options).expression());
  return Expression(std::move(tree));
}

Result<Expression> Expression::compile_unary_tests(std::string_view text, const Scope& scope,
                                                   const CompileOptions& options) {
  DIGIPRO_CHECK(check_text(text, options));
  DIGIPRO_TRY(tree, Parser(text, scope, options).unary_tests());
  return Expression(std::move(tree));
}

Result<Expression> Expression::compile_filter(std::string_view text, const Scope& scope,
                                              const CompileOptions& options) {
  DIGIPRO_CHECK(check_text(text, options));
  DIGIPRO_TRY(tree, Parser(text, scope, options).filter_condition());
  return Expression(std::move(tree));
}

Result<Evaluation> Expression::evaluate(std::span<const Value> values,
                                        const Environment& environment) const {
  Evaluator evaluator(tree_, values, environment);
  Value value = evaluator.evaluate(*tree_->root);
  return outcome(evaluator, std::move(value));
}

Result<Evaluation> Expression::test(const Value& input, std::span<const Value> values,
                                    const Environment& environment) const {
  Evaluator evaluator(tree_, values, environment);
  Value value = evaluator.test(*tree_->root, input);
  return outcome(evaluator, std::move(value));
}

const std::vector<size_t>& Expression::slots_used() const {
  return tree_->inputs_used;
}

const std::string& Expression::text() const {
  return tree_->text;
}

Result<Evaluation> evaluate_text(std::string_view text, const Context& context,
                                 const Environment& environment) {
  Scope scope;
  std::vector<Value> values;
  for (const auto& [name, value] : context.entries()) {
    if (scope.add(name) == values.size()) values.push_back(value);
  }
  CompileOptions options;
  options.unknown_names_are_null = true;
  DIGIPRO_TRY(expression, Expression::compile(text, scope, options));
  return expression.evaluate(values, environment);
}

Result<Evaluation> call(const Function& function, std::span<const Value> arguments,
                        const Environment& environment, std::span<const std::string> names) {
  Evaluator evaluator(function.tree, {}, environment);
  Value value = evaluator.call(function, arguments, names);
  return outcome(evaluator, std::move(value));
}

}  // namespace digipro::feel
