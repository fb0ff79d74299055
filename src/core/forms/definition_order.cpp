#include <algorithm>
#include <set>

#include "core/forms/parts.h"

namespace digipro::forms {
namespace {

enum class Mark : uint8_t { fresh, open, closed };

class Walk {
 public:
  explicit Walk(std::vector<std::set<size_t>> uses)
      : uses_(std::move(uses)), marks_(uses_.size(), Mark::fresh) {}

  FieldOrder run() {
    for (size_t field = 0; field < uses_.size(); ++field) visit(field);
    return std::move(found_);
  }

 private:
  // As deep as the form has fields, which is limited.
  void visit(size_t field) {
    if (marks_[field] == Mark::closed) return;
    if (marks_[field] == Mark::open) {
      std::vector<size_t> cycle(std::find(path_.begin(), path_.end(), field), path_.end());
      cycle.push_back(field);
      found_.cycles.push_back(std::move(cycle));
      return;
    }
    marks_[field] = Mark::open;
    path_.push_back(field);
    for (size_t used : uses_[field]) visit(used);
    path_.pop_back();
    marks_[field] = Mark::closed;
    found_.order.push_back(field);
  }

  std::vector<std::set<size_t>> uses_;
  std::vector<Mark> marks_;
  std::vector<size_t> path_;
  FieldOrder found_;
};

}  // namespace

FieldOrder order_of(const std::vector<Step>& steps, const std::vector<Field>& fields) {
  std::vector<std::set<size_t>> uses(fields.size());
  for (size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    auto add = [&](const std::optional<feel::Expression>& expression, bool may_use_itself) {
      if (!expression) return;
      for (size_t slot : expression->slots_used())
        if (slot < fields.size() && !(may_use_itself && slot == i)) uses[i].insert(slot);
    };
    add(steps[field.step].visible_if, false);
    add(field.visible_if, false);
    add(field.default_value, false);
    add(field.computed, false);
    add(field.minimum_if, true);
    add(field.maximum_if, true);
    for (const Check& check : field.checks) add(check.condition, true);
  }
  return Walk(std::move(uses)).run();
}

}  // namespace digipro::forms
