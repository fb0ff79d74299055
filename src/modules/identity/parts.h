// What an Identity holds. Internal; the members are thread-safe.
#pragma once
#include <string>

#include "modules/identity/module.h"
#include "modules/identity/session_cache.h"

namespace digipro::identity {

struct Identity::Parts {
  ledger::Ledger& ledger;  // of the installation
  crypto::PasswordHasher& hasher;
  Settings settings;
  SessionCache sessions;

  // A change of the installation store; nothing of it is kept for repeats: answers hold secrets.
  Status change(std::string_view name, const Caller& caller,
                const std::function<Status(ledger::Tx&)>& apply);
};

struct Standing {  // what somebody is in the ente today
  RoleSet roles;   // with segnalante
  OfficeSet offices;
  SeatSet seats;
  PrivacyLevel clearance = PrivacyLevel::pubblico;
  bool is_staff() const { return roles.size() > 1; }
};
Result<Standing> standing_of(db::Connection& ente, const PersonId& person, Instant now);

}  // namespace digipro::identity
