// Documents that a package makes of a filing ("when": "filed"): the receipt. After the commit, by
// the outbox: the package's template is filled with what was sent, printed to PDF/A, kept as a blob
// and put on the case, once, however often the job is repeated. Templates are compiled and checked
// at start. Any thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "core/outbox/outbox.h"
#include "format/html/template.h"
#include "modules/catalogue/module.h"
#include "modules/istanze/filing.h"
#include "platform/pdf/pdf.h"

namespace digipro::istanze {

// Every template of every package, compiled. Immutable.
class DocumentTemplates {
 public:
  // Refuses with definition: a template that does not compile, or names a variable that
  // docs/formats/service-package.md does not.
  static Result<std::unique_ptr<DocumentTemplates>> load(const catalogue::Catalogue& catalogue);

  // `data` may hold more than this template uses, but no less.
  Result<std::string> render(const ServiceId& service, const std::string& document,
                             const html::Data& data) const;

 private:
  using Names = std::set<std::string, std::less<>>;
  std::unique_ptr<html::Templates> templates_;
  std::map<std::string, Names, std::less<>> used_;  // by "service/document"
};

// All of it outlives the handler.
struct RenderParts {
  const catalogue::Catalogue& catalogue;
  const DocumentTemplates& templates;
  blob::Store& blobs;
  pdf::Printer& printer;
  std::function<std::string(const EnteId&)> town_name;
  std::function<std::string(db::Connection&, const OfficeId&)> office_name;
  // Who answers for an office's procedures (L. 241/1990 art. 5): its head; "" when it has none.
  std::function<std::string(db::Connection&, const OfficeId&, Instant now)> responsible_of;
  // The whole secret link to follow the case.
  std::function<Result<std::string>(db::Connection&, const EnteId&, const PraticaId&)> link_of;
};

// Handler of render_effect. Journal: documents.created, and documents.rendered for the parties.
outbox::Handler render_handler(ledger::Ledger& ledger, RenderParts parts);

}  // namespace digipro::istanze
