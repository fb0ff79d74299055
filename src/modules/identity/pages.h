// What the pages of this module share. Internal; handlers run on any worker.
#pragma once
#include "modules/identity/fields.h"
#include "modules/identity/module.h"

namespace digipro::identity {

using Response = Result<http::Response>;

struct PageParts {
  const web::Pages& pages;
  Identity& identity;
};
void add_login_routes(web::Routes& routes, const PageParts& parts);

}  // namespace digipro::identity
