#include "web/form_page.h"

#include <algorithm>
#include <utility>

#include "web/form_field.h"

namespace digipro::web {
namespace {

using forms::FieldView;
using forms::StepView;
using html::Data;

std::string url_of(const std::map<std::string, std::string, std::less<>>& urls,
                   const std::string& id) {
  auto found = urls.find(id);
  return found == urls.end() ? "" : found->second;
}

std::vector<StepMark> marks_of(const forms::FormView& view,
                               const std::map<std::string, std::string, std::less<>>& urls,
                               const std::string& summary_title) {
  std::vector<StepMark> marks;
  // Done is what stands before the first gap: a step of optional things is not done unseen.
  bool is_reached = true;
  for (const StepView& step : view.steps) {
    if (!step.visible) continue;
    marks.push_back({step.step->title, is_reached ? url_of(urls, step.step->id) : "",
                     is_reached && step.complete});
    is_reached = is_reached && step.complete;
  }
  if (!summary_title.empty()) marks.push_back({summary_title, "", false});
  return marks;
}

// Position of a step among the visible ones.
size_t position_of(const forms::FormView& view, size_t step) {
  size_t position = 0;
  for (size_t i = 0; i < step && i < view.steps.size(); ++i) position += view.steps[i].visible;
  return position;
}

std::vector<FieldProblem> problems_of(const FormPage& page) {
  std::vector<FieldProblem> problems;
  for (size_t index : page.view->steps[page.step].fields) {
    const FieldView& field = page.view->fields[index];
    if (const std::string* sentence = shown_problem(field, page.with_missing))
      problems.push_back({field.field->id, *sentence});
  }
  for (const FieldProblem& problem : page.upload_problems) {
    size_t colon = problem.field.find(':');
    problems.push_back({problem.field.substr(0, colon), problem.sentence});
  }
  return problems;
}

FieldContext context_of(const FormPage& page) {
  FieldContext context;
  context.with_missing = page.with_missing;
  context.streets_url = page.streets_url;
  context.tiles = page.tiles;
  context.upload_url = page.upload_url;
  context.upload_problems = &page.upload_problems;
  return context;
}

// The fields stand on the pages of their steps, which then say what is missing.
std::vector<Link> links_of(const SummaryPage& page) {
  std::vector<Link> links;
  for (const FieldProblem& problem : page.problems) {
    const FieldView* field = page.view->find(problem.field);
    std::string url;
    if (field) url = url_of(page.step_urls, page.view->steps[field->field->step].step->id);
    if (!url.empty()) url += "?errori=1#f-" + problem.field;
    links.push_back({problem.sentence, std::move(url)});
  }
  return links;
}

Data saved_data(const std::string& text, bool is_swap) {
  return Data().set("saved_text", text).flag("saved_oob", is_swap);
}

}  // namespace

Part step_part(const FormPage& page) {
  const forms::Step& step = *page.view->steps[page.step].step;
  Data data = saved_data(page.saved_text, false);
  data.set("title", page.title)
      .set("step_title", step.title)
      .set("help", step.help)
      .set("action_url", page.action_url)
      .set("autosave_url", page.autosave_url)
      .set("back_url", page.back_url)
      .set("csrf", page.csrf_token)
      .set("key", page.key)
      .set("version", page.version)
      .flag("can_save", page.can_save)
      .set("next_label", "Avanti");
  data.include("steps", steps(marks_of(*page.view, page.step_urls,
                                       page.has_summary_step ? page.summary_title : ""),
                              position_of(*page.view, page.step)));
  data.include("summary_of_errors", error_summary(problems_of(page)));
  data.include("help_box", help_box(page.contact_url, page.booking_url));
  FieldContext context = context_of(page);
  bool has_files = false, has_location = false;
  for (size_t index : step.fields) {
    const FieldView& field = page.view->fields[index];
    has_files |= field.field->type == forms::FieldType::attachments;
    has_location |= field.field->type == forms::FieldType::location;
    data.include("field", field_part(field, context));
  }
  data.flag("has_files", has_files);
  if (has_location) {
    for (const std::string& street : page.streets) data.add("street", Data().set("name", street));
  }
  return {"parts/form/step.html", std::move(data)};
}

Part changes_part(const FormPage& page, const std::vector<std::string>& field_ids,
                  bool with_error_summary) {
  Data data = saved_data(page.saved_text, true);
  FieldContext context = context_of(page);
  context.is_swap = true;
  for (const std::string& id : field_ids) {
    const FieldView* field = page.view->find(id);
    if (field && field->field->step == page.step)
      data.include("field", field_part(*field, context));
  }
  if (with_error_summary) data.include("summary_of_errors", error_summary(problems_of(page), true));
  return {"parts/form/changes.html", std::move(data)};
}

Part summary_part(const SummaryPage& page) {
  Data data;
  data.set("title", page.title)
      .set("introduction", page.introduction)
      .set("action_url", page.action_url)
      .set("back_url", page.back_url)
      .set("save_url", page.save_url)
      .set("send_label", page.send_label)
      .set("csrf", page.csrf_token)
      .set("key", page.key);
  std::vector<StepMark> marks = marks_of(*page.view, page.step_urls, page.summary_title);
  data.include("steps", steps(marks, marks.size() - 1));
  data.include("summary_of_errors", error_links(links_of(page)));
  data.include("help_box", help_box(page.contact_url, page.booking_url));
  for (const std::string& text : page.consequences)
    data.add("consequence", Data().set("text", text));
  for (const forms::SummarySection& section : page.view->summary) {
    std::vector<Fact> lines;
    for (const forms::SummaryLine& line : section.lines)
      lines.push_back({line.label, line.text.empty() ? "Non indicato" : line.text, "", {}});
    if (lines.empty()) continue;
    data.include("section", facts_section(section.step->title,
                                          url_of(page.step_urls, section.step->id), lines));
  }
  return {"parts/form/summary.html", std::move(data)};
}

}  // namespace digipro::web
