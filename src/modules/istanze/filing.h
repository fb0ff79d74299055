// Sending a draft: one command, one commit. prepare evaluates the form, renders the filing's
// document and keeps its bytes; apply opens the case, creates the documents, runs the process up to
// its first wait (which registers, opens the fascicolo, sets the target, queues the mail) and
// deletes the draft. Owns the table istanza. Any thread.
#pragma once
#include <string>

#include "core/access/link_token.h"
#include "core/casework/casework.h"
#include "core/forms/form.h"
#include "modules/catalogue/module.h"
#include "modules/istanze/drafts.h"
#include "platform/blob/blob.h"
#include "web/page.h"

namespace digipro::istanze {

// What the module is built from; all of it outlives the module.
struct Parts {
  const catalogue::Catalogue& catalogue;
  const casework::Casework& casework;
  const LinkSigner& links;
  blob::Store& blobs;
  const web::Pages& pages;
  std::function<std::string(const EnteId&)> town_name;  // on documents
  // Refuses with virus_found or outside_failed; empty when no scanner is configured.
  std::function<Status(const blob::BlobRef&)> scan;
  std::string map_tiles;  // address of map tiles, or empty
};

// Effect: a document of the package whose time is "filed" (receipt.h).
constexpr const char* render_effect = "istanze.render";

// Purposes of secret links; both sign the draft's id, which becomes the filing's.
constexpr std::string_view draft_purpose = "bozza", follow_purpose = "segui";
// What casework keeps of a follow link: SHA-256 of the token, hex.
std::string stored_form_of_link(std::string_view token);

struct Submit {
  std::string draft;
  int64_t revision_shown = 0;  // of the summary that the person has read
  std::string channel = "web";
  std::string fingerprint() const;
};

struct Submitted {
  PraticaId pratica;
  std::string draft;   // signs the follow link
  std::string number;  // protocollo, "" when the process registers nothing
  json::Value to_json() const;
  static Result<Submitted> from_json(const json::Value& value);
};

struct PreparedFiling {
  Draft draft;
  const catalogue::ServicePackage* package = nullptr;
  json::Object values;  // typed answers of visible fields
  json::Value summary;  // as Istanza::summary
  json::Value public_facts;
  std::string oggetto, ground, sender_name, contact_email, access_hash, channel;
  std::string latitude, longitude;
  blob::BlobRef document;
  struct File {
    std::string blob, name, media_type, title;
    int64_t size_bytes = 0;
  };
  std::vector<File> files;
};

using SubmitCommand = ledger::Command<Submit, PreparedFiling, Submitted>;
// Refuses: conflict when the draft has changed since it was shown; invalid_input with the fields
// that are missing or wrong; not_found, gone, forbidden as find_draft.
SubmitCommand submit_command(const Parts& parts);

// What the filing keeps besides the case. Personal: for code that has checked access to the case.
struct Istanza {
  PraticaId pratica;
  std::string draft, ground, contact_email, sender_name;
  Instant filed_at;
  json::Value values;
  // What the person was shown before sending: [{"title", "lines": [{"label", "text"}]}]. Documents
  // say this, whatever has become of the form since.
  json::Value summary;
};
Status insert_istanza(ledger::Tx& tx, const Istanza& istanza);
Result<Istanza> find_istanza(db::Connection& db, const PraticaId& pratica);

// What is known of the visitor for prefilled fields; null values when nobody is logged in.
forms::FeelContext form_context(db::Connection& db, const Viewer& viewer, Instant now);

// `istanza.answer_target`: sets the case's target from the package's promise. No input or output.
verbs::Verb answer_target_verb(
    const casework::Casework& casework,
    std::function<const catalogue::ServicePackage*(const ServiceId&)> package_of,
    std::function<PatronSaint(const EnteId&)> patron_saint);

}  // namespace digipro::istanze
