#include "core/access/rules.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace digipro;
using access::Action;

namespace {

const OfficeId verde("verde"), anagrafe("anagrafe");
const PersonId anna("anna"), bruno("bruno");

Viewer viewer(Role role, const OfficeId& office, PrivacyLevel clearance) {
  Viewer out;
  out.person = anna;
  out.roles = {role};
  out.offices = {office};
  out.seats = {{office, role}};
  out.clearance = clearance;
  return out;
}

Caller caller_of(const Viewer& viewer) {
  Caller out;
  out.person = viewer.person;
  out.roles = viewer.roles;
  out.offices = viewer.offices;
  out.seats = viewer.seats;
  return out;
}

// What the house says, written down apart from the program: for each action, what a holder of
// exactly one role in the office `verde` may do. O operatore, R responsabile, S sportello,
// A amministratore, G segnalante; "everywhere" about things of any office, "here" of `verde` only.
struct Expected {
  std::string everywhere, here;
  bool own = false;
};
const std::map<Action, Expected> house = {
    {Action::read_person, {"ORSA", "", true}}, {Action::change_person, {"SA", ""}},
    {Action::read_staff, {"ORSA", ""}},        {Action::change_organisation, {"A", ""}},
    {Action::issue_credentials, {"SA", ""}},   {Action::file_for_others, {"S", ""}},
    {Action::read_case, {"", "OR", true}},     {Action::work_task, {"", "OR"}},
    {Action::approve_task, {"", "R"}},         {Action::register_protocollo, {"", "OR"}},
    {Action::read_protocollo, {"", "OR"}},     {Action::read_incidents, {"A", ""}},
    {Action::change_settings, {"A", ""}},      {Action::erase_personal_data, {"A", ""}},
};
const std::map<Role, char> letters = {{Role::segnalante, 'G'},
                                      {Role::operatore, 'O'},
                                      {Role::responsabile, 'R'},
                                      {Role::sportello, 'S'},
                                      {Role::amministratore, 'A'}};

bool stands_in(const std::string& letters_allowed, Role role) {
  return letters_allowed.find(letters.at(role)) != std::string::npos;
}

}  // namespace

TEST_CASE("every action has a rule and a name") {
  CHECK(access::all_actions().size() == house.size());
  std::map<std::string_view, int> names;
  for (Action action : access::all_actions()) {
    CHECK(house.contains(action));
    CHECK_FALSE(access::name_of(action).empty());
    CHECK(++names[access::name_of(action)] == 1);
  }
  CHECK(access::name_of(Action::read_person) == "read_person");
}

TEST_CASE("each role may do what the table says, where it says, and nothing else") {
  for (const auto& [action, expected] : house) {
    for (const auto& [role, letter] : letters) {
      Viewer who = viewer(role, verde, PrivacyLevel::particolare);
      for (const OfficeId& office : {verde, anagrafe, OfficeId()}) {
        CAPTURE(access::name_of(action));
        CAPTURE(letter);
        CAPTURE(office.text);
        bool allowed = stands_in(expected.everywhere, role) ||
                       (office == verde && stands_in(expected.here, role));
        access::Resource resource{office, bruno, PrivacyLevel::personale};
        CHECK(access::may(who, action, resource).has_value() == allowed);
        CHECK(access::may(caller_of(who), action, resource).has_value() == allowed);
        if (!allowed)
          CHECK(access::may(who, action, resource).error().code == ErrorCode::forbidden);
      }
    }
  }
}

TEST_CASE("whose it is may read it, at any level and with no clearance, and not change it") {
  for (const auto& [action, expected] : house) {
    CAPTURE(access::name_of(action));
    Viewer citizen;
    citizen.person = bruno;
    citizen.roles = {Role::segnalante};
    access::Resource own{verde, bruno, PrivacyLevel::particolare};
    CHECK(access::may(citizen, action, own).has_value() == expected.own);
    CHECK(access::may(caller_of(citizen), action, own).has_value() == expected.own);
  }
}

TEST_CASE("a level above the clearance is denied to every role") {
  for (Action action : access::all_actions()) {
    for (const auto& [role, letter] : letters) {
      CAPTURE(access::name_of(action));
      CAPTURE(letter);
      Viewer who = viewer(role, verde, PrivacyLevel::interno);
      access::Resource above{verde, bruno, PrivacyLevel::personale};
      CHECK_FALSE(access::may(who, action, above).has_value());
      access::Resource at{verde, bruno, PrivacyLevel::interno};
      who.clearance = PrivacyLevel::particolare;
      bool with_more = access::may(who, action, at).has_value();
      who.clearance = PrivacyLevel::interno;
      CHECK(access::may(who, action, at).has_value() == with_more);
    }
  }
}

TEST_CASE("nobody who is not logged in may do anything, not even with what is nobody's") {
  for (Action action : access::all_actions()) {
    Viewer nobody;
    nobody.roles = {Role::amministratore, Role::responsabile, Role::operatore, Role::sportello};
    nobody.offices = {verde};
    nobody.clearance = PrivacyLevel::particolare;
    access::Resource resource{verde, PersonId(), PrivacyLevel::pubblico};
    CHECK(access::may(nobody, action, resource).error().code == ErrorCode::unauthenticated);
    CHECK(access::may(caller_of(nobody), action, resource).error().code ==
          ErrorCode::unauthenticated);
  }
}

TEST_CASE("who is logged in without any role is denied what is not their own") {
  Viewer somebody;
  somebody.person = anna;
  somebody.clearance = PrivacyLevel::particolare;
  for (Action action : access::all_actions())
    CHECK(access::may(somebody, action, {verde, bruno, PrivacyLevel::pubblico}).error().code ==
          ErrorCode::forbidden);
}

TEST_CASE("head of one office and clerk of another is not head of both") {
  Viewer who = viewer(Role::responsabile, verde, PrivacyLevel::personale);
  who.roles.insert(Role::operatore);
  who.offices.insert(anagrafe);
  who.seats.insert({anagrafe, Role::operatore});
  CHECK(access::may(who, Action::approve_task, {.office = verde}));
  CHECK_FALSE(access::may(who, Action::approve_task, {.office = anagrafe}));
  CHECK(access::may(who, Action::work_task, {.office = anagrafe}));
}

TEST_CASE("the program itself keeps the house and sees no cases") {
  Caller program = system_caller(EnteId("borgoverde"));
  CHECK(access::may(program, Action::change_settings));
  CHECK_FALSE(access::may(program, Action::read_case, {.office = verde}));
}
