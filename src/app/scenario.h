// `digipro service test FOLDER`: the scenarios of a service package (FOLDER/scenarios/*.json,
// docs/formats/service-package.md), each in a town of its own: real form, process and ledger on
// SQLite in a temporary folder, a clock that the scenario moves, mails kept in a list, PDFs not
// printed. Blocks; one thread.
#pragma once
#include <iosfwd>
#include <string>

namespace digipro::app {

// Says what failed and at which step; ends with `N passed, N failed`. 0 when all passed and there
// was one.
int run_service_tests(const std::string& folder, std::ostream& out);

}  // namespace digipro::app
