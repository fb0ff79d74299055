#include <cstdio>

#include "base/date.h"
#include "base/text.h"
#include "modules/documents/module.h"
#include "modules/protocollo/module.h"
#include "platform/blob/blob.h"

namespace digipro::protocollo {
namespace {

constexpr size_t oggetto_characters_max = 2'000;

constexpr db::Sql insert_protocollo =
    "INSERT INTO protocollo(id, aoo, year, number, direction, registered_at, received_at, oggetto, "
    "impronta, titolario_class, office, pratica) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql insert_correspondent =
    "INSERT INTO protocollo_corrispondente(protocollo, position, name, address) "
    "VALUES(?, ?, ?, ?)";
constexpr db::Sql insert_document =
    "INSERT INTO protocollo_documento(protocollo, position, documento, sha256) VALUES(?, ?, ?, ?)";
constexpr db::Sql select_groups =
    "SELECT aoo, year, COUNT(*), MIN(number), MAX(number) FROM protocollo GROUP BY aoo, year "
    "ORDER BY aoo, year";
constexpr db::Sql select_without_impronta =
    "SELECT p.aoo, p.year, p.number FROM protocollo p LEFT JOIN protocollo_documento d "
    "ON d.protocollo = p.id AND d.position = 1 AND d.sha256 = p.impronta "
    "WHERE d.protocollo IS NULL ORDER BY p.aoo, p.year, p.number LIMIT 1";

// DPR 445/2000 art. 53 c. 1: what a registration cannot be without.
Status check(const Registration& registration) {
  const std::string& oggetto = registration.oggetto;
  if (!is_valid_utf8(oggetto) || trim(oggetto).empty() ||
      count_code_points(oggetto) > oggetto_characters_max)
    return refuse(ErrorCode::invalid_input, "oggetto is missing or too long");
  if (registration.aoo.empty()) return refuse(ErrorCode::invalid_input, "no AOO");
  if (registration.documents.empty())
    return refuse(ErrorCode::invalid_input, "nothing to register: no document");
  for (const Registration::Item& item : registration.documents)
    if (!blob::is_hash(item.sha256))
      return refuse(ErrorCode::invalid_input, "a document without impronta");
  if (registration.correspondents.empty())
    return refuse(ErrorCode::invalid_input, "a registration needs a correspondent");
  for (const Correspondent& correspondent : registration.correspondents)
    if (trim(correspondent.name).empty())
      return refuse(ErrorCode::invalid_input, "a correspondent without name");
  return {};
}

Status write_details(ledger::Tx& tx, const std::string& id, const Registration& registration) {
  int position = 0;
  for (const Correspondent& correspondent : registration.correspondents)
    DIGIPRO_CHECK(tx.exec(insert_correspondent, id, ++position, correspondent.name,
                          db::optional_text(correspondent.address)));
  position = 0;
  for (const auto& item : registration.documents)
    DIGIPRO_CHECK(tx.exec(insert_document, id, ++position, item.document, item.sha256));
  return {};
}

Result<json::Value> run_register(const casework::Casework& casework, const std::string& aoo,
                                 ledger::Tx& tx, const Caller& caller,
                                 const verbs::Subject& subject, const json::Value& input) {
  DIGIPRO_TRY(pratica, casework::load_pratica(tx.db(), subject.pratica));
  DIGIPRO_TRY(documents, documents::of_pratica(tx.db(), subject.pratica));
  Registration registration;
  registration.aoo = aoo;
  registration.oggetto = input.text_or("oggetto", pratica.oggetto);
  std::string sender = input.text_or("mittente", "");
  registration.correspondents.push_back(
      {sender.empty() ? "Segnalante non identificato" : sender, ""});
  for (const auto& document : documents)
    registration.documents.push_back({document.id.text, document.current.sha256});
  registration.titolario_class = input.text_or("titolario", "");
  registration.office = pratica.office;
  registration.pratica = subject.pratica;
  registration.received_at = pratica.opened_at;
  DIGIPRO_TRY(registered, register_document(tx, caller, registration));
  DIGIPRO_CHECK(casework.set_number(tx, subject.pratica, registered.label()));
  return json::Value::object({{"numero", registered.label()},
                              {"anno", registered.year},
                              {"registrato_il", to_rfc3339(registered.registered_at)}});
}

}  // namespace

const db::Migration migrations[1] = {{"protocollo", 1, R"(
CREATE TABLE protocollo(
  id TEXT NOT NULL PRIMARY KEY,
  aoo TEXT NOT NULL,
  year BIGINT NOT NULL,             -- solar year in Rome
  number BIGINT NOT NULL,           -- from 1, gapless inside AOO and year
  direction TEXT NOT NULL,          -- E, U, I
  registered_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  oggetto TEXT NOT NULL,
  impronta TEXT NOT NULL,           -- SHA-256 of the main document, hex
  titolario_class TEXT,             -- may change
  office TEXT,                      -- assigned to; may change
  pratica TEXT,
  annulled_at BIGINT,               -- art. 54: the rest stays visible
  annulment_act TEXT
);
CREATE UNIQUE INDEX protocollo_number ON protocollo(aoo, year, number);
CREATE INDEX protocollo_pratica ON protocollo(pratica);
CREATE TABLE protocollo_corrispondente(
  protocollo TEXT NOT NULL REFERENCES protocollo(id),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,               -- personal data
  address TEXT,
  PRIMARY KEY(protocollo, position)
);
CREATE TABLE protocollo_documento(
  protocollo TEXT NOT NULL REFERENCES protocollo(id),
  position BIGINT NOT NULL,         -- 1: the main document
  documento TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY(protocollo, position)
);
)"}};

std::string_view code_of(Direction direction) {
  switch (direction) {
    case Direction::entrata:
      return "E";
    case Direction::uscita:
      return "U";
    case Direction::interno:
      return "I";
  }
  return "";
}

std::string Registered::label() const {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%07lld/%d", static_cast<long long>(number), year);
  return buffer;
}

Result<Registered> register_document(ledger::Tx& tx, const Caller&,
                                     const Registration& registration) {
  DIGIPRO_CHECK(check(registration));
  Registered registered;
  registered.id = to_string(tx.new_id());
  registered.aoo = registration.aoo;
  registered.year = to_rome(tx.now()).date.year;
  registered.registered_at = tx.now();
  registered.number =
      tx.next_number("protocollo/" + registration.aoo + "/" + std::to_string(registered.year));
  const std::string& impronta = registration.documents[0].sha256;
  DIGIPRO_CHECK(tx.exec(
      insert_protocollo, registered.id, registered.aoo, registered.year, registered.number,
      code_of(registration.direction), tx.now().microseconds, registration.received_at.microseconds,
      registration.oggetto, impronta, db::optional_text(registration.titolario_class),
      db::optional_text(registration.office.text), db::optional_text(registration.pratica.text)));
  DIGIPRO_CHECK(write_details(tx, registered.id, registration));
  json::Value hashes = json::Value::array();
  for (const auto& item : registration.documents) hashes.push(item.sha256);
  json::Value names = json::Value::array();
  for (const Correspondent& correspondent : registration.correspondents)
    names.push(correspondent.name);
  tx.record({.kind = "protocollo.registered",
             .subject = registered.id,
             .pratica = registration.pratica,
             .facts = json::Value::object({{"aoo", registered.aoo},
                                           {"number", registered.label()},
                                           {"direction", code_of(registration.direction)},
                                           {"hashes", hashes}}),
             .personal = json::Value::object({{"correspondents", names}}),
             .visibility = ledger::Visibility::parties});
  return registered;
}

verbs::Verb register_verb(const casework::Casework& casework,
                          std::function<std::string(const EnteId&)> aoo_of) {
  using enum verbs::Type;
  return {.name = "protocollo.register",
          .kind = verbs::Kind::local,
          .title = "Registra a protocollo",
          .input = {{"titolario", text, true, "Classe del titolario"},
                    {"mittente", text, false, "Chi ha scritto, se si è fatto conoscere"},
                    {"oggetto", text, false, "Se manca, l'oggetto della pratica"}},
          .output = {{"numero", text, true, "Numero di protocollo, per esempio 0000123/2026"},
                     {"anno", number, true, "Anno di registrazione"},
                     {"registrato_il", text, true, "Momento della registrazione"}},
          .run =
              [&casework, aoo_of = std::move(aoo_of)](ledger::Tx& tx, const Caller& caller,
                                                      const verbs::Subject& subject,
                                                      const json::Value& input) {
                return run_register(casework, aoo_of(tx.ente()), tx, caller, subject, input);
              },
          .effect = {}};
}

Result<Verified> verify(db::Connection& db) {
  DIGIPRO_TRY(groups, db.query(select_groups));
  Verified verified;
  for (const db::Row& row : groups) {
    verified.registrations += row.integer(2);
    if (row.integer(3) != 1 || row.integer(4) != row.integer(2))
      return refuse(ErrorCode::integrity_broken,
                    "protocollo " + row.text(0) + "/" + std::to_string(row.integer(1)) + ": " +
                        std::to_string(row.integer(2)) + " registrations, numbers " +
                        std::to_string(row.integer(3)) + " to " + std::to_string(row.integer(4)));
  }
  DIGIPRO_TRY(bare, db.query(select_without_impronta));
  if (!bare.empty())
    return refuse(ErrorCode::integrity_broken,
                  "protocollo " + bare[0].text(0) + "/" + std::to_string(bare[0].integer(1)) +
                      " number " + std::to_string(bare[0].integer(2)) +
                      ": the impronta is not that of its main document");
  return verified;
}

}  // namespace digipro::protocollo
