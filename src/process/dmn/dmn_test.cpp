#include "process/dmn/dmn.h"

#include <doctest/doctest.h>

#include "process/testing/dmn_text.h"

using namespace digipro;
using namespace digipro::dmn;
using namespace digipro::dmn::testing;

namespace {

using feel::Context;

bool says(const std::string& problems, std::string_view sentence) {
  CAPTURE(problems);
  return problems.find(sentence) != std::string::npos;
}

}  // namespace

TEST_CASE("given decisions that need each other, then each is decided from its inputs") {
  auto model = read(
      document(input("nascita", "date") +
               decision("eta", "nascita",
                        literal("years and months duration(nascita, date(\"2026-11-23\")).years"),
                        "number") +
               decision("maggiorenne", "d:eta", literal("eta >= 18"), "boolean")));
  CHECK(answer(*model, "maggiorenne", Context().set("nascita", *feel::parse_date("2008-11-23"))) ==
        "true");
  CHECK(answer(*model, "maggiorenne", Context().set("nascita", *feel::parse_date("2008-11-24"))) ==
        "false");
  ElementIndex element = model->find_by_id("maggiorenne");
  REQUIRE(model->inputs_of(element).size() == 1);
  CHECK(model->inputs_of(element)[0].name == "nascita");
  CHECK(model->inputs_of(element)[0].type == "date");
  CHECK(model->find_by_id("nascita") == Model::no_element);  // an input is not decided
}

TEST_CASE(
    "given a typed input, when the value is of another type or not allowed, then it is null") {
  std::string types =
      item("zona", "string", "<allowedValues><text>\"A\", \"B\"</text></allowedValues>") +
      item("zone", "zona").replace(15, 0, " isCollection=\"true\"");
  auto model = read(document(types + input("z", "zona") + input("tutte", "zone") +
                             decision("una", "z", literal("z")) +
                             decision("piu", "tutte", literal("tutte"))));
  CHECK(answer(*model, "una", Context().set("z", "A")) == "\"A\"");
  CHECK(answer(*model, "una", Context().set("z", 1)) == "null");
  CHECK(answer(*model, "una", Context().set("z", "C")) == "null");
  CHECK(decide(*model, "una", Context().set("z", "C")).reasons ==
        std::vector<std::string>{
            "Dato di ingresso \"z\" (id z): un valore non è fra quelli che il tipo zona ammette."});
  CHECK(answer(*model, "piu", Context().set("tutte", feel::List{"A", "B"})) == "[\"A\", \"B\"]");
  CHECK(answer(*model, "piu", Context().set("tutte", feel::List{"A", "C"})) == "null");
  CHECK(answer(*model, "piu", Context().set("tutte", "B")) == "[\"B\"]");
}

TEST_CASE("given a structured type, then its members are checked and may have names of words") {
  std::string type =
      item("persona", "",
           "<itemComponent name=\"codice fiscale\"><typeRef>string</typeRef></itemComponent>"
           "<itemComponent name=\"anni\"><typeRef>number</typeRef>"
           "<allowedValues><text>[0..120]</text></allowedValues></itemComponent>");
  auto model = read(document(type + input("p", "persona") +
                             decision("d", "p", literal("p.codice fiscale + \"!\""))));
  CHECK(answer(*model, "d",
               Context().set("p", Context().set("codice fiscale", "RSS").set("anni", 40))) ==
        "\"RSS!\"");
  CHECK(answer(*model, "d",
               Context().set("p", Context().set("codice fiscale", "RSS").set("anni", 140))) ==
        "null");
}

TEST_CASE("given a decision service, then its inputs take the place of what it would decide") {
  std::string service =
      "<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#b\"/><inputDecision "
      "href=\"#a\"/>"
      "<inputData href=\"#n\"/></decisionService>";
  auto model = read(document(input("n") + decision("a", "n", literal("n * 2")) +
                             decision("b", "n d:a", literal("a + n")) + service +
                             decision("fuori", "d:a k:s", literal("[a, s(1, 100)]"))));
  CHECK(answer(*model, "s", Context().set("n", 1).set("a", 50)) == "51");
  CHECK(answer(*model, "fuori", Context().set("n", 7)) == "[14, 101]");
}

TEST_CASE("given a wrong model, then each problem names element and place for its author") {
  auto problems = [](const std::string& body) { return problems_of(document(body)); };
  CHECK(problems(decision("d", "", literal("1 +"))) ==
        "Decisione \"d\" (id d, riga 2): espressione «1 +»: Qui serve un valore, c'è la fine.");
  CHECK(says(
      problems(input("n") + decision("d", "n", table("UNIQUE", "n => x", {"1 => 1", "< => 2"}))),
      "): regola 2: espressione «<»: "));
  CHECK(says(problems(decision("d", "", literal("ignoto + 1"))), "Il nome «ignoto» non è noto."));
  CHECK(says(problems(decision("d", "", literal("1"), "tIgnoto")), "tipo sconosciuto: tIgnoto."));
  CHECK(says(problems(decision("d", "manca", literal("1"))),
             "il riferimento #manca non porta a nessun elemento."));
  CHECK(says(problems(decision("d", "", "")), "manca la logica della decisione."));
  CHECK(says(problems(decision("d", "", literal("1")) + decision("d", "", literal("2"))),
             "l'id è già usato da un altro elemento."));
  CHECK(says(problems("<import name=\"altro\"/>"),
             "Importazione \"altro\" (riga 2): questo elemento non è supportato."));
  CHECK(says(problems(item("a", "b") + item("b", "a")), "finisce per contenere sé stesso."));
  CHECK(says(problems(decision("a", "d:b", literal("b")) + decision("b", "d:a", literal("a"))),
             "finisce per richiedere sé stesso."));
  CHECK(says(
      problems(decision(
          "d", "", "<functionDefinition kind=\"Java\">" + literal("1") + "</functionDefinition>")),
      "le funzioni di tipo Java non sono supportate."));
}

