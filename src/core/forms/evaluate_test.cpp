#include <doctest/doctest.h>

#include "core/forms/testing/small_form.h"

using namespace digipro;
using namespace digipro::forms;
using namespace digipro::forms::testing;

namespace {

const feel::Value& value(const FormView& view, std::string_view id) {
  return view.find(id)->value;
}

}  // namespace

TEST_CASE("given a chain of conditions, when its first link breaks, then the whole chain is gone") {
  FormDefinition form = form_of(R"(
      {"id":"a","type":"yes_no","label":"A"},
      {"id":"b","type":"text","label":"B","visible_if":"a = true"},
      {"id":"c","type":"text","label":"C","visible_if":"b != null"})");
  CHECK(view_of(form, R"({"a":true,"b":"x","c":"y"})").find("c")->visible);
  FormView broken = view_of(form, R"({"a":false,"b":"x","c":"y"})");
  CHECK_FALSE(broken.find("b")->visible);
  CHECK_FALSE(broken.find("c")->visible);
  CHECK(broken.values() == json::Object{{"a", false}});
  CHECK(broken.feel_values().find("b")->is_null());
}

TEST_CASE("given a condition that is null, when it is evaluated, then it does not hold") {
  FormDefinition form = form_of(R"(
      {"id":"n","type":"integer","label":"N"},
      {"id":"b","type":"text","label":"B","visible_if":"n > 3"},
      {"id":"c","type":"text","label":"C","required_if":"n > 3"})");
  FormView view = view_of(form);
  CHECK_FALSE(view.find("b")->visible);
  CHECK_FALSE(view.find("c")->required);
  CHECK(view_of(form, R"({"n":"4"})").find("c")->required);
}

TEST_CASE("given what cannot be computed, when it is evaluated, then the author is told") {
  FormDefinition form = form_of(R"(
      {"id":"n","type":"integer","label":"N"},
      {"id":"b","type":"decimal","label":"B","computed":"10 / n"})");
  FormView view = view_of(form, R"({"n":"0"})");
  CHECK(view.find("b")->value.is_null());
  CHECK_FALSE(view.find("b")->problem.has_value());
  REQUIRE(view.reasons.size() == 1);
  CHECK(view.reasons[0].starts_with("b: "));
  FormDefinition halves = form_of(R"({"id":"a","type":"integer","label":"A","computed":"3 / 2"})");
  CHECK(view_of(halves).find("a")->value.is_null());
  CHECK(view_of(halves).reasons.size() == 1);
}

TEST_CASE("given a wrong answer, when others use it, then they see null") {
  FormDefinition form = form_of(R"(
      {"id":"n","type":"integer","label":"N","maximum":10},
      {"id":"b","type":"text","label":"B","visible_if":"n > 5"})");
  CHECK(view_of(form, R"({"n":"6"})").find("b")->visible);
  FormView view = view_of(form, R"({"n":"60"})");
  CHECK_FALSE(view.find("b")->visible);
  CHECK(view.find("n")->raw == json::Value("60"));  // what was typed stays, to be mended
  CHECK(view.find("n")->problem->kind == ProblemKind::wrong);
  CHECK(view.values().empty());
}

TEST_CASE("given two fields of which one is due, when neither is given, then both are missing") {
  FormDefinition form = form_of(R"(
      {"id":"telefono","type":"telephone","label":"T","required_if":"email = null"},
      {"id":"email","type":"email","label":"E","required_if":"telefono = null"})");
  CHECK(view_of(form).problems(std::nullopt, true).size() == 2);
  CHECK(view_of(form).problems(std::nullopt, false).empty());
  FormView given = view_of(form, R"({"email":"a@example.it"})");
  CHECK(given.sendable);
  CHECK(given.find("email")->required);
  CHECK_FALSE(given.find("telefono")->required);
}

TEST_CASE("given a computed field, when its sources change, then it follows and cannot be typed") {
  FormDefinition form = form_of(R"(
      {"id":"lato","type":"decimal","label":"Lato","unit":"m"},
      {"id":"area","type":"decimal","label":"Area","scale_max":2,"unit":"m²",
       "computed":"lato * lato / 2"})");
  FormView view = view_of(form, R"({"lato":"0.5","area":"99"})");
  const FieldView& area = *view.find("area");
  CHECK(area.read_only);
  CHECK_FALSE(area.given);
  CHECK(area.raw == json::Value("0.13"));  // 0.125, half up
  CHECK(area.display_text == "0,13 m²");
  CHECK(view.values()["area"] == json::Value("0.13"));
  CHECK(value(view_of(form), "area").is_null());
  CHECK(view_of(form, R"({"lato":"2"})").values()["area"] == json::Value(2));
}

TEST_CASE("given known data and a usual value, when a field is open, then answers go before both") {
  FormDefinition form = form_of(R"json(
      {"id":"nome","type":"text","label":"N","prefill":"person.full_name","default":"\"Ospite\""},
      {"id":"giorno","type":"date","label":"G","default":"today()"})json");
  FeelContext anna = context_at(monday);
  anna.person = feel::Value(feel::Context().set("full_name", feel::Value("Anna Verdi")));
  CHECK(evaluate(form, {}, anna).find("nome")->raw == json::Value("Anna Verdi"));
  CHECK(view_of(form).find("nome")->raw == json::Value("Ospite"));
  CHECK(view_of(form).find("giorno")->raw == json::Value("2026-11-23"));
  FormView answered = evaluate(form, answers_of(R"({"nome":"Bruno","giorno":""})"), anna);
  CHECK(answered.find("nome")->raw == json::Value("Bruno"));
  CHECK(answered.find("nome")->given);
  CHECK(answered.find("giorno")->raw.is_null());  // emptied on purpose
  CHECK_FALSE(answered.find("giorno")->given);
}

