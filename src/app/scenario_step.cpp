#include "app/scenario_step.h"

#include <algorithm>

#include "base/text.h"
#include "process/feel/value.h"

namespace digipro::app {
namespace {

constexpr int64_t advance_days_max = 4'000;

std::string told(const Error& error) {
  std::string text = std::string(error.name()) + ": " + error.detail;
  for (const FieldProblem& problem : error.fields)
    text += " [" + problem.field + ": " + problem.sentence + "]";
  return text;
}

// What came of an act that may be expected to be refused.
std::string outcome(const Status& status, const json::Value& step) {
  std::string expected = step.text_or("refused", "");
  if (status) return expected.empty() ? "" : "doveva essere rifiutato con " + expected;
  if (status.error().name() == expected) return "";
  return (expected.empty() ? "rifiutato con " : "atteso il rifiuto " + expected + ", invece ") +
         told(status.error());
}

std::string differs(std::string_view what, const std::string& expected, const std::string& found) {
  if (expected == found) return "";
  return std::string(what) + ": atteso " + expected + ", trovato " + found;
}

std::string as_list(std::vector<std::string> names) {
  return "[" + join(names, ", ") + "]";
}

std::vector<std::string> texts_of(const json::Value& list) {
  std::vector<std::string> texts;
  for (const json::Value& item : list.items()) texts.push_back(item.text());
  return texts;
}

}  // namespace

std::string unknown_key(const json::Value& object, std::initializer_list<std::string_view> known) {
  if (!object.as_object()) return "qui serve un oggetto";
  for (const auto& [key, value] : object.members())
    if (std::find(known.begin(), known.end(), key) == known.end())
      return "chiave sconosciuta: " + key;
  return "";
}

std::string ScenarioPlayer::play(const json::Value& step) {
  if (step.members().size() != 1) return "un passo ha una chiave sola";
  const auto& [name, value] = *step.members().begin();
  if (name == "answer") {
    was_refused_ = false;
    auto done = town_.answer(value.members());
    return done ? "" : told(done.error());
  }
  if (name == "file") return file(value);
  if (name == "task") return task(value);
  if (name == "message") return message(value);
  if (name == "advance") return advance(value);
  if (name == "expect") return expect(value);
  return "passo sconosciuto: " + name;
}

std::string ScenarioPlayer::file(const json::Value& step) {
  if (auto wrong = unknown_key(step, {"refused"}); !wrong.empty()) return wrong;
  auto done = town_.file();
  was_refused_ = !done;
  refused_fields_.clear();
  if (!done)
    for (const FieldProblem& problem : done.error().fields)
      refused_fields_.push_back(problem.field);
  return outcome(done, step);
}

std::string ScenarioPlayer::task(const json::Value& step) {
  if (auto wrong = unknown_key(step, {"element", "by", "outcome", "fields", "refused"});
      !wrong.empty())
    return wrong;
  std::string by = step.text_or("by", "operatore");
  if (by != "operatore" && by != "responsabile") return "by: operatore o responsabile";
  Role role = by == "operatore" ? Role::operatore : Role::responsabile;
  return outcome(town_.complete(step["element"].text(), role, step["outcome"].text(),
                                step["fields"].members()),
                 step);
}

std::string ScenarioPlayer::message(const json::Value& step) {
  if (auto wrong = unknown_key(step, {"name", "fields", "refused"}); !wrong.empty()) return wrong;
  return outcome(town_.send(step["name"].text(), step["fields"].members()), step);
}

std::string ScenarioPlayer::advance(const json::Value& step) {
  auto duration = feel::parse_duration(step.text());
  const feel::DaysTime* time = duration ? duration->as_days_time() : nullptr;
  if (!time || time->seconds < 0 || time->seconds > advance_days_max * 86'400)
    return "advance: serve una durata in giorni e ore, come P3D o PT2H";
  auto done = town_.advance(time->seconds);
  return done ? "" : told(done.error());
}

std::string ScenarioPlayer::expect(const json::Value& expected) {
  std::vector<std::string> problems = {
      unknown_key(expected, {"visible", "problems", "number", "state", "tasks", "mails",
                             "variables", "ricicli"}),
      expect_form(expected)};
  auto mails = town_.take_mails();
  if (!mails) {
    problems.push_back(told(mails.error()));
  } else if (!expected["mails"].is_null()) {
    problems.push_back(
        differs("mails", as_list(texts_of(expected["mails"])), as_list(std::move(*mails))));
  }
  if (town_.is_filed()) {
    problems.push_back(expect_case(expected));
    problems.push_back(expect_tasks(expected));
    problems.push_back(expect_variables(expected));
  } else if (!expected["number"].is_null() || !expected["state"].is_null() ||
             !expected["tasks"].is_null() || !expected["variables"].is_null()) {
    problems.push_back("la pratica non è ancora inviata");
  }
  std::erase(problems, "");
  return join(problems, "; ");
}

std::string ScenarioPlayer::expect_form(const json::Value& expected) {
  if (expected["visible"].is_null() && expected["problems"].is_null()) return "";
  auto view = town_.form();
  if (!view) return told(view.error());
  for (const std::string& id : texts_of(expected["visible"])) {
    const forms::FieldView* field = view->find(id);
    if (!field) return "visible: il modulo non ha il campo " + id;
    if (!field->visible) return "visible: il campo " + id + " non si vede";
  }
  if (expected["problems"].is_null()) return "";
  std::vector<std::string> found;
  if (was_refused_) {
    found = refused_fields_;
  } else {
    for (const FieldProblem& problem : view->problems(std::nullopt, false))
      found.push_back(problem.field);
  }
  return differs("problems", as_list(texts_of(expected["problems"])), as_list(std::move(found)));
}

std::string ScenarioPlayer::expect_case(const json::Value& expected) {
  auto pratica = town_.pratica();
  if (!pratica) return told(pratica.error());
  std::vector<std::string> problems;
  if (!expected["number"].is_null())
    problems.push_back(differs("number", expected["number"].text(), pratica->number));
  if (!expected["state"].is_null())
    problems.push_back(
        differs("state", expected["state"].text(), std::string(name_of(pratica->state))));
  if (!expected["ricicli"].is_null())
    problems.push_back(
        differs("ricicli", json::dump(expected["ricicli"]), std::to_string(pratica->ricicli)));
  std::erase(problems, "");
  return join(problems, "; ");
}

// All open tasks, in their order; of each only what the scenario names.
std::string ScenarioPlayer::expect_tasks(const json::Value& expected) {
  if (expected["tasks"].is_null()) return "";
  auto tasks = town_.tasks();
  if (!tasks) return told(tasks.error());
  json::Array found, wanted;
  for (size_t at = 0; at < tasks->size(); ++at) {
    const casework::Task& task = (*tasks)[at];
    bool is_wanted = at < expected["tasks"].items().size();
    const json::Value& named = is_wanted ? expected["tasks"].items()[at] : expected["visible"];
    json::Value item = json::Value::object();
    auto set = [&](const char* key, const std::string& value) {
      if (!is_wanted || !named[key].is_null()) item.set(key, value);
    };
    set("element", task.element);
    set("office", task.office.text);
    set("role", task.role == Role::responsabile ? "responsabile" : "operatore");
    if (!named["due"].is_null())
      item.set("due", task.due_at ? to_iso(to_rome(*task.due_at).date) : std::string());
    found.push_back(std::move(item));
  }
  for (const json::Value& item : expected["tasks"].items()) wanted.push_back(item);
  return differs("tasks", json::dump(wanted), json::dump(found));
}

std::string ScenarioPlayer::expect_variables(const json::Value& expected) {
  if (expected["variables"].is_null()) return "";
  auto variables = town_.variables();
  if (!variables) return told(variables.error());
  for (const auto& [name, value] : expected["variables"].members()) {
    auto found = variables->find(name);
    json::Value is = found == variables->end() ? json::Value() : found->second;
    if (auto wrong = differs("variables." + name, json::dump(value), json::dump(is));
        !wrong.empty())
      return wrong;
  }
  return "";
}

}  // namespace digipro::app
