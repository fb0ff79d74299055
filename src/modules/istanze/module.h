// Istanze: what people file. Drafts (drafts.h), sending (filing.h), and the pages of the citizen:
// the request step by step, the summary, the confirmation, following a case by its secret link or
// in the personal area, the public list and map. Handlers run on any worker; Parts outlive the
// routes.
#pragma once
#include "modules/documents/module.h"
#include "modules/istanze/filing.h"
#include "modules/istanze/history.h"
#include "web/visit.h"

namespace digipro::istanze {

// Addresses of this module, for other modules' links.
std::string follow_url(const LinkSigner& links, const std::string& draft);  // "/segui/<token>"
// A text for clerks: whoever has a reporter's link may answer as the reporter, so addresses of
// follow links are left out of letters that the office reads again.
std::string without_follow_links(std::string_view text);
std::string public_list_url(const ServiceId& service);

// The answer that sends a document's bytes; for code that has checked access to its case. Nothing
// in it can run as a page of ours.
Result<http::Response> download(blob::Store& blobs, const documents::Version& version);

void add_routes(web::Routes& routes, const Parts& parts);

}  // namespace digipro::istanze
