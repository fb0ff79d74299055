// Who may do what: one table of rules, denied by default. Pure functions, any thread. Commands ask
// in prepare and, where a row decides, again in apply; queries ask before they answer.
#pragma once
#include <span>
#include <string_view>

#include "base/result.h"
#include "core/access/caller.h"

namespace digipro::access {

enum class Action {
  read_person,          // somebody's personal data
  change_person,        // insert and correct
  read_staff,           // who works where
  change_organisation,  // offices, roles, substitutions
  issue_credentials,    // at the desk: search, issue, reset, block
  file_for_others,      // on behalf of somebody at the desk
  read_case,            // a pratica, its documents and timeline
  work_task,            // claim, complete, forward
  approve_task,         // a responsabile's task, send back, reassign
  register_protocollo,  // by hand, outside of a process
  read_protocollo,      // search the register
  read_incidents,       // what the program could not do, and repeat it
  change_settings,      // settings, packages, streets
  erase_personal_data,  // by lawful act
};
std::span<const Action> all_actions();
std::string_view name_of(Action action);  // "read_person"

// What it is done to; leave out what does not apply.
struct Resource {
  OfficeId office;  // whose it is: rules "in the office" need it
  PersonId owner;   // whom it is about: rules "one's own" need it
  PrivacyLevel level = PrivacyLevel::pubblico;
};

// forbidden, or unauthenticated when nobody is logged in. Never ok for an office role in another
// office, nor for a level above the clearance (one's own is always below it).
Status may(const Viewer& viewer, Action action, const Resource& resource = {});
// A Caller has no clearance of its own: level is left to the query that reads before.
Status may(const Caller& caller, Action action, const Resource& resource = {});

}  // namespace digipro::access
