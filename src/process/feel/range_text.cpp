#include "process/feel/range_text.h"

#include "process/feel/builtins.h"
#include "process/feel/expression.h"
#include "process/feel/parser.h"

namespace digipro::feel {
namespace {

// A literal, a negative number, or date("...") and its like with a literal.
std::optional<Value> literal_of(const Node& node) {
  if (node.op == Op::literal) return node.literal;
  if (node.op == Op::negate && node.children[0]->op == Op::literal) {
    const Decimal* number = node.children[0]->literal.as_number();
    return number ? std::optional(Value(number->negated())) : std::nullopt;
  }
  if (node.op != Op::call || node.children.size() != 2) return std::nullopt;
  const Node& function = *node.children[0];
  const Node& argument = *node.children[1];
  if (function.op != Op::builtin || argument.op != Op::literal || !argument.literal.as_string())
    return std::nullopt;
  const std::string& text = *argument.literal.as_string();
  std::string_view name = function.builtin->name;
  Result<Value> value = name == "date"            ? parse_date(text)
                        : name == "time"          ? parse_time(text)
                        : name == "date and time" ? parse_date_time(text)
                        : name == "duration"      ? parse_duration(text)
                                                  : refuse(ErrorCode::invalid_input);
  return value ? std::optional(*value) : std::nullopt;
}

}  // namespace

Result<Value> parse_range(std::string_view text) {
  Scope scope;
  CompileOptions options;
  options.depth_max = 4;
  if (text.size() > options.bytes_max) return refuse(ErrorCode::too_large, "range");
  Result<std::shared_ptr<const Tree>> tree = Parser(text, scope, options).expression();
  if (!tree || (*tree)->root->op != Op::range) return refuse(ErrorCode::invalid_input, "range");
  const Node& node = *(*tree)->root;
  std::optional<Value> low = literal_of(*node.children[0]), high = literal_of(*node.children[1]);
  if (!low || !high || less(*high, *low) != Truth::no)
    return refuse(ErrorCode::invalid_input, "range");
  Range range;
  range.low = *low;
  range.high = *high;
  range.low_closed = node.low_closed;
  range.high_closed = node.high_closed;
  return Value(range);
}

}  // namespace digipro::feel
