#include <doctest/doctest.h>

#include "process/testing/bpmn_text.h"

using namespace digipro;
using namespace digipro::process;
using namespace digipro::process::testing;

namespace {

std::shared_ptr<const Definition> timer_process(std::string_view when) {
  return read(document(
      element("startEvent", "s") + element("intermediateCatchEvent", "attesa", "", timer(when)) +
      element("endEvent", "e") + flow("f1", "s", "attesa") + flow("f2", "attesa", "e")));
}

// When the timer of such a process is due, or the refusal.
std::string due(std::string_view when, json::Object variables = {}) {
  Walk walk(timer_process(when));
  auto result = walk.send(Start{"", std::move(variables)});
  if (!result) return std::string(result.error().name());
  return to_rfc3339(std::get<ArmTimer>(result->effects.at(0)).due);
}

std::shared_ptr<const Definition> with_boundary(std::string_view attributes,
                                                std::string_view event) {
  std::string attached = "attachedToRef=\"a\" " + std::string(attributes);
  return read(document(element("startEvent", "s") + user_task("a") +
                       element("boundaryEvent", "bordo", attached, event) + user_task("b") +
                       element("endEvent", "e1") + element("endEvent", "e2") +
                       flow("f1", "s", "a") + flow("f2", "a", "e1") + flow("f3", "bordo", "b") +
                       flow("f4", "b", "e2")));
}

}  // namespace

TEST_CASE("given a timer, when armed on Monday noon, then its due moment is counted from there") {
  CHECK(due("P10D") == "2026-12-03T11:00:00.000000Z");
  CHECK(due("PT90M") == "2026-11-23T12:30:00.000000Z");
  CHECK(due("P1M") == "2026-12-23T11:00:00.000000Z");
  CHECK(due("P8M") == "2027-07-23T10:00:00.000000Z");  // noon in summer time
  CHECK(due("2026-12-01") == "2026-11-30T23:00:00.000000Z");
  CHECK(due("2026-12-01T08:00:00") == "2026-12-01T07:00:00.000000Z");
  CHECK(due("2026-12-01T08:00:00Z") == "2026-12-01T08:00:00.000000Z");
  CHECK(due("-P1D") == "2026-11-23T11:00:00.000000Z");  // never before now
  CHECK(due("duration(\"P\" + string(n) + \"D\")", {{"n", 2}}) == "2026-11-25T11:00:00.000000Z");
  CHECK(due("date(\"2020-01-01\")") == "2019-12-31T23:00:00.000000Z");
}

TEST_CASE("given a timer without a moment, when armed, then the definition is at fault") {
  CHECK(due("n", {{"n", 5}}) == "definition");
  CHECK(due("quando") == "definition");
  CHECK(due("date(\"9999-01-01\")") == "definition");
  CHECK(due("@\"P9000Y\"") == "definition");
  CHECK(due("@\"2026-12-01T08:00:00@America/Lima\"") == "definition");
}

TEST_CASE("given a timer, when it fires once and again, then the second is already done") {
  Walk walk(timer_process("P1D"));
  CHECK(walk.start() == "timer_armed attesa");
  int64_t id = walk.subscription_of("attesa");
  CHECK(walk.refused(TimerFired{id + 1}).substr(0, 12) == "already_done");
  CHECK(walk.fire("attesa") == "timer_fired attesa, ended e");
  CHECK(walk.effects.empty());  // a timer that fired need not be cancelled
  CHECK(walk.refused(TimerFired{id}) == "already_done: timer " + std::to_string(id));
}

TEST_CASE("given a message, when it comes with or without correlation, then the right one wakes") {
  Walk walk(read(document(
      element("startEvent", "s") + element("parallelGateway", "apri") +
      element("receiveTask", "uno", "messageRef=\"m_avviso\" digipro:correlation='\"x\"'") +
      element("receiveTask", "due", "messageRef=\"m_avviso\" digipro:correlation='\"y\"'") +
      element("endEvent", "e") + flow("f1", "s", "apri") + flow("fa", "apri", "uno") +
      flow("fb", "apri", "due") + flow("ga", "uno", "e") + flow("gb", "due", "e"))));
  CHECK(walk.start() == "message_awaited uno avviso, message_awaited due avviso");
  CHECK(walk.refused(MessageArrived{"altro", "", {}}) ==
        "conflict: nessuno attende il messaggio \"altro\"");
  CHECK(walk.refused(MessageArrived{"avviso", "z", {}}).substr(0, 8) == "conflict");
  CHECK(walk.does(MessageArrived{"avviso", "y", {{"n", 5}, {"ignota", 1}}}) ==
        "message_received due avviso");
  CHECK(walk.state.variables["n"] == json::Value(5));
  CHECK(std::holds_alternative<ForgetMessage>(walk.effects.at(0)));
  CHECK(walk.does(MessageArrived{"avviso", "", {}}) == "message_received uno avviso, ended e");
}

