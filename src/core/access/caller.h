// Who changes (Caller) and who reads (Viewer). Every command takes the one, every query the other;
// there is no default that sees everything. Made by modules/identity from the session, by
// programs' credentials, or by tests. Pure values.
#pragma once
#include <optional>
#include <set>
#include <string>

#include "base/ids.h"

namespace digipro {

// What a person may do in an ente. A role is always held in an office (or in the whole ente).
enum class Role {
  segnalante,      // anybody, logged in or not: files and follows their own
  operatore,       // a clerk: works the tasks of their offices
  responsabile,    // head of an office: sees all of the office, approves, sends back
  sportello,       // desk: issues credentials, files for others
  amministratore,  // organisation, people, settings, incidents
};
using RoleSet = std::set<Role>;
using OfficeSet = std::set<OfficeId>;
// A role where it is held: who is head of one office and clerk of another is not head of both.
struct Seat {
  OfficeId office;
  Role role = Role::operatore;
  auto operator<=>(const Seat&) const = default;
};
using SeatSet = std::set<Seat>;

// Ordered: a viewer sees what is at or below the own clearance.
enum class PrivacyLevel { pubblico = 0, interno = 1, personale = 2, particolare = 3 };

struct Caller {
  EnteId ente;
  PersonId person;                       // empty: not logged in
  std::optional<PersonId> on_behalf_of;  // desk and delegates: who for is always on record
  RoleSet roles;
  OfficeSet offices;
  SeatSet seats;  // empty (programs): every role of `roles` in every office of `offices`
  bool has(Role role) const { return roles.contains(role); }
  bool works_in(const OfficeId& office) const { return offices.contains(office); }
  bool holds(Role role, const OfficeId& office) const;
};

struct Viewer {
  EnteId ente;
  PersonId person;
  RoleSet roles;
  OfficeSet offices;
  PrivacyLevel clearance = PrivacyLevel::pubblico;
  SeatSet seats;  // as in Caller
  bool has(Role role) const { return roles.contains(role); }
  bool works_in(const OfficeId& office) const { return offices.contains(office); }
  bool holds(Role role, const OfficeId& office) const;
};

// The program itself: timers, outbox results, seals. Journaled as "system".
Caller system_caller(const EnteId& ente);

}  // namespace digipro
