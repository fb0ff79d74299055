// For tests: short ways to write a process as BPMN, and a walk that sends commands to the engine
// and checks at every step what must always hold. One thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "process/bpmn/bpmn.h"
#include "process/engine/step.h"

namespace digipro::process::testing {

// A document with one process; `body` are its elements. Declared: ufficio (text), n (number),
// quando (any). The message "avviso" has the id m_avviso.
std::string document(std::string_view body);
// `<bpmn:KIND id="ID" name="ID" ATTRIBUTES>INSIDE</bpmn:KIND>`
std::string element(std::string_view kind, std::string_view id, std::string_view attributes = "",
                    std::string_view inside = "");
std::string flow(std::string_view id, std::string_view from, std::string_view to,
                 std::string_view condition = "", std::string_view attributes = "");
std::string user_task(std::string_view id, std::string_view outcomes = "",
                      std::string_view attributes = "");
std::string timer(std::string_view when);
std::string message();  // the definition of an event that awaits "avviso"
std::string extensions(std::string_view inside);

std::shared_ptr<const Definition> read(std::string_view bytes);  // asserts that it is accepted
// What read_bpmn says of a document with this body: one problem a line, or "accepted".
std::string problems_of(std::string_view body);

// "task_opened esame", one an event; the detail of choices, verbs and returns behind it.
std::string written(const std::vector<Event>& events);

class Walk {
 public:
  explicit Walk(std::shared_ptr<const Definition> definition);

  // The step's refusal leaves the state as it was. Every accepted step is made twice and its state
  // is read back from JSON: both must give the same.
  Result<StepResult> send(const StepCommand& command);
  // send() that must be accepted; the events as text.
  std::string does(const StepCommand& command);
  std::string refused(const StepCommand& command);  // "conflict: ..."

  int64_t token_at(std::string_view node) const;  // 0 when none rests there
  int64_t subscription_of(std::string_view node) const;
  size_t tokens_at(std::string_view node) const;

  std::string start(json::Object variables = {{"ufficio", "verde"}});
  std::string complete(std::string_view node, std::string outcome = "", json::Object fields = {});
  std::string fire(std::string_view node);

  const Definition& definition() const { return *definition_; }
  IterState state;
  Instant now{1'795'431'600'000'000};  // 2026-11-23T11:00:00Z, noon in Rome
  std::vector<Effect> effects;         // of the last accepted step

 private:
  std::shared_ptr<const Definition> definition_;
};

}  // namespace digipro::process::testing
