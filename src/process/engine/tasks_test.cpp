#include <doctest/doctest.h>

#include "process/testing/bpmn_text.h"

using namespace digipro;
using namespace digipro::process;
using namespace digipro::process::testing;

namespace {

const std::string outcomes = R"(
  <digipro:outcome id="accogli" label="Accogli">
    <digipro:field id="nota" label="Nota" type="text" required="false"/>
    <digipro:field id="tipo" label="Tipo" type="choice">
      <digipro:choice value="a" label="A"/><digipro:choice value="b" label="B"/>
    </digipro:field>
    <digipro:field id="testo" label="Testo" type="long_text" variable="lettera" lengthMax="5"/>
  </digipro:outcome>
  <digipro:outcome id="rimanda" label="Rimanda" riciclo="true" reason="motivo">
    <digipro:field id="motivo" label="Motivo" type="long_text"/>
  </digipro:outcome>)";

std::shared_ptr<const Definition> one_task() {
  return read(document(
      element("startEvent", "inizio") + user_task("esame", outcomes, "digipro:dueDays=\"n\"") +
      element("endEvent", "fine") + flow("f1", "inizio", "esame") + flow("f2", "esame", "fine")));
}

}  // namespace

TEST_CASE("given a process of one task, when started and completed, then it opens, closes, ends") {
  Walk walk(one_task());
  CHECK(walk.start({{"ufficio", "verde"}, {"n", 3}}) == "task_opened esame verde");
  CHECK(walk.state.status == IterStatus::running);
  REQUIRE(walk.effects.size() == 1);
  const auto& opened = std::get<OpenTask>(walk.effects[0]);
  CHECK(opened.office == "verde");
  CHECK(opened.due_working_days == 3);
  CHECK(opened.token == walk.token_at("esame"));
  CHECK(walk.complete("esame", "accogli", {{"tipo", "a"}, {"testo", " ciao "}}) ==
        "task_completed esame accogli, ended fine");
  CHECK(walk.state.status == IterStatus::ended);
  CHECK(walk.state.tokens.empty());
  CHECK(walk.state.variables["esito"].text() == "accogli");
  CHECK(walk.state.variables["tipo"].text() == "a");
  CHECK(walk.state.variables["lettera"].text() == "ciao");  // trimmed, under its variable's name
  CHECK(walk.state.variables["nota"].is_null());
  const auto& closed = std::get<CloseTask>(walk.effects.at(0));
  CHECK(closed.is_done);
  CHECK(closed.outcome == "accogli");
}

TEST_CASE("given fields of an outcome, when wrong, then each is told and nothing changes") {
  Walk walk(one_task());
  walk.start();
  const IterState before = walk.state;
  int64_t token = walk.token_at("esame");
  CHECK(walk.refused(CompleteTask{token, "accogli", {}}) ==
        "invalid_input: esito accogli [tipo] Scegli una voce: Tipo. [testo] Compila il campo: "
        "Testo.");
  CHECK(walk.refused(CompleteTask{token, "accogli", {{"tipo", "c"}, {"testo", "ciao"}}}) ==
        "invalid_input: esito accogli [tipo] Scegli una delle voci proposte.");
  CHECK(walk.refused(CompleteTask{token, "accogli", {{"tipo", "a"}, {"testo", "perché"}}}) ==
        "invalid_input: esito accogli [testo] Il testo è troppo lungo: al massimo 5 caratteri.");
  CHECK(walk.refused(CompleteTask{
            token, "accogli", {{"tipo", "a"}, {"testo", "x"}, {"nota", "due\nrighe"}}}) ==
        "invalid_input: esito accogli [nota] Scrivi il testo su una sola riga.");
  CHECK(walk.refused(
            CompleteTask{token, "accogli", {{"tipo", "a"}, {"testo", "x"}, {"altro", "y"}}}) ==
        "invalid_input: esito accogli [altro] Questo campo non è previsto.");
  CHECK(walk.refused(CompleteTask{token, "accogli", {{"tipo", 1}, {"testo", "x"}}}) ==
        "invalid_input: esito accogli [tipo] Scrivi un testo.");
  CHECK(walk.refused(CompleteTask{token, "boccia", {}}).substr(0, 13) == "invalid_input");
  CHECK(walk.refused(CompleteTask{token, "", {}}).substr(0, 13) == "invalid_input");
  CHECK(walk.state == before);
}

TEST_CASE("given an outcome that sends back, when chosen, then it is told with its reason") {
  Walk walk(one_task());
  walk.start();
  CHECK(walk.complete("esame", "rimanda", {{"motivo", "Manca la foto"}}) ==
        "task_completed esame rimanda, returned esame rimanda (Manca la foto), ended fine");
}

TEST_CASE("given a task, when completed twice or never open, then it is already done") {
  Walk walk(one_task());
  walk.start();
  int64_t token = walk.token_at("esame");
  CHECK(walk.refused(CompleteTask{token + 1, "accogli", {}}) == "already_done: attività 3");
  walk.complete("esame", "accogli", {{"tipo", "a"}, {"testo", "x"}});
  CHECK(walk.refused(CompleteTask{token, "accogli", {{"tipo", "a"}, {"testo", "x"}}}) ==
        "already_done: attività 2");
}

TEST_CASE("given an iter, when started twice or by an unknown message, then it is a conflict") {
  Walk walk(one_task());
  CHECK(walk.refused(Start{"ignoto", {}}).substr(0, 8) == "conflict");
  walk.start();
  CHECK(walk.refused(Start{}) == "conflict: iter già avviato");
  walk.complete("esame", "rimanda", {{"motivo", "x"}});
  CHECK(walk.refused(Start{}) == "conflict: iter già avviato");
}

TEST_CASE("given no office for a task, when it would open, then the definition is at fault") {
  Walk walk(one_task());
  CHECK(walk.refused(Start{}) ==
        "definition: elemento \"esame\" (id esame): l'ufficio non è determinato");
  CHECK(walk.state.status == IterStatus::fresh);
}

TEST_CASE("given variables, when started, then only declared ones of their type are taken") {
  Walk walk(one_task());
  CHECK(walk.refused(Start{"", {{"ufficio", 5}}}) ==
        "invalid_input: il valore dato alla variabile ufficio non è del suo tipo");
  walk.start({{"ufficio", "verde"}, {"segreto", "x"}, {"n", "2.50"}});
  CHECK(walk.state.variables.count("segreto") == 0);
  CHECK(walk.state.variables["n"].text() == "2.5");
}

TEST_CASE("given a task without outcomes, when completed, then no outcome may be named") {
  Walk walk(read(document(element("startEvent", "s") + user_task("a") + element("endEvent", "e") +
                          flow("f1", "s", "a") + flow("f2", "a", "e"))));
  walk.start();
  CHECK(walk.refused(CompleteTask{walk.token_at("a"), "ok", {}}).substr(0, 13) == "invalid_input");
  CHECK(walk.complete("a") == "task_completed a, ended e");
}
