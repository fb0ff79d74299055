#include "core/access/rules.h"

#include <array>

namespace digipro::access {
namespace {

// Where a role counts.
enum class Where {
  nowhere,
  anywhere,       // in whatever office it is held
  in_the_office,  // in the office whose thing it is
};

struct Rule {
  Action action;
  std::string_view name;
  bool own = false;  // also who it is about, whatever the role
  Where operatore = Where::nowhere;
  Where responsabile = Where::nowhere;
  Where sportello = Where::nowhere;
  Where amministratore = Where::nowhere;
};

// The whole truth about roles; what does not stand here is denied. An amministratore keeps the
// house and does not see its cases.
using enum Where;
constexpr std::array rules = {
    Rule{Action::read_person, "read_person", true, anywhere, anywhere, anywhere, anywhere},
    Rule{Action::change_person, "change_person", false, nowhere, nowhere, anywhere, anywhere},
    Rule{Action::read_staff, "read_staff", false, anywhere, anywhere, anywhere, anywhere},
    Rule{Action::change_organisation, "change_organisation", false, nowhere, nowhere, nowhere,
         anywhere},
    Rule{Action::issue_credentials, "issue_credentials", false, nowhere, nowhere, anywhere,
         anywhere},
    Rule{Action::file_for_others, "file_for_others", false, nowhere, nowhere, anywhere, nowhere},
    Rule{Action::read_case, "read_case", true, in_the_office, in_the_office, nowhere, nowhere},
    Rule{Action::work_task, "work_task", false, in_the_office, in_the_office, nowhere, nowhere},
    Rule{Action::approve_task, "approve_task", false, nowhere, in_the_office, nowhere, nowhere},
    Rule{Action::register_protocollo, "register_protocollo", false, in_the_office, in_the_office,
         nowhere, nowhere},
    Rule{Action::read_protocollo, "read_protocollo", false, in_the_office, in_the_office, nowhere,
         nowhere},
    Rule{Action::read_incidents, "read_incidents", false, nowhere, nowhere, nowhere, anywhere},
    Rule{Action::change_settings, "change_settings", false, nowhere, nowhere, nowhere, anywhere},
    Rule{Action::erase_personal_data, "erase_personal_data", false, nowhere, nowhere, nowhere,
         anywhere},
};

constexpr auto actions = [] {
  std::array<Action, rules.size()> out{};
  for (size_t i = 0; i < rules.size(); ++i) out[i] = rules[i].action;
  return out;
}();

const Rule* rule_of(Action action) {
  for (const Rule& rule : rules) {
    if (rule.action == action) return &rule;
  }
  return nullptr;
}

template <class Who>
bool has_it(const Who& who, Role role, Where where, const Resource& resource) {
  if (where == Where::anywhere) return who.has(role);
  return where == Where::in_the_office && !resource.office.empty() &&
         who.holds(role, resource.office);
}

template <class Who>
bool has_role(const Who& who, const Rule& rule, const Resource& resource) {
  return has_it(who, Role::operatore, rule.operatore, resource) ||
         has_it(who, Role::responsabile, rule.responsabile, resource) ||
         has_it(who, Role::sportello, rule.sportello, resource) ||
         has_it(who, Role::amministratore, rule.amministratore, resource);
}

enum class Answer { by_role, own, no };

template <class Who>
Answer ask(const Who& who, Action action, const Resource& resource) {
  const Rule* rule = rule_of(action);
  if (rule == nullptr) return Answer::no;
  if (rule->own && resource.owner == who.person) return Answer::own;
  return has_role(who, *rule, resource) ? Answer::by_role : Answer::no;
}

tl::unexpected<Error> no(const PersonId& person, Action action) {
  return refuse(person.empty() ? ErrorCode::unauthenticated : ErrorCode::forbidden,
                std::string(name_of(action)));
}

}  // namespace

std::span<const Action> all_actions() {
  return actions;
}

std::string_view name_of(Action action) {
  const Rule* rule = rule_of(action);
  return rule == nullptr ? "" : rule->name;
}

Status may(const Viewer& viewer, Action action, const Resource& resource) {
  Answer answer = viewer.person.empty() ? Answer::no : ask(viewer, action, resource);
  if (answer == Answer::own) return {};
  if (answer == Answer::no || resource.level > viewer.clearance) return no(viewer.person, action);
  return {};
}

Status may(const Caller& caller, Action action, const Resource& resource) {
  if (caller.person.empty() || ask(caller, action, resource) == Answer::no)
    return no(caller.person, action);
  return {};
}

}  // namespace digipro::access
