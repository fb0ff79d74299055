#include "modules/scrivania/story.h"

namespace digipro::scrivania {
namespace {

constexpr int page_entries = 500;
constexpr size_t entries_max = 5'000;

void take_fields(const journal::Entry& entry, Completed& step) {
  for (const auto& [id, value] : entry.facts["fields"].members()) step.fields[id] = value.text();
  if (!entry.personal) return;
  for (const auto& [id, value] : entry.personal->members()) step.fields[id] = value.text();
}

Completed completed_at(const std::vector<journal::Entry>& story, size_t at) {
  const journal::Entry& entry = story[at];
  Completed step;
  step.at = at;
  step.element = entry.facts.text_or("element", "");
  step.outcome = entry.facts.text_or("outcome", "");
  step.outcome_label = entry.facts.text_or("outcome_label", entry.facts.text_or("name", ""));
  step.person = entry.person;
  step.when = entry.at;
  take_fields(entry, step);
  // The office's part of the same step stands right after it.
  if (at + 1 < story.size() && story[at + 1].kind == "casework.task_noted")
    take_fields(story[at + 1], step);
  return step;
}

// The newest closed task before index `before`, of `element` or of any.
std::optional<Completed> completed_before(const std::vector<journal::Entry>& story, size_t before,
                                          std::string_view element) {
  while (before > 0) {
    const journal::Entry& entry = story[--before];
    if (entry.kind != "casework.task_completed") continue;
    if (!element.empty() && entry.facts.text_or("element", "") != element) continue;
    return completed_at(story, before);
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<journal::Entry>> read_story(db::Connection& db, const PraticaId& pratica) {
  std::vector<journal::Entry> story;
  while (story.size() < entries_max) {
    JournalSeq after = story.empty() ? 0 : story.back().seq;
    DIGIPRO_TRY(page, journal::of_pratica(db, pratica, after, page_entries, false));
    std::move(page.begin(), page.end(), std::back_inserter(story));
    if (page.size() < page_entries) break;
  }
  return story;
}

std::optional<Completed> last_completed(const std::vector<journal::Entry>& story) {
  return completed_before(story, story.size(), {});
}

std::optional<Completed> returned_work(const std::vector<journal::Entry>& story,
                                       const process::Definition& definition,
                                       const std::string& element) {
  auto last = last_completed(story);
  if (!last) return std::nullopt;
  const process::Outcome* outcome = outcome_of(definition, *last);
  if (!outcome || !outcome->riciclo) return std::nullopt;
  return completed_before(story, last->at, element);
}

const process::Outcome* outcome_of(const process::Definition& definition, const Completed& step) {
  process::NodeIndex node = definition.find_node(step.element);
  const process::UserTask* task = node == process::no_index ? nullptr : definition.user_task(node);
  return task ? process::find_outcome(*task, step.outcome) : nullptr;
}

}  // namespace digipro::scrivania