TEST_CASE("given a message of the wrong type, when it comes, then the wait goes on") {
  Walk walk(read(document(element("startEvent", "s") +
                          element("intermediateCatchEvent", "m", "", message()) +
                          element("endEvent", "e") + flow("f1", "s", "m") + flow("f2", "m", "e"))));
  walk.start();
  CHECK(walk.refused(MessageArrived{"avviso", "", {{"n", "molti"}}}).substr(0, 13) ==
        "invalid_input");
  CHECK(walk.token_at("m") != 0);
}

TEST_CASE("given a message start event, when that message starts the iter, then only it does") {
  Walk walk(read(document(element("startEvent", "s", "", message()) + user_task("a") +
                          element("endEvent", "e") + flow("f1", "s", "a") + flow("f2", "a", "e"))));
  CHECK(walk.refused(Start{}).substr(0, 8) == "conflict");
  CHECK(walk.does(Start{"avviso", {{"ufficio", "verde"}}}) ==
        "message_received s avviso, task_opened a verde");
}

TEST_CASE("given an interrupting timer on a task, when it fires, then the task is taken away") {
  Walk walk(with_boundary("", timer("P2D")));
  CHECK(walk.start() == "task_opened a verde, timer_armed bordo");
  int64_t task = walk.token_at("a");
  CHECK(walk.fire("bordo") == "timer_fired bordo, task_cancelled a, task_opened b verde");
  const auto& closed = std::get<CloseTask>(walk.effects.at(0));
  CHECK_FALSE(closed.is_done);
  CHECK(closed.token == task);
  CHECK(walk.refused(CompleteTask{task, "", {}}).substr(0, 12) == "already_done");
  CHECK(walk.complete("b") == "task_completed b, ended e2");
}

TEST_CASE("given an interrupting timer on a task, when the task is done first, then it is off") {
  Walk walk(with_boundary("", timer("P2D")));
  walk.start();
  int64_t timer_id = walk.subscription_of("bordo");
  CHECK(walk.complete("a") == "wait_cancelled bordo, task_completed a, ended e1");
  REQUIRE(walk.effects.size() == 2);
  CHECK(std::get<CancelTimer>(walk.effects[0]).subscription == timer_id);
  CHECK(walk.refused(TimerFired{timer_id}).substr(0, 12) == "already_done");
}

TEST_CASE("given a timer that does not interrupt, when it fires, then the task stays, once") {
  Walk walk(with_boundary("cancelActivity=\"false\"", timer("P2D")));
  walk.start();
  CHECK(walk.fire("bordo") == "timer_fired bordo, task_opened b verde");
  CHECK(walk.tokens_at("a") == 1);
  CHECK(walk.subscription_of("bordo") == 0);
  CHECK(walk.complete("a") == "task_completed a");
  CHECK(walk.complete("b") == "task_completed b, ended e2");
}

TEST_CASE("given a message that does not interrupt, when it comes twice, then both are heard") {
  // BPMN 2.0.2, 13.5.3: such an event is heard as long as its activity is open.
  Walk walk(with_boundary("cancelActivity=\"false\"", message()));
  walk.start();
  CHECK(walk.does(MessageArrived{"avviso", "", {}}) ==
        "message_received bordo avviso, task_opened b verde");
  CHECK(walk.does(MessageArrived{"avviso", "", {}}) ==
        "message_received bordo avviso, task_opened b verde");
  CHECK(walk.tokens_at("b") == 2);
  CHECK(walk.complete("a") == "wait_cancelled bordo, task_completed a");
  CHECK(walk.refused(MessageArrived{"avviso", "", {}}).substr(0, 8) == "conflict");
}

TEST_CASE("given an interrupting message on a task, when it comes, then the task is taken away") {
  Walk walk(with_boundary("", message()));
  walk.start();
  CHECK(walk.does(MessageArrived{"avviso", "", {}}) ==
        "message_received bordo avviso, task_cancelled a, task_opened b verde");
}

TEST_CASE("given a boundary event on a verb, when it interrupts, then a late result is refused") {
  Walk walk(read(document(
      element("startEvent", "s") + element("serviceTask", "v", "digipro:verb=\"posta.send\"") +
      element("boundaryEvent", "tardi", "attachedToRef=\"v\"", timer("PT1H")) +
      element("endEvent", "e1") + element("endEvent", "e2") + flow("f1", "s", "v") +
      flow("f2", "v", "e1") + flow("f3", "tardi", "e2"))));
  walk.start();
  int64_t token = walk.token_at("v");
  CHECK(walk.fire("tardi") == "timer_fired tardi, ended e2");
  CHECK(walk.refused(VerbResult{token, {}}).substr(0, 12) == "already_done");
}
