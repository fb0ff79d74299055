// process::Definition: a process as the engine runs it. Read from BPMN once (process/bpmn), then an
// immutable graph of nodes and flows by index, checked: every index is good, every expression is
// compiled, every element is supported. Pure values; any thread may share one by pointer.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace digipro::feel {
class Expression;
}

namespace digipro::process {

using NodeIndex = int32_t;
using FlowIndex = int32_t;
using ScopeIndex = int32_t;  // 0: the process itself; sub-processes nest below it
constexpr int32_t no_index = -1;

constexpr size_t elements_max = 1'000;        // nodes and flows of one definition
constexpr int token_moves_per_step = 10'000;  // an endless loop ends as limit_exceeded

using ExpressionPtr = std::shared_ptr<const feel::Expression>;

enum class NodeKind : uint8_t {
  start_event,
  end_event,
  catch_event,
  boundary_event,
  user_task,
  service_task,
  receive_task,
  exclusive_gateway,
  parallel_gateway,
};
enum class Trigger : uint8_t { none, message, timer, terminate };

// A variable of the iter. At rest it is JSON; its type says what FEEL sees (a date is a string in
// JSON). `any` takes what the JSON looks like.
enum class VariableType : uint8_t {
  any,
  text,
  number,
  boolean,
  date,
  date_time,
  duration,
  list,
  context,
};
struct Variable {
  std::string name;
  VariableType type = VariableType::any;
};

// What an outcome of a task asks of the person who chooses it. Its value goes into `variable`.
enum class FieldType : uint8_t { text, long_text, office, choice };
struct Choice {
  std::string value, label;
};
struct OutcomeField {
  std::string id, label, hint, variable;
  FieldType type = FieldType::text;
  bool required = true;
  bool visible = false;  // the reporter may read it on the timeline
  std::vector<Choice> choices;
  size_t length_max = 4'000;  // code points
};
struct Outcome {
  std::string id, label;
  bool visible = false;  // the reporter sees on the timeline that this step was taken
  bool riciclo = false;  // work goes back to an earlier step: counted
  std::string reason;    // variable with the reason of a riciclo; may be empty
  std::vector<OutcomeField> fields;
};

enum class CandidateRole : uint8_t { operatore, responsabile };
struct UserTask {
  ExpressionPtr candidate_office;  // gives the code of an office
  CandidateRole role = CandidateRole::operatore;
  std::string form;        // id of a form of the package shown with the task; may be empty
  ExpressionPtr due_days;  // working days from opening; null: none of its own
  std::string outcome_variable = "esito";
  std::vector<Outcome> outcomes;  // none: the task is just done
};

struct InputMapping {
  std::string name;
  ExpressionPtr value;
};
struct OutputMapping {
  std::string name, variable;
};
struct ServiceTask {
  std::string verb;  // "protocollo.register"
  std::vector<InputMapping> input;
  std::vector<OutputMapping> output;
};

struct MessageWait {
  std::string message;        // its name, not its id
  ExpressionPtr correlation;  // null: whoever writes to this iter
  // For a person who answers: which variable holds the question, which takes the answer.
  std::string question, answer, answer_label;
};
struct TimerWait {
  ExpressionPtr when;  // gives a duration (from now), a date or a date and time
};

struct Node {
  std::string id, name;
  NodeKind kind = NodeKind::start_event;
  Trigger trigger = Trigger::none;
  ScopeIndex scope = 0;
  std::vector<FlowIndex> incoming, outgoing;  // in document order
  FlowIndex default_flow = no_index;
  NodeIndex attached_to = no_index;   // of a boundary event
  bool interrupting = true;           // of a boundary event
  std::vector<NodeIndex> boundaries;  // of an activity
  int32_t detail = no_index;          // index in the list of its kind below
  int line = 0;                       // in the BPMN file
};
struct Flow {
  std::string id, name;
  NodeIndex from = no_index, to = no_index;
  ExpressionPtr condition;
  bool riciclo = false;
  std::string reason;  // variable with the reason of the riciclo
};
struct Scope {
  ScopeIndex parent = no_index;
  NodeIndex node = no_index;  // the sub-process; none for the process itself
};

struct Definition {
  std::string id, name;  // of the BPMN process
  std::vector<Node> nodes;
  std::vector<Flow> flows;
  std::vector<Scope> scopes;
  std::vector<Variable> variables;  // by slot, as the expressions were compiled
  std::vector<UserTask> user_tasks;
  std::vector<ServiceTask> service_tasks;
  std::vector<MessageWait> messages;
  std::vector<TimerWait> timers;
  std::map<std::string, NodeIndex, std::less<>> node_by_id;
  std::map<std::string, FlowIndex, std::less<>> flow_by_id;
  std::map<std::string, size_t, std::less<>> variable_by_name;

  const Node& node(NodeIndex index) const { return nodes[static_cast<size_t>(index)]; }
  const Flow& flow(FlowIndex index) const { return flows[static_cast<size_t>(index)]; }
  NodeIndex find_node(std::string_view id) const;              // no_index when unknown
  FlowIndex find_flow(std::string_view id) const;              // no_index when unknown
  const Variable* find_variable(std::string_view name) const;  // null when not declared
  const UserTask* user_task(NodeIndex index) const;            // null for other kinds
  const ServiceTask* service_task(NodeIndex index) const;      // null for other kinds
  const MessageWait* message(NodeIndex index) const;           // null for other triggers
  const TimerWait* timer(NodeIndex index) const;               // null for other triggers
};
const Outcome* find_outcome(const UserTask& task, std::string_view id);  // null when unknown

}  // namespace digipro::process
