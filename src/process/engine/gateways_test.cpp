#include <doctest/doctest.h>

#include "process/testing/bpmn_text.h"

using namespace digipro;
using namespace digipro::process;
using namespace digipro::process::testing;

TEST_CASE("given an exclusive gateway, when conditions hold, then the first in the file is taken") {
  Walk walk(read(document(element("startEvent", "s") +
                          element("exclusiveGateway", "g", "default=\"f_altro\"") + user_task("a") +
                          user_task("b") + user_task("c") + flow("f1", "s", "g") +
                          flow("f_altro", "g", "c") + flow("f_a", "g", "a", "n &gt; 10") +
                          flow("f_b", "g", "b", "n &gt; 5"))));
  auto reached = [&](json::Object variables) {
    Walk fresh(walk);
    variables["ufficio"] = "verde";
    return fresh.start(std::move(variables));
  };
  CHECK(reached({{"n", 20}}) == "gateway_chosen g f_a, task_opened a verde");
  CHECK(reached({{"n", 7}}) == "gateway_chosen g f_b, task_opened b verde");
  CHECK(reached({{"n", 1}}) == "gateway_chosen g f_altro, task_opened c verde");
  CHECK(reached({}) == "gateway_chosen g f_altro, task_opened c verde");  // null is not true
}

TEST_CASE("given no way out of a gateway, when reached, then the definition is at fault") {
  Walk walk(
      read(document(element("startEvent", "s") + element("exclusiveGateway", "g") +
                    element("endEvent", "a") + element("endEvent", "b") + flow("f1", "s", "g") +
                    flow("fa", "g", "a", "n = 1") + flow("fb", "g", "b", "n = 2"))));
  CHECK(walk.refused(Start{"", {{"n", 3}}}) ==
        "definition: elemento \"g\" (id g): nessuna uscita ha condizione vera");
}

TEST_CASE("given a parallel gateway, when branches end in any order, then the join waits for all") {
  auto definition =
      read(document(element("startEvent", "s") + element("parallelGateway", "apri") +
                    user_task("a") + user_task("b") + element("parallelGateway", "unisci") +
                    user_task("c") + element("endEvent", "e") + flow("f1", "s", "apri") +
                    flow("fa", "apri", "a") + flow("fb", "apri", "b") + flow("ga", "a", "unisci") +
                    flow("gb", "b", "unisci") + flow("f2", "unisci", "c") + flow("f3", "c", "e")));
  for (const char* first : {"a", "b"}) {
    const char* second = *first == 'a' ? "b" : "a";
    CAPTURE(first);
    Walk walk(definition);
    CHECK(walk.start() == "task_opened a verde, task_opened b verde");
    CHECK(walk.complete(first) == std::string("task_completed ") + first);
    CHECK(walk.tokens_at("unisci") == 1);
    CHECK(walk.complete(second) ==
          std::string("task_completed ") + second + ", task_opened c verde");
    CHECK(walk.tokens_at("unisci") == 0);
    CHECK(walk.complete("c") == "task_completed c, ended e");
  }
}

TEST_CASE("given a join reached twice by one flow, when the other comes once, then one is left") {
  // The loop sends a second token by the same flow: it must not stand in for the missing branch.
  Walk walk(read(document(element("startEvent", "s") + element("parallelGateway", "apri") +
                          user_task("a") + user_task("b") + element("parallelGateway", "di_nuovo") +
                          element("parallelGateway", "unisci") + user_task("c") +
                          flow("f1", "s", "apri") + flow("fa", "apri", "a") +
                          flow("fb", "apri", "b") + flow("fd", "a", "di_nuovo") +
                          flow("ga", "di_nuovo", "unisci") + flow("fr", "di_nuovo", "a") +
                          flow("gb", "b", "unisci") + flow("f2", "unisci", "c"))));
  walk.start();
  walk.complete("a");
  walk.complete("a");
  CHECK(walk.tokens_at("unisci") == 2);
  CHECK(walk.complete("b") == "task_completed b, task_opened c verde");
  CHECK(walk.tokens_at("unisci") == 1);
}

TEST_CASE("given several flows out of a task, when conditions hold, then all that hold are taken") {
  auto definition = read(document(
      element("startEvent", "s") + user_task("a", "", "default=\"f_d\"") + user_task("b") +
      user_task("c") + user_task("d") + flow("f1", "s", "a") + flow("fb", "a", "b", "n &gt; 1") +
      flow("fc", "a", "c", "n &gt; 2") + flow("f_d", "a", "d")));
  auto after = [&](int number) {
    Walk walk(definition);
    walk.start({{"ufficio", "verde"}, {"n", number}});
    return walk.complete("a");
  };
  CHECK(after(3) == "task_completed a, task_opened b verde, task_opened c verde");
  CHECK(after(2) == "task_completed a, task_opened b verde");
  CHECK(after(1) == "task_completed a, task_opened d verde");
}

