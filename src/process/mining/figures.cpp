#include "process/mining/figures.h"

#include <algorithm>

namespace digipro::mining {

Measure::Name Measure::name_of(const std::string& activity) {
  auto [found, is_new] = by_name_.try_emplace(activity, static_cast<Name>(names_.size()));
  if (is_new) {
    names_.push_back(activity);
    for (auto* counts : {&events_of_, &first_of_, &last_of_, &rework_of_}) counts->push_back(0);
  }
  return found->second;
}

void Measure::add(const Case& given) {
  ++counted_.cases;
  for (const auto& [name, value] : given.attributes) ++counted_.attributes[name][value];
  if (given.deadline) ++counted_.cases_with_deadline;
  if (given.events.empty()) ++counted_.empty_cases;
  add_events(given.events);
  add_times(given);
}

void Measure::add_events(const std::vector<Event>& events) {
  std::vector<Name> sequence;
  sequence.reserve(events.size());
  for (size_t at = 0; at < events.size(); ++at) {
    const Event& event = events[at];
    Name name = name_of(event.activity);
    ++events_of_[name];
    ++counted_.resources[event.resource];
    if (at > 0) {
      ++follows_[{sequence.back(), name}];
      if (sequence.back() == name) ++counted_.self_loops;
      if (events[at - 1].resource != event.resource) ++counted_.handovers;
    }
    sequence.push_back(name);
  }
  counted_.events += static_cast<int64_t>(events.size());
  if (!sequence.empty()) {
    ++first_of_[sequence.front()];
    ++last_of_[sequence.back()];
  }
  ++variants_[sequence];
  std::ranges::sort(sequence);
  bool has_rework = false;
  for (auto at = sequence.begin(); at != sequence.end();) {
    auto next = std::upper_bound(at, sequence.end(), *at);
    if (next - at > 1) {
      ++rework_of_[*at];
      has_rework = true;
    }
    at = next;
  }
  if (has_rework) ++counted_.cases_with_rework;
}

void Measure::add_times(const Case& given) {
  if (given.events.empty()) return;
  const auto &first = given.events.front().at, &last = given.events.back().at;
  if (first && last) durations_.push_back(last->microseconds - first->microseconds);
  if (last && given.deadline && *last > *given.deadline) ++counted_.cases_late;
}

Figures Measure::figures() const {
  Figures figures = counted_;
  for (size_t name = 0; name < names_.size(); ++name) {
    auto put = [&](Counts& counts, const std::vector<int64_t>& of) {
      if (of[name] > 0) counts[names_[name]] = of[name];
    };
    put(figures.activities, events_of_);
    put(figures.first_activities, first_of_);
    put(figures.last_activities, last_of_);
    put(figures.rework, rework_of_);
  }
  for (const auto& [pair, count] : follows_)
    figures.follows[{names_[pair.first], names_[pair.second]}] = count;
  for (const auto& [sequence, cases] : variants_) {
    Variant variant{{}, cases};
    for (Name name : sequence) variant.activities.push_back(names_[name]);
    figures.variants.push_back(std::move(variant));
  }
  std::ranges::stable_sort(figures.variants, std::greater(), &Variant::cases);
  std::vector<int64_t> durations = durations_;
  figures.duration = summarise(durations);
  figures.timed_cases = figures.duration.count;
  return figures;
}

}  // namespace digipro::mining
