#include "base/date.h"
#include "core/casework/casework.h"
#include "modules/fascicoli/module.h"

namespace digipro::fascicoli {
namespace {

constexpr db::Sql insert_fascicolo =
    "INSERT INTO fascicolo(id, year, titolario_class, number, oggetto, office, pratica, state, "
    "opened_at) VALUES(?, ?, ?, ?, ?, ?, ?, 'aperto', ?)";
constexpr db::Sql select_of_pratica =
    "SELECT id, year, titolario_class, number, oggetto, office, pratica, opened_at "
    "FROM fascicolo WHERE pratica = ?";
constexpr db::Sql select_groups =
    "SELECT year, titolario_class, COUNT(*), MIN(number), MAX(number) FROM fascicolo "
    "GROUP BY year, titolario_class ORDER BY year, titolario_class";

Fascicolo read_fascicolo(const db::Row& row) {
  return {row.text(0),
          static_cast<int>(row.integer(1)),
          row.text(2),
          row.integer(3),
          row.text(4),
          OfficeId(row.text(5)),
          PraticaId(row.text(6)),
          {row.integer(7)}};
}

Result<json::Value> run_open(ledger::Tx& tx, const Caller& caller, const verbs::Subject& subject,
                             const json::Value& input) {
  DIGIPRO_TRY(pratica, casework::load_pratica(tx.db(), subject.pratica));
  DIGIPRO_TRY(fascicolo, open_fascicolo(tx, caller,
                                        {.titolario_class = input.text_or("titolario", ""),
                                         .oggetto = pratica.oggetto,
                                         .office = pratica.office,
                                         .pratica = subject.pratica}));
  return json::Value::object({{"fascicolo", fascicolo.label()}});
}

}  // namespace

const db::Migration migrations[1] = {{"fascicoli", 1, R"(
CREATE TABLE fascicolo(
  id TEXT NOT NULL PRIMARY KEY,
  year BIGINT NOT NULL,
  titolario_class TEXT NOT NULL,
  number BIGINT NOT NULL,           -- gapless inside year and class
  oggetto TEXT NOT NULL,
  office TEXT NOT NULL,
  pratica TEXT NOT NULL,
  state TEXT NOT NULL,              -- aperto, chiuso
  opened_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX fascicolo_number ON fascicolo(year, titolario_class, number);
CREATE UNIQUE INDEX fascicolo_pratica ON fascicolo(pratica);
)"}};

std::string Fascicolo::label() const {
  return std::to_string(year) + "/" + titolario_class + "/" + std::to_string(number);
}

Result<Fascicolo> open_fascicolo(ledger::Tx& tx, const Caller&, const NewFascicolo& wanted) {
  if (wanted.pratica.empty()) return refuse(ErrorCode::invalid_input, "a fascicolo is of a case");
  DIGIPRO_TRY(existing, of_pratica(tx.db(), wanted.pratica));
  if (existing) return *existing;
  if (wanted.titolario_class.empty() || wanted.titolario_class.size() > 40)
    return refuse(ErrorCode::definition, "a fascicolo needs a class of the titolario");
  Fascicolo fascicolo;
  fascicolo.id = to_string(tx.new_id());
  fascicolo.year = to_rome(tx.now()).date.year;
  fascicolo.titolario_class = wanted.titolario_class;
  fascicolo.number =
      tx.next_number("fascicolo/" + std::to_string(fascicolo.year) + "/" + wanted.titolario_class);
  fascicolo.oggetto = wanted.oggetto;
  fascicolo.office = wanted.office;
  fascicolo.pratica = wanted.pratica;
  fascicolo.opened_at = tx.now();
  DIGIPRO_CHECK(tx.exec(insert_fascicolo, fascicolo.id, fascicolo.year, fascicolo.titolario_class,
                        fascicolo.number, fascicolo.oggetto, fascicolo.office.text,
                        fascicolo.pratica.text, fascicolo.opened_at.microseconds));
  tx.record({.kind = "fascicoli.opened",
             .subject = fascicolo.id,
             .pratica = fascicolo.pratica,
             .facts = json::Value::object(
                 {{"fascicolo", fascicolo.label()}, {"office", fascicolo.office.text}})});
  return fascicolo;
}

Result<std::optional<Fascicolo>> of_pratica(db::Connection& db, const PraticaId& pratica) {
  DIGIPRO_TRY(rows, db.query(select_of_pratica, pratica.text));
  if (rows.empty()) return std::optional<Fascicolo>();
  return std::optional<Fascicolo>(read_fascicolo(rows[0]));
}

verbs::Verb open_verb() {
  return {
      .name = "fascicolo.open",
      .kind = verbs::Kind::local,
      .title = "Apri il fascicolo",
      .input = {{"titolario", verbs::Type::text, true, "Classe del titolario, per esempio VI.9"}},
      .output = {{"fascicolo", verbs::Type::text, true, "Anno/classe/numero del fascicolo"}},
      .run = run_open,
      .effect = {}};
}

Result<int64_t> verify(db::Connection& db) {
  DIGIPRO_TRY(rows, db.query(select_groups));
  int64_t total = 0;
  for (const db::Row& row : rows) {
    total += row.integer(2);
    if (row.integer(3) != 1 || row.integer(4) != row.integer(2))
      return refuse(ErrorCode::integrity_broken,
                    "fascicoli of " + std::to_string(row.integer(0)) + "/" + row.text(1) +
                        ": the numbers are not 1 to " + std::to_string(row.integer(2)));
  }
  return total;
}

}  // namespace digipro::fascicoli
