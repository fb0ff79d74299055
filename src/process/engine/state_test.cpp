#include <doctest/doctest.h>

#include "base/text.h"
#include "process/testing/bpmn_text.h"

using namespace digipro;
using namespace digipro::process;
using namespace digipro::process::testing;

namespace {

std::shared_ptr<const Definition> definition() {
  static const auto made = read(document(
      element("startEvent", "s") + element("parallelGateway", "apri") + user_task("a") +
      element("boundaryEvent", "tardi", "attachedToRef=\"a\" cancelActivity=\"false\"",
              timer("P1D")) +
      element("serviceTask", "v", "digipro:verb=\"posta.send\"") +
      element("intermediateCatchEvent", "m", "digipro:correlation='\"k\"'", message()) +
      element("parallelGateway", "unisci") + element("endEvent", "e") + element("endEvent", "e2") +
      flow("f1", "s", "apri") + flow("fa", "apri", "a") + flow("fv", "apri", "v") +
      flow("fm", "apri", "m") + flow("ga", "a", "unisci") + flow("gv", "v", "unisci") +
      flow("gm", "m", "unisci") + flow("f2", "unisci", "e") + flow("ft", "tardi", "e2")));
  return made;
}

// A state with a token at each kind of rest.
Walk resting() {
  Walk walk(definition());
  walk.start({{"ufficio", "verde"}, {"quando", json::Value::array({1, nullptr, "è"})}});
  walk.does(VerbFailed{walk.token_at("v"), "x"});
  walk.complete("a");
  return walk;
}

std::string loaded(const json::Value& saved) {
  auto state = state_from_json(*definition(), saved);
  return state ? "loaded" : std::string(state.error().name()) + ": " + state.error().detail;
}

// The saved state with one piece of its text replaced.
std::string broken(const std::string& from, const std::string& to) {
  std::string text = json::dump(to_json(*definition(), resting().state));
  REQUIRE_MESSAGE(text.find(from) != std::string::npos, from, " is not in ", text);
  return loaded(*json::parse(replace_all(text, from, to)));
}

}  // namespace

TEST_CASE("given a state, when written as JSON, then elements are named by their ids") {
  Walk walk = resting();
  CHECK(json::dump(to_json(*definition(), walk.state)) ==
        R"({"next_id":8,"runs":[{"id":1}],"status":"running",)"
        R"("subscriptions":[{"correlation":"k","id":6,"node":"m","token":5}],)"
        R"("tokens":[{"id":4,"node":"v","rest":"verb_failed","run":1},)"
        R"({"id":5,"node":"m","rest":"event","run":1},)"
        R"({"flow":"ga","id":7,"node":"unisci","rest":"join","run":1}],)"
        R"("v":1,"variables":{"quando":[1,null,"è"],"ufficio":"verde"}})");
}

TEST_CASE("given a fresh state and an ended one, when read back, then they are the same") {
  IterState fresh;
  CHECK(state_from_json(*definition(), to_json(*definition(), fresh)).value() == fresh);
  IterState ended;
  ended.status = IterStatus::ended;
  ended.next_id = 9;
  CHECK(state_from_json(*definition(), to_json(*definition(), ended)).value() == ended);
}

TEST_CASE("given a broken state, when read, then integrity is told broken, never trusted") {
  const std::string start = "integrity_broken: stato dell'iter: ";
  CHECK(broken("\"v\":1", "\"v\":2") == start + "versione sconosciuta");
  CHECK(broken("\"node\":\"v\"", "\"node\":\"w\"") == start + "elemento sconosciuto w");
  CHECK(broken("\"node\":\"v\"", "\"node\":\"a\"") == start + "un segno fermo dove non può stare");
  CHECK(broken("verb_failed", "riposo") == start + "un segno fermo dove non può stare");
  CHECK(broken("\"id\":4", "\"id\":5") == start + "numero fuori posto 5");
  CHECK(broken("\"next_id\":8", "\"next_id\":7") == start + "numero fuori posto 7");
  CHECK(broken("\"next_id\":8", "\"next_id\":9223372036854775807") == start + "numerazione");
  CHECK(broken("\"flow\":\"ga\"", "\"flow\":\"f1\"") == start + "flusso sconosciuto");
  CHECK(broken("\"run\":1}]", "\"run\":3}]") == start + "un segno fermo dove non può stare");
  CHECK(broken("\"token\":5", "\"token\":4") == start + "un'attesa senza il suo segno");
  CHECK(broken("\"running\"", "\"ended\"") == start + "segni e condizione non concordano");
  CHECK(broken("\"running\"", "\"morto\"") == start + "condizione sconosciuta");
  CHECK(loaded(json::Value()) == start + "versione sconosciuta");
}

TEST_CASE("given a state of an earlier graph, when indexes moved, then ids still find the place") {
  Walk walk = resting();
  json::Value saved = to_json(*definition(), walk.state);
  auto longer = read(document(
      element("startEvent", "nuovo", "", message()) + user_task("z") + element("endEvent", "ez") +
      flow("n1", "nuovo", "z") + flow("n2", "z", "ez") + element("startEvent", "s") +
      element("parallelGateway", "apri") + user_task("a") +
      element("serviceTask", "v", "digipro:verb=\"posta.send\"") +
      element("intermediateCatchEvent", "m", "", message()) + element("parallelGateway", "unisci") +
      element("endEvent", "e") + flow("f1", "s", "apri") + flow("fa", "apri", "a") +
      flow("fv", "apri", "v") + flow("fm", "apri", "m") + flow("ga", "a", "unisci") +
      flow("gv", "v", "unisci") + flow("gm", "m", "unisci") + flow("f2", "unisci", "e")));
  auto state = state_from_json(*longer, saved);
  REQUIRE(state);
  auto next = step(*longer, *state, VerbResult{4, {}}, walk.now);
  REQUIRE(next);
  CHECK(written(next->events) == "verb_done v posta.send");
}
