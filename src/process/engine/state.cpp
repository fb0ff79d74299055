#include "process/engine/state.h"

#include <array>
#include <optional>
#include <set>

namespace digipro::process {
namespace {

constexpr int state_version = 1;
constexpr int64_t id_max = int64_t{1} << 53;  // far from where counting would overflow

constexpr std::array<std::string_view, 3> status_names = {"fresh", "running", "ended"};
constexpr std::array<std::string_view, 5> rest_names = {"task", "verb", "verb_failed", "event",
                                                        "join"};

template <class Enum, size_t count>
std::optional<Enum> enum_of(const std::array<std::string_view, count>& names,
                            std::string_view name) {
  for (size_t i = 0; i < count; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

template <class Enum, size_t count>
std::string_view name_in(const std::array<std::string_view, count>& names, Enum value) {
  return names[static_cast<size_t>(value)];
}

bool can_rest(NodeKind kind, Rest rest) {
  switch (rest) {
    case Rest::task:
      return kind == NodeKind::user_task;
    case Rest::verb:
    case Rest::verb_failed:
      return kind == NodeKind::service_task;
    case Rest::event:
      return kind == NodeKind::receive_task || kind == NodeKind::catch_event;
    case Rest::join:
      return kind == NodeKind::parallel_gateway;
  }
  return false;
}

// Reads back and checks that everything named is there and where it can be: the engine relies on
// it. The first problem stands.
struct Loader {
  const Definition& definition;
  IterState state;
  std::string problem;

  bool wrong(const std::string& what) {
    if (problem.empty()) problem = "stato dell'iter: " + what;
    return false;
  }

  NodeIndex node(const json::Value& saved) {
    NodeIndex index = definition.find_node(saved["node"].text());
    if (index == no_index) wrong("elemento sconosciuto " + saved["node"].text());
    return index;
  }

  bool is_new_id(std::set<int64_t>& seen, int64_t id) {
    if (id >= 1 && id < state.next_id && seen.insert(id).second) return true;
    return wrong("numero fuori posto " + std::to_string(id));
  }

  bool has_run(int64_t id) const {
    for (const ScopeRun& run : state.scope_runs) {
      if (run.id == id) return true;
    }
    return false;
  }

  // A token waits for its own event or for one at its border.
  bool fits(const Subscription& subscription) const {
    const Token* token = state.find_token(subscription.token);
    if (!token || token->node == no_index || subscription.node == no_index) return false;
    bool can_happen = definition.timer(subscription.node) || definition.message(subscription.node);
    bool is_near = subscription.node == token->node ||
                   definition.node(subscription.node).attached_to == token->node;
    return can_happen && is_near;
  }

  void scope_runs(const json::Value& saved, std::set<int64_t>& seen) {
    for (const json::Value& item : saved.items()) {
      ScopeRun run;
      run.id = item.int_or("id", 0);
      run.scope = static_cast<ScopeIndex>(item.int_or("scope", 0));
      run.parent = item.int_or("parent", 0);
      bool is_known = run.scope >= 0 && static_cast<size_t>(run.scope) < definition.scopes.size();
      if (!is_known) wrong("ambito sconosciuto");
      if (is_new_id(seen, run.id)) state.scope_runs.push_back(run);
    }
  }

  void tokens(const json::Value& saved, std::set<int64_t>& seen) {
    for (const json::Value& item : saved.items()) {
      Token token;
      token.id = item.int_or("id", 0);
      token.node = node(item);
      token.scope_run = item.int_or("run", 1);
      auto rest = enum_of<Rest>(rest_names, item["rest"].text());
      token.rest = rest.value_or(Rest::event);
      bool fits = rest && token.node != no_index && has_run(token.scope_run) &&
                  can_rest(definition.node(token.node).kind, token.rest);
      if (!fits) wrong("un segno fermo dove non può stare");
      if (token.rest == Rest::join) {
        token.came_by = definition.find_flow(item["flow"].text());
        if (token.came_by == no_index || definition.flow(token.came_by).to != token.node)
          wrong("flusso sconosciuto");
      }
      if (is_new_id(seen, token.id)) state.tokens.push_back(token);
    }
  }

  void subscriptions(const json::Value& saved, std::set<int64_t>& seen) {
    for (const json::Value& item : saved.items()) {
      Subscription subscription;
      subscription.id = item.int_or("id", 0);
      subscription.token = item.int_or("token", 0);
      subscription.node = node(item);
      subscription.due.microseconds = item.int_or("due", 0);
      subscription.correlation = item["correlation"].text();
      if (!fits(subscription)) wrong("un'attesa senza il suo segno");
      if (is_new_id(seen, subscription.id)) state.subscriptions.push_back(subscription);
    }
  }
};

}  // namespace

const Token* IterState::find_token(int64_t id) const {
  for (const Token& token : tokens) {
    if (token.id == id) return &token;
  }
  return nullptr;
}

const Subscription* IterState::find_subscription(int64_t id) const {
  for (const Subscription& subscription : subscriptions) {
    if (subscription.id == id) return &subscription;
  }
  return nullptr;
}

json::Value to_json(const Definition& definition, const IterState& state) {
  json::Value saved = json::Value::object({{"v", state_version},
                                           {"status", name_in(status_names, state.status)},
                                           {"next_id", state.next_id},
                                           {"variables", state.variables}});
  json::Array runs, tokens, subscriptions;
  for (const ScopeRun& run : state.scope_runs) {
    json::Value item = json::Value::object({{"id", run.id}});
    if (run.scope != 0) item.set("scope", int64_t{run.scope});
    if (run.parent != 0) item.set("parent", run.parent);
    runs.push_back(std::move(item));
  }
  for (const Token& token : state.tokens) {
    json::Value item = json::Value::object({{"id", token.id},
                                            {"node", definition.node(token.node).id},
                                            {"rest", name_in(rest_names, token.rest)},
                                            {"run", token.scope_run}});
    if (token.came_by != no_index) item.set("flow", definition.flow(token.came_by).id);
    tokens.push_back(std::move(item));
  }
  for (const Subscription& subscription : state.subscriptions) {
    json::Value item = json::Value::object({{"id", subscription.id},
                                            {"token", subscription.token},
                                            {"node", definition.node(subscription.node).id}});
    if (subscription.due.microseconds != 0) item.set("due", subscription.due.microseconds);
    if (!subscription.correlation.empty()) item.set("correlation", subscription.correlation);
    subscriptions.push_back(std::move(item));
  }
  saved.set("runs", std::move(runs));
  saved.set("tokens", std::move(tokens));
  saved.set("subscriptions", std::move(subscriptions));
  return saved;
}

Result<IterState> state_from_json(const Definition& definition, const json::Value& saved) {
  if (saved.int_or("v", 0) != state_version) {
    return refuse(ErrorCode::integrity_broken, "stato dell'iter: versione sconosciuta");
  }
  Loader loader{definition, {}, {}};
  auto status = enum_of<IterStatus>(status_names, saved["status"].text());
  if (!status) loader.wrong("condizione sconosciuta");
  loader.state.status = status.value_or(IterStatus::fresh);
  loader.state.next_id = saved.int_or("next_id", 0);
  if (loader.state.next_id < 1 || loader.state.next_id > id_max) loader.wrong("numerazione");
  loader.state.variables = saved["variables"].members();
  std::set<int64_t> seen;
  loader.scope_runs(saved["runs"], seen);
  loader.tokens(saved["tokens"], seen);
  loader.subscriptions(saved["subscriptions"], seen);
  bool is_running = loader.state.status == IterStatus::running;
  if (is_running != !loader.state.tokens.empty()) loader.wrong("segni e condizione non concordano");
  if (!loader.problem.empty()) return refuse(ErrorCode::integrity_broken, loader.problem);
  return std::move(loader.state);
}

}  // namespace digipro::process
