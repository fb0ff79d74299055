// The reference models of the BPMN Model Interchange Working Group: drawings of every kind of
// element, not made to run. Each must be read, or refused for elements that are really in it.
#include <set>

#include "process/bpmn/bpmn.h"
#include "suite.h"

namespace digipro::conformance {
namespace {

// The first process counts as executable, so that the reader looks at what it is made of.
std::string made_executable(std::string text) {
  size_t process = text.find("process id=");
  if (process == std::string::npos) process = text.find("process ");
  if (process == std::string::npos) return text;
  size_t end = text.find('>', process);
  size_t flag = text.find("isExecutable=\"", process);
  if (flag != std::string::npos && flag < end) {
    size_t value = flag + sizeof "isExecutable=\"" - 1;
    text.replace(value, text.find('"', value) - value, "true");
  } else {
    text.insert(process + sizeof "process" - 1, " isExecutable=\"true\"");
  }
  return text;
}

// "" when the answer is good.
std::string problem_with(const std::string& bytes) {
  auto definition = process::read_bpmn(bytes);
  if (definition) return (*definition)->nodes.empty() ? "read, but nothing is in it" : "";
  const Error& error = definition.error();
  if (error.code != ErrorCode::definition) return "no XML to read: " + error.detail;
  if (error.fields.empty()) return "refused without a place";
  for (const FieldProblem& problem : error.fields) {
    bool is_there = problem.field.empty() || bytes.find('"' + problem.field + '"') != bytes.npos;
    if (!is_there) return "refused for " + problem.field + ", which is not in it";
    if (problem.sentence.find("riga ") == std::string::npos) return "refused without a line";
  }
  return "";
}

}  // namespace

Report run_miwg(const std::filesystem::path& folder) {
  Report report;
  for (const auto& path : files_below(folder, ".bpmn")) {
    std::string bytes = read_file(path);
    for (const std::string& text : {bytes, made_executable(bytes)}) {
      std::string problem = problem_with(text);
      if (problem.empty()) {
        ++report.passed;
      } else {
        report.failures.push_back({path.filename().string(), problem});
      }
    }
  }
  return report;
}

}  // namespace digipro::conformance
