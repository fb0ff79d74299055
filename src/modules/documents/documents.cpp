#include "base/assert.h"
#include "modules/documents/module.h"

namespace digipro::documents {
namespace {

constexpr db::Sql insert_document =
    "INSERT INTO documento(id, pratica, kind, title, version, created_at) VALUES(?, ?, ?, ?, 1, ?)";
constexpr db::Sql insert_version =
    "INSERT INTO documento_versione(documento, number, sha256, media_type, name, size_bytes, "
    "created_at, author) VALUES(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql select_of_pratica =
    "SELECT d.id, d.pratica, d.kind, d.title, v.number, v.sha256, v.media_type, v.name, "
    "v.size_bytes, v.created_at, v.author FROM documento d JOIN documento_versione v "
    "ON v.documento = d.id AND v.number = d.version WHERE d.pratica = ? "
    "ORDER BY d.created_at, d.id LIMIT 200";
constexpr db::Sql select_document =
    "SELECT d.id, d.pratica, d.kind, d.title, v.number, v.sha256, v.media_type, v.name, "
    "v.size_bytes, v.created_at, v.author FROM documento d JOIN documento_versione v "
    "ON v.documento = d.id AND v.number = d.version WHERE d.id = ? AND d.pratica = ?";
constexpr db::Sql select_version = "SELECT version, pratica FROM documento WHERE id = ?";
constexpr db::Sql update_version = "UPDATE documento SET version = ? WHERE id = ?";
constexpr db::Sql select_hashes =
    "SELECT DISTINCT sha256 FROM documento_versione WHERE sha256 > ? ORDER BY sha256 LIMIT ?";

constexpr Kind all_kinds[] = {Kind::istanza, Kind::allegato, Kind::ricevuta, Kind::risposta};

Kind kind_of(std::string_view name) {
  for (Kind kind : all_kinds)
    if (name_of(kind) == name) return kind;
  DIGIPRO_ASSERT(false, "a document's kind is written by name_of");
}

Document read_document(const db::Row& row) {
  Document document;
  document.id = DocumentId(row.text(0));
  document.pratica = PraticaId(row.text(1));
  document.kind = kind_of(row.text(2));
  document.title = row.text(3);
  document.current = {row.integer(4), row.text(5),      row.text(6),           row.text(7),
                      row.integer(8), {row.integer(9)}, PersonId(row.text(10))};
  return document;
}

void record(ledger::Tx& tx, const char* kind, const DocumentId& id, const NewDocument& document,
            int64_t number) {
  tx.record({.kind = kind,
             .subject = id.text,
             .pratica = document.pratica,
             .facts = json::Value::object({{"kind", name_of(document.kind)},
                                           {"version", number},
                                           {"sha256", document.sha256},
                                           {"type", document.media_type},
                                           {"bytes", document.size_bytes}})});
}

}  // namespace

const db::Migration migrations[1] = {{"documents", 1, R"(
CREATE TABLE documento(
  id TEXT NOT NULL PRIMARY KEY,
  pratica TEXT NOT NULL,
  kind TEXT NOT NULL,               -- istanza, allegato, ricevuta, risposta
  title TEXT NOT NULL,
  version BIGINT NOT NULL,          -- the current one
  created_at BIGINT NOT NULL
);
CREATE INDEX documento_pratica ON documento(pratica, created_at, id);
CREATE TABLE documento_versione(
  documento TEXT NOT NULL REFERENCES documento(id),
  number BIGINT NOT NULL,
  sha256 TEXT NOT NULL,             -- hex: address in the blob store, impronta by law
  media_type TEXT NOT NULL,
  name TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  author TEXT,                      -- person; NULL: a reporter without login
  PRIMARY KEY(documento, number)
);
CREATE INDEX documento_versione_sha256 ON documento_versione(sha256);
)"}};

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::istanza:
      return "istanza";
    case Kind::allegato:
      return "allegato";
    case Kind::ricevuta:
      return "ricevuta";
    case Kind::risposta:
      return "risposta";
  }
  return "";
}

std::string_view title_of(Kind kind) {
  switch (kind) {
    case Kind::istanza:
      return "Richiesta";
    case Kind::allegato:
      return "Allegato";
    case Kind::ricevuta:
      return "Ricevuta";
    case Kind::risposta:
      return "Risposta";
  }
  return "";
}

Result<DocumentId> create(ledger::Tx& tx, const Caller& caller, const NewDocument& document) {
  DIGIPRO_ASSERT(document.sha256.size() == 64, "a document has the hash of its bytes");
  DocumentId id(to_string(tx.new_id()));
  DIGIPRO_CHECK(tx.exec(insert_document, id.text, document.pratica.text, name_of(document.kind),
                        document.title, tx.now().microseconds));
  DIGIPRO_CHECK(tx.exec(insert_version, id.text, 1, document.sha256, document.media_type,
                        document.name, document.size_bytes, tx.now().microseconds,
                        db::optional_text(caller.person.text)));
  record(tx, "documents.created", id, document, 1);
  return id;
}

Status add_version(ledger::Tx& tx, const Caller& caller, const DocumentId& id,
                   const NewDocument& version) {
  DIGIPRO_TRY(rows, tx.query(select_version, id.text));
  if (rows.empty() || rows[0].text(1) != version.pratica.text)
    return refuse(ErrorCode::not_found, "no such document of this case");
  int64_t number = rows[0].integer(0) + 1;
  DIGIPRO_CHECK(tx.exec(insert_version, id.text, number, version.sha256, version.media_type,
                        version.name, version.size_bytes, tx.now().microseconds,
                        db::optional_text(caller.person.text)));
  DIGIPRO_CHECK(tx.exec(update_version, number, id.text));
  record(tx, "documents.version_added", id, version, number);
  return {};
}

Result<std::vector<Document>> of_pratica(db::Connection& db, const PraticaId& pratica) {
  DIGIPRO_TRY(rows, db.query(select_of_pratica, pratica.text));
  std::vector<Document> documents;
  for (const db::Row& row : rows) documents.push_back(read_document(row));
  return documents;
}

Result<Document> find_document(db::Connection& db, const PraticaId& pratica,
                               const DocumentId& document) {
  DIGIPRO_TRY(rows, db.query(select_document, document.text, pratica.text));
  if (rows.empty()) return refuse(ErrorCode::not_found, "no such document of this case");
  return read_document(rows[0]);
}

Result<std::vector<std::string>> hashes_in_use(db::Connection& db, const std::string& after,
                                               int limit) {
  DIGIPRO_TRY(rows, db.query(select_hashes, after, limit));
  std::vector<std::string> hashes;
  for (const db::Row& row : rows) hashes.push_back(row.text(0));
  return hashes;
}

}  // namespace digipro::documents
