// The filing as a document: an HTML file that says everything that was sent, readable for ever
// without the program (AgID, linee guida, Allegato 2: HTML). Pure given its arguments; any thread.
#pragma once
#include <string>
#include <vector>

#include "modules/istanze/filing.h"

namespace digipro::istanze {

Result<std::string> render_filing_document(const web::Pages& pages, const std::string& town_name,
                                           const catalogue::ServicePackage& package,
                                           const forms::FormView& view,
                                           const std::vector<PreparedFiling::File>& files,
                                           Instant now);

}  // namespace digipro::istanze
