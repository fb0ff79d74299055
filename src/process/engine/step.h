// The engine: one pure function. It reads a command against a state and says what the next state
// is, what happened (events, for the journal) and what must be done (effects, for whoever runs it).
// No I/O, no clock, no threads; the same inputs give the same outputs. The same code executes
// (core/casework), simulates and replays. Any thread.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "process/engine/state.h"

namespace digipro::process {

// Commands. Variables that the definition does not declare are left out: a process gets only what
// it asks for.
struct Start {
  std::string message;  // of a message start event; empty: the plain start event
  json::Object variables;
};
struct CompleteTask {
  int64_t token = 0;
  std::string outcome;  // empty when the task has none
  json::Object fields;  // by field id
};
struct VerbResult {
  int64_t token = 0;
  json::Object output;
};
struct VerbFailed {  // the token stays where it is; a later VerbResult still counts
  int64_t token = 0;
  std::string reason;
};
struct MessageArrived {
  std::string name;
  std::string correlation;  // empty: any waiter of that name
  json::Object variables;
};
struct TimerFired {
  int64_t subscription = 0;
};
using StepCommand =
    std::variant<Start, CompleteTask, VerbResult, VerbFailed, MessageArrived, TimerFired>;

enum class EventKind : uint8_t {
  entered,  // token: 0 unless it came to rest
  left,
  task_opened,     // detail: office
  task_completed,  // detail: outcome
  task_cancelled,  // a boundary event or a terminate event took the task away
  gateway_chosen,  // detail: id of the flow taken
  verb_called,     // detail: verb
  verb_done,       // detail: verb
  verb_failed,     // reason
  timer_armed,     // due
  timer_fired,
  message_awaited,   // detail: message name
  message_received,  // detail: message name
  wait_cancelled,    // a timer or message that is not awaited any longer
  returned,          // detail: outcome or flow; reason
  ended,             // element: the end event
};
struct Event {
  EventKind kind = EventKind::entered;
  std::string element, name;
  int64_t token = 0;
  std::string detail;
  std::string reason;  // free text of a person: personal data
  Instant due{};
  bool operator==(const Event&) const = default;
};

// Effects, in the order in which they are to be done.
struct OpenTask {
  int64_t token = 0;
  NodeIndex node = no_index;
  std::string office;
  int64_t due_working_days = -1;  // -1: none
};
struct CloseTask {
  int64_t token = 0;
  bool is_done = true;  // false: cancelled
  std::string outcome;
};
struct CallVerb {
  int64_t token = 0;
  NodeIndex node = no_index;
  std::string verb;
  json::Object input;
};
struct ArmTimer {
  int64_t subscription = 0;
  NodeIndex node = no_index;
  Instant due;
};
struct CancelTimer {
  int64_t subscription = 0;
};
struct AwaitMessage {
  int64_t subscription = 0;
  NodeIndex node = no_index;
  std::string message, correlation;
};
struct ForgetMessage {
  int64_t subscription = 0;
};
using Effect =
    std::variant<OpenTask, CloseTask, CallVerb, ArmTimer, CancelTimer, AwaitMessage, ForgetMessage>;

struct StepResult {
  IterState state;
  std::vector<Event> events;
  std::vector<Effect> effects;
};

// Refusals change nothing:
//   already_done    the token or subscription is no longer there (task done, timer cancelled)
//   conflict        started twice, ended, or nobody waits for that message
//   invalid_input   unknown outcome, missing or wrong field (Error::fields), wrong variable type
//   definition      the process cannot go on (no way out of a gateway, no office for a task)
//   limit_exceeded  more than token_moves_per_step moves, or an expression's own limits
// `detail` names the element.
Result<StepResult> step(const Definition& definition, const IterState& state,
                        const StepCommand& command, Instant now);

}  // namespace digipro::process
