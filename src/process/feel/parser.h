// Builds the tree of an expression (DMN 1.5, clause 10.3.1.2) and resolves its names on the way.
// Private to process/feel. One parser per text; every method returns null after the first problem.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "process/feel/expression.h"
#include "process/feel/lexer.h"
#include "process/feel/tree.h"

namespace digipro::feel {

// Counts nesting for the limit while it lives.
struct DepthGuard {
  explicit DepthGuard(int& depth) : depth_(depth) { ++depth_; }
  ~DepthGuard() { --depth_; }
  int& depth_;
};

class Parser {
 public:
  Parser(std::string_view text, const Scope& scope, const CompileOptions& options);

  Result<std::shared_ptr<const Tree>> expression();
  Result<std::shared_ptr<const Tree>> unary_tests();
  Result<std::shared_ptr<const Tree>> filter_condition();

 private:
  using NodeBuilder = std::unique_ptr<Node>;

  // parser.cpp: operators from the loosest to the tightest
  NodePointer parse_expression();
  NodePointer parse_disjunction();
  NodePointer parse_conjunction();
  NodePointer parse_comparison();
  NodePointer parse_between(NodePointer value);
  NodePointer parse_in(NodePointer value);
  NodePointer parse_additive();
  NodePointer parse_multiplicative();
  NodePointer parse_power();
  NodePointer parse_negation();
  NodePointer parse_postfix();
  NodePointer parse_filter(NodePointer list);
  NodePointer parse_call(NodePointer function);
  NodePointer parse_path(NodePointer from);
  std::optional<std::string> take_argument_name();

  // parser_primary.cpp: what stands between operators
  NodePointer parse_primary();
  NodePointer parse_number();
  NodePointer parse_at();
  NodePointer parse_parenthesis();
  NodePointer parse_bracket();
  NodePointer parse_range_end(NodePointer low, bool low_closed, size_t offset);
  NodePointer parse_context();
  std::optional<std::string> take_key();
  NodePointer parse_test_range();
  NodePointer parse_test();

  // parser_blocks.cpp: words that open a block, and types
  NodePointer parse_word();
  NodePointer parse_conditional();
  NodePointer parse_for();
  NodePointer parse_quantified();
  bool parse_iterations(Node& node);
  NodePointer parse_domain();
  NodePointer parse_function();
  bool parse_parameters(Node& node);
  TypePointer parse_type();
  TypePointer parse_type_arguments(std::string_view name);
  TypePointer parse_context_type();
  TypePointer parse_function_type();

  // parser_names.cpp: which name stands here, and what it means
  NodePointer parse_name();
  std::string take_name(bool with_members);
  size_t longest_known_name(size_t from, bool with_members, std::string& name) const;
  NodePointer resolve(const std::string& name, size_t offset);
  NodePointer resolve_static(const std::string& name, size_t offset);

  void advance();
  bool take(std::string_view symbol);
  bool take_word(std::string_view word);
  bool expect(std::string_view symbol);
  bool expect_word(std::string_view word);
  bool fail(size_t offset, std::string sentence);  // always false
  NodeBuilder make(Op op, size_t offset) const;
  NodePointer finish(NodeBuilder node);  // height, limits
  NodePointer binary(Op op, size_t offset, NodePointer left, NodePointer right);
  uint32_t bind(std::string name, bool is_item = false);
  void unbind(size_t count);
  std::string found() const;  // the current token for a sentence: "«)»", "la fine"
  Error error() const;
  Result<std::shared_ptr<const Tree>> result(NodePointer root);

  struct Local {
    std::string name;
    bool is_item;  // a filter's item, whose members are names too
  };

  std::string_view text_;
  const Scope& scope_;
  const CompileOptions& options_;
  std::vector<std::string> special_names_;  // known names of several words, longest first
  std::vector<Local> locals_;
  uint32_t locals_max_ = 0;
  std::vector<size_t> inputs_used_;
  std::vector<uint32_t> partials_used_;  // slots of a loop's `partial` that its result reads
  Token token_;
  int depth_ = 0;
  bool closing_bracket_may_end_range_ = false;
  bool uses_tested_value_ = false;
  bool failed_ = false;
  size_t problem_offset_ = 0;
  std::string problem_;
};

}  // namespace digipro::feel
