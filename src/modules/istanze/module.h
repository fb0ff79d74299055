// Istanze: what people file. Drafts (drafts.h), sending (filing.h), and the pages of the citizen:
// the request step by step, the summary, the confirmation, following a case by its secret link or
// in the personal area, the public list and map. Handlers run on any worker; Parts outlive the
// routes.
#pragma once
#include "modules/istanze/filing.h"
#include "web/visit.h"

namespace digipro::istanze {

// Addresses of this module, for other modules' links.
std::string follow_url(const LinkSigner& links, const std::string& draft);  // "/segui/<token>"
std::string public_list_url(const ServiceId& service);

void add_routes(web::Routes& routes, const Parts& parts);

}  // namespace digipro::istanze
