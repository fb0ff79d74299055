#include <doctest/doctest.h>

#include "process/testing/bpmn_text.h"

using namespace digipro;
using namespace digipro::process;
using namespace digipro::process::testing;

namespace {

std::shared_ptr<const Definition> one_verb() {
  return read(document(element("startEvent", "s") +
                       element("serviceTask", "registra", "digipro:verb=\"protocollo.register\"",
                               extensions(R"(<digipro:input name="titolario" value='"12.4"'/>
                            <digipro:input name="giorni" value="n * 2"/>
                            <digipro:input name="vuoto" value="null"/>
                            <digipro:output name="numero" variable="numero"/>
                            <digipro:output name="giorni" variable="n"/>)")) +
                       element("endEvent", "e") + flow("f1", "s", "registra") +
                       flow("f2", "registra", "e")));
}

}  // namespace

TEST_CASE("given a service task, when reached, then its verb is called with evaluated input") {
  Walk walk(one_verb());
  CHECK(walk.start({{"n", 21}}) == "verb_called registra protocollo.register");
  const auto& call = std::get<CallVerb>(walk.effects.at(0));
  CHECK(call.verb == "protocollo.register");
  CHECK(json::dump(call.input) == R"({"giorni":42,"titolario":"12.4"})");  // null is left out
  CHECK(walk.does(VerbResult{call.token, {{"numero", "0000007/2026"}, {"giorni", 1}, {"x", 2}}}) ==
        "verb_done registra protocollo.register, ended e");
  CHECK(walk.state.variables["numero"].text() == "0000007/2026");
  CHECK(walk.state.variables["n"] == json::Value(1));
  CHECK(walk.state.variables.count("x") == 0);
}

TEST_CASE("given a verb that failed, when its result comes later, then the process goes on") {
  Walk walk(one_verb());
  walk.start({{"n", 1}});
  int64_t token = walk.token_at("registra");
  CHECK(walk.does(VerbFailed{token, "casella piena"}) == "verb_failed registra (casella piena)");
  CHECK(walk.state.find_token(token)->rest == Rest::verb_failed);
  CHECK(walk.does(VerbFailed{token, "ancora piena"}) == "verb_failed registra (ancora piena)");
  CHECK(walk.does(VerbResult{token, {}}) == "verb_done registra protocollo.register, ended e");
  CHECK(walk.refused(VerbResult{token, {}}) == "already_done: chiamata 2");
  CHECK(walk.refused(VerbFailed{token, ""}) == "already_done: chiamata 2");
}

TEST_CASE("given a result of the wrong type, when it comes, then it is refused and still awaited") {
  Walk walk(one_verb());
  walk.start({{"n", 1}});
  int64_t token = walk.token_at("registra");
  CHECK(walk.refused(VerbResult{token, {{"giorni", "molti"}}}) ==
        "invalid_input: il valore dato alla variabile n non è del suo tipo");
  CHECK(walk.token_at("registra") == token);
}

TEST_CASE("given a task of a person, when a verb's result is sent to it, then it is not one") {
  Walk walk(read(document(element("startEvent", "s") + user_task("a") + element("endEvent", "e") +
                          flow("f1", "s", "a") + flow("f2", "a", "e"))));
  walk.start();
  CHECK(walk.refused(VerbResult{walk.token_at("a"), {}}).substr(0, 12) == "already_done");
  CHECK(walk.refused(TimerFired{walk.token_at("a")}).substr(0, 12) == "already_done");
}
