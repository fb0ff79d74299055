#include "process/bpmn/reader.h"

#include "base/text.h"
#include "process/bpmn/bpmn.h"

namespace digipro::process {

void Reader::problem(const xml::Element& element, const std::string& sentence) {
  if (problems.size() >= problems_max) return;
  problems.push_back({element.attribute("id"), describe(element) + ": " + sentence});
}

void Reader::problem(NodeIndex node, const std::string& sentence) {
  problem(*node_elements_[static_cast<size_t>(node)], sentence);
}

bool Reader::is_new_id(const xml::Element& element) {
  const std::string& id = element.attribute("id");
  if (id.empty()) {
    problem(element, "manca l'attributo id.");
    return false;
  }
  if (id.size() > 200) {
    problem(element, "l'id supera i 200 caratteri.");
    return false;
  }
  if (seen_ids_.emplace(id, &element).second) return true;
  problem(element, "l'id è già usato da un altro elemento.");
  return false;
}

void Reader::read_messages() {
  for (const xml::Element* message : root_.children_named(bpmn_space, "message")) {
    if (!is_new_id(*message)) continue;
    if (message->attribute("name").empty()) problem(*message, "manca il nome.");
    message_names_[message->attribute("id")] = message->attribute("name");
  }
}

const xml::Element* Reader::find_process() {
  if (!root_.is(bpmn_space, "definitions")) {
    problem(root_, "non è un documento BPMN 2.0 (elemento definitions).");
    return nullptr;
  }
  auto processes = root_.children_named(bpmn_space, "process");
  const xml::Element* chosen = nullptr;
  for (const xml::Element* process : processes) {
    const std::string& executable = process->attribute("isExecutable");
    if (executable != "true" && executable != "1") continue;
    if (chosen) {
      problem(*process, "il documento contiene più di un processo eseguibile.");
      return nullptr;
    }
    chosen = process;
  }
  if (!chosen) {
    problem(processes.empty() ? root_ : *processes.front(),
            "manca un processo eseguibile (isExecutable=\"true\").");
  }
  return chosen;
}

void Reader::add_node(const xml::Element& element, NodeKind kind) {
  if (!is_new_id(element)) return;
  Node node;
  node.id = element.attribute("id");
  node.name = element.attribute("name").empty() ? node.id : element.attribute("name");
  node.kind = kind;
  node.line = element.line;
  definition.node_by_id[node.id] = static_cast<NodeIndex>(definition.nodes.size());
  definition.nodes.push_back(std::move(node));
  node_elements_.push_back(&element);
}

void Reader::collect(const xml::Element& process) {
  for (const xml::Element& element : process.children) {
    if (element.space != bpmn_space || is_descriptive(element.name)) continue;
    if (definition.nodes.size() + definition.flows.size() >= elements_max) {
      problem(process, "il processo supera " + std::to_string(elements_max) + " elementi.");
      return;
    }
    if (element.name == "sequenceFlow") {
      if (!is_new_id(element)) continue;
      Flow flow;
      flow.id = element.attribute("id");
      flow.name = element.attribute("name");
      definition.flow_by_id[flow.id] = static_cast<FlowIndex>(definition.flows.size());
      definition.flows.push_back(std::move(flow));
      flow_elements_.push_back(&element);
    } else if (auto kind = node_kind(element.name)) {
      add_node(element, *kind);
    } else {
      problem(element, "questo elemento non è supportato.");
    }
  }
}

void Reader::connect_flow(FlowIndex index) {
  const xml::Element& element = *flow_elements_[static_cast<size_t>(index)];
  Flow& flow = definition.flows[static_cast<size_t>(index)];
  flow.from = definition.find_node(local_part(element.attribute("sourceRef")));
  flow.to = definition.find_node(local_part(element.attribute("targetRef")));
  if (flow.from == no_index) problem(element, "l'elemento di partenza non esiste.");
  if (flow.to == no_index) problem(element, "l'elemento di arrivo non esiste.");
  if (flow.from == no_index || flow.to == no_index) return;
  definition.nodes[static_cast<size_t>(flow.from)].outgoing.push_back(index);
  definition.nodes[static_cast<size_t>(flow.to)].incoming.push_back(index);
}

void Reader::attach_boundary(NodeIndex index) {
  const xml::Element& element = *node_elements_[static_cast<size_t>(index)];
  Node& boundary = definition.nodes[static_cast<size_t>(index)];
  boundary.interrupting = flag(element, "", "cancelActivity", true);
  boundary.attached_to = definition.find_node(local_part(element.attribute("attachedToRef")));
  if (boundary.attached_to == no_index) return problem(element, "non è agganciato a un'attività.");
  Node& host = definition.nodes[static_cast<size_t>(boundary.attached_to)];
  if (host.kind != NodeKind::user_task && host.kind != NodeKind::receive_task &&
      host.kind != NodeKind::service_task) {
    return problem(element, "può stare solo sul bordo di un'attività.");
  }
  host.boundaries.push_back(index);
}

void Reader::connect() {
  for (size_t i = 0; i < definition.flows.size(); ++i) connect_flow(static_cast<FlowIndex>(i));
  for (size_t i = 0; i < definition.nodes.size(); ++i) {
    auto index = static_cast<NodeIndex>(i);
    if (definition.nodes[i].kind == NodeKind::boundary_event) attach_boundary(index);
    const std::string& chosen = node_elements_[i]->attribute("default");
    if (chosen.empty()) continue;
    FlowIndex flow = definition.find_flow(local_part(chosen));
    if (flow == no_index || definition.flow(flow).from != index) {
      problem(index, "il flusso predefinito non esce da questo elemento.");
    } else {
      definition.nodes[i].default_flow = flow;
    }
  }
}

void Reader::read() {
  const xml::Element* process = find_process();
  if (!process) return;
  definition.id = process->attribute("id");
  definition.name = process->attribute("name");
  definition.scopes.push_back({});
  if (!is_new_id(*process)) return;
  read_messages();
  collect(*process);
  connect();
  declare_variables(*process);
  for (size_t i = 0; i < definition.nodes.size(); ++i) read_detail(static_cast<NodeIndex>(i));
  for (size_t i = 0; i < definition.flows.size(); ++i) read_flow(static_cast<FlowIndex>(i));
  if (problems.empty()) check_graph();
}

Result<std::shared_ptr<const Definition>> read_bpmn(std::string_view bytes) {
  DIGIPRO_TRY(root, xml::parse(bytes));
  Reader reader(root);
  reader.read();
  if (reader.problems.empty()) {
    return std::make_shared<const Definition>(std::move(reader.definition));
  }
  std::vector<std::string> sentences;
  for (const FieldProblem& found : reader.problems) sentences.push_back(found.sentence);
  Error error = fail(ErrorCode::definition, join(sentences, "\n"));
  error.fields = std::move(reader.problems);
  return refuse(std::move(error));
}

}  // namespace digipro::process
