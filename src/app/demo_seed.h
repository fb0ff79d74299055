// The people, offices and cases of `digipro demo`, made by the program's own commands. Internal to
// app. Every step has a key, so a seeding that was interrupted is taken up where it stopped.
#pragma once
#include <string_view>
#include <vector>

#include "app/program.h"

namespace digipro::app {

inline const EnteId demo_ente("borgoverde");
inline constexpr std::string_view demo_password = "borgo-verde-prova";

struct DemoLogin {
  std::string_view login;
  std::string_view who;  // "operatore dell'Ufficio ambiente e verde"
};
std::vector<DemoLogin> demo_logins();

// A person of the demo, as who changes something.
Result<Caller> demo_caller(ledger::Ledger& ledger, std::string_view login);

// True when the demo town stands already.
Result<bool> is_seeded(Program& program);
// Town, offices, people, roles, streets and accounts.
Status seed_town(Program& program);
// Some reports of the last weeks, in every state; moves the clock, which ends at `until`.
Status seed_cases(Program& program, ManualClock& clock, Instant until);
// The last step: from now on the town is served under localhost.
Status finish_seeding(Program& program);

}  // namespace digipro::app
