#include "process/bpmn/bpmn.h"

#include <doctest/doctest.h>

#include "base/testing/source_tree.h"
#include "process/testing/bpmn_text.h"

using namespace digipro;
using namespace digipro::process;
using namespace digipro::process::testing;

namespace {

// A start, what is tried, an end: `inside` stands between with the flows f_in and f_out around x.
std::string around(const std::string& inside) {
  return problems_of(element("startEvent", "s") + inside + element("endEvent", "e") +
                     flow("f_in", "s", "x") + flow("f_out", "x", "e"));
}

bool says(const std::string& problems, std::string_view sentence) {
  CAPTURE(problems);
  return problems.find(sentence) != std::string::npos;
}

}  // namespace

TEST_CASE("given elements that the engine does not run, when read, then each is refused by name") {
  for (const char* kind :
       {"task", "manualTask", "scriptTask", "sendTask", "businessRuleTask", "callActivity",
        "subProcess", "transaction", "adHocSubProcess", "inclusiveGateway", "complexGateway",
        "eventBasedGateway", "intermediateThrowEvent"}) {
    CAPTURE(kind);
    std::string problems = around(element(kind, "x"));
    CHECK(says(problems, "\"x\" (id x, riga "));
    CHECK(says(problems, "questo elemento non è supportato."));
  }
}

TEST_CASE("given a drawing's wrong element, when refused, then the sentence is for its author") {
  std::string problems = around(element("scriptTask", "x"));
  CHECK(problems.substr(0, problems.find('\n')) ==
        "Attività di script \"x\" (id x, riga 12): questo elemento non è supportato.");
}

TEST_CASE("given events that the engine does not hear, when read, then their kind is refused") {
  for (const char* kind : {"signal", "error", "escalation", "compensate", "conditional", "link"}) {
    CAPTURE(kind);
    std::string event = "<bpmn:" + std::string(kind) + "EventDefinition/>";
    CHECK(says(around(element("intermediateCatchEvent", "x", "", event)), "non è supportato qui."));
  }
  std::string ends = element("startEvent", "s") + flow("f", "s", "x");
  CHECK(says(problems_of(ends + element("endEvent", "x", "", message())), "non è supportato qui."));
  CHECK(says(problems_of(element("startEvent", "s", "", timer("P1D")) + element("endEvent", "x") +
                         flow("f", "s", "x")),
             "non è supportato qui."));
  CHECK(says(around(element("intermediateCatchEvent", "x", "",
                            "<bpmn:timerEventDefinition><bpmn:timeCycle>R/PT1H</bpmn:timeCycle>"
                            "</bpmn:timerEventDefinition>")),
             "timeCycle non è supportato."));
  CHECK(says(around(element("intermediateCatchEvent", "x")), "manca il tipo di evento"));
  CHECK(says(around(element("intermediateCatchEvent", "x", "", timer("P1D") + message())),
             "più definizioni di evento"));
}

TEST_CASE("given loops and other contents of a task, when read, then they are refused") {
  auto task = [](std::string_view inside, std::string_view attributes = "") {
    return around(element(
        "userTask", "x", "digipro:candidateOffice=\"ufficio\" " + std::string(attributes), inside));
  };
  CHECK(task("") == "accepted");
  CHECK(says(task("<bpmn:standardLoopCharacteristics/>"), "Ripetizione"));
  CHECK(says(task("<bpmn:multiInstanceLoopCharacteristics/>"), "Esecuzione multipla"));
  CHECK(says(task("", "isForCompensation=\"true\""), "isForCompensation non è supportato."));
  CHECK(says(task("", "startQuantity=\"2\""), "startQuantity diverso da 1"));
  CHECK(says(task(extensions("<digipro:esito id=\"x\"/>")), "estensione sconosciuta: esito."));
  CHECK(says(task("", "digipro:candidatOffice=\"u\""), "attributo sconosciuto: candidatOffice."));
  CHECK(task(extensions("<altro:cosa xmlns:altro=\"urn:altro\"/>")) == "accepted");
}

