#include "modules/istanze/document.h"

namespace digipro::istanze {

Result<std::string> render_filing_document(const web::Pages& pages, const std::string& town_name,
                                           const catalogue::ServicePackage& package,
                                           const forms::FormView& view,
                                           const std::vector<PreparedFiling::File>& files,
                                           Instant now) {
  html::Data data;
  data.set("ente", town_name)
      .set("servizio", package.title)
      .set("versione", package.version)
      .set("quando", to_italian(to_rome(now)));
  for (const forms::SummarySection& section : view.summary) {
    html::Data part;
    part.set("titolo", section.step->title);
    for (const forms::SummaryLine& line : section.lines)
      part.add("riga", html::Data().set("domanda", line.label).set("risposta", line.text));
    data.add("sezione", std::move(part));
  }
  for (const PreparedFiling::File& file : files)
    data.add("allegato", html::Data().set("nome", file.name).set("impronta", file.blob));
  return pages.fragment("istanze/documento.html", data);
}

}  // namespace digipro::istanze
