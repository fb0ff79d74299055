// A process against the verbs there are.
#include <algorithm>

#include "base/text.h"
#include "core/casework/casework.h"

namespace digipro::casework {
namespace {

bool has_parameter(const std::vector<verbs::Parameter>& parameters, const std::string& name) {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const verbs::Parameter& parameter) { return parameter.name == name; });
}

std::vector<std::string> problems_of(const verbs::Registry& verbs,
                                     const process::ServiceTask& task) {
  const verbs::Verb* verb = verbs.find(task.verb);
  if (!verb) return {"il verbo " + task.verb + " non esiste"};
  std::vector<std::string> problems;
  for (const process::InputMapping& input : task.input) {
    if (has_parameter(verb->input, input.name)) continue;
    problems.push_back("il verbo " + task.verb + " non ha l'ingresso " + input.name);
  }
  for (const process::OutputMapping& output : task.output) {
    if (has_parameter(verb->output, output.name)) continue;
    problems.push_back("il verbo " + task.verb + " non ha l'uscita " + output.name);
  }
  for (const verbs::Parameter& parameter : verb->input) {
    bool is_mapped = std::any_of(
        task.input.begin(), task.input.end(),
        [&](const process::InputMapping& input) { return input.name == parameter.name; });
    if (parameter.required && !is_mapped) {
      problems.push_back("manca l'ingresso " + parameter.name + " del verbo " + task.verb);
    }
  }
  return problems;
}

}  // namespace

Status check_verbs(const verbs::Registry& verbs, const process::Definition& definition) {
  Error error = fail(ErrorCode::definition);
  for (size_t i = 0; i < definition.nodes.size(); ++i) {
    const process::ServiceTask* task = definition.service_task(static_cast<process::NodeIndex>(i));
    if (!task) continue;
    const process::Node& node = definition.nodes[i];
    for (const std::string& problem : problems_of(verbs, *task)) {
      error.fields.push_back({node.id, "Attività di servizio \"" + node.name + "\" (id " + node.id +
                                           ", riga " + std::to_string(node.line) + "): " + problem +
                                           "."});
    }
  }
  if (error.fields.empty()) return {};
  std::vector<std::string> sentences;
  for (const FieldProblem& problem : error.fields) sentences.push_back(problem.sentence);
  error.detail = join(sentences, "\n");
  return refuse(std::move(error));
}

}  // namespace digipro::casework
