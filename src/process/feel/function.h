// What a function value is: a function of the language with its captured surroundings, or one of
// the built-in table. Private to process/feel. Immutable, any thread.
#pragma once
#include <memory>
#include <vector>

#include "process/feel/value.h"

namespace digipro::feel {

struct Tree;
struct Node;
struct Builtin;

struct Function {
  const Builtin* builtin = nullptr;  // or, when null, the following
  std::shared_ptr<const Tree> tree;  // keeps `definition` alive
  const Node* definition = nullptr;
  std::vector<Value> locals;                         // as they were at the definition
  std::shared_ptr<const std::vector<Value>> inputs;  // values of the scope's slots
};

}  // namespace digipro::feel
