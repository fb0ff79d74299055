// process::IterState: where an iter (one run of a process) stands: tokens at rest, what they wait
// for, variables. A pure value. At rest it is compact JSON with a version; elements are named by
// their ids, so that a state outlives a change of the graph's indexes.
#pragma once
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "format/json.h"
#include "process/engine/definition.h"

namespace digipro::process {

enum class IterStatus : uint8_t { fresh, running, ended };

// A run of a scope: of the process (id 1), later of sub-processes.
struct ScopeRun {
  int64_t id = 0;
  ScopeIndex scope = 0;
  int64_t parent = 0;
  bool operator==(const ScopeRun&) const = default;
};

enum class Rest : uint8_t { task, verb, verb_failed, event, join };
// A token at rest. Its id is new each time a token comes to rest: it names one visit of one
// element.
struct Token {
  int64_t id = 0;
  NodeIndex node = no_index;
  int64_t scope_run = 0;
  Rest rest = Rest::event;
  FlowIndex came_by = no_index;  // at a join: the flow it came by
  bool operator==(const Token&) const = default;
};

// What can wake a token: a timer or a message, of the token's own element or of a boundary event.
struct Subscription {
  int64_t id = 0;
  int64_t token = 0;
  NodeIndex node = no_index;  // the event: a catch event, a receive task or a boundary event
  Instant due;                // of a timer
  std::string correlation;    // of a message; empty: whoever writes to this iter
  bool operator==(const Subscription&) const = default;
};

struct IterState {
  IterStatus status = IterStatus::fresh;
  int64_t next_id = 1;  // of scope runs, tokens and subscriptions
  std::vector<ScopeRun> scope_runs;
  std::vector<Token> tokens;
  std::vector<Subscription> subscriptions;
  json::Object variables;
  bool operator==(const IterState&) const = default;

  const Token* find_token(int64_t id) const;
  const Subscription* find_subscription(int64_t id) const;
};

json::Value to_json(const Definition& definition, const IterState& state);
// Refuses with integrity_broken: another version, unknown elements, ids that do not fit together.
Result<IterState> state_from_json(const Definition& definition, const json::Value& saved);

}  // namespace digipro::process
