// Commands that change the chart: AOO and offices.
#include "core/organisation/checks.h"
#include "core/organisation/organisation.h"
#include "core/people/contact.h"

namespace digipro::organisation {
namespace {

constexpr size_t name_characters_max = 200, hours_characters_max = 500, email_bytes_max = 254;
constexpr int depth_max = 20;
constexpr int64_t offices_max = 2'000, aoo_max = 100;

constexpr db::Sql upsert_aoo =
    "INSERT INTO aoo(code, name) VALUES(?, ?)"
    " ON CONFLICT(code) DO UPDATE SET name = excluded.name";
constexpr db::Sql select_aoo = "SELECT 1 FROM aoo WHERE code = ?";
constexpr db::Sql count_aoo = "SELECT COUNT(*) FROM aoo";
constexpr db::Sql count_offices = "SELECT COUNT(*) FROM office";
constexpr db::Sql select_open_child =
    "SELECT code FROM office WHERE parent = ? AND is_closed = 0 LIMIT 1";
constexpr db::Sql insert_office =
    "INSERT INTO office(code, name, parent, aoo, email, hours, is_closed)"
    " VALUES(?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql update_office =
    "UPDATE office SET name = ?, parent = ?, aoo = ?, email = ?, hours = ?, is_closed = ?"
    " WHERE code = ?";

Result<SaveAoo> prepare_aoo(const ledger::ReadContext&, const Caller& caller, const SaveAoo& in) {
  DIGIPRO_CHECK(may_change(caller));
  SaveAoo ready = in;
  Problems problems;
  if (!is_code(ready.aoo.code, false))
    problems.add("codice", "Scrivi il codice con lettere, cifre e trattini, al massimo 40.");
  problems.line("nome", ready.aoo.name, name_characters_max, "Scrivi il nome dell'AOO.");
  DIGIPRO_CHECK(problems.status());
  return ready;
}

Result<Named> apply_aoo(ledger::Tx& tx, const Caller&, const SaveAoo& ready) {
  DIGIPRO_TRY(known, tx.query(select_aoo, ready.aoo.code));
  DIGIPRO_TRY(counted, tx.query(count_aoo));
  if (known.empty() && counted[0].integer(0) >= aoo_max)
    return refuse(ErrorCode::limit_exceeded, "100 AOO");
  DIGIPRO_CHECK(tx.exec(upsert_aoo, ready.aoo.code, ready.aoo.name));
  tx.record({.kind = "organisation.aoo_saved",
             .subject = ready.aoo.code,
             .facts = json::Value::object({{"name", ready.aoo.name}})});
  return Named{ready.aoo.code};
}

// Up the chart from the parent: it is there, open, not below the office itself, not too deep.
Status check_parent(db::Connection& db, const Office& office) {
  Problems problems;
  OfficeId at = office.parent;
  for (int depth = 0; !at.empty(); ++depth) {
    auto above = find_office(db, at);
    if (!above && above.error().code != ErrorCode::not_found)
      return refuse(std::move(above.error()));
    if (!above)
      problems.add("ufficio_superiore", "L'ufficio superiore non esiste: scegline un altro.");
    else if (above->is_closed && !office.is_closed && depth == 0)
      problems.add("ufficio_superiore", "L'ufficio superiore è chiuso: scegline un altro.");
    else if (at == office.code)
      problems.add("ufficio_superiore", "Un ufficio non può stare sotto sé stesso.");
    else if (depth >= depth_max - 1)
      problems.add("ufficio_superiore", "L'organigramma ha al massimo 20 livelli.");
    DIGIPRO_CHECK(problems.status());
    at = above->parent;
  }
  return {};
}

// What depends on other rows: asked in prepare, for the form, and again in apply, for the truth.
Status check_rows(db::Connection& db, const SaveOffice& save) {
  const Office& office = save.office;
  auto known = find_office(db, office.code);
  if (!known && known.error().code != ErrorCode::not_found) return refuse(known.error());
  if (known && save.is_new) {
    Error error = fail(ErrorCode::conflict, "office " + office.code.text + " exists");
    error.fields.push_back({"codice", "C'è già un ufficio con questo codice."});
    return refuse(std::move(error));
  }
  if (!known && !save.is_new) return refuse(known.error());
  DIGIPRO_TRY(counted, db.query(count_offices));
  if (save.is_new && counted[0].integer(0) >= offices_max)
    return refuse(ErrorCode::limit_exceeded, "2,000 offices");
  DIGIPRO_TRY(aoo, db.query(select_aoo, office.aoo));
  Problems problems;
  if (aoo.empty()) problems.add("aoo", "Scegli un'area organizzativa omogenea.");
  DIGIPRO_CHECK(problems.status());
  DIGIPRO_CHECK(check_parent(db, office));
  if (!office.is_closed) return {};
  DIGIPRO_TRY(below, db.query(select_open_child, office.code.text));
  if (below.empty()) return {};
  return refuse(ErrorCode::conflict, "office " + below[0].text(0) + " below it is open");
}

Result<SaveOffice> prepare_office(const ledger::ReadContext& context, const Caller& caller,
                                  const SaveOffice& in) {
  DIGIPRO_CHECK(may_change(caller));
  SaveOffice ready = in;
  Office& office = ready.office;
  Problems problems;
  if (!is_code(office.code.text, true))
    problems.add("codice",
                 "Scrivi il codice con lettere minuscole, cifre e trattini, al massimo 40.");
  problems.line("nome", office.name, name_characters_max, "Scrivi il nome dell'ufficio.");
  problems.line("email", office.email, email_bytes_max);
  if (!office.email.empty() && !people::is_email(office.email))
    problems.add("email", "Scrivi un indirizzo e-mail completo, per esempio verde@comune.it.");
  problems.line("orario", office.hours, hours_characters_max);
  DIGIPRO_CHECK(problems.status());
  DIGIPRO_CHECK(check_rows(context.db, ready));
  return ready;
}

Result<Named> apply_office(ledger::Tx& tx, const Caller&, const SaveOffice& ready) {
  DIGIPRO_CHECK(check_rows(tx.db(), ready));
  const Office& office = ready.office;
  if (ready.is_new)
    DIGIPRO_CHECK(tx.exec(insert_office, office.code.text, office.name,
                          db::optional_text(office.parent.text), office.aoo, office.email,
                          office.hours, office.is_closed));
  else
    DIGIPRO_CHECK(tx.exec(update_office, office.name, db::optional_text(office.parent.text),
                          office.aoo, office.email, office.hours, office.is_closed,
                          office.code.text));
  tx.record({.kind = ready.is_new ? "organisation.office_added" : "organisation.office_changed",
             .subject = office.code.text,
             .facts = json::Value::object({{"name", office.name},
                                           {"parent", office.parent.text},
                                           {"aoo", office.aoo},
                                           {"closed", office.is_closed}})});
  return Named{office.code.text};
}

}  // namespace

std::string SaveAoo::fingerprint() const {
  return json::dump(json::Value::array({aoo.code, aoo.name}));
}

std::string SaveOffice::fingerprint() const {
  return json::dump(json::Value::array({is_new, office.code.text, office.name, office.parent.text,
                                        office.aoo, office.email, office.hours, office.is_closed}));
}

json::Value Named::to_json() const {
  return json::Value::object({{"id", id}});
}

Result<Named> Named::from_json(const json::Value& value) {
  return Named{value.text_or("id", "")};
}

const ledger::Command<SaveAoo, SaveAoo, Named>& save_aoo() {
  static const ledger::Command<SaveAoo, SaveAoo, Named> command{"organisation.save_aoo",
                                                                prepare_aoo, apply_aoo};
  return command;
}

const ledger::Command<SaveOffice, SaveOffice, Named>& save_office() {
  static const ledger::Command<SaveOffice, SaveOffice, Named> command{"organisation.save_office",
                                                                      prepare_office, apply_office};
  return command;
}

}  // namespace digipro::organisation
