// Organisation: AOO, offices (unità organizzative) as a tree, and who holds which role where and
// when. Dates are days in Rome; a period includes both ends. The chart of offices is public, the
// people in it are for staff. Owns the tables aoo, office, role_assignment and substitution. Any
// thread; changes go by the commands below (amministratore). Needs core/people in the same store.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "core/ledger/command.h"

namespace digipro::organisation {

struct Aoo {
  std::string code, name;  // area organizzativa omogenea: "AOO1", "Comune di Borgo Verde"
};

struct Office {
  OfficeId code;           // lower case letters, digits and "-", at most 40
  std::string name;        // "Ufficio ambiente e verde"
  OfficeId parent;         // empty: top of the tree
  std::string aoo;         // code
  std::string email;       // "" or an address
  std::string hours;       // free text: "lunedì e giovedì 9-12"
  bool is_closed = false;  // no longer in the chart; its history stays
  int depth = 0;           // in tree(): 0 is the top
};

// One role of one person. An amministratore's office may be empty: the whole ente.
struct Assignment {
  std::string id;
  PersonId person;
  std::string person_name;  // filled by people_of()
  OfficeId office;
  Role role = Role::operatore;
  PrivacyLevel clearance = PrivacyLevel::personale;
  Date valid_from;
  std::optional<Date> valid_to;
};
std::string_view code_of(Role role);   // "operatore", as stored
std::string_view title_of(Role role);  // Italian, for people: "Operatore"
std::optional<Role> role_of(std::string_view code);

// Who stands in for whom. Kept now; work lists use it later.
struct Substitution {
  std::string id;
  PersonId absent, substitute;
  OfficeId office;
  Date from, to;
};

// --- Commands (amministratore) ----------------------------------------------------------------
struct Named {  // what a command made: an office's code, an assignment's id
  std::string id;
  json::Value to_json() const;
  static Result<Named> from_json(const json::Value& value);
};
struct SaveAoo {
  Aoo aoo;
  std::string fingerprint() const;
};
struct SaveOffice {
  Office office;
  bool is_new = true;  // conflict when the code exists, not_found when it does not
  std::string fingerprint() const;
};
struct AssignRole {
  Assignment assignment;  // id is given by the command
  std::string fingerprint() const;
};
struct EndAssignment {
  std::string id;
  Date last_day;  // the day before the first: the role is taken back, as if never held
  std::string fingerprint() const;
};
struct AddSubstitution {
  Substitution substitution;
  std::string fingerprint() const;
};
// Refusals: forbidden; invalid_input with FieldProblems (codice, nome, ufficio_superiore, aoo,
// email, orario, persona, ufficio, ruolo, dal, al); conflict. An office with open ones below it is
// not closed (conflict); assignments to a closed office stay, new ones are refused. Journal:
// organisation.aoo_saved, .office_added, .office_changed, .role_assigned, .role_ended,
// .substitution_added.
const ledger::Command<SaveAoo, SaveAoo, Named>& save_aoo();
const ledger::Command<SaveOffice, SaveOffice, Named>& save_office();
const ledger::Command<AssignRole, AssignRole, Named>& assign_role();
const ledger::Command<EndAssignment, EndAssignment, ledger::Done>& end_assignment();
const ledger::Command<AddSubstitution, AddSubstitution, Named>& add_substitution();

// --- Reads ------------------------------------------------------------------------------------
// Roles of a person on a day. For making Caller and Viewer: no access check.
Result<std::vector<Assignment>> roles_of(db::Connection& db, const PersonId& person, Date day);
// Who works in an office on a day, by name, with current and future assignments; staff only. The
// empty office: who holds a role for the whole ente.
Result<std::vector<Assignment>> people_of(db::Connection& db, const Viewer& viewer,
                                          const OfficeId& office, Date day);
// not_found when there is none. Public.
Result<Office> find_office(db::Connection& db, const OfficeId& office);
// The whole chart, parents before children, siblings by name; closed ones left out. At most 2,000.
Result<std::vector<Office>> tree(db::Connection& db);
Result<std::vector<Aoo>> all_aoo(db::Connection& db);  // by code, at most 100

extern const db::Migration migrations[1];

}  // namespace digipro::organisation
