// The reader's working state: what has been read and what is wrong. Private to process/bpmn.
// reader.cpp finds the elements, details.cpp reads what each kind carries, checks.cpp holds the
// finished graph to the rules.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "format/xml.h"
#include "process/engine/definition.h"
#include "process/feel/expression.h"

namespace digipro::process {

constexpr std::string_view bpmn_space = "http://www.omg.org/spec/BPMN/20100524/MODEL";
constexpr std::string_view own_space = "urn:digipro:bpmn:1";

// "userTask" -> "Attività utente"; an unknown name is given back.
std::string italian_name(std::string_view element);
std::optional<NodeKind> node_kind(std::string_view element);
// Elements that say nothing about the course of the process.
bool is_descriptive(std::string_view element);
std::string describe(const xml::Element& element);
// "tns:msg" -> "msg"
std::string_view local_part(std::string_view qualified);

class Reader {
 public:
  explicit Reader(const xml::Element& root) : root_(root) {}
  void read();
  std::vector<FieldProblem> problems;
  Definition definition;

 private:
  void problem(const xml::Element& element, const std::string& sentence);
  void problem(NodeIndex node, const std::string& sentence);

  // reader.cpp
  const xml::Element* find_process();
  void read_messages();
  void collect(const xml::Element& process);
  void add_node(const xml::Element& element, NodeKind kind);
  void connect();
  void connect_flow(FlowIndex index);
  void attach_boundary(NodeIndex index);
  bool is_new_id(const xml::Element& element);

  // details.cpp
  void declare_variables(const xml::Element& process);
  void declare(const xml::Element& at, const std::string& name, VariableType type);
  void declare_of_node(const xml::Element& element);
  void read_detail(NodeIndex index);
  void read_user_task(const xml::Element& element, Node& node);
  Outcome read_outcome(const xml::Element& element);
  OutcomeField read_field(const xml::Element& element);
  void read_service_task(const xml::Element& element, Node& node);
  void read_event(const xml::Element& element, Node& node);
  void read_message(const xml::Element& element, const xml::Element& reference, Node& node);
  void read_timer(const xml::Element& element, const xml::Element& event, Node& node);
  void read_flow(FlowIndex index);
  void read_reason(const xml::Element& element, const std::string& variable, bool is_riciclo);
  void check_children(const xml::Element& element, const Node& node);
  void check_attributes(const xml::Element& element, std::initializer_list<std::string_view> own);
  bool flag(const xml::Element& element, std::string_view space, std::string_view name,
            bool fallback);
  ExpressionPtr compile(const xml::Element& element, const std::string& text);
  ExpressionPtr compile_timer(const xml::Element& element, const std::string& text);

  // checks.cpp
  void check_graph();
  void check_node(NodeIndex index);
  void check_gateway(NodeIndex index);
  void check_event(NodeIndex index);
  void check_flows_out(NodeIndex index);
  void check_reachable();

  const xml::Element& root_;
  std::map<std::string, std::string, std::less<>> message_names_;  // by id
  std::map<std::string, const xml::Element*, std::less<>> seen_ids_;
  std::vector<const xml::Element*> node_elements_, flow_elements_;  // by index
  feel::Scope scope_;
};

// The extension elements of an element, in our namespace, of that name.
std::vector<const xml::Element*> extensions(const xml::Element& element, std::string_view name);

}  // namespace digipro::process
