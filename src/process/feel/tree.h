// The compiled form of an expression: a tree whose names are slots. Private to process/feel.
// Immutable after compilation; shared by expressions and by function values.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "process/feel/type.h"
#include "process/feel/value.h"

namespace digipro::feel {

struct Builtin;
struct Node;
using NodePointer = std::unique_ptr<const Node>;

enum class Op : uint8_t {
  literal,
  local,          // slot: of a variable bound inside the expression
  input,          // slot: of the scope
  item_member,    // slots: of filter items, innermost first; names[0]; children[0] when none has it
  unknown,        // names[0], which nothing defines
  builtin,        // the function itself
  list,           // children
  context,        // names with children, each bound to the local slot + index
  range,          // children low, high; flags
  test_range,     // children[0], form: `< 5`
  negate,         //
  add,            // children left, right; so the other binary ones
  subtract,       //
  multiply,       //
  divide,         //
  power,          //
  equal,          //
  not_equal,      //
  less,           //
  less_or_equal,  //
  greater,        //
  greater_or_equal,  //
  between,           // children value, low, high
  in,                // children value, test...
  conjunction,       // children
  disjunction,       // children
  conditional,       // children condition, then, else
  for_each,          // children domain..., result; slot: of the first variable; then `partial`
  some,              // children domain..., condition
  every,             //
  domain_range,      // children first, last: `1..10` of an iteration
  instance_of,       // children[0], types[0]
  path,              // children[0], names[0]
  filter,            // children list, condition; slot: of `item`
  call,              // children function, argument...
  call_named,        // the same with names
  function,          // names and types of parameters; children[0] the body; slot: of the first one
  unary_tests,       // children test...; slot 0 is `?`; flag negated
  boolean_test       // children[0], an expression on `?` as a test
};

struct Node {
  Op op = Op::literal;
  RangeForm form = RangeForm::interval;
  bool low_closed = false, high_closed = false;
  bool negated = false;
  uint32_t offset = 0;  // in the text
  uint32_t height = 1;  // of the tree below
  uint32_t slot = 0;
  Value literal;
  const Builtin* builtin = nullptr;
  std::vector<NodePointer> children;
  std::vector<uint32_t> slots;
  std::vector<std::string> names;
  std::vector<TypePointer> types;
};

struct Tree {
  std::string text;
  NodePointer root;
  uint32_t locals = 0;  // how many local slots evaluation needs
  std::vector<size_t> inputs_used;
};

}  // namespace digipro::feel
