// Files of a case on the desk: photos beside the text, originals to download. Access goes by the
// case.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "modules/documents/module.h"
#include "modules/istanze/module.h"
#include "modules/scrivania/desk.h"

namespace digipro::scrivania {
namespace {

using Response = Result<http::Response>;

// What every browser shows; the others are downloaded.
bool is_shown(const std::string& media_type) {
  constexpr std::array<std::string_view, 4> types = {"image/jpeg", "image/png", "image/webp",
                                                     "image/gif"};
  return std::find(types.begin(), types.end(), media_type) != types.end();
}

std::string document_url(const PraticaId& pratica, const DocumentId& document) {
  return case_url(pratica) + "/documenti/" + document.text;
}

Result<documents::Version> find_version(web::Visit& visit) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(pratica,
              casework::find_pratica(lease->db(), visit.viewer, PraticaId(visit.parameter("id"))));
  DIGIPRO_TRY(document, documents::find_document(lease->db(), pratica.id,
                                                 DocumentId(visit.parameter("documento"))));
  return document.current;
}

Response original(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(version, find_version(visit));
  DIGIPRO_TRY(response, istanze::download(parts.blobs, version));
  response.set("Content-Disposition", "attachment; filename*=UTF-8''" + url_encode(version.name));
  return response;
}

Response shown(const Parts& parts, web::Visit& visit) {
  DIGIPRO_TRY(version, find_version(visit));
  if (!is_shown(version.media_type) && version.media_type != "application/pdf")
    return refuse(ErrorCode::not_found, "nothing that a browser shows");
  return istanze::download(parts.blobs, version);
}

}  // namespace

Status add_documents(db::Connection& db, const PraticaId& pratica, html::Data& data) {
  DIGIPRO_TRY(all, documents::of_pratica(db, pratica));
  for (const documents::Document& document : all) {
    std::string url = document_url(pratica, document.id);
    bool is_attachment = document.kind == documents::Kind::allegato;
    bool is_photo = is_attachment && is_shown(document.current.media_type);
    const std::string& name = is_attachment ? document.current.name : document.title;
    std::string size = web::file_size_text(document.current.size_bytes);
    if (is_photo) {
      data.add("foto", html::Data()
                           .set("nome", name)
                           .set("dimensione", size)
                           .set("vista_url", url + "/vista")
                           .set("url", url));
      continue;
    }
    bool is_pdf = document.current.media_type == "application/pdf";
    data.add("documento", html::Data()
                              .set("nome", name)
                              .set("tipo", documents::title_of(document.kind))
                              .set("dimensione", size)
                              .set("url", url)
                              .set("vista_url", is_pdf ? url + "/vista" : ""));
  }
  return {};
}

void add_document_routes(web::Routes& routes, const Parts& parts) {
  routes.get("/scrivania/pratica/{id}/documenti/{documento}", web::Access::staff,
             [&parts](web::Visit& visit) { return original(parts, visit); });
  routes.get("/scrivania/pratica/{id}/documenti/{documento}/vista", web::Access::staff,
             [&parts](web::Visit& visit) { return shown(parts, visit); });
}

}  // namespace digipro::scrivania
