// conformance SUITE DIR [--list-failed]: runs an outside suite found in DIR. Ends with
// `N passed, M failed`; exit 1 on failure or when DIR holds no case.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "suite.h"

namespace digipro::conformance {
namespace {

struct Suite {
  const char* name;
  Report (*run)(const std::filesystem::path& folder);
  const char* what;
};

constexpr Suite suites[] = {
    {"dmn-tck", run_dmn_tck, "the DMN TCK, levels 2 and 3"},
    {"miwg", run_miwg, "the BPMN MIWG models: read, or refused by the names of their elements"},
    {"xes", run_xes, "event logs in XES: every figure of expected.json"},
};

int usage() {
  fputs("usage: conformance SUITE DIR [--list-failed]\nsuites:\n", stderr);
  for (const Suite& suite : suites) fprintf(stderr, "  %-10s %s\n", suite.name, suite.what);
  return 2;
}

int tell(const Report& report, bool list_failed) {
  for (const auto& [kind, count] : report.left_out)
    printf("left out: %zu cases with %s\n", count, kind.c_str());
  if (list_failed)
    for (const Failure& failure : report.failures)
      printf("FAILED %s: %s\n", failure.name.c_str(), failure.why.c_str());
  printf("%zu passed, %zu failed\n", report.passed, report.failures.size());
  return report.failures.empty() && report.passed > 0 ? 0 : 1;
}

int run(int count, char** arguments) {
  bool list_failed = count == 4 && strcmp(arguments[3], "--list-failed") == 0;
  if (count != 3 && !list_failed) return usage();
  const auto* suite =
      std::ranges::find_if(suites, [&](auto& row) { return !strcmp(row.name, arguments[1]); });
  if (suite == std::end(suites)) return usage();
  if (!std::filesystem::is_directory(arguments[2])) {
    fprintf(stderr, "conformance: no folder %s\n", arguments[2]);
    return 2;
  }
  return tell(suite->run(arguments[2]), list_failed);
}

}  // namespace

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               std::string_view ending) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().string().ends_with(ending))
      found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace digipro::conformance

int main(int count, char** arguments) {
  return digipro::conformance::run(count, arguments);
}