TEST_CASE("given a wrong table, then the problem says what its hit policy wants") {
  auto problems = [](std::string_view policy, std::string_view columns,
                     const std::vector<std::string>& rules) {
    return problems_of(document(input("n") + decision("d", "n", table(policy, columns, rules))));
  };
  CHECK(says(problems("PRIORITY", "n => x", {"1 => 1"}),
             "vuole i valori di uscita (outputValues) in ordine"));
  CHECK(says(problems("COLLECT+SUM", "n => x; y", {"1 => 1; 2"}),
             "con più uscite COLLECT non ha aggregation."));
  CHECK(says(problems("UNIQUE+SUM", "n => x", {"1 => 1"}), "aggregation vale solo con COLLECT."));
  CHECK(says(problems("UNIQUE", "n => x", {"1; 2 => 1"}),
             "regola 1: le celle non sono quante le colonne."));
  CHECK(says(problems("UNIQUE", "n => x", {}), "la tabella non ha regole."));
  CHECK(says(problems("SOLA", "n => x", {"1 => 1"}), "hitPolicy sconosciuta: SOLA."));
}

TEST_CASE("given documents that are no DMN, then they are refused") {
  CHECK(problems_of("<definitions/>") ==
        "Documento DMN (riga 1): non è un documento DMN 1.3, 1.4 o 1.5 (elemento definitions).");
  CHECK(problems_of("definitions") == "malformed");
  std::string twelve = document("");
  twelve.replace(twelve.find("20230324"), 8, "20180521");
  CHECK(says(problems_of(twelve), "non è un documento DMN 1.3, 1.4 o 1.5"));
  for (const char* version : {"20191111", "20211108", "20230324"}) {
    std::string text = document(decision("d", "", literal("1")));
    text.replace(text.find("20230324"), 8, version);
    CHECK(problems_of(text) == "accepted");
  }
}

TEST_CASE("given a decision that never ends, when decided, then a limit stops it by name") {
  auto model = read(document(decision("d", "",
                                      literal("every a in 1..1000 satisfies every b in 1..1000 "
                                              "satisfies every c in 1..1000 satisfies true"))));
  auto decided = model->decide(model->find_by_id("d"), {}, Instant{0});
  REQUIRE_FALSE(decided.has_value());
  CHECK(decided.error().code == ErrorCode::limit_exceeded);
  CHECK(decided.error().detail.find("Decisione \"d\" (id d): ") == 0);
}

TEST_CASE("given many tables that are each within the limit, then their sum is held to it too") {
  std::string body =
      decision("a", "", literal("every x in 1..150 satisfies every y in 1..1000 satisfies true"));
  std::string all = "[";
  for (int i = 0; i < 20; ++i) all += "sopra(), ";
  body += "<businessKnowledgeModel id=\"sopra\" name=\"sopra\"><encapsulatedLogic>" +
          literal("every x in 1..150 satisfies every y in 1..1000 satisfies true") +
          "</encapsulatedLogic></businessKnowledgeModel>";
  auto model = read(document(body + decision("d", "k:sopra", literal(all + "1]"))));
  CHECK(model->decide(model->find_by_id("a"), {}, Instant{0}).has_value());
  CHECK_FALSE(model->decide(model->find_by_id("d"), {}, Instant{0}).has_value());
}

TEST_CASE("given functions that call each other through a value, then the depth ends it") {
  std::string model =
      "<businessKnowledgeModel id=\"k\" name=\"k\"><encapsulatedLogic>"
      "<formalParameter name=\"f\"/>" +
      literal("f(f)") + "</encapsulatedLogic></businessKnowledgeModel>";
  auto read_model = read(document(model + decision("d", "k:k", literal("k(k)"))));
  auto decided = read_model->decide(read_model->find_by_id("d"), {}, Instant{0});
  REQUIRE_FALSE(decided.has_value());
  CHECK(decided.error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("given a wrong expression read leniently, then it is null and says why") {
  auto reading =
      read_leniently(document(decision("d", "", literal("1 +")) + decision("e", "", literal("2"))));
  REQUIRE(reading.has_value());
  CHECK(reading->problems.size() == 1);
  CHECK(answer(*reading->model, "d") == "null");
  CHECK(answer(*reading->model, "e") == "2");
  CHECK(decide(*reading->model, "d").reasons.size() == 1);
}

TEST_CASE(
    "given a function from a model, when the model is let go, then the function still works") {
  feel::Value function;
  {
    auto model =
        read(document("<businessKnowledgeModel id=\"k\" name=\"k\"><encapsulatedLogic>"
                      "<formalParameter name=\"x\"/>" +
                      literal("x + 1") + "</encapsulatedLogic></businessKnowledgeModel>" +
                      decision("d", "k:k", literal("k"))));
    function = decide(*model, "d").value;
  }
  REQUIRE(function.as_function());
  std::vector<feel::Value> arguments = {41};
  auto result = feel::call(*function.as_function(), arguments, {});
  CHECK(feel::to_string(result->value) == "42");
}
