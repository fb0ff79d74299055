// The catalogue: what the town offers. Loads the service packages (services/<id>/, format in
// docs/formats/service-package.md), checks them whole before the program opens its doors, and finds
// them by life event, category or words. Built once at start, read-only afterwards: any thread.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "core/casework/casework.h"
#include "core/forms/form.h"
#include "core/verbs/verbs.h"
#include "format/json.h"
#include "modules/catalogue/vocabulary.h"
#include "process/engine/definition.h"

namespace digipro::catalogue {

enum class Login { none, optional, required };
enum class Filing { segnalazione, istanza, dichiarazione, comunicazione, scia, accesso };
std::string_view name_of(Filing filing);  // "segnalazione"

// One part of the service's sheet, in the order of the Modello Comuni.
struct SheetSection {
  std::string id;       // anchor and data-element's stem: "come-fare"
  std::string heading;  // "Come fare"
  std::vector<std::string> paragraphs;
  std::vector<std::string> items;  // a list under the paragraphs
};

struct Message {
  std::string subject, text;  // plain text with {{variables}}
};

struct ServicePackage {
  ServiceId id;
  std::string version;
  std::string title, summary;
  Filing kind = Filing::segnalazione;
  Login login = Login::optional;
  std::vector<std::string> life_events, categories, words;  // slugs; extra words for search
  std::vector<std::string> grounds;    // accepted grounds of validity (CAD art. 65), codes
  int online_level = 3;                // 1 to 4
  OfficeId office;                     // in charge
  int answer_target_working_days = 0;  // 0: none
  std::string titolario_class;         // "VI.9"
  bool is_public = false;              // reports appear in the public list
  std::vector<std::string> public_fields;
  std::string oggetto;  // "Segnalazione: {{tipo}}, {{luogo}}": fields' display texts
  std::vector<SheetSection> sheet;
  std::map<std::string, Message, std::less<>> messages;
  std::string form_text;  // form.json as it stands, for the hash and the export
  std::unique_ptr<forms::FormDefinition> form;
  std::shared_ptr<const process::Definition> process;
  std::string process_hash;  // SHA-256 of process.bpmn, hex: casework's definition id
};

// A file of a package: "services/segnalazione-aree-verdi/service.json" and its bytes.
struct PackageFile {
  std::string path, bytes;
};

class Catalogue final : public casework::DefinitionSource {
 public:
  // Refuses with definition: every mistake of every package, file by file. Verbs are needed to
  // check that the processes call only what exists, with the right inputs.
  static Result<std::unique_ptr<Catalogue>> load(const std::vector<PackageFile>& files,
                                                 const verbs::Registry& verbs);

  const ServicePackage* find_service(std::string_view id) const;  // null when unknown
  std::vector<const ServicePackage*> services() const;            // by title
  std::vector<const ServicePackage*> of_life_event(std::string_view slug) const;
  std::vector<const ServicePackage*> of_category(std::string_view slug) const;
  // Every word of the query, folded, must begin a word of title, summary, words or events; best
  // matches in the title first. At most 100 bytes of the query are used.
  std::vector<const ServicePackage*> search(std::string_view query) const;
  // The text of a mail or page message; null when the package has none of this name.
  const Message* find_message(const ServiceId& service, std::string_view name) const;

  std::shared_ptr<const process::Definition> find(const std::string& hash) const override;

 private:
  std::map<std::string, ServicePackage, std::less<>> services_;
  std::map<std::string, std::string, std::less<>> search_text_;  // id -> folded words
};

}  // namespace digipro::catalogue
