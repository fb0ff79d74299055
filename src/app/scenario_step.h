// One step of a scenario: read strictly, done in the town, compared. Internal to app: scenario.h.
// One thread.
#pragma once
#include <string>
#include <vector>

#include "app/scenario_town.h"

namespace digipro::app {

class ScenarioPlayer {
 public:
  explicit ScenarioPlayer(ScenarioTown& town) : town_(town) {}
  // "" when the step went as it says; else what is wrong, in Italian.
  std::string play(const json::Value& step);

 private:
  std::string file(const json::Value& step);
  std::string task(const json::Value& step);
  std::string message(const json::Value& step);
  std::string advance(const json::Value& step);
  std::string expect(const json::Value& expected);
  std::string expect_form(const json::Value& expected);
  std::string expect_case(const json::Value& expected);
  std::string expect_tasks(const json::Value& expected);
  std::string expect_variables(const json::Value& expected);

  ScenarioTown& town_;
  // Fields that the last refused sending named; empty after any answer.
  std::vector<std::string> refused_fields_;
  bool was_refused_ = false;
};

// A key that the object may not have, as a sentence; "" when there is none.
std::string unknown_key(const json::Value& object, std::initializer_list<std::string_view> known);

}  // namespace digipro::app
