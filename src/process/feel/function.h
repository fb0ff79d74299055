// What a function value is: a function of the language with its captured surroundings, one of the
// built-in table, or a native one. Private to process/feel. Immutable, any thread.
#pragma once
#include <memory>
#include <vector>

#include "process/feel/value.h"

namespace digipro::feel {

struct Tree;
struct Node;
struct Builtin;
class NativeFunction;

struct Function {
  const Builtin* builtin = nullptr;
  std::shared_ptr<const NativeFunction> native;
  // Or, when both are null:
  std::shared_ptr<const Tree> tree;  // keeps `definition` alive
  const Node* definition = nullptr;
  std::vector<Value> locals;                         // as they were at the definition
  std::shared_ptr<const std::vector<Value>> inputs;  // values of the scope's slots
};

}  // namespace digipro::feel
