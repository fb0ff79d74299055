#include <doctest/doctest.h>

#include "process/testing/dmn_text.h"

using namespace digipro;
using namespace digipro::dmn;
using namespace digipro::dmn::testing;

namespace {

using feel::Context;

std::shared_ptr<const Model> one_table(std::string_view policy, std::string_view columns,
                                       const std::vector<std::string>& rules,
                                       std::string_view type = "") {
  return read(
      document(input("n", "number") + decision("esito", "n", table(policy, columns, rules), type)));
}

// "answer | rules | first reason"
std::string of(const Model& model, int n) {
  Context inputs = Context().set("n", n);
  Decided decided = decide(model, "esito", inputs);
  std::string text = answer(model, "esito", inputs) + " | " + rules_of(decided);
  return decided.reasons.empty() ? text : text + " | " + decided.reasons[0];
}

}  // namespace

TEST_CASE("given a table of single rules, when one is met, then it stands with its number") {
  auto model = one_table("UNIQUE", "n => esito",
                         {"< 18 => \"minore\"", "[18..65) => \"adulto\"", ">= 65 => \"anziano\""});
  CHECK(of(*model, 17) == "\"minore\" | 1");
  CHECK(of(*model, 18) == "\"adulto\" | 2");
  CHECK(of(*model, 65) == "\"anziano\" | 3");
}

TEST_CASE("given a table of single rules, when two are met, then the answer is null and says why") {
  auto model = one_table("UNIQUE", "n => esito", {"< 10 => 1", "> 20 => 2", "> 5 => 3"});
  CHECK(of(*model, 7) ==
        "null | 1, 3 | Decisione \"esito\" (id esito): le regole 1, 3 sono soddisfatte insieme, "
        "una sola può esserlo.");
}

TEST_CASE("given a table, when no rule is met, then null and why, or the default output") {
  CHECK(of(*one_table("UNIQUE", "n => esito", {"1 => \"a\""}), 2) ==
        "null |  | Decisione \"esito\" (id esito): nessuna regola è soddisfatta.");
  CHECK(of(*one_table("UNIQUE", "n => esito = \"no\"", {"1 => \"a\""}), 2) == "\"no\" | standard");
  CHECK(of(*one_table("FIRST", "n => a = 1; b", {"1 => 2; 3"}), 2) == "{a: 1, b: null} | standard");
}

TEST_CASE("given rules that agree, when several are met, then ANY gives what they say") {
  auto model = one_table("ANY", "n => esito", {"> 1 => \"a\"", "> 2 => \"a\"", "> 3 => \"b\""});
  CHECK(of(*model, 3) == "\"a\" | 1, 2");
  CHECK(of(*model, 4) ==
        "null | 1, 2, 3 | Decisione \"esito\" (id esito): le regole 1, 2, 3 danno risultati "
        "diversi.");
}

TEST_CASE(
    "given several rules met, then FIRST, PRIORITY and the orders choose as their name says") {
  std::vector<std::string> rules = {"> 1 => \"medio\"", "> 2 => \"basso\"", "> 3 => \"alto\""};
  std::string values = "n => esito: \"alto\", \"medio\", \"basso\"";
  CHECK(of(*one_table("FIRST", "n => esito", rules), 9) == "\"medio\" | 1");
  CHECK(of(*one_table("PRIORITY", values, rules), 9) == "\"alto\" | 3");
  CHECK(of(*one_table("PRIORITY", values, rules), 3) == "\"medio\" | 1");
  CHECK(of(*one_table("RULE ORDER", "n => esito", rules), 9) ==
        "[\"medio\", \"basso\", \"alto\"] | 1, 2, 3");
  CHECK(of(*one_table("OUTPUT ORDER", values, rules), 9) ==
        "[\"alto\", \"medio\", \"basso\"] | 1, 2, 3");
}

TEST_CASE("given collected outputs, then they are listed, summed, counted, the least or the most") {
  std::vector<std::string> rules = {"> 1 => 10", "> 2 => 30", "> 3 => 20.5"};
  CHECK(of(*one_table("COLLECT", "n => esito", rules), 9) == "[10, 30, 20.5] | 1, 2, 3");
  CHECK(of(*one_table("COLLECT+SUM", "n => esito", rules), 9) == "60.5 | 1, 2, 3");
  CHECK(of(*one_table("COLLECT+MIN", "n => esito", rules), 9) == "10 | 1, 2, 3");
  CHECK(of(*one_table("COLLECT+MAX", "n => esito", rules), 3) == "30 | 1, 2");
  CHECK(of(*one_table("COLLECT+COUNT", "n => esito", rules), 3) == "2 | 1, 2");
  CHECK(of(*one_table("COLLECT+COUNT", "n => esito", rules), 0) == "0 | ");
}

