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
  std::string id;       // key of service.json: "come_fare"
  std::string heading;  // "Come fare"
  std::vector<std::string> paragraphs;
  std::vector<std::string> items;  // a list under the last paragraph; may be empty
};

struct Message {
  std::string subject;
  std::vector<std::string> body;       // paragraphs with {{variables}}
  std::vector<std::string> variables;  // all that subject and body use
};

enum class AnswerKind { target, term };  // the town's promise, or the law's
struct AnswerBy {
  AnswerKind kind = AnswerKind::target;
  int days = 0;  // 1 to 365
  bool working_days = false;
  std::string law;
};

struct DocumentTemplate {
  std::string id, title, path, when;  // when: "filed" or "verb"
};

struct AttachmentLimits {
  size_t files_max = 0;
  int64_t file_bytes_max = 0, total_bytes_max = 0;
  std::vector<std::string> types;
};

// How an older case becomes a new request: its answers but for some; a renewal has its number in a
// field and others set.
struct Again {
  std::vector<std::string> without;  // ids of fields that are asked anew
  std::string number_field;          // empty: the service knows no renewals
  json::Value set;                   // field -> raw value, in a renewal
};

struct PrivacyNotice {
  std::string purpose, legal_basis, kept, recipients;
};

struct ServicePackage {
  ServiceId id;
  std::string version, title, description;
  bool is_active = true;
  std::string status_reason;
  Filing kind = Filing::segnalazione;
  Login login = Login::optional;
  std::vector<std::string> life_events, categories, keywords, topics, grounds, channels;
  int online_level = 3;  // 1 to 4
  OfficeId office;       // in charge
  AnswerBy answer;
  std::string titolario;  // class: "VI.9"
  bool is_public = false;
  bool public_place_is_exact = true;
  std::vector<std::string> public_facts;  // ids of fields
  AttachmentLimits attachments;
  int draft_days = 30;
  PrivacyNotice privacy_notice;
  std::vector<SheetSection> sheet;
  std::map<std::string, Message, std::less<>> messages;
  std::vector<std::string> next_steps;           // of the confirmation page, with {{variables}}
  std::vector<std::string> public_introduction;  // of the public list
  std::vector<DocumentTemplate> documents;
  std::map<std::string, std::string, std::less<>> templates;  // "templates/ricevuta.html" -> text
  std::shared_ptr<const forms::FormDefinition> form;
  std::shared_ptr<const process::Definition> process;
  std::string process_text;  // process.bpmn as it is
  std::string process_hash;  // its SHA-256, hex: casework's definition id

  const SheetSection* section(std::string_view section_id) const;  // null when absent
  // The case's one line: service.json's `oggetto` with the answers' display texts. A hidden or
  // empty field leaves nothing, and the comma or blank before it goes too.
  std::string oggetto(const forms::FormView& view) const;

  std::string identity_document;  // attachments field with the copy of CAD art. 65 c. 1 c, or ""
  Again again;
  std::string oggetto_text;  // "Segnalazione aree verdi: {{problema}}, {{luogo}}"
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
  // Every word of the query, folded, must begin a word of title, description, keywords or events;
  // best matches in the title first. At most 100 bytes of the query are used.
  std::vector<const ServicePackage*> search(std::string_view query) const;
  // The text of a mail or page message; null when the package has none of this name.
  const Message* find_message(const ServiceId& service, std::string_view name) const;

  std::shared_ptr<const process::Definition> find(const std::string& hash) const override;

 private:
  std::map<std::string, ServicePackage, std::less<>> services_;
  std::map<std::string, std::string, std::less<>> search_text_;  // id -> folded words
};

}  // namespace digipro::catalogue