TEST_CASE("given a user task, when offices, roles or outcomes are wrong, then each is told") {
  CHECK(says(around(element("userTask", "x")), "manca digipro:candidateOffice"));
  CHECK(says(around(user_task("x", "", "digipro:candidateRole=\"sindaco\"")),
             "operatore o responsabile"));
  CHECK(says(around(user_task("x", "", "digipro:dueDays=\"n +\"")), "espressione «n +»"));
  CHECK(says(around(user_task("x", "", "digipro:candidateOffice=\"uficio\"")),
             "Il nome «uficio» non è noto."));
  CHECK(says(around(user_task("x", "<digipro:outcome id=\"a\"/>")), "un esito vuole id e label."));
  CHECK(says(around(user_task("x",
                              "<digipro:outcome id=\"a\" label=\"A\"/>"
                              "<digipro:outcome id=\"a\" label=\"B\"/>")),
             "due esiti con lo stesso id: a"));
  auto field = [](std::string_view attributes, std::string_view inside = "") {
    return around(user_task("x", "<digipro:outcome id=\"a\" label=\"A\"><digipro:field " +
                                     std::string(attributes) + ">" + std::string(inside) +
                                     "</digipro:field></digipro:outcome>"));
  };
  CHECK(field("id=\"f\" label=\"F\"") == "accepted");
  CHECK(says(field("id=\"f\""), "un campo vuole id e label."));
  CHECK(says(field("id=\"f\" label=\"F\" type=\"data\""), "tipo di campo sconosciuto: data."));
  CHECK(says(field("id=\"f\" label=\"F\" type=\"choice\""), "(digipro:choice)"));
  CHECK(says(field("id=\"f\" label=\"F\"", "<digipro:choice value=\"a\" label=\"A\"/>"),
             "(digipro:choice)"));
  CHECK(says(field("id=\"f\" label=\"F\" lengthMax=\"0\""), "lengthMax"));
  CHECK(says(field("id=\"f\" label=\"F\" lengthMax=\"molti\""), "lengthMax"));
  CHECK(says(field("id=\"f\" label=\"F\" visible=\"true\""), "visibile ma l'esito non lo è"));
  CHECK(says(field("id=\"f\" label=\"F\" required=\"forse\""), "true o false"));
  CHECK(says(field("id=\"f\" label=\"F\" variable=\"due parole\""), "nome di variabile"));
}

TEST_CASE("given service tasks and messages, when incomplete, then what is missing is told") {
  CHECK(says(around(element("serviceTask", "x")), "manca digipro:verb."));
  CHECK(says(around(element("serviceTask", "x", "digipro:verb=\"v\"",
                            extensions("<digipro:input name=\"a\"/>"))),
             "manca un'espressione."));
  CHECK(says(around(element("serviceTask", "x", "digipro:verb=\"v\"",
                            extensions("<digipro:output name=\"a\" variable=\"1a\"/>"))),
             "nome di variabile non valido: «1a»"));
  CHECK(says(around(element("receiveTask", "x")), "il messaggio (messageRef) manca o non esiste."));
  CHECK(says(around(element("receiveTask", "x", "messageRef=\"m_avviso\"",
                            extensions("<digipro:answer question=\"boh\" variable=\"r\"/>"))),
             "variabile sconosciuta: boh."));
  CHECK(says(around(element("intermediateCatchEvent", "x", "digipro:correlation=\"ufficio\"",
                            timer("P1D"))),
             "digipro:correlation vale solo con un messaggio."));
}

TEST_CASE("given flows, when they lead nowhere or say too much, then they are refused") {
  std::string start = element("startEvent", "s"), end = element("endEvent", "e");
  CHECK(says(problems_of(start + end + flow("f", "s", "niente")), "l'elemento di arrivo"));
  CHECK(says(problems_of(start + end + flow("f", "niente", "e")), "l'elemento di partenza"));
  CHECK(says(problems_of(start + end), "manca un flusso in uscita."));
  CHECK(says(problems_of(start + end + user_task("a") + flow("f", "s", "e")),
             "Attività utente \"a\" (id a, riga"));
  CHECK(says(problems_of(start + end + user_task("a") + flow("f", "s", "e")),
             "non è raggiungibile dall'inizio."));
  CHECK(says(problems_of(start + end + flow("f", "s", "e") + flow("g", "e", "s")),
             "nessun flusso può uscire da un evento di fine."));
  CHECK(says(problems_of(start + end + flow("f", "s", "e", "n = 1")),
             "un flusso che esce da un evento non ha condizioni."));
  CHECK(says(around(element("parallelGateway", "x") + element("endEvent", "e2") +
                    flow("f2", "x", "e2", "n = 1")),
             "un flusso che esce da un gateway parallelo non ha condizioni."));
  CHECK(says(around(element("exclusiveGateway", "x") + element("endEvent", "e2") +
                    flow("f2", "x", "e2", "n = 1")),
             "manca la condizione (o l'uscita va segnata come predefinita)."));
  CHECK(says(around(element("exclusiveGateway", "x", "default=\"f_in\"")),
             "il flusso predefinito non esce da questo elemento."));
  CHECK(says(around(element("exclusiveGateway", "x", "default=\"f2\"") + element("endEvent", "e2") +
                    flow("f2", "x", "e2", "n = 1")),
             "il flusso predefinito non ha condizioni."));
  CHECK(says(around(user_task("x")) + around(user_task("x") + flow("f3", "x", "x", "n = ")),
             "espressione «n =»"));
  CHECK(says(problems_of(start + end + flow("f", "s", "e", "", "digipro:reason=\"ufficio\"")),
             "reason vale solo con riciclo"));
}

