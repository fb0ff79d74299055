// What happens in the demo town: the list of its cases, and what was done with each. Internal to
// app. Constant data, any thread.
#pragma once
#include <string_view>
#include <vector>

#include "format/json.h"

namespace digipro::app {

enum class Act { claim, complete, reply };
struct Work {
  double days;  // after the filing
  Act act;
  std::string_view who;      // login
  std::string_view outcome;  // of complete
  json::Object fields;       // of complete; of reply: the answer
};
struct DemoCase {
  double days_ago;
  std::string_view reporter;  // login; empty: anonymous
  std::string_view problem, detail, description, street, number;
  bool is_dangerous;
  std::vector<Work> works;
};

std::vector<DemoCase> demo_cases();

}  // namespace digipro::app
