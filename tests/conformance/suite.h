// What an outside suite is to the program `conformance`: a function from its folder to a report. A
// suite knows the form of its cases and no single case by name. One thread.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace digipro::conformance {

struct Failure {
  std::string name;  // where the case stands
  std::string why;   // what was expected and what came
};

struct Report {
  size_t passed = 0;
  std::vector<Failure> failures;
  // Cases that ask for something of another kind, by that kind: told, neither passed nor failed.
  std::map<std::string, size_t> left_out;
};

// The DMN Technology Compatibility Kit, all cases of its levels 2 and 3: decisions and decision
// services with their inputs and the values they must have. `folder` holds
// TestCases/compliance-level-*/.
Report run_dmn_tck(const std::filesystem::path& folder);

// The BPMN MIWG reference models, each as it is and with its first process marked as executable:
// read, or refused for elements that are in it.
Report run_miwg(const std::filesystem::path& folder);

// Event logs in XES and the figures that an independent reading of them gave (expected.json).
Report run_xes(const std::filesystem::path& folder);

// Every file with that ending below the folder, sorted.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::string_view ending);
std::string read_file(const std::filesystem::path& path);

}  // namespace digipro::conformance
