// Documents of a case and their versions: what was filed, its photos, receipts, answers. The bytes
// lie in the blob store by hash; rows tell what they mean. Access goes by the case: whoever may see
// the pratica (casework::find_pratica) may see its documents; every function here that reads takes
// the case's id from code that has checked. Owns documento and documento_versione. Any thread.
#pragma once
#include <string>
#include <vector>

#include "core/ledger/command.h"
#include "core/verbs/verbs.h"

namespace digipro::documents {

enum class Kind { istanza, allegato, ricevuta, risposta };
std::string_view name_of(Kind kind);   // "istanza"
std::string_view title_of(Kind kind);  // Italian: "Istanza"

struct Version {
  int64_t number = 1;
  std::string sha256;      // hex, the blob's address and the legal impronta
  std::string media_type;  // by content, never the browser's word
  std::string name;        // file name for people
  int64_t size_bytes = 0;
  Instant created_at;
  PersonId author;  // empty: a reporter without login
};

struct Document {
  DocumentId id;
  PraticaId pratica;
  Kind kind = Kind::allegato;
  std::string title;
  Version current;
};

struct NewDocument {
  PraticaId pratica;
  Kind kind = Kind::allegato;
  std::string title, sha256, media_type, name;
  int64_t size_bytes = 0;
};

// Inside apply; the blob is staged and synced before. Journal: documents.created (hash, kind,
// type).
Result<DocumentId> create(ledger::Tx& tx, const Caller& caller, const NewDocument& document);
// A new version of the same document. Journal: documents.version_added.
Status add_version(ledger::Tx& tx, const Caller& caller, const DocumentId& document,
                   const NewDocument& version);

// Oldest first; at most 200 a case.
Result<std::vector<Document>> of_pratica(db::Connection& db, const PraticaId& pratica);
// not_found when it is not a document of this case.
Result<Document> find_document(db::Connection& db, const PraticaId& pratica,
                               const DocumentId& document);
// Hashes in use, in order, after `after`: for collecting garbage and for verify.
Result<std::vector<std::string>> hashes_in_use(db::Connection& db, const std::string& after,
                                               int limit);

extern const db::Migration migrations[1];

}  // namespace digipro::documents
