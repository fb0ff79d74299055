#include <doctest/doctest.h>

#include "core/forms/testing/small_form.h"

using namespace digipro;
using namespace digipro::forms;
using namespace digipro::forms::testing;

namespace {

const FormDefinition& all_kinds() {
  static const FormDefinition form = form_of(R"(
      {"id":"nome","type":"text","label":"N"},
      {"id":"righe","type":"long_text","label":"R"},
      {"id":"intero","type":"integer","label":"I"},
      {"id":"numero","type":"decimal","label":"D"},
      {"id":"giorno","type":"date","label":"G"},
      {"id":"voce","type":"choice","label":"V","choices":[{"value":"a","label":"A"}]},
      {"id":"voci","type":"multiple_choice","label":"W","choices":[{"value":"a","label":"A"},
        {"value":"b","label":"B"}]},
      {"id":"si","type":"yes_no","label":"S"},
      {"id":"luogo","type":"location","label":"L"},
      {"id":"foto","type":"attachments","label":"F","types":["image/jpeg"]},
      {"id":"dichiaro","type":"declaration","label":"X"},
      {"id":"nota","type":"note","text":"T"},
      {"id":"totale","type":"decimal","label":"T","computed":"1"})");
  return form;
}

using Posted = std::vector<std::pair<std::string, std::string>>;

std::string read(const Posted& posted) {
  return json::dump(json::Value(read_step(all_kinds(), 0, posted)));
}

}  // namespace

TEST_CASE("given a posted step, when people write as Italians do, then answers are kept plainly") {
  CHECK(read({{"numero", "1.234,5"}}) == R"({"numero":"1234.5"})");
  CHECK(read({{"numero", " 12,50 "}}) == R"({"numero":"12.50"})");
  CHECK(read({{"numero", "12.5"}}) == R"({"numero":"12.5"})");
  CHECK(read({{"numero", "0.125"}}) == R"({"numero":"0.125"})");
  CHECK(read({{"numero", "1.234.567"}}) == R"({"numero":"1234567"})");
  CHECK(read({{"numero", "-3"}}) == R"({"numero":"-3"})");
  CHECK(read({{"numero", "12,5,0"}}) == R"({"numero":"12,5,0"})");  // to be mended by the person
  CHECK(read({{"intero", "1 000"}}) == R"({"intero":"1000"})");
  CHECK(read({{"giorno", "2/12/2026"}}) == R"({"giorno":"2026-12-02"})");
  CHECK(read({{"giorno", "02-12-2026"}}) == R"({"giorno":"2026-12-02"})");
  CHECK(read({{"giorno", "2.12.2026"}}) == R"({"giorno":"2026-12-02"})");
  CHECK(read({{"giorno", "2026-12-02"}}) == R"({"giorno":"2026-12-02"})");
  CHECK(read({{"giorno", "31/2/2026"}}) == R"({"giorno":"31/2/2026"})");
}

TEST_CASE("given a posted text, when it is unclean, then it is trimmed, cleaned and composed") {
  CHECK(read({{"nome", "  Anna\tVerdi \n"}}) == R"({"nome":"Anna Verdi"})");
  CHECK(read({{"nome", std::string("a\0b", 3)}}) == R"({"nome":"ab"})");
  CHECK(read({{"nome", "citta\xCC\x80"}}) == "{\"nome\":\"citt\xC3\xA0\"}");  // NFC
  CHECK(read({{"nome",
               "a\xFF"
               "b\xC3"}}) ==
        "{\"nome\":\"a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\"}");
  CHECK(read({{"righe", "uno\r\ndue"}}) == R"({"righe":"uno\ndue"})");
}

TEST_CASE("given a posted step, when only the hidden companion came, then the answer is empty") {
  CHECK(read({}) == "{}");
  CHECK(read({{"voci", ""}, {"si", ""}, {"dichiaro", ""}, {"voce", ""}}) ==
        R"({"dichiaro":false,"si":"","voce":"","voci":[]})");
  CHECK(read({{"voci", ""},
              {"voci", "b"},
              {"voci", "a"},
              {"si", ""},
              {"si", "false"},
              {"dichiaro", ""},
              {"dichiaro", "true"}}) == R"({"dichiaro":true,"si":false,"voci":["b","a"]})");
  CHECK(view_of(all_kinds(), R"({"si":"","voce":"","voci":[]})")
            .problems(std::nullopt, false)
            .empty());
}

TEST_CASE("given a posted place, when parts are empty, then they are left out") {
  CHECK(read({{"luogo.street", " Via Verdi "},
              {"luogo.number", ""},
              {"luogo.lat", "45.1"},
              {"luogo.lon", "9.2"},
              {"luogo.altitude", "3"}}) ==
        R"({"luogo":{"lat":"45.1","lon":"9.2","street":"Via Verdi"}})");
  CHECK(read({{"luogo.street", ""}}) == R"({"luogo":{}})");
}

TEST_CASE("given a posted step, when it holds what nobody asked, then that is ignored") {
  CHECK(read({{"foto", "x"}, {"totale", "9"}, {"nota", "x"}, {"_csrf", "x"}, {"altro", "x"}}) ==
        "{}");
  CHECK(read_step(all_kinds(), 7, {{"nome", "x"}}).empty());
  Posted many(10'000, {"voci", "a"});
  CHECK(read_step(all_kinds(), 0, many)["voci"].items().size() == 3);  // wrong already
}

TEST_CASE("given answers, when changes come, then they go over them within the limit") {
  Answers before = answers_of(R"({"nome":"Anna","righe":"x"})");
  auto merged = merge(all_kinds(), before, answers_of(R"({"nome":"Bruno","righe":null,"z":1})"));
  REQUIRE(merged.has_value());
  CHECK(json::dump(json::Value(*merged)) == R"({"nome":"Bruno"})");
  Answers huge{{"righe", std::string(70'000, 'x')}};
  auto refused = merge(all_kinds(), before, huge);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::too_large);
}
