#include "modules/identity/pages.h"

namespace digipro::identity {

void add_routes(web::Routes& routes, const web::Pages& pages, Identity& identity) {
  PageParts parts{pages, identity};
  add_login_routes(routes, parts);
}

}  // namespace digipro::identity
