// Random walks over generated processes: whatever is done in whatever order, no token is lost or
// doubled, and everything that was opened, armed or awaited is closed.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

#include "process/testing/bpmn_text.h"

using namespace digipro;
using namespace digipro::process;
using namespace digipro::process::testing;

namespace {

// A process made of blocks inside blocks, and how much control each must hold.
struct Block {
  enum class Kind { leaf, sequence, exclusive, parallel, timeout, loop };
  Kind kind = Kind::leaf;
  std::string id;  // of the leaf, or the stem of the block's own elements
  std::vector<Block> inner;
};

class Drawing {
 public:
  std::string body;

  // Draws the block between `from` and whatever comes next; returns where it is left.
  std::string draw(const Block& block, const std::string& from) {
    switch (block.kind) {
      case Block::Kind::leaf:
        body += leaf(block.id);
        connect(from, block.id);
        return block.id;
      case Block::Kind::sequence: {
        std::string at = from;
        for (const Block& inner : block.inner) at = draw(inner, at);
        return at;
      }
      case Block::Kind::exclusive:
      case Block::Kind::parallel:
        return split(block, from);
      case Block::Kind::timeout:
        return timeout(block, from);
      case Block::Kind::loop:
        return loop(block, from);
    }
    return from;
  }

  void connect(const std::string& from, const std::string& to, std::string_view condition = "") {
    std::string id = "f_" + from + "_" + to;
    if (condition_of_next_.empty()) {
      body += flow(id, from, to, condition);
    } else {
      body += flow(id, from, to, std::exchange(condition_of_next_, {}));
    }
  }

 private:
  static std::string leaf(const std::string& id) {
    switch (id[0]) {
      case 'v':
        return element("serviceTask", id, "digipro:verb=\"posta.send\"");
      case 't':
        return element("intermediateCatchEvent", id, "", timer("PT1H"));
      case 'm':
        return element("receiveTask", id, "messageRef=\"m_avviso\"");
      default:
        return user_task(id, R"(<digipro:outcome id="ok" label="Ok">
            <digipro:field id="n" label="N"/></digipro:outcome>)");
    }
  }

  std::string split(const Block& block, const std::string& from) {
    bool is_parallel = block.kind == Block::Kind::parallel;
    const char* kind = is_parallel ? "parallelGateway" : "exclusiveGateway";
    std::string open = block.id + "_apri", close = block.id + "_unisci";
    body += element(kind, open, is_parallel ? "" : "default=\"f_" + open + "_" + close + "\"");
    body += element(kind, close);
    connect(from, open);
    for (size_t at = 0; at < block.inner.size(); ++at) {
      if (!is_parallel) condition_of_next_ = "n = \"" + std::to_string(at) + "\"";
      std::string end = draw(block.inner[at], open);
      connect(end, close);
    }
    if (!is_parallel) connect(open, close);  // the default way: around
    return close;
  }

  // A task with a timer at its border that leads to the inner block.
  std::string timeout(const Block& block, const std::string& from) {
    std::string task = "u_" + block.id, border = "b_" + block.id, close = block.id + "_dopo";
    body += leaf(task) +
            element("boundaryEvent", border, "attachedToRef=\"" + task + "\"", timer("P1D")) +
            element("exclusiveGateway", close);
    connect(from, task);
    connect(task, close);
    connect(draw(block.inner[0], border), close);
    return close;
  }

  std::string loop(const Block& block, const std::string& from) {
    std::string enter = block.id + "_entra", again = block.id + "_ancora", task = "u_" + block.id;
    body +=
        element("exclusiveGateway", enter) + leaf(task) +
        element("exclusiveGateway", again, "default=\"f_" + again + "_" + block.id + "_esce\"") +
        element("exclusiveGateway", block.id + "_esce");
    connect(from, enter);
    connect(draw(block.inner[0], enter), task);
    connect(task, again);
    connect(again, enter, "n = \"0\"");
    connect(again, block.id + "_esce");
    return block.id + "_esce";
  }

  std::string condition_of_next_;
};

// How many units of control are inside the block; -1 when branches of a parallel block disagree.
int control_in(const Block& block, const Walk& walk) {
  if (block.kind == Block::Kind::leaf) return static_cast<int>(walk.tokens_at(block.id));
  std::vector<int> counts;
  for (const Block& inner : block.inner) counts.push_back(control_in(inner, walk));
  if (block.kind == Block::Kind::parallel) {
    const Node& join = walk.definition().node(walk.definition().find_node(block.id + "_unisci"));
    for (size_t at = 0; at < counts.size(); ++at)
      for (const Token& token : walk.state.tokens)
        if (token.rest == Rest::join && token.came_by == join.incoming[at]) ++counts[at];
    for (int count : counts)
      if (count != counts[0]) return -1;
    bool all_wait = walk.tokens_at(block.id + "_unisci") == counts.size();
    return all_wait ? -1 : counts[0];  // a full join must not rest
  }
  int sum = 0;
  for (int count : counts) sum = count < 0 || sum < 0 ? -1 : sum + count;
  bool has_task = block.kind == Block::Kind::timeout || block.kind == Block::Kind::loop;
  if (has_task && sum >= 0) sum += static_cast<int>(walk.tokens_at("u_" + block.id));
  return sum;
}

Block generate(int depth, int& next) {
  std::string number = std::to_string(next++);
  int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 6);
  Block block;
  block.kind = static_cast<Block::Kind>(kind);
  if (block.kind == Block::Kind::leaf) {
    block.id = std::string(1, "uvtm"[*rc::gen::inRange(0, 4)]) + number;
    return block;
  }
  block.id = "k" + number;
  bool single = block.kind == Block::Kind::timeout || block.kind == Block::Kind::loop;
  int count = single ? 1 : *rc::gen::inRange(2, 4);
  for (int at = 0; at < count; ++at) block.inner.push_back(generate(depth - 1, next));
  return block;
}

