#include "process/engine/definition.h"

namespace digipro::process {
namespace {

template <class T>
const T* detail_of(const std::vector<T>& list, int32_t index) {
  return index == no_index ? nullptr : &list[static_cast<size_t>(index)];
}

}  // namespace

NodeIndex Definition::find_node(std::string_view id_text) const {
  auto found = node_by_id.find(id_text);
  return found == node_by_id.end() ? no_index : found->second;
}

FlowIndex Definition::find_flow(std::string_view id_text) const {
  auto found = flow_by_id.find(id_text);
  return found == flow_by_id.end() ? no_index : found->second;
}

const Variable* Definition::find_variable(std::string_view variable_name) const {
  auto found = variable_by_name.find(variable_name);
  return found == variable_by_name.end() ? nullptr : &variables[found->second];
}

const UserTask* Definition::user_task(NodeIndex index) const {
  if (node(index).kind != NodeKind::user_task) return nullptr;
  return detail_of(user_tasks, node(index).detail);
}

const ServiceTask* Definition::service_task(NodeIndex index) const {
  if (node(index).kind != NodeKind::service_task) return nullptr;
  return detail_of(service_tasks, node(index).detail);
}

const MessageWait* Definition::message(NodeIndex index) const {
  if (node(index).trigger != Trigger::message) return nullptr;
  return detail_of(messages, node(index).detail);
}

const TimerWait* Definition::timer(NodeIndex index) const {
  if (node(index).trigger != Trigger::timer) return nullptr;
  return detail_of(timers, node(index).detail);
}

const Outcome* find_outcome(const UserTask& task, std::string_view id) {
  for (const Outcome& outcome : task.outcomes) {
    if (outcome.id == id) return &outcome;
  }
  return nullptr;
}

}  // namespace digipro::process
