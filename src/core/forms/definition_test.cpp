#include <doctest/doctest.h>

#include "core/forms/testing/small_form.h"

using namespace digipro;
using namespace digipro::forms;
using namespace digipro::forms::testing;

namespace {

using Mistakes = std::vector<std::string>;

// Mistakes of one field, without the place before the key.
Mistakes mistakes_of_field(std::string_view field) {
  Mistakes found = mistakes_in(text_of_form(field));
  for (std::string& mistake : found) {
    constexpr std::string_view place = "steps[0].fields[0].";
    if (mistake.starts_with(place)) mistake.erase(0, place.size());
  }
  return found;
}

std::string text_field(const std::string& more) {
  return R"({"id":"a","type":"text","label":"A")" + (more.empty() ? "" : "," + more) + "}";
}

constexpr const char* not_this_key =
    "Questa chiave non esiste, o non è adatta al tipo di campo: toglila.";

}  // namespace

TEST_CASE(
    "given a definition, when its frame is wrong, then each mistake is named with its place") {
  CHECK(mistakes_in("{}") ==
        Mistakes{"format: Il formato deve essere digipro.form/1.", "title: Manca: serve un testo.",
                 "steps: Qui serve un elenco di 1 voci almeno e 30 al massimo."});
  CHECK(mistakes_in("[]").front() == ": Qui serve un oggetto JSON.");
  CHECK(mistakes_in("{\"format\"").size() == 1);
  CHECK(mistakes_in(std::string(2'000'000, ' ')) ==
        Mistakes{": Il file del modulo è troppo grande."});
  CHECK(mistakes_in(R"({"format":"digipro.form/1","title":"T","titel":"x","steps":[3,
        {"id":"B","title":"","fields":[]}]})") ==
        Mistakes{"steps[0]: Qui serve un oggetto JSON.",
                 "steps[1].id: L'id ha solo lettere minuscole, cifre e _, e comincia con una "
                 "lettera.",
                 "steps[1].title: Qui serve un testo, non vuoto.",
                 "steps[1].fields: Qui serve un elenco di 1 voci almeno e 300 al massimo.",
                 std::string("titel: ") + not_this_key});
}

TEST_CASE("given a field, when a key does not fit its type, then it is refused like a slip") {
  CHECK(mistakes_of_field(text_field(R"("hnit":"x")")) ==
        Mistakes{std::string("hnit: ") + not_this_key});
  CHECK(mistakes_of_field(text_field(R"("minimum":3)")) ==
        Mistakes{std::string("minimum: ") + not_this_key});
  CHECK(mistakes_of_field(R"({"id":"a","type":"yes_no","label":"A","length_max":3})").size() == 1);
  CHECK(mistakes_of_field(R"({"id":"a","type":"note","text":"Ciao","required":true})").size() == 1);
  CHECK(
      mistakes_of_field(R"({"id":"a","type":"declaration","label":"A","required":true})").size() ==
      1);
  CHECK(mistakes_of_field(R"({"id":"a","type":"telefono","label":"A"})") ==
        Mistakes{"type: Questo tipo di campo non esiste."});
}

TEST_CASE("given ids, when one is unusable or stands twice, then it is refused") {
  CHECK(mistakes_of_field(R"({"id":"1a","type":"text","label":"A"})").size() == 1);
  CHECK(mistakes_of_field(R"({"id":"if","type":"text","label":"A"})") ==
        Mistakes{"id: Questa parola ha un altro significato in FEEL: scegli un altro id."});
  CHECK(mistakes_of_field(R"({"id":"person","type":"text","label":"A"})").size() == 1);
  CHECK(mistakes_of_field(text_field("") + "," + text_field("")) ==
        Mistakes{"steps[0].fields[1].id: C'è già un campo con questo id."});
}

TEST_CASE("given an expression, when it does not compile or names no field, then it is refused") {
  CHECK(mistakes_of_field(text_field(R"("visible_if":"1 +")")).size() == 1);
  Mistakes unknown = mistakes_of_field(text_field(R"("visible_if":"abete = 3")"));
  REQUIRE(unknown.size() == 1);
  CHECK(unknown[0].starts_with("visible_if: Espressione, posizione 1:1: "));
  CHECK(mistakes_of_field(text_field(R"("required_if":true)")) ==
        Mistakes{"required_if: Qui serve un'espressione FEEL, come testo."});
}