TEST_CASE(
    "given known data that does not fit, when a field is open, then it is left out silently") {
  FormDefinition form =
      form_of(R"({"id":"email","type":"email","label":"E","prefill":"person.email"})");
  FeelContext anna = context_at(monday);
  anna.person = feel::Value(feel::Context().set("email", feel::Value("non la so")));
  FormView view = evaluate(form, {}, anna);
  CHECK(view.find("email")->raw.is_null());
  CHECK_FALSE(view.find("email")->problem.has_value());
  CHECK(view.reasons.size() == 1);
}

TEST_CASE("given a check over two fields, when it is false, then its author's words are shown") {
  FormDefinition form = form_of(R"(
      {"id":"inizio","type":"date","label":"I"},
      {"id":"fine","type":"date","label":"F","checks":[
        {"condition":"fine >= inizio","sentence":"La fine viene prima: correggila."}]})");
  FormView wrong = view_of(form, R"({"inizio":"2026-12-02","fine":"2026-12-01"})");
  CHECK(problem_of(wrong, "fine") == "wrong La fine viene prima: correggila.");
  CHECK_FALSE(wrong.sendable);
  CHECK(view_of(form, R"({"inizio":"2026-12-02","fine":"2026-12-02"})").sendable);
  CHECK(view_of(form, R"({"fine":"2026-12-01"})").sendable);  // null passes
}

TEST_CASE("given a bound that is another field, when it moves, then the bound moves") {
  FormDefinition form = form_of(R"(
      {"id":"posti","type":"integer","label":"P"},
      {"id":"ospiti","type":"integer","label":"O","maximum":"=posti - 1"})");
  CHECK(problem_of(view_of(form, R"({"posti":"5","ospiti":"5"})"), "ospiti") ==
        "wrong «O»: il numero non può essere maggiore di 4. Correggilo.");
  CHECK(view_of(form, R"({"posti":"6","ospiti":"5"})").sendable);
  CHECK(view_of(form, R"({"ospiti":"5"})").sendable);  // no bound yet
}

TEST_CASE(
    "given steps, when one has nothing to ask, then it is not shown and its fields are gone") {
  auto form = FormDefinition::parse(R"({"format":"digipro.form/1","title":"T","steps":[
      {"id":"uno","title":"Uno","fields":[{"id":"a","type":"yes_no","label":"A","required":true}]},
      {"id":"due","title":"Due","visible_if":"a = true",
       "fields":[{"id":"n","type":"note","text":"Leggi."},
                 {"id":"b","type":"text","label":"B","required":true}]},
      {"id":"tre","title":"Tre",
       "fields":[{"id":"c","type":"text","label":"C","visible_if":"b = \"x\""}]}]})");
  REQUIRE(form.has_value());
  FormView no = view_of(*form, R"({"a":false,"b":"x","c":"y"})");
  CHECK(no.steps[0].complete);
  CHECK_FALSE(no.steps[1].visible);
  CHECK_FALSE(no.steps[2].visible);  // b is hidden, so is c
  CHECK(no.sendable);
  CHECK(no.summary.size() == 1);
  FormView yes = view_of(*form, R"({"a":true})");
  CHECK(yes.steps[1].visible);
  CHECK_FALSE(yes.steps[1].complete);
  CHECK_FALSE(yes.sendable);
  CHECK(yes.problems(1, true).size() == 1);
  CHECK(yes.problems(0, true).empty());
  REQUIRE(yes.summary.size() == 2);
  REQUIRE(yes.summary[1].lines.size() == 1);  // the note is left out, what is due is there
  CHECK(yes.summary[1].lines[0].text.empty());
}

TEST_CASE("given two views, when they are compared, then only what differs is named") {
  FormDefinition form = form_of(R"(
      {"id":"a","type":"integer","label":"A"},
      {"id":"b","type":"text","label":"B","required_if":"a > 1"},
      {"id":"c","type":"decimal","label":"C","computed":"a * 2"},
      {"id":"d","type":"text","label":"D"})");
  FormView before = view_of(form, R"({"a":"1","d":"x"})");
  using Ids = std::vector<std::string>;
  CHECK(changed_fields(before, view_of(form, R"({"a":"1","d":"x"})")).empty());
  CHECK(changed_fields(before, view_of(form, R"({"a":"2","d":"x"})")) == Ids{"a", "b", "c"});
  CHECK(changed_fields(before, view_of(form, R"({"a":"due","d":"x"})")) == Ids{"a", "c"});
  // Due and given: its mark differs, its value does not.
  CHECK(changed_fields(view_of(form, R"({"a":"1","b":"x"})"),
                       view_of(form, R"({"a":"2","b":"x"})")) == Ids{"a", "b", "c"});
}

TEST_CASE("given an expression without end, when it is evaluated, then its limit stops it") {
  FormDefinition form = form_of(R"(
      {"id":"a","type":"text","label":"A",
       "visible_if":"every x in 1..1000000 satisfies every y in 1..1000000 satisfies x + y > 0"},
      {"id":"b","type":"text","label":"B"})");
  FeelContext context = context_at(monday);
  context.limits.steps_max = 1'000;
  FormView view = evaluate(form, {{"b", "x"}}, context);
  CHECK_FALSE(view.find("a")->visible);
  CHECK(view.find("b")->visible);
  REQUIRE_FALSE(view.reasons.empty());
  CHECK(view.reasons[0].starts_with("a: "));
}
