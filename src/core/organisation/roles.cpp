// Commands that say who holds which role, and who stands in for whom.
#include "core/organisation/checks.h"
#include "core/organisation/organisation.h"

namespace digipro::organisation {
namespace {

constexpr db::Sql select_person = "SELECT 1 FROM person WHERE id = ?";
// Two periods touch when each begins before the other ends. No end is the end of time.
constexpr db::Sql select_overlapping =
    "SELECT id FROM role_assignment WHERE person = ? AND role = ? AND COALESCE(office, '') = ?"
    " AND valid_from <= ? AND COALESCE(valid_to, '9999-12-31') >= ? LIMIT 1";
constexpr db::Sql insert_assignment =
    "INSERT INTO role_assignment(id, person, office, role, clearance, valid_from, valid_to)"
    " VALUES(?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql select_assignment =
    "SELECT person, valid_from, valid_to FROM role_assignment WHERE id = ?";
constexpr db::Sql update_end = "UPDATE role_assignment SET valid_to = ? WHERE id = ?";
constexpr db::Sql insert_substitution =
    "INSERT INTO substitution(id, absent, substitute, office, valid_from, valid_to)"
    " VALUES(?, ?, ?, ?, ?, ?)";

Result<bool> is_person(db::Connection& db, const PersonId& person) {
  DIGIPRO_TRY(rows, db.query(select_person, person.text));
  return !rows.empty();
}

Status check_office(db::Connection& db, const OfficeId& office, Problems& problems) {
  auto found = find_office(db, office);
  if (!found && found.error().code != ErrorCode::not_found) return refuse(std::move(found.error()));
  if (!found || found->is_closed)
    problems.add("ufficio", "Scegli un ufficio dell'organigramma: questo non c'è o è chiuso.");
  return {};
}

void check_period(Problems& problems, Date from, const std::optional<Date>& to) {
  if (!is_valid(from)) problems.add("dal", "Scrivi una data che esiste.");
  if (to && !is_valid(*to)) problems.add("al", "Scrivi una data che esiste.");
  if (to && *to < from) problems.add("al", "L'ultimo giorno non può venire prima del primo.");
}

std::string last_day(const std::optional<Date>& to) {
  return to_iso(to.value_or(Date{9999, 12, 31}));
}

Status check_assignment(db::Connection& db, const Assignment& assignment) {
  Problems problems;
  check_period(problems, assignment.valid_from, assignment.valid_to);
  if (assignment.role == Role::segnalante)
    problems.add("ruolo", "Scegli un ruolo: segnalanti si è senza incarico.");
  DIGIPRO_TRY(known, is_person(db, assignment.person));
  if (!known) problems.add("persona", "Scegli una persona dell'elenco.");
  if (!assignment.office.empty() || assignment.role != Role::amministratore)
    DIGIPRO_CHECK(check_office(db, assignment.office, problems));
  DIGIPRO_CHECK(problems.status());
  DIGIPRO_TRY(overlapping, db.query(select_overlapping, assignment.person.text,
                                    code_of(assignment.role), assignment.office.text,
                                    last_day(assignment.valid_to), to_iso(assignment.valid_from)));
  if (overlapping.empty()) return {};
  return refuse(ErrorCode::conflict, "the same role in the same days: " + overlapping[0].text(0));
}

Result<Named> apply_assignment(ledger::Tx& tx, const Caller&, const AssignRole& ready) {
  const Assignment& assignment = ready.assignment;
  DIGIPRO_CHECK(check_assignment(tx.db(), assignment));
  Named out{to_string(tx.new_id())};
  const db::Value to = assignment.valid_to ? db::Value{to_iso(*assignment.valid_to)} : db::Value{};
  DIGIPRO_CHECK(tx.exec(insert_assignment, out.id, assignment.person.text,
                        db::optional_text(assignment.office.text), code_of(assignment.role),
                        static_cast<int64_t>(assignment.clearance), to_iso(assignment.valid_from),
                        to));
  tx.record({.kind = "organisation.role_assigned",
             .subject = out.id,
             .facts = json::Value::object(
                 {{"person", assignment.person.text},
                  {"office", assignment.office.text},
                  {"role", code_of(assignment.role)},
                  {"clearance", static_cast<int64_t>(assignment.clearance)},
                  {"from", to_iso(assignment.valid_from)},
                  {"to", assignment.valid_to ? to_iso(*assignment.valid_to) : std::string()}})});
  return out;
}

Status check_end(const db::Row& row, Date last) {
  Problems problems;
  DIGIPRO_TRY(first, parse_iso_date(row.text(1)));
  if (!is_valid(last))
    problems.add("al", "Scrivi una data che esiste.");
  else if (last < plus_days(first, -1))
    problems.add("al", "L'ultimo giorno non può venire prima del primo.");
  else if (!row.is_null(2) && to_iso(last) > row.text(2))
    problems.add("al", "L'incarico finisce già prima: se serve, assegnane uno nuovo.");
  return problems.status();
}

Result<ledger::Done> apply_end(ledger::Tx& tx, const Caller&, const EndAssignment& ready) {
  DIGIPRO_TRY(rows, tx.query(select_assignment, ready.id));
  if (rows.empty()) return refuse(ErrorCode::not_found, "assignment " + ready.id);
  DIGIPRO_CHECK(check_end(rows[0], ready.last_day));
  DIGIPRO_CHECK(tx.exec(update_end, to_iso(ready.last_day), ready.id));
  tx.record({.kind = "organisation.role_ended",
             .subject = ready.id,
             .facts = json::Value::object(
                 {{"person", rows[0].text(0)}, {"to", to_iso(ready.last_day)}})});
  return ledger::Done{};
}

Status check_substitution(db::Connection& db, const Substitution& substitution) {
  Problems problems;
  check_period(problems, substitution.from, substitution.to);
  DIGIPRO_TRY(knows_absent, is_person(db, substitution.absent));
  DIGIPRO_TRY(knows_substitute, is_person(db, substitution.substitute));
  if (!knows_absent || !knows_substitute)
    problems.add("persona", "Scegli due persone dell'elenco.");
  else if (substitution.absent == substitution.substitute)
    problems.add("persona", "Chi sostituisce deve essere un'altra persona.");
  DIGIPRO_CHECK(check_office(db, substitution.office, problems));
  return problems.status();
}

Result<Named> apply_substitution(ledger::Tx& tx, const Caller&, const AddSubstitution& ready) {
  const Substitution& substitution = ready.substitution;
  DIGIPRO_CHECK(check_substitution(tx.db(), substitution));
  Named out{to_string(tx.new_id())};
  DIGIPRO_CHECK(tx.exec(insert_substitution, out.id, substitution.absent.text,
                        substitution.substitute.text, substitution.office.text,
                        to_iso(substitution.from), to_iso(substitution.to)));
  tx.record({.kind = "organisation.substitution_added",
             .subject = out.id,
             .facts = json::Value::object({{"absent", substitution.absent.text},
                                           {"substitute", substitution.substitute.text},
                                           {"office", substitution.office.text},
                                           {"from", to_iso(substitution.from)},
                                           {"to", to_iso(substitution.to)}})});
  return out;
}

}  // namespace

std::string AssignRole::fingerprint() const {
  return json::dump(
      json::Value::array({assignment.person.text, assignment.office.text, code_of(assignment.role),
                          static_cast<int64_t>(assignment.clearance), to_iso(assignment.valid_from),
                          last_day(assignment.valid_to)}));
}

std::string EndAssignment::fingerprint() const {
  return id + "\n" + to_iso(last_day);
}

std::string AddSubstitution::fingerprint() const {
  return json::dump(json::Value::array({substitution.absent.text, substitution.substitute.text,
                                        substitution.office.text, to_iso(substitution.from),
                                        to_iso(substitution.to)}));
}

const ledger::Command<AssignRole, AssignRole, Named>& assign_role() {
  static const ledger::Command<AssignRole, AssignRole, Named> command{
      .name = "organisation.assign_role",
      .prepare = [](const ledger::ReadContext& context, const Caller& caller,
                    const AssignRole& in) -> Result<AssignRole> {
        DIGIPRO_CHECK(may_change(caller));
        DIGIPRO_CHECK(check_assignment(context.db, in.assignment));
        return in;
      },
      .apply = apply_assignment};
  return command;
}

const ledger::Command<EndAssignment, EndAssignment, ledger::Done>& end_assignment() {
  static const ledger::Command<EndAssignment, EndAssignment, ledger::Done> command{
      .name = "organisation.end_assignment",
      .prepare = [](const ledger::ReadContext&, const Caller& caller,
                    const EndAssignment& in) -> Result<EndAssignment> {
        DIGIPRO_CHECK(may_change(caller));
        return in;
      },
      .apply = apply_end};
  return command;
}

const ledger::Command<AddSubstitution, AddSubstitution, Named>& add_substitution() {
  static const ledger::Command<AddSubstitution, AddSubstitution, Named> command{
      .name = "organisation.add_substitution",
      .prepare = [](const ledger::ReadContext& context, const Caller& caller,
                    const AddSubstitution& in) -> Result<AddSubstitution> {
        DIGIPRO_CHECK(may_change(caller));
        DIGIPRO_CHECK(check_substitution(context.db, in.substitution));
        return in;
      },
      .apply = apply_substitution};
  return command;
}

}  // namespace digipro::organisation