TEST_CASE("given what contradicts itself, when it is read, then it is refused") {
  CHECK(mistakes_of_field(text_field(R"("length_min":5,"length_max":3)")) ==
        Mistakes{"length_min: Il minimo supera il massimo."});
  CHECK(mistakes_of_field(R"({"id":"n","type":"integer","label":"N","minimum":5,"maximum":3})") ==
        Mistakes{"minimum: Il minimo supera il massimo."});
  CHECK(mistakes_of_field(text_field(R"("personal":true,"public":true)")) ==
        Mistakes{"public: Un dato personale non può essere pubblico."});
  CHECK(mistakes_of_field(text_field(R"("computed":"1","required":true)")) ==
        Mistakes{"required: Un campo calcolato non può essere obbligatorio."});
  CHECK(mistakes_of_field(text_field(R"("autocomplete":"nome")")) ==
        Mistakes{"autocomplete: Non è uno degli scopi di WCAG 1.3.5."});
  CHECK(mistakes_of_field(text_field(R"("prefill":"person.shoe_size")")).size() == 1);
  CHECK(mistakes_of_field(R"({"id":"d","type":"date","label":"D","minimum":"2/12/2026"})").size() ==
        1);
  CHECK(mistakes_of_field(R"({"id":"n","type":"integer","label":"N","minimum":"tre"})").size() ==
        1);
}

TEST_CASE("given choices, when one is empty, blank-edged or twice, then it is refused") {
  CHECK(mistakes_of_field(R"({"id":"c","type":"choice","label":"C"})").size() == 1);
  CHECK(mistakes_of_field(R"({"id":"c","type":"choice","label":"C","choices":[
        {"value":"a","label":"A"},{"value":"a","label":"B"},{"value":" b","label":"B"}]})") ==
        Mistakes{"choices[1].value: C'è già una voce con questo valore.",
                 "choices[2].value: Il valore ha spazi attorno o caratteri di controllo."});
}

TEST_CASE("given fields that use each other in a circle, when they are read, then it is named") {
  auto field = [](const char* id, const char* used) {
    return R"({"id":")" + std::string(id) + R"(","type":"text","label":"X","visible_if":")" + used +
           R"( = \"x\""})";
  };
  CHECK(
      mistakes_in(text_of_form(field("a", "b") + "," + field("b", "c") + "," + field("c", "a"))) ==
      Mistakes{"steps[0].fields[0]: I campi dipendono l'uno dall'altro in cerchio: a → b → c → "
               "a. Togli una delle condizioni."});
  CHECK(mistakes_in(text_of_form(field("a", "a"))).size() == 1);
  // A step's condition counts for each of its fields.
  CHECK(mistakes_in(R"({"format":"digipro.form/1","title":"T","steps":[{"id":"s","title":"S",
        "visible_if":"a = \"x\"","fields":[{"id":"a","type":"text","label":"A"}]}]})") ==
        Mistakes{"steps[0].fields[0]: I campi dipendono l'uno dall'altro in cerchio: a → a. Togli "
                 "una delle condizioni."});
}

TEST_CASE("given fields that use later ones, when they are read, then used ones come first") {
  FormDefinition form = form_of(R"(
      {"id":"a","type":"text","label":"A","visible_if":"c = \"x\""},
      {"id":"b","type":"text","label":"B","required_if":"a = null"},
      {"id":"c","type":"text","label":"C","checks":[{"condition":"c != b","sentence":"No."}]})");
  CHECK(form.evaluation_order() == std::vector<size_t>{1, 2, 0});
  CHECK(form.find_field("c") == &form.fields()[2]);
  CHECK(form.find_field("d") == nullptr);
  CHECK(form.find_step("uno") == 0);
  CHECK_FALSE(form.find_step("due").has_value());
}

TEST_CASE("given a definition beyond its limits, when it is read, then it is refused") {
  Limits limits;
  limits.fields_max = 2;
  std::string three = R"({"id":"a","type":"text","label":"A"},{"id":"b","type":"text","label":"B"},
      {"id":"c","type":"text","label":"C"})";
  CHECK(FormDefinition::parse(text_of_form(three)).has_value());
  CHECK_FALSE(FormDefinition::parse(text_of_form(three), limits).has_value());
  CHECK_FALSE(FormDefinition::parse(R"({"format":"digipro.form/1","title":"T","steps":[
      {"id":"s","title":"S","fields":[{"id":"a","type":"text","label":"A"},
        {"id":"b","type":"text","label":"B"}]},
      {"id":"t","title":"T","fields":[{"id":"c","type":"text","label":"C"}]}]})",
                                    limits)
                  .has_value());
  // A hundred mistakes: fifty are told.
  std::string many;
  for (int i = 0; i < 100; ++i) many += (i ? "," : "") + std::string("{\"id\":\"A\"}");
  CHECK(mistakes_in(text_of_form(many)).size() == 50);
}
