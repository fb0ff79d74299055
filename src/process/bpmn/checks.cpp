// The rules that the finished graph must keep, so that the engine need not ask at every step.
#include <algorithm>

#include "process/bpmn/reader.h"

namespace digipro::process {

void Reader::check_gateway(NodeIndex index) {
  const Node& node = definition.node(index);
  if (node.outgoing.empty()) problem(index, "manca un flusso in uscita.");
  for (FlowIndex flow : node.outgoing) {
    bool has_condition = definition.flow(flow).condition != nullptr;
    const xml::Element& element = *flow_elements_[static_cast<size_t>(flow)];
    if (node.kind == NodeKind::parallel_gateway && has_condition) {
      problem(element, "un flusso che esce da un gateway parallelo non ha condizioni.");
    }
    if (node.kind == NodeKind::exclusive_gateway && node.outgoing.size() > 1 && !has_condition &&
        flow != node.default_flow) {
      problem(element, "manca la condizione (o l'uscita va segnata come predefinita).");
    }
  }
}

void Reader::check_event(NodeIndex index) {
  const Node& node = definition.node(index);
  bool is_entered_by_flow = node.kind == NodeKind::catch_event || node.kind == NodeKind::end_event;
  if (!is_entered_by_flow && !node.incoming.empty()) {
    problem(index, "nessun flusso può arrivare a questo evento.");
  }
  if (node.kind == NodeKind::end_event) {
    if (!node.outgoing.empty()) problem(index, "nessun flusso può uscire da un evento di fine.");
    return;
  }
  if (node.outgoing.empty()) problem(index, "manca un flusso in uscita.");
  for (FlowIndex flow : node.outgoing) {
    if (!definition.flow(flow).condition) continue;
    problem(*flow_elements_[static_cast<size_t>(flow)],
            "un flusso che esce da un evento non ha condizioni.");
  }
}

void Reader::check_flows_out(NodeIndex index) {
  const Node& node = definition.node(index);
  if (node.default_flow == no_index) return;
  const xml::Element& element = *flow_elements_[static_cast<size_t>(node.default_flow)];
  if (definition.flow(node.default_flow).condition) {
    problem(element, "il flusso predefinito non ha condizioni.");
  }
  if (node.kind == NodeKind::parallel_gateway) {
    problem(index, "un gateway parallelo non ha un flusso predefinito.");
  }
}

void Reader::check_node(NodeIndex index) {
  switch (definition.node(index).kind) {
    case NodeKind::exclusive_gateway:
    case NodeKind::parallel_gateway:
      check_gateway(index);
      break;
    case NodeKind::start_event:
    case NodeKind::end_event:
    case NodeKind::catch_event:
    case NodeKind::boundary_event:
      check_event(index);
      break;
    default:
      break;
  }
  check_flows_out(index);
}

void Reader::check_reachable() {
  std::vector<bool> is_reached(definition.nodes.size(), false);
  std::vector<NodeIndex> open;
  auto reach = [&](NodeIndex node) {
    if (is_reached[static_cast<size_t>(node)]) return;
    is_reached[static_cast<size_t>(node)] = true;
    open.push_back(node);
  };
  for (size_t i = 0; i < definition.nodes.size(); ++i) {
    if (definition.nodes[i].kind == NodeKind::start_event) reach(static_cast<NodeIndex>(i));
  }
  while (!open.empty()) {
    const Node& node = definition.node(open.back());
    open.pop_back();
    for (FlowIndex flow : node.outgoing) reach(definition.flow(flow).to);
    for (NodeIndex boundary : node.boundaries) reach(boundary);
  }
  for (size_t i = 0; i < is_reached.size(); ++i) {
    if (!is_reached[i]) problem(static_cast<NodeIndex>(i), "non è raggiungibile dall'inizio.");
  }
}

void Reader::check_graph() {
  std::vector<std::string> starts;
  for (size_t i = 0; i < definition.nodes.size(); ++i) {
    auto index = static_cast<NodeIndex>(i);
    check_node(index);
    if (definition.nodes[i].kind != NodeKind::start_event) continue;
    const MessageWait* message = definition.message(index);
    std::string start = message ? message->message : std::string();
    if (std::find(starts.begin(), starts.end(), start) != starts.end()) {
      problem(index, "un altro evento di inizio parte allo stesso modo.");
    }
    starts.push_back(start);
  }
  if (starts.empty()) {
    problem(*seen_ids_.find(definition.id)->second, "manca un evento di inizio.");
  } else {
    check_reachable();
  }
}

}  // namespace digipro::process