TEST_CASE("given several outputs, then a rule gives a context, ordered by the first that differs") {
  auto model = one_table("PRIORITY", "n => esito: \"si\", \"no\"; grado: 3, 2, 1",
                         {"> 1 => \"no\"; 3", "> 2 => \"si\"; 1", "> 3 => \"si\"; 2"});
  CHECK(of(*model, 3) == "{esito: \"si\", grado: 1} | 2");
  CHECK(of(*model, 9) == "{esito: \"si\", grado: 2} | 3");
}

TEST_CASE("given cells of every kind, then each is met by what it says") {
  struct {
    const char* cell;
    int met, not_met;
  } cells[] = {{"5", 5, 6},
               {"1, 5, 9", 9, 2},
               {"[1..5]", 5, 6},
               {"]1..5[", 4, 5},
               {"not(1, 2)", 3, 2},
               {"not([1..5])", 6, 3},
               {"< limite", 9, 10},
               {"? * 2 > 9", 5, 4},
               {"odd(?)", 3, 4},
               {"> 3 , < 1", 0, 2},
               {"if n > 4 then 5 else 1", 5, 7}};
  for (const auto& [cell, met, not_met] : cells) {
    CAPTURE(cell);
    auto model =
        read(document(input("n", "number") + decision("limite", "", literal("10")) +
                      decision("esito", "n d:limite",
                               table("UNIQUE", "n => esito", {std::string(cell) + " => true"}))));
    CHECK(answer(*model, "esito", Context().set("n", met)) == "true");
    CHECK(answer(*model, "esito", Context().set("n", not_met)) == "null");
  }
}

TEST_CASE("given a dash or an empty cell, then everything meets it, a missing value too") {
  auto model = one_table("FIRST", "n => esito", {"null => \"manca\"", "- => \"-\""});
  CHECK(answer(*model, "esito") == "\"manca\"");
  CHECK(of(*model, 1) == "\"-\" | 2");
  CHECK(of(*one_table("UNIQUE", "n => esito", {" => 1"}), 4) == "1 | 1");
}

TEST_CASE("given rules with annotations, when they are met, then their texts are told") {
  auto model = one_table("COLLECT", "n => esito",
                         {"> 1 => 1 # Ha più di un anno.", "> 2 => 2", "> 3 => 3 # Ne ha tre."});
  Decided decided = decide(*model, "esito", Context().set("n", 9));
  REQUIRE(decided.tables.size() == 1);
  CHECK(decided.tables[0].element == "esito");
  REQUIRE(decided.tables[0].rules.size() == 3);
  CHECK(decided.tables[0].rules[0] == Rule{1, "r1", {"Ha più di un anno."}});
  CHECK(decided.tables[0].rules[1] == Rule{2, "r2", {}});
  CHECK(decided.tables[0].rules[2] == Rule{3, "r3", {"Ne ha tre."}});
}

TEST_CASE("given allowed values, when input or output is another, then null and why") {
  std::string columns =
      "<decisionTable><input><inputExpression><text>n</text></inputExpression>"
      "<inputValues><text>[0..100]</text></inputValues></input>"
      "<output><outputValues><text>\"si\", \"no\"</text></outputValues></output>";
  std::string rules =
      "<rule><inputEntry><text>&lt; 50</text></inputEntry><outputEntry><text>\"si\"</text>"
      "</outputEntry></rule><rule><inputEntry><text>>= 50</text></inputEntry>"
      "<outputEntry><text>\"forse\"</text></outputEntry></rule></decisionTable>";
  auto model = read(document(input("n") + decision("esito", "n", columns + rules)));
  CHECK(of(*model, 5) == "\"si\" | 1");
  CHECK(of(*model, 101) ==
        "null | no table | Decisione \"esito\" (id esito): colonna «n»: il valore non è fra quelli "
        "ammessi.");
  CHECK(of(*model, 70).find("il valore di uscita  non è fra quelli ammessi.") != std::string::npos);
}

TEST_CASE("given a table without priorities in its column, then the values of its type are taken") {
  std::string type =
      item("grado", "string", "<allowedValues><text>\"alto\", \"basso\"</text></allowedValues>");
  auto model = read(document(
      type + input("n") +
      decision("esito", "n",
               table("PRIORITY", "n => esito", {"> 1 => \"basso\"", "> 2 => \"alto\""}), "grado")));
  CHECK(of(*model, 3) == "\"alto\" | 2");
}
