// Decision tables evaluated: which rules are met, and what the hit policy makes of them (DMN 1.5,
// clause 8.2.8).
#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "process/dmn/run.h"

namespace digipro::dmn {
namespace {

constexpr size_t tables_max = 50;
constexpr size_t rules_told_max = 100;

std::string numbers_of(const std::vector<size_t>& hits) {
  std::vector<std::string> numbers;
  for (size_t hit : hits) numbers.push_back(std::to_string(hit + 1));
  return join(numbers, ", ");
}

// Where the output stands in the order of priority, column by column.
std::vector<size_t> rank_of(const Table& table, const feel::Value& output) {
  std::vector<size_t> rank;
  for (const TableOutput& column : table.outputs) {
    if (column.priorities.empty()) continue;
    const feel::Context* context = output.as_context();
    const feel::Value* part =
        table.outputs.size() > 1 && context ? context->find(column.name) : &output;
    auto place = std::find_if(column.priorities.begin(), column.priorities.end(),
                              [&](const feel::Value& each) { return part && same(each, *part); });
    rank.push_back(static_cast<size_t>(place - column.priorities.begin()));
  }
  return rank;
}

}  // namespace

bool Run::take_inputs(const Table& table, Frame& frame, std::vector<feel::Value>& inputs) {
  for (const TableInput& input : table.inputs) {
    feel::Value value = as_declared(evaluate(*input.logic, frame), input.type);
    // What is missing is no wrong value: `-` is met by it, and so is `null`.
    if (input.values && !value.is_null() && !test(*input.values, value, frame).is_true()) {
      null("colonna «" + input.label + "»: il valore non è fra quelli ammessi.");
      return false;
    }
    inputs.push_back(std::move(value));
  }
  return !stopped();
}

bool Run::is_hit(const TableRule& rule, std::span<const feel::Value> inputs, const Frame& frame) {
  for (size_t at = 0; at < rule.cells.size(); ++at) {
    const Cell& cell = rule.cells[at];
    if (cell.is_wrong) return false;
    if (cell.tests && !test(*cell.tests, inputs[at], frame).is_true()) return false;
  }
  return true;
}

feel::Value Run::output_part(const TableOutput& output, const Boxed& logic, Frame& frame) {
  feel::Value value = as_declared(evaluate(logic, frame), output.type);
  if (output.values && !value.is_null() && !test(*output.values, value, frame).is_true())
    return null("il valore di uscita " + output.name + " non è fra quelli ammessi.");
  return value;
}

feel::Value Run::output_of(const Table& table, const TableRule& rule, Frame& frame) {
  if (table.outputs.size() == 1) return output_part(table.outputs[0], *rule.outputs[0], frame);
  feel::Context context;
  for (size_t at = 0; at < table.outputs.size(); ++at)
    context.set(table.outputs[at].name, output_part(table.outputs[at], *rule.outputs[at], frame));
  return context;
}

feel::Value Run::default_of(const Table& table, Frame& frame) {
  bool has_default = std::any_of(table.outputs.begin(), table.outputs.end(),
                                 [](const TableOutput& output) { return !!output.default_value; });
  tell(table, {}, has_default);
  if (!has_default) {
    if (table.policy == HitPolicy::count) return 0;
    return null("nessuna regola è soddisfatta.");
  }
  feel::Context context;
  for (const TableOutput& output : table.outputs) {
    feel::Value value =
        output.default_value ? output_part(output, *output.default_value, frame) : feel::Value();
    if (table.outputs.size() == 1) return value;
    context.set(output.name, std::move(value));
  }
  return context;
}

feel::Value Run::single_hit(const Table& table, const std::vector<size_t>& hits, Frame& frame) {
  if (table.policy == HitPolicy::unique && hits.size() > 1) {
    tell(table, hits);
    return null("le regole " + numbers_of(hits) +
                " sono soddisfatte insieme, una sola può esserlo.");
  }
  std::vector<feel::Value> outputs;
  for (size_t hit : hits) outputs.push_back(output_of(table, table.rules[hit], frame));
  size_t best = 0;
  if (table.policy == HitPolicy::any) {
    tell(table, hits);
    for (const feel::Value& output : outputs)
      if (!same(output, outputs[0]) && !(output.is_null() && outputs[0].is_null()))
        return null("le regole " + numbers_of(hits) + " danno risultati diversi.");
    return outputs[0];
  }
  for (size_t at = 1; table.policy == HitPolicy::priority && at < outputs.size(); ++at)
    if (rank_of(table, outputs[at]) < rank_of(table, outputs[best])) best = at;
  tell(table, {hits[best]});
  return outputs[best];
}

feel::Value Run::all_hits(const Table& table, const std::vector<size_t>& hits, Frame& frame) {
  tell(table, hits);
  feel::List outputs;
  for (size_t hit : hits) outputs.push_back(output_of(table, table.rules[hit], frame));
  switch (table.policy) {
    case HitPolicy::output_order:
      std::stable_sort(outputs.begin(), outputs.end(), [&](const auto& a, const auto& b) {
        return rank_of(table, a) < rank_of(table, b);
      });
      return outputs;
    case HitPolicy::count:
      return static_cast<int64_t>(outputs.size());
    case HitPolicy::sum:
      return with("sum(x)", std::move(outputs));
    case HitPolicy::min:
      return with("min(x)", std::move(outputs));
    case HitPolicy::max:
      return with("max(x)", std::move(outputs));
    default:
      return outputs;
  }
}

void Run::tell(const Table& table, const std::vector<size_t>& hits, bool is_default) {
  if (tables_.size() >= tables_max) return;
  TableOutcome outcome;
  outcome.is_default = is_default;
  if (element_) {
    outcome.element = element_->id;
    outcome.name = element_->name;
  }
  for (size_t hit : hits)
    if (outcome.rules.size() < rules_told_max) outcome.rules.push_back(table.rules[hit].rule);
  tables_.push_back(std::move(outcome));
}

feel::Value Run::table(const Table& table, Frame& frame) {
  std::vector<feel::Value> inputs;
  inputs.reserve(table.inputs.size());
  if (!take_inputs(table, frame, inputs)) return {};
  std::vector<size_t> hits;
  for (size_t at = 0; at < table.rules.size(); ++at) {
    if (!is_hit(table.rules[at], inputs, frame)) continue;
    hits.push_back(at);
    if (table.policy == HitPolicy::first) break;
  }
  if (stopped()) return {};
  if (hits.empty()) return default_of(table, frame);
  switch (table.policy) {
    case HitPolicy::unique:
    case HitPolicy::any:
    case HitPolicy::priority:
    case HitPolicy::first:
      return single_hit(table, hits, frame);
    default:
      return all_hits(table, hits, frame);
  }
}

}  // namespace digipro::dmn
