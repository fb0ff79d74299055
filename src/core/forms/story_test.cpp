// The form of the first service, as a citizen meets it: albero -> pericolo -> luogo -> contatti.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/testing/source_tree.h"
#include "core/forms/form.h"

using namespace digipro;
using namespace digipro::forms;

namespace {

const FormDefinition& report() {
  static const FormDefinition form = [] {
    auto read =
        FormDefinition::parse(testing::source_file("services/segnalazione-aree-verdi/form.json"));
    if (!read) FAIL(read.error().detail);
    return *read;
  }();
  return form;
}

FeelContext nobody() {
  FeelContext context;
  context.now = Instant{1'795'420'800'000'000};  // 2026-11-23
  return context;
}

std::vector<std::string> shown_fields(const FormView& view) {
  std::vector<std::string> ids;
  for (const FieldView& field : view.fields)
    if (field.visible) ids.push_back(field.field->id);
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "given a new report, when nothing is answered, then only what concerns everybody is asked") {
  FormView view = evaluate(report(), {}, nobody());
  CHECK(shown_fields(view) == Ids{"problema", "descrizione", "luogo", "foto", "vuole_risposta"});
  CHECK(view.problems(std::nullopt, false).empty());
  std::vector<FieldProblem> due = view.problems(0, true);
  REQUIRE(due.size() == 2);
  CHECK(due[0].field == "problema");
  CHECK(due[0].sentence == "Manca la risposta a «Che cosa hai visto?»: scegli una voce.");
  CHECK(due[1].field == "descrizione");
  CHECK(due[1].sentence == "Manca «Descrivi il problema»: compila questo campo.");
  CHECK_FALSE(view.sendable);
  CHECK(view.values().empty());
}

TEST_CASE("given a report, when a tree is chosen, then its state and the danger are asked too") {
  FormView before = evaluate(report(), {}, nobody());
  FormView view = evaluate(report(), {{"problema", "albero"}}, nobody());
  CHECK(shown_fields(view) == Ids{"problema", "albero_stato", "pericolo", "descrizione", "luogo",
                                  "foto", "vuole_risposta"});
  CHECK(changed_fields(before, view) == Ids{"problema", "albero_stato", "pericolo"});
  CHECK(view.find("problema")->display_text == "Albero o ramo");
}

TEST_CASE("given a tree in danger, when rubbish is chosen instead, then what hung on it is gone") {
  Answers answers{{"problema", "albero"}, {"albero_stato", "caduto"}, {"pericolo", true}};
  FormView tree = evaluate(report(), answers, nobody());
  CHECK(tree.find("accessibile")->visible);
  answers["problema"] = "rifiuti";
  FormView rubbish = evaluate(report(), answers, nobody());
  CHECK_FALSE(rubbish.find("albero_stato")->visible);
  CHECK_FALSE(rubbish.find("pericolo")->visible);
  CHECK(rubbish.find("pericolo")->raw.is_null());
  CHECK_FALSE(rubbish.find("accessibile")->visible);  // pericolo is hidden: null, not true
  CHECK(rubbish.values() == json::Object{{"problema", "rifiuti"}});
}

TEST_CASE("given the whole story, when all is answered, then it can be sent and is told in order") {
  json::Value place = json::Value::object({{"street", "Via Verdi"},
                                           {"number", "4"},
                                           {"description", "davanti alla scuola"},
                                           {"lat", "45.4642"},
                                           {"lon", "9.19"}});
  Answers answers{{"problema", "albero"},   {"albero_stato", "pericolante"},
                  {"pericolo", true},       {"descrizione", "Un ramo grosso pende sul vialetto."},
                  {"luogo", place},         {"accessibile", false},
                  {"vuole_risposta", true}, {"email", "anna.verdi@example.it"}};
  FormView view = evaluate(report(), answers, nobody());
  CHECK(view.problems(std::nullopt, true).empty());
  CHECK(view.sendable);
  CHECK(view.find("luogo")->display_text == "Via Verdi 4, davanti alla scuola");
  json::Object values = view.values();
  CHECK(values["luogo"]["lat"].text() == "45.4642");  // as given, for the map
  CHECK(values["pericolo"] == json::Value(true));
  CHECK_FALSE(values.contains("nome"));
  REQUIRE(view.summary.size() == 4);
  CHECK(view.summary[0].lines[1].label == "Che cosa è successo all'albero?");
  CHECK(view.summary[0].lines[1].text == "Sembra che stia per cadere");
  CHECK(view.summary[0].lines[2].text == "Sì");
  CHECK(view.summary[2].lines.empty());  // no photo, and none is due
  answers["vuole_risposta"] = false;
  FormView anonymous = evaluate(report(), answers, nobody());
  CHECK(anonymous.sendable);
  CHECK_FALSE(anonymous.values().contains("email"));
}

TEST_CASE(
    "given a logged-in reporter, when an answer is wanted, then name and mail are filled in") {
  FeelContext context = nobody();
  context.person = feel::Value(feel::Context()
                                   .set("full_name", feel::Value("Anna Verdi"))
                                   .set("email", feel::Value("anna.verdi@example.it")));
  FormView view = evaluate(report(), {{"vuole_risposta", true}}, context);
  CHECK(view.find("nome")->raw == json::Value("Anna Verdi"));
  CHECK_FALSE(view.find("nome")->given);
  CHECK(view.find("email")->value.as_string() != nullptr);
  CHECK(view.find("telefono")->raw.is_null());
  FormView cleared = evaluate(report(), {{"vuole_risposta", true}, {"nome", ""}}, context);
  CHECK(cleared.find("nome")->raw.is_null());
}
