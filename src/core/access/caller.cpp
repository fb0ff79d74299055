#include "core/access/caller.h"

namespace digipro {
namespace {

template <class Person>
bool holds_in(const Person& person, Role role, const OfficeId& office) {
  if (person.seats.empty()) return person.has(role) && person.works_in(office);
  return person.seats.contains({office, role});
}

}  // namespace

bool Caller::holds(Role role, const OfficeId& office) const {
  return holds_in(*this, role, office);
}

bool Viewer::holds(Role role, const OfficeId& office) const {
  return holds_in(*this, role, office);
}

Caller system_caller(const EnteId& ente) {
  Caller caller;
  caller.ente = ente;
  caller.person = PersonId("system");
  caller.roles = {Role::amministratore};
  return caller;
}

}  // namespace digipro
