#include "core/access/caller.h"

namespace digipro {

Caller system_caller(const EnteId& ente) {
  Caller caller;
  caller.ente = ente;
  caller.person = PersonId("system");
  caller.roles = {Role::amministratore};
  return caller;
}

}  // namespace digipro