// What was opened and not yet closed, by the effects; anything closed twice is a failure.
struct Ledger {
  std::set<int64_t> tasks, timers, messages;
  bool is_sound = true;

  void book(const StepCommand& command, const std::vector<Effect>& effects) {
    if (auto* fired = std::get_if<TimerFired>(&command)) close(timers, fired->subscription);
    for (const Effect& effect : effects) {
      if (auto* open = std::get_if<OpenTask>(&effect)) is_sound &= tasks.insert(open->token).second;
      if (auto* arm = std::get_if<ArmTimer>(&effect))
        is_sound &= timers.insert(arm->subscription).second;
      if (auto* await = std::get_if<AwaitMessage>(&effect))
        is_sound &= messages.insert(await->subscription).second;
      if (auto* done = std::get_if<CloseTask>(&effect)) close(tasks, done->token);
      if (auto* cancel = std::get_if<CancelTimer>(&effect)) close(timers, cancel->subscription);
      if (auto* forget = std::get_if<ForgetMessage>(&effect)) close(messages, forget->subscription);
    }
  }
  void close(std::set<int64_t>& open, int64_t id) { is_sound &= open.erase(id) == 1; }
  bool is_empty() const { return tasks.empty() && timers.empty() && messages.empty(); }
};

std::string small_number() {
  return std::to_string(*rc::gen::inRange(0, 3));
}

// Something that may happen next in this state.
StepCommand pick(const Walk& walk) {
  size_t timers = walk.state.subscriptions.size();
  size_t choice = *rc::gen::inRange<size_t>(0, walk.state.tokens.size() + timers);
  if (choice >= walk.state.tokens.size()) {
    const Subscription& wait = walk.state.subscriptions[choice - walk.state.tokens.size()];
    if (walk.definition().timer(wait.node)) return TimerFired{wait.id};
    return MessageArrived{"avviso", "", {}};
  }
  const Token& token = walk.state.tokens[choice];
  switch (token.rest) {
    case Rest::task:
      return CompleteTask{token.id, "ok", {{"n", small_number()}}};
    case Rest::verb:
      if (*rc::gen::inRange(0, 4) == 0) return VerbFailed{token.id, "x"};
      return VerbResult{token.id, {}};
    case Rest::verb_failed:
      return VerbResult{token.id, {}};
    default:
      return CompleteTask{token.id, "ok", {}};  // no task: refused
  }
}

void walk_through(const Block& root, Walk& walk) {
  Ledger ledger;
  constexpr int steps_max = 150;
  RC_ASSERT(walk.send(Start{"", {{"ufficio", "verde"}}}).has_value());
  ledger.book(Start{}, walk.effects);
  std::vector<StepCommand> past;
  for (int at = 0; at < steps_max && walk.state.status == IterStatus::running; ++at) {
    RC_ASSERT(control_in(root, walk) == 1);
    StepCommand command = pick(walk);
    auto result = walk.send(command);
    if (!result) {
      RC_ASSERT(result.error().code == ErrorCode::already_done);
      continue;
    }
    ledger.book(command, walk.effects);
    RC_ASSERT(ledger.is_sound);
    bool can_repeat = std::holds_alternative<MessageArrived>(command) ||
                      std::holds_alternative<VerbFailed>(command);
    if (can_repeat) continue;
    auto again = step(walk.definition(), walk.state, command, walk.now);
    RC_ASSERT(!again.has_value() && again.error().code == ErrorCode::already_done);
  }
  if (walk.state.status != IterStatus::ended) return;  // a loop went round long enough
  RC_ASSERT(control_in(root, walk) == 0);
  RC_ASSERT(walk.state.tokens.empty() && walk.state.subscriptions.empty());
  RC_ASSERT(ledger.is_empty());
}

}  // namespace

TEST_CASE("given any process of blocks, when walked at random, then no token is lost or doubled") {
  CHECK(rc::check([] {
    int next = 0;
    const Block root = generate(3, next);
    Drawing drawing;
    drawing.body = element("startEvent", "inizio") + element("endEvent", "fine") +
                   element("exclusiveGateway", "avvio") + flow("f_inizio", "inizio", "avvio");
    // The document declares n as a number: walks compare it with texts.
    drawing.connect(drawing.draw(root, "avvio"), "fine");
    std::string bytes = document(drawing.body);
    bytes.replace(bytes.find("type=\"number\""), 13, "type=\"text\"");
    auto definition = read_bpmn(bytes);
    if (!definition) RC_FAIL(definition.error().detail);
    Walk walk(*definition);
    walk_through(root, walk);
  }));
}
