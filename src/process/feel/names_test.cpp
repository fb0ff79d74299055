#include <doctest/doctest.h>

#include "process/feel/testing/answer.h"

using namespace digipro::feel;
using digipro::feel::testing::answer;

TEST_CASE("given names with blanks and signs, when they are known, then the longest one is read") {
  Context names;
  names.set("Reddito annuo", 1200).set("Reddito", 5).set("nota-bene", 7).set("nota", 100);
  names.set("bene", 1).set("l'ufficio", "Verde").set("profit and loss", 3).set("a+b", 9);
  CHECK(answer("Reddito annuo / 12", names) == "100");
  CHECK(answer("Reddito  annuo / 12", names) == "100");  // any blanks
  CHECK(answer("Reddito", names) == "5");
  CHECK(answer("nota-bene", names) == "7");
  CHECK(answer("nota - bene", names) == "99");
  CHECK(answer("l'ufficio", names) == "\"Verde\"");
  CHECK(answer("profit and loss + 1", names) == "4");
  CHECK(answer("a+b", names) == "9");
}

TEST_CASE("given a name that begins like a known one, when read, then it is another name") {
  Context names;
  names.set("Costi", 1).set("Costituzione", 2).set("if applicable", 3).set("date of birth", 4);
  CHECK(answer("Costituzione", names) == "2");
  CHECK(answer("if applicable", names) == "3");
  CHECK(answer("date of birth", names) == "4");
  CHECK(answer("Costi + Costituzione", names) == "3");
}

TEST_CASE("given letters of Italian and of other scripts, when names, then they are names") {
  Context names;
  names.set("città", "Trieste").set("quantità_2", 4).set("名前", "x");
  CHECK(answer("città", names) == "\"Trieste\"");
  CHECK(answer("quantità_2 * 2", names) == "8");
  CHECK(answer("名前", names) == "\"x\"");
}

TEST_CASE("given an unknown name, when compiled strictly, then line, column and name are told") {
  Scope scope;
  scope.add("importo");
  auto refused = Expression::compile("importo +\n  impotro", scope);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == digipro::ErrorCode::definition);
  REQUIRE(refused.error().fields.size() == 1);
  CHECK(refused.error().fields[0].field == "2:3");
  CHECK(refused.error().fields[0].sentence == "Il nome «impotro» non è noto.");
}

TEST_CASE("given compile problems, when told, then the place is the first wrong character") {
  auto place = [](std::string_view text) {
    auto refused = Expression::compile(text, {});
    return refused ? std::string("compiled") : refused.error().fields.at(0).field;
  };
  CHECK(place("1 +") == "1:4");
  CHECK(place("(1 + 2") == "1:7");
  CHECK(place("1 2") == "1:3");
  CHECK(place("\"à\" + §") == "1:7");  // columns are characters
  CHECK(place("\"aperto") == "1:1");
  CHECK(place("[1, 2") == "1:6");
  CHECK(place("{a: }") == "1:5");
  CHECK(place("/* mai chiuso") == "1:1");
  CHECK(place("\"\\u12\"") == "1:2");
  CHECK(place("") == "1:1");
  CHECK(place("\xff") == "1:1");
}

TEST_CASE("given comments, when between tokens, then they count as blanks") {
  CHECK(answer("1 + // uno\n 2") == "3");
  CHECK(answer("1 /* e poi */ + 2") == "3");
  CHECK(answer("\"// testo\"") == "\"// testo\"");
}

TEST_CASE("given string escapes, when read, then the grammar's rules 33 to 36 hold") {
  CHECK(answer("string length(\"\\u00e8\")") == "1");
  CHECK(answer("\"\\u00e8\" = \"è\"") == "true");
  CHECK(answer("\"\\uD83D\\uDE00\" = \"\\U01F600\"") == "true");
  CHECK(answer("string length(\"\\U01F600\")") == "1");
  CHECK(answer("string length(\"a\\tb\\n\")") == "4");
  CHECK(answer("\"\\\"\" = \"\"\"").substr(0, 7) == "refused");
  CHECK(answer("string length(\"\\\"\")") == "1");
}

TEST_CASE("given contexts, when read, then earlier entries are names for later ones") {
  CHECK(answer("{a: 1, b: a + 1}.b") == "2");
  CHECK(answer("{data di nascita: @\"2000-01-01\", anno: data di nascita.year}.anno") == "2000");
  CHECK(answer("{\"chiave strana!\": 5}") == "{\"chiave strana!\": 5}");
  CHECK(answer("{}") == "{}");
  CHECK(answer("{a: {b: {c: 7}}}.a.b.c") == "7");
  CHECK(answer("{a: 1}.z") == "null");
  CHECK(answer("{a: 1, a: 2}") == "null");
  CHECK(answer("[{n: 1}, {n: 2}].n") == "[1, 2]");
}

TEST_CASE("given members with signs in their names, when declared, then paths read them whole") {
  Scope scope;
  scope.add("persona");
  scope.add_member("nome di battesimo-2");
  auto expression = Expression::compile("persona.nome di battesimo-2", scope);
  REQUIRE(expression);
  std::vector<Value> values = {Context().set("nome di battesimo-2", "Ada")};
  auto result = expression->evaluate(values, digipro::feel::testing::noon());
  CHECK(digipro::feel::testing::written(result->value) == "\"Ada\"");
}

TEST_CASE("given a scope, when compiled, then only the slots that are named are asked for") {
  Scope scope;
  scope.add("a");
  scope.add("b");
  scope.add("c");
  CHECK(scope.add("b") == 1);  // found again
  auto expression = Expression::compile("c + a + c", scope);
  REQUIRE(expression);
  CHECK(expression->slots_used() == std::vector<size_t>{0, 2});
  CHECK(expression->text() == "c + a + c");
  std::vector<Value> values = {Value(1), Value(2)};  // the slot of c is missing: null
  CHECK(expression->evaluate(values, digipro::feel::testing::noon())->value.is_null());
}
