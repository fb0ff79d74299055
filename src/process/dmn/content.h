// The compiled form of a DMN model: elements by index, boxed expressions as trees whose leaves are
// FEEL, names as slots of a frame. Private to process/dmn. Immutable once read.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "process/dmn/dmn.h"
#include "process/feel/type.h"

namespace digipro::dmn {

// What an itemDefinition or a built-in name says of values: their FEEL type, and which of them are
// allowed. Clause 7.3.3.
struct ItemType;
using ItemPointer = std::shared_ptr<const ItemType>;
struct ItemType {
  std::string name;
  std::string allowed_text;
  feel::TypePointer type;
  std::optional<feel::Expression> allowed;     // unary tests on each value
  std::optional<feel::Expression> constraint;  // unary tests on the whole value
  ItemPointer of_items;                        // of a collection
  ItemPointer result;                          // of a function; null: any
  std::vector<std::pair<std::string, ItemPointer>> components;
  bool is_checked = false;  // there are unary tests in it or below
};

struct Boxed;
using BoxedPointer = std::unique_ptr<const Boxed>;

enum class BoxedKind : uint8_t {
  nothing,      // no logic, or logic that is wrong: null
  literal,      // expression
  table,        // table
  context,      // entries; one without a name is the result
  invocation,   // parts[0] the function; entries: what its parameters get
  list,         // parts
  relation,     // entries: columns by name; parts: cells, row by row
  function,     // entries: parameters by name, slot and type; parts[0] the body
  conditional,  // parts: if, then, else
  filter,       // parts[0] the list; expression the condition
  filter_by,    // parts: list, condition; slot: of `item`
  for_each,     // parts: domain, result; slot: of the variable
  some,         //
  every         //
};

struct Entry {
  std::string name;
  size_t slot = 0;
  ItemPointer type;  // null: any
  BoxedPointer logic;
};

struct TableInput {
  std::string label;
  BoxedPointer logic;
  ItemPointer type;
  std::optional<feel::Expression> values;  // unary tests
};
struct TableOutput {
  std::string name;  // empty when it is the only one
  ItemPointer type;
  std::optional<feel::Expression> values;  // unary tests
  feel::List priorities;                   // the output values in their order, for P and O
  BoxedPointer default_value;              // null: none
};
struct Cell {
  std::optional<feel::Expression> tests;  // none: `-`, always met
  bool is_wrong = false;                  // never met
};
struct TableRule {
  Rule rule;
  std::vector<Cell> cells;            // one for each input
  std::vector<BoxedPointer> outputs;  // one for each output
};
enum class HitPolicy : uint8_t {
  unique,
  any,
  priority,
  first,
  rule_order,
  output_order,
  collect,
  sum,
  min,
  max,
  count
};
struct Table {
  HitPolicy policy = HitPolicy::unique;
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<TableRule> rules;
};

struct Boxed {
  BoxedKind kind = BoxedKind::nothing;
  ItemPointer type;  // of its own typeRef; null: any
  std::optional<feel::Expression> expression;
  std::string wrong;  // kind nothing: why there is no expression
  std::vector<Entry> entries;
  std::vector<BoxedPointer> parts;
  std::unique_ptr<const Table> table;
  size_t slot = 0;
};

enum class ElementKind : uint8_t { input, decision, knowledge, service };

struct Requirement {
  ElementIndex element = 0;
  size_t slot = 0;  // in the frame of the one that requires it
};
struct Element {
  ElementKind kind = ElementKind::input;
  std::string id, name;
  std::string variable;  // the name of its value
  std::string place;     // 'Decisione "Requisiti" (id requisiti)'
  std::string type_name;
  ItemPointer type;  // of its value, or of what the function gives; null: any
  std::vector<Requirement> requires_;
  size_t frame_size = 0;
  BoxedPointer logic;  // of a knowledge model: a function
  // Of a service:
  std::vector<ElementIndex> inputs;   // input data, then input decisions: its parameters
  std::vector<ElementIndex> outputs;  // decisions
};

struct Content {
  std::string name;
  std::vector<Element> elements;
  std::map<std::string, ElementIndex, std::less<>> by_id;
};

}  // namespace digipro::dmn
