#include "app/scenario.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/testing/source_tree.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;

namespace {

// A copy of the real package with one scenario of these steps; what the runner says of it.
std::string played(const std::string& steps, const std::string& more = "") {
  namespace fs = std::filesystem;
  db::testing::TempFolder folder;
  std::string package = folder.path() + "/services/segnalazione-aree-verdi";
  fs::create_directories(folder.path() + "/services");
  fs::copy(testing::source_folder() + "/services/segnalazione-aree-verdi", package,
           fs::copy_options::recursive);
  fs::remove_all(package + "/scenarios");
  fs::create_directory(package + "/scenarios");
  std::ofstream(package + "/scenarios/prova.json")
      << R"({"title": "Prova", "now": "2026-11-23T09:00:00+01:00")" << more << ", \"steps\": ["
      << steps << "]}";
  std::ostringstream out;
  int code = app::run_service_tests(package, out);
  bool is_told = (code == 0) == (out.str().find("1 passed, 0 failed") != std::string::npos);
  CHECK_MESSAGE(is_told, out.str());
  return out.str();
}

bool says(const std::string& text, std::string_view sentence) {
  CAPTURE(text);
  return text.find(sentence) != std::string::npos;
}

const std::string filed = R"({"answer": {"problema": "erba", "descrizione": "Erba molto alta.",
  "luogo": {"street": "Via Roma"}, "vuole_risposta": false}}, {"file": {}}, )";

}  // namespace

TEST_CASE("given a scenario that holds, when played, then it passes") {
  CHECK(says(played(filed + R"({"expect": {"number": "0000001/2026"}})"), "1 passed, 0 failed\n"));
}

TEST_CASE("given scenarios that do not hold, when played, then step and difference are told") {
  CHECK(says(played(filed + R"({"expect": {"number": "0000002/2026"}})"),
             "passo 3: number: atteso 0000002/2026, trovato 0000001/2026"));
  CHECK(
      says(played(filed + R"({"expect": {"state": "chiusa"}})"), "atteso chiusa, trovato aperta"));
  CHECK(says(played(filed + R"({"expect": {"tasks": []}})"),
             R"(tasks: atteso [], trovato [{"element":"esame","office":"verde")"));
  CHECK(says(played(filed + R"({"expect": {"tasks": [{"office": "strade"}]}})"),
             R"(trovato [{"office":"verde"}])"));
  CHECK(says(played(filed + R"({"expect": {"mails": ["ricevuta"]}})"),
             "mails: atteso [ricevuta], trovato []"));
  CHECK(says(played(filed + R"({"expect": {"variables": {"ufficio": "strade"}}})"),
             R"(variables.ufficio: atteso "strade", trovato "verde")"));
  CHECK(says(played(filed + R"({"expect": {"ricicli": 1}})"), "ricicli: atteso 1, trovato 0"));
  CHECK(says(played(R"({"expect": {"visible": ["pericolo"]}})"), "il campo pericolo non si vede"));
  CHECK(says(played(R"({"expect": {"state": "aperta"}})"), "la pratica non è ancora inviata"));
}

TEST_CASE("given refusals, when they come unexpected or do not come, then the scenario fails") {
  CHECK(says(played(R"({"file": {}})"), "passo 1: rifiutato con invalid_input"));
  CHECK(says(played(filed + R"({"file": {"refused": "gone"}})"),
             "atteso il rifiuto gone, invece conflict"));
  CHECK(says(played(filed + R"({"task": {"element": "esame", "outcome": "rispondi", "fields":
        {"risultato": "risolta", "risposta": "Fatto."}, "refused": "conflict"}})"),
             "doveva essere rifiutato con conflict"));
  CHECK(says(played(filed + R"({"task": {"element": "verifica", "outcome": "approva"}})"),
             "nessun compito aperto per l'elemento verifica"));
}

TEST_CASE("given a scenario with mistakes in its writing, when played, then they never pass") {
  CHECK(says(played(R"({"exspect": {}})"), "passo sconosciuto: exspect"));
  CHECK(says(played(R"({"expect": {"numero": "1"}})"), "chiave sconosciuta: numero"));
  CHECK(says(played(R"({"file": {}, "expect": {}})"), "un passo ha una chiave sola"));
  CHECK(says(played(R"({"advance": "P1M"})"), "serve una durata in giorni e ore"));
  CHECK(says(played(""), "steps: da 1 a 500 passi"));
  CHECK(says(played(R"({"file": {}})", R"(, "office": "verde")"), "chiave sconosciuta: office"));
  CHECK(says(played("{"), "JSON"));
}

TEST_CASE("given a folder that is no package, when played, then it fails and says so") {
  std::ostringstream out;
  CHECK(app::run_service_tests("/nessuna/cartella", out) == 1);
  CHECK(says(out.str(), "0 passed, 0 failed"));
}
