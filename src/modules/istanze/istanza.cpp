// The tables of the module, and what the filing keeps besides the case.
#include "modules/istanze/filing.h"

namespace digipro::istanze {
namespace {

constexpr db::Sql insert_row =
    "INSERT INTO istanza(pratica, draft, ground, contact_email, sender_name, filed_at, answers, "
    "summary) VALUES(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql select_row =
    "SELECT draft, ground, contact_email, sender_name, filed_at, answers, summary FROM istanza "
    "WHERE pratica = ?";

}  // namespace

const db::Migration migrations[2] = {{"istanze", 1, R"(
CREATE TABLE bozza(
  id TEXT NOT NULL PRIMARY KEY,
  service TEXT NOT NULL,
  service_version TEXT NOT NULL,
  person TEXT,                      -- NULL: started without login
  answers TEXT NOT NULL,            -- JSON, personal data; never journaled
  revision BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX bozza_person ON bozza(person, updated_at);
CREATE INDEX bozza_expires ON bozza(expires_at);
)"},
                                     {"istanze", 2, R"(
CREATE TABLE istanza(
  pratica TEXT NOT NULL PRIMARY KEY,
  draft TEXT NOT NULL,              -- signs the follow link
  ground TEXT NOT NULL,             -- of validity, CAD art. 65
  contact_email TEXT,               -- personal data
  sender_name TEXT,                 -- personal data
  filed_at BIGINT NOT NULL,
  answers TEXT NOT NULL,            -- JSON, typed values of the visible fields; personal data
  summary TEXT NOT NULL             -- JSON, what was shown before sending; personal data
);
CREATE UNIQUE INDEX istanza_draft ON istanza(draft);
)"}};

Status insert_istanza(ledger::Tx& tx, const Istanza& istanza) {
  return tx.exec(insert_row, istanza.pratica.text, istanza.draft, istanza.ground,
                 db::optional_text(istanza.contact_email), db::optional_text(istanza.sender_name),
                 istanza.filed_at.microseconds, json::dump(istanza.values),
                 json::dump(istanza.summary));
}

Result<Istanza> find_istanza(db::Connection& db, const PraticaId& pratica) {
  DIGIPRO_TRY(rows, db.query(select_row, pratica.text));
  if (rows.empty()) return refuse(ErrorCode::not_found, "the case was not filed by a form");
  DIGIPRO_TRY(values, json::parse(rows[0].text(5)));
  DIGIPRO_TRY(summary, json::parse(rows[0].text(6)));
  return Istanza{pratica,         rows[0].text(0),      rows[0].text(1),   rows[0].text(2),
                 rows[0].text(3), {rows[0].integer(4)}, std::move(values), std::move(summary)};
}

}  // namespace digipro::istanze
