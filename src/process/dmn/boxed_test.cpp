#include <doctest/doctest.h>

#include "process/testing/dmn_text.h"

using namespace digipro;
using namespace digipro::dmn;
using namespace digipro::dmn::testing;

namespace {

using feel::Context;

std::string entry(std::string_view name, std::string_view logic, std::string_view type = "") {
  std::string variable;
  if (!name.empty())
    variable = "<variable name=\"" + std::string(name) + "\"" +
               (type.empty() ? "" : " typeRef=\"" + std::string(type) + "\"") + "/>";
  return "<contextEntry>" + variable + std::string(logic) + "</contextEntry>";
}

// The answer of one decision with this logic, which knows `n`.
std::string gives(std::string_view logic, feel::Value n = 3) {
  auto model = read(document(input("n") + decision("d", "n", logic)));
  return answer(*model, "d", Context().set("n", std::move(n)));
}

std::string part(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + literal(text) + "</" + std::string(name) + ">";
}

}  // namespace

TEST_CASE("given a boxed context, then an entry sees those before it and the result sees all") {
  std::string two = entry("a", literal("n + 1")) + entry("b", literal("a * 2"));
  CHECK(gives("<context>" + two + "</context>") == "{a: 4, b: 8}");
  CHECK(gives("<context>" + two + entry("", literal("a + b")) + "</context>") == "12");
}

TEST_CASE("given an entry that hides a name, then the name is back after its context") {
  std::string inner =
      "<context>" + entry("n", literal("n + 1")) + entry("", literal("n")) + "</context>";
  CHECK(gives("<list>" + inner + literal("n") + "</list>") == "[4, 3]");
}

TEST_CASE("given a typed entry, when its value does not fit, then it is null") {
  CHECK(gives("<context>" + entry("a", literal("\"x\""), "number") +
              entry("b", literal("[7]"), "number") + "</context>") == "{a: null, b: 7}");
}

TEST_CASE("given a relation, then its rows are contexts") {
  std::string rows =
      "<relation><column name=\"via\"/><column name=\"civico\"/>"
      "<row>" +
      literal("\"Roma\"") + literal("n") +
      "</row>"
      "<row>" +
      literal("\"Po\"") + literal("") + "</row></relation>";
  CHECK(gives(rows) == "[{via: \"Roma\", civico: 3}, {via: \"Po\", civico: null}]");
}

TEST_CASE("given a boxed function, when it is called by position or name, then it sees its place") {
  std::string function = "<functionDefinition><formalParameter name=\"x\" typeRef=\"number\"/>" +
                         literal("x + n") + "</functionDefinition>";
  std::string all = entry("f", function) + entry("n", literal("100"));
  CHECK(gives("<context>" + all + entry("", literal("f(1)")) + "</context>") == "4");
  CHECK(gives("<context>" + all + entry("", literal("f(x: 2)")) + "</context>") == "5");
  CHECK(gives("<context>" + all + entry("", literal("f(\"a\")")) + "</context>") == "null");
  CHECK(gives("<context>" + all + entry("", literal("for i in [1, 2] return f(i)")) +
              "</context>") == "[4, 5]");
}

TEST_CASE("given boxed conditions, then they choose, and what is no boolean gives null") {
  auto conditional = [](std::string_view test) {
    return "<conditional>" + part("if", test) + part("then", "1") + part("else", "2") +
           "</conditional>";
  };
  CHECK(gives(conditional("n > 2")) == "1");
  CHECK(gives(conditional("n > 3")) == "2");
  CHECK(gives(conditional("null")) == "2");
  CHECK(gives(conditional("\"x\"")) == "null");
}

TEST_CASE("given a boxed filter, then members of the items are names in its condition") {
  auto filter = [](std::string_view list, std::string_view match) {
    return "<filter>" + part("in", list) + part("match", match) + "</filter>";
  };
  CHECK(gives(filter("[1, 2, 3, 4]", "item > n")) == "[4]");
  CHECK(gives(filter("[{a: 1}, {a: 5}]", "a > n")) == "[{a: 5}]");
  CHECK(gives(filter("[1, 2]", "\"x\"")) == "null");
  std::string nested = "<filter>" + part("in", "[1, 5]") + "<match><context>" +
                       entry("", literal("item > n")) + "</context></match></filter>";
  CHECK(gives(nested) == "[5]");
}

TEST_CASE("given boxed iterations, then each item takes its turn") {
  auto loop = [](std::string_view kind, std::string_view in, std::string_view body) {
    std::string name(kind);
    return "<" + name + " iteratorVariable=\"i\">" + part("in", in) +
           part(kind == "for" ? "return" : "satisfies", body) + "</" + name + ">";
  };
  CHECK(gives(loop("for", "[1, 2]", "i * n")) == "[3, 6]");
  CHECK(gives(loop("for", "[1..3]", "i")) == "[1, 2, 3]");
  CHECK(gives(loop("some", "[1, 5]", "i > n")) == "true");
  CHECK(gives(loop("some", "[1, 2]", "i > n")) == "false");
  CHECK(gives(loop("every", "[1, 5]", "i > n")) == "false");
  CHECK(gives(loop("every", "[]", "i > n")) == "true");
  CHECK(gives(loop("some", "[1, 2]", "\"x\"")) == "null");
}

TEST_CASE("given an invocation, then parameters get their values by name") {
  std::string model =
      "<businessKnowledgeModel id=\"bollo\" name=\"bollo\"><variable "
      "name=\"bollo\"/><encapsulatedLogic>"
      "<formalParameter name=\"fogli\" typeRef=\"number\"/><formalParameter name=\"prezzo\"/>" +
      literal("fogli * prezzo", "number") + "</encapsulatedLogic></businessKnowledgeModel>";
  auto call = [&](std::string_view first, std::string_view second) {
    std::string logic = "<invocation>" + literal("bollo") + "<binding><parameter name=\"" +
                        std::string(first) + "\"/>" + literal("16") +
                        "</binding><binding><parameter name=\"" + std::string(second) + "\"/>" +
                        literal("2") + "</binding></invocation>";
    return answer(*read(document(model + decision("d", "k:bollo", logic))), "d");
  };
  CHECK(call("prezzo", "fogli") == "32");
  CHECK(call("prezzo", "pagine") == "null");
}

TEST_CASE("given a knowledge model with a table, when called from FEEL, then its rules are told") {
  std::string model =
      "<businessKnowledgeModel id=\"k\" name=\"fascia\"><encapsulatedLogic>"
      "<formalParameter name=\"isee\" typeRef=\"number\"/>" +
      table("FIRST", "isee => fascia", {"< 9000 => \"A\"", "- => \"B\" # Oltre i 9.000 euro."}) +
      "</encapsulatedLogic></businessKnowledgeModel>";
  auto read_model = read(document(model + decision("d", "k:k", literal("fascia(10000)"))));
  Decided decided = decide(*read_model, "d");
  CHECK(feel::to_string(decided.value) == "B");
  REQUIRE(decided.tables.size() == 1);
  CHECK(decided.tables[0].name == "fascia");
  CHECK(decided.tables[0].rules == std::vector<Rule>{Rule{2, "r2", {"Oltre i 9.000 euro."}}});
}