TEST_CASE("given starts and boundary events, when misplaced, then they are refused") {
  std::string end = element("endEvent", "e");
  CHECK(says(problems_of(end), "manca un evento di inizio."));
  CHECK(says(problems_of(element("startEvent", "s") + element("startEvent", "s2") + end +
                         flow("f", "s", "e") + flow("f2", "s2", "e")),
             "un altro evento di inizio parte allo stesso modo."));
  CHECK(says(
      around(user_task("x") + element("boundaryEvent", "b", "attachedToRef=\"y\"", timer("P1D")) +
             flow("f3", "b", "e")),
      "non è agganciato a un'attività."));
  CHECK(says(around(element("exclusiveGateway", "x") +
                    element("boundaryEvent", "b", "attachedToRef=\"x\"", timer("P1D")) +
                    flow("f3", "b", "e")),
             "può stare solo sul bordo di un'attività."));
}

TEST_CASE("given documents that are no single executable process, when read, then it is told") {
  auto refused = [](std::string_view bytes) {
    auto definition = read_bpmn(bytes);
    return definition ? std::string("accepted")
                      : std::string(definition.error().name()) + ": " + definition.error().detail;
  };
  CHECK(refused("").substr(0, 9) == "malformed");
  CHECK(refused("<a/>").substr(0, 10) == "definition");
  std::string two = document(element("startEvent", "s"));
  std::string once = two;
  once.replace(once.find("isExecutable=\"true\""), 19, "");
  CHECK(says(refused(once), "manca un processo eseguibile"));
  two.insert(two.find("</bpmn:definitions>"), "<bpmn:process id=\"p2\" isExecutable=\"true\"/>");
  CHECK(says(refused(two), "più di un processo eseguibile"));
  CHECK(says(problems_of(element("startEvent", "a") + element("endEvent", "a")),
             "l'id è già usato da un altro elemento."));
  CHECK(says(problems_of("<bpmn:startEvent/>"), "manca l'attributo id."));
}

TEST_CASE("given very many elements, when read, then the process is refused, and problems end") {
  std::string body;
  for (int at = 0; at < 1'001; ++at) body += element("endEvent", "e" + std::to_string(at));
  CHECK(says(problems_of(body), "il processo supera 1000 elementi."));
  std::string tasks;
  for (int at = 0; at < 200; ++at) tasks += element("task", "t" + std::to_string(at));
  auto refused = read_bpmn(document(tasks));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fields.size() == problems_max);
  CHECK(refused.error().fields[0].field == "t0");
}

TEST_CASE("given the process of segnalazione-aree-verdi, when read, then it is as drawn") {
  auto definition =
      read(digipro::testing::source_file("services/segnalazione-aree-verdi/process.bpmn"));
  CHECK(definition->id == "segnalazione_aree_verdi");
  const UserTask* esame = definition->user_task(definition->find_node("esame"));
  REQUIRE(esame);
  CHECK(esame->outcomes.size() == 3);
  CHECK(esame->role == CandidateRole::operatore);
  const Outcome* ask = find_outcome(*esame, "chiedi");
  REQUIRE(ask);
  CHECK(ask->visible);
  CHECK(ask->fields.at(0).length_max == 1000);
  const UserTask* verifica = definition->user_task(definition->find_node("verifica"));
  CHECK(verifica->role == CandidateRole::responsabile);
  CHECK(verifica->outcome_variable == "verifica");
  CHECK(find_outcome(*verifica, "rimanda")->riciclo);
  const MessageWait* wait = definition->message(definition->find_node("attesa"));
  REQUIRE(wait);
  CHECK(wait->question == "domanda");
  CHECK(wait->answer == "risposta_segnalante");
  CHECK(definition->service_task(definition->find_node("registra"))->verb == "protocollo.register");
  CHECK(definition->timer(definition->find_node("silenzio")) != nullptr);
}
