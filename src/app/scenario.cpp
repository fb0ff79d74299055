#include "app/scenario.h"

#include <ostream>

#include "app/scenario_step.h"
#include "platform/files/files.h"

namespace digipro::app {
namespace {

constexpr int64_t scenario_bytes_max = 1 << 20;
constexpr size_t steps_max = 500;

// "" when the scenario went as it says.
std::string play(const std::string& folder, const json::Value& scenario) {
  if (auto wrong = unknown_key(scenario, {"title", "now", "offices", "steps"}); !wrong.empty())
    return wrong;
  auto now = parse_rfc3339(scenario["now"].text());
  if (!now) return "now: serve un momento come 2026-11-23T09:00:00+01:00";
  const json::Array& steps = scenario["steps"].items();
  if (steps.empty() || steps.size() > steps_max) return "steps: da 1 a 500 passi";
  std::vector<std::string> offices;
  for (const json::Value& office : scenario["offices"].items()) offices.push_back(office.text());
  auto town = ScenarioTown::open(folder, *now, offices);
  if (!town) {
    std::string problem = town.error().detail;
    for (const FieldProblem& found : town.error().fields)
      problem += "\n  " + found.field + ": " + found.sentence;
    return problem;
  }
  ScenarioPlayer player(**town);
  for (size_t at = 0; at < steps.size(); ++at)
    if (std::string problem = player.play(steps[at]); !problem.empty())
      return "passo " + std::to_string(at + 1) + ": " + problem;
  return "";
}

std::string play_file(files::Files& files, const std::string& folder, const std::string& path,
                      std::string& title) {
  auto bytes = files::read_file(files, path, scenario_bytes_max);
  if (!bytes) return bytes.error().detail;
  auto scenario = json::parse(*bytes);
  if (!scenario) return scenario.error().detail;
  title = (*scenario)["title"].text();
  return title.empty() ? "title: manca" : play(folder, *scenario);
}

}  // namespace

int run_service_tests(const std::string& folder, std::ostream& out) {
  auto files = files::make_real_files();
  int passed = 0, failed = 0;
  auto entries = files->list(folder + "/scenarios");
  if (!entries) out << folder << "/scenarios: " << entries.error().detail << "\n";
  for (const files::Entry& entry : entries ? *entries : std::vector<files::Entry>()) {
    if (!entry.name.ends_with(".json")) continue;
    std::string title;
    std::string problem = play_file(*files, folder, folder + "/scenarios/" + entry.name, title);
    ++(problem.empty() ? passed : failed);
    out << (problem.empty() ? "ok      " : "FALLITO ") << entry.name << ": " << title << "\n";
    if (!problem.empty()) out << "        " << problem << "\n";
  }
  out << passed << " passed, " << failed << " failed\n";
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace digipro::app
