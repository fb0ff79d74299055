// A DMN model as far as the FEEL suite needs it: decisions, inputs and business knowledge models
// whose logic is made of expressions. Boxed expressions are written out as FEEL text, so that what
// is tested is process/feel and nothing here. One thread.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "format/xml.h"
#include "process/feel/expression.h"
#include "process/feel/type.h"

namespace digipro::conformance {

class DmnModel {
 public:
  static Result<DmnModel> read(const std::filesystem::path& path);

  // What the decision needs that is not an expression ("a decision table"), or "".
  std::string beyond_expressions(std::string_view decision) const;

  struct Outcome {
    feel::Value value;
    std::string why;  // why it is null, when something went wrong
  };
  Outcome decide(std::string_view decision, const feel::Context& inputs) const;

 private:
  struct Run {
    const feel::Context& inputs;
    std::map<const xml::Element*, feel::Value> values;
    std::string why;
  };
  explicit DmnModel(xml::Element root);
  const xml::Element* find(std::string_view kind, std::string_view name) const;
  std::vector<const xml::Element*> requirements(const xml::Element& element) const;
  std::string beyond(const xml::Element& element, std::set<const xml::Element*>& seen) const;
  feel::Value value_of(const xml::Element& element, Run& run) const;
  feel::Value evaluate(const xml::Element& element, const std::string& text, Run& run) const;

  // dmn_types.cpp
  feel::TypePointer type_of(const xml::Element& item, int depth) const;
  feel::TypePointer named_type(std::string_view name, int depth) const;
  feel::Value as_declared(const xml::Element& element, feel::Value value) const;

  std::shared_ptr<const xml::Element> root_;
  std::string space_;
  std::map<std::string, const xml::Element*, std::less<>> by_id_;
};

// dmn_boxed.cpp: the logic inside an element; the text of a boxed expression, and of a function
// with its parameters.
const xml::Element* logic_of(const xml::Element& element);
std::string feel_text(const xml::Element& logic);
std::string function_text(const xml::Element& function);

}  // namespace digipro::conformance
