// The citizen's way in: home, services by life event and category, search, the service's sheet, the
// small pages that every town's site must have. Handlers run on any worker.
#pragma once
#include "modules/catalogue/module.h"
#include "web/page.h"
#include "web/visit.h"

namespace digipro::catalogue {

struct PageParts {
  const Catalogue& catalogue;
  const web::Pages& pages;
};
void add_service_routes(web::Routes& routes, const PageParts& parts);
void add_content_routes(web::Routes& routes, const PageParts& parts);

}  // namespace digipro::catalogue
