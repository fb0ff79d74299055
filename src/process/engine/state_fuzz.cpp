// A saved state of any JSON: refused, or good enough that every command is refused or gives a state
// that is written and read back the same.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "process/bpmn/bpmn.h"
#include "process/engine/step.h"

namespace {

using namespace digipro;

constexpr std::string_view process_text = R"(<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:digipro:bpmn:1">
<message id="mm" name="avviso"/><process id="p" isExecutable="true">
<startEvent id="s"/><parallelGateway id="apri"/>
<userTask id="a" d:candidateOffice='"verde"'/><boundaryEvent id="b" attachedToRef="a">
<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
<serviceTask id="v" d:verb="posta.send"/>
<receiveTask id="m" messageRef="mm"/>
<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>P1D</timeDuration>
</timerEventDefinition></intermediateCatchEvent>
<parallelGateway id="unisci"/><endEvent id="e"/><endEvent id="stop"><terminateEventDefinition/>
</endEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="apri"/>
<sequenceFlow id="f2" sourceRef="apri" targetRef="a"/>
<sequenceFlow id="f3" sourceRef="apri" targetRef="v"/>
<sequenceFlow id="f4" sourceRef="apri" targetRef="m"/>
<sequenceFlow id="f5" sourceRef="apri" targetRef="t"/>
<sequenceFlow id="f6" sourceRef="a" targetRef="unisci"/>
<sequenceFlow id="f7" sourceRef="v" targetRef="unisci"/>
<sequenceFlow id="f8" sourceRef="m" targetRef="unisci"/>
<sequenceFlow id="f9" sourceRef="unisci" targetRef="e"/>
<sequenceFlow id="f10" sourceRef="b" targetRef="stop"/>
<sequenceFlow id="f11" sourceRef="t" targetRef="e"/></process></definitions>)";

const process::Definition& definition() {
  static const auto read = process::read_bpmn(process_text);
  if (!read) std::abort();
  return **read;
}

void try_command(const process::IterState& state, const process::StepCommand& command) {
  Instant noon{1'795'431'600'000'000};
  auto result = process::step(definition(), state, command, noon);
  if (!result) return;
  auto again = process::state_from_json(definition(), to_json(definition(), result->state));
  if (!again || !(*again == result->state)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto saved = json::parse({reinterpret_cast<const char*>(data), size});
  if (!saved) return 0;
  auto state = process::state_from_json(definition(), *saved);
  if (!state) return 0;
  try_command(*state, process::Start{});
  try_command(*state, process::MessageArrived{"avviso", "", {}});
  for (const process::Token& token : state->tokens) {
    try_command(*state, process::CompleteTask{token.id, "", {}});
    try_command(*state, process::VerbResult{token.id, {}});
    try_command(*state, process::VerbFailed{token.id, "x"});
  }
  for (const process::Subscription& wait : state->subscriptions)
    try_command(*state, process::TimerFired{wait.id});
  return 0;
}