TEST_CASE("given conditions out of a task of which none holds, when left, then no token is lost") {
  Walk walk(read(document(element("startEvent", "s") + user_task("a") + user_task("b") +
                          flow("f1", "s", "a") + flow("fb", "a", "b", "n = 1"))));
  walk.start();
  CHECK(walk.refused(CompleteTask{walk.token_at("a"), "", {}}) ==
        "definition: elemento \"a\" (id a): nessuna uscita ha condizione vera");
  CHECK(walk.tokens_at("a") == 1);
}

TEST_CASE("given a loop that never rests, when entered, then the step is stopped") {
  Walk walk(
      read(document(element("startEvent", "s") +
                    element("exclusiveGateway", "g", "default=\"f2\"") + element("endEvent", "e") +
                    flow("f1", "s", "g") + flow("f2", "g", "g") + flow("f3", "g", "e", "n = 1"))));
  CHECK(walk.refused(Start{}) ==
        "limit_exceeded: elemento \"g\" (id g): il processo gira senza fermarsi");
}

TEST_CASE("given a fork that multiplies, when entered, then the step is stopped") {
  Walk walk(read(document(element("startEvent", "s") + element("parallelGateway", "g") +
                          element("exclusiveGateway", "u") + flow("f1", "s", "u") +
                          flow("f2", "u", "g") + flow("f3", "g", "u") + flow("f4", "g", "u"))));
  CHECK(walk.refused(Start{}).substr(0, 14) == "limit_exceeded");
}

TEST_CASE("given a flow marked as a return, when taken, then it is told with its reason") {
  Walk walk(read(
      document(element("startEvent", "s") + user_task("a", R"(<digipro:outcome id="ok" label="Ok"/>
                        <digipro:outcome id="no" label="No">
                          <digipro:field id="motivo" label="Motivo" type="long_text"/>
                        </digipro:outcome>)") +
               element("exclusiveGateway", "g", "default=\"fine\"") + element("endEvent", "e") +
               flow("f1", "s", "a") + flow("f2", "a", "g") + flow("fine", "g", "e") +
               flow("torna", "g", "a", "esito = \"no\"",
                    "digipro:riciclo=\"true\" digipro:reason=\"motivo\""))));
  walk.start();
  CHECK(walk.complete("a", "no", {{"motivo", "da rifare"}}) ==
        "task_completed a no, gateway_chosen g torna, returned g torna (da rifare), "
        "task_opened a verde");
  CHECK(walk.complete("a", "ok") == "task_completed a ok, gateway_chosen g fine, ended e");
}

TEST_CASE("given a terminate event, when reached, then all else is cancelled and the iter ends") {
  Walk walk(read(
      document(element("startEvent", "s") + element("parallelGateway", "apri") + user_task("a") +
               element("intermediateCatchEvent", "attesa", "", timer("P1D")) +
               element("intermediateCatchEvent", "avviso", "", message()) +
               element("endEvent", "stop", "", "<bpmn:terminateEventDefinition/>") +
               element("endEvent", "e") + flow("f1", "s", "apri") + flow("fa", "apri", "a") +
               flow("fb", "apri", "attesa") + flow("fc", "apri", "avviso") +
               flow("g1", "a", "stop") + flow("g2", "attesa", "e") + flow("g3", "avviso", "e"))));
  walk.start();
  int64_t timer_id = walk.subscription_of("attesa");
  CHECK(walk.complete("a") ==
        "task_completed a, wait_cancelled attesa, wait_cancelled avviso, ended stop");
  CHECK(walk.state.status == IterStatus::ended);
  CHECK(walk.state.subscriptions.empty());
  CHECK(walk.refused(TimerFired{timer_id}).substr(0, 12) == "already_done");
  CHECK(walk.refused(MessageArrived{"avviso", "", {}}).substr(0, 8) == "conflict");
}

TEST_CASE("given two end events, when one is reached, then the iter runs until the last token") {
  Walk walk(
      read(document(element("startEvent", "s") + element("parallelGateway", "apri") +
                    user_task("a") + user_task("b") + element("endEvent", "e1") +
                    element("endEvent", "e2") + flow("f1", "s", "apri") + flow("fa", "apri", "a") +
                    flow("fb", "apri", "b") + flow("ga", "a", "e1") + flow("gb", "b", "e2"))));
  walk.start();
  CHECK(walk.complete("a") == "task_completed a");
  CHECK(walk.state.status == IterStatus::running);
  CHECK(walk.complete("b") == "task_completed b, ended e2");
}
