// Scrivania: where the offices work. The work list with a case beside it, claiming and closing
// tasks as the process of the service asks, the search of cases, documents by access to their case.
// Everything shown comes from the package, the process and the journal: another service needs no
// code here. Handlers run on any worker; Parts outlive the routes.
#pragma once
#include "core/casework/casework.h"
#include "modules/catalogue/module.h"
#include "platform/blob/blob.h"
#include "web/page.h"
#include "web/visit.h"

namespace digipro::scrivania {

struct Parts {
  const catalogue::Catalogue& catalogue;
  const casework::Casework& casework;
  blob::Store& blobs;
  const web::Pages& pages;
};

// Address of a case on the desk, for other modules' links.
std::string case_url(const PraticaId& pratica);

// /scrivania, /scrivania/novita, /scrivania/compiti/{id}/..., /scrivania/pratiche,
// /scrivania/pratica/{id} and its documents; all for staff.
void add_routes(web::Routes& routes, const Parts& parts);

}  // namespace digipro::scrivania
