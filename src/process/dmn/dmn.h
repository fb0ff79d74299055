// dmn::Model: the decisions of a DMN 1.3 to 1.5 document (OMG formal/2024-01-01), compiled once and
// evaluated many times. Pure and immutable once read: any thread may evaluate one, each evaluation
// on its own. A model lives in a shared_ptr, which the functions that it gives out hold too.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "process/feel/expression.h"

namespace digipro::dmn {

struct Content;  // the compiled form, private to this folder
using ElementIndex = size_t;

constexpr size_t problems_max = 50;
constexpr size_t elements_max = 1'000;      // decisions, inputs, knowledge models, services, types
constexpr size_t expressions_max = 20'000;  // cells of all tables included
constexpr int64_t steps_max = 2'000'000;    // of FEEL, for one evaluation

// A rule that was met. `number` counts from 1, as people count the lines of the table.
struct Rule {
  size_t number = 0;
  std::string id;
  std::vector<std::string> annotations;  // the texts of its annotation columns that are not empty
  bool operator==(const Rule&) const = default;
};
// A table that was evaluated on the way, with the rules that its hit policy took.
struct TableOutcome {
  std::string element, name;  // of the decision or knowledge model that holds it
  std::vector<Rule> rules;
  bool is_default = false;  // no rule was met, and the default output stood
  bool operator==(const TableOutcome&) const = default;
};
struct Decided {
  feel::Value value;
  std::vector<std::string> reasons;  // why a null arose, Italian sentences, at most 20
  std::vector<TableOutcome> tables;  // in the order of their evaluation, at most 50
};

// A value that a decision needs from outside.
struct Input {
  std::string name;
  std::string type;  // as the document names it; empty: any
};

class Model : public std::enable_shared_from_this<Model> {
 public:
  explicit Model(std::unique_ptr<const Content> content);
  ~Model();

  const std::string& name() const;
  // A decision or a decision service. no_element when there is none.
  static constexpr ElementIndex no_element = static_cast<ElementIndex>(-1);
  ElementIndex find_by_id(std::string_view id) const;
  ElementIndex find_by_name(std::string_view name) const;
  std::vector<ElementIndex> decisions() const;  // and services, in document order
  const std::string& id_of(ElementIndex element) const;
  const std::string& name_of(ElementIndex element) const;
  // All input data that it needs, directly or not; of a service its own inputs. Each name once.
  std::vector<Input> inputs_of(ElementIndex element) const;

  // `inputs` by the names of the input data (and, of a service, of its input decisions); what is
  // missing or of another type is null. Refuses only with limit_exceeded.
  Result<Decided> decide(ElementIndex element, const feel::Context& inputs, Instant now) const;

  const Content& content() const { return *content_; }  // for this folder

 private:
  std::unique_ptr<const Content> content_;
};

// Refuses with definition: Error::fields has one problem each (field: id of the element; sentence:
// 'Decisione "Requisiti" (id requisiti, riga 30): regola 2, ...'), at most problems_max; or with
// malformed or too_large when it is no XML.
Result<std::shared_ptr<const Model>> read_dmn(std::string_view bytes);

// The model with what is wrong in it: such an expression gives null when it is evaluated, and so
// does an unknown name, as DMN wants it. For suites that test wrong expressions.
struct Reading {
  std::shared_ptr<const Model> model;
  std::vector<FieldProblem> problems;
};
Result<Reading> read_leniently(std::string_view bytes);

}  // namespace digipro::dmn
