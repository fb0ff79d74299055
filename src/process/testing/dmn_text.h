// For tests: short ways to write decisions as DMN, and what they give, written as FEEL writes it.
// At noon of Monday 23 November 2026 in Rome. One thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "process/dmn/dmn.h"

namespace digipro::dmn::testing {

// A document DMN 1.5 with these elements.
std::string document(std::string_view body);
// Input data; the id is the name.
std::string input(std::string_view name, std::string_view type = "");
// "decision D on a, b": the id is the name; `needs` are ids of input data, of decisions (d:ID) and
// of callable elements (k:ID), with blanks between.
std::string decision(std::string_view name, std::string_view needs, std::string_view logic,
                     std::string_view type = "");
std::string literal(std::string_view text, std::string_view type = "");
// Columns and cells are parted by ';', inputs from outputs by '=>', an annotation follows '#':
// table("UNIQUE", "eta => esito", {"< 18 => \"minore\" # Non ha 18 anni."}).
std::string table(std::string_view policy, std::string_view columns,
                  const std::vector<std::string>& rules);
std::string item(std::string_view name, std::string_view type, std::string_view inside = "");
std::string escaped(std::string_view text);

std::shared_ptr<const Model> read(std::string_view bytes);  // asserts that it is accepted
// What read_dmn says: one problem a line, or "accepted".
std::string problems_of(std::string_view bytes);

Decided decide(const Model& model, std::string_view decision, const feel::Context& inputs = {});
std::string answer(const Model& model, std::string_view decision, const feel::Context& inputs = {});
// "1, 3": the rules of the last table; "standard" when its default output stood.
std::string rules_of(const Decided& decided);

}  // namespace digipro::dmn::testing
