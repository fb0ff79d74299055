// People: who the ente deals with, citizens and staff alike. Personal data lies in the table
// `person`; the journal gets ids and names of fields only. Changes go by commands; every read takes
// a Viewer: people see themselves, staff with clearance `personale` see all. Owns the table person.
// Any thread; the functions with a Tx run inside apply.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "core/ledger/command.h"

namespace digipro::people {

struct PersonalData {
  std::string given_name, family_name;  // 1 to 100 characters each
  std::string codice_fiscale;           // normalised; may be empty (foreigners, reporters)
  std::optional<Date> birth_date;
  std::string email;          // "" or an address of at most 254 characters
  std::string phone;          // "" or digits, blanks and "+", at most 30
  std::string street, civic;  // "Via Giuseppe Verdi", "4/B"
  std::string full_name() const { return given_name + " " + family_name; }
};

struct Person {
  PersonId id;
  PersonalData data;
  int64_t revision = 1;  // moves with every change
  Instant created_at, updated_at;
};

// Cleans (trims, NFC, codice fiscale upper case, birth date from the codice fiscale when it is
// missing) and checks. Refuses with invalid_input, one FieldProblem per field: nome, cognome,
// codice_fiscale, data_nascita, email, telefono, via, civico.
Result<PersonalData> checked(PersonalData data, Date today);

struct PersonOut {
  PersonId id;
  int64_t revision = 1;
  json::Value to_json() const;
  static Result<PersonOut> from_json(const json::Value& value);
};
struct UpdatePerson {
  PersonId person;
  int64_t revision = 0;  // the one that was read; conflict when somebody changed it since
  PersonalData data;
  std::string fingerprint() const;
};
struct CreatePerson {
  PersonalData data;
  std::string fingerprint() const;
};
// Desk and amministratore. conflict when the codice fiscale is somebody's already. Journal:
// people.created, people.updated.
using Create = ledger::Command<CreatePerson, PersonalData, PersonOut>;
using Update = ledger::Command<UpdatePerson, UpdatePerson, PersonOut>;
const Create& create_person();
const Update& update_person();

// Inside apply, for commands that need a person in the same commit; `data` as given by checked().
Result<PersonOut> create(ledger::Tx& tx, const Caller& caller, const PersonalData& data);

// not_found when there is none, forbidden when the viewer may not see it.
Result<Person> find_person(db::Connection& db, const Viewer& viewer, const PersonId& person);
Result<std::optional<Person>> find_by_codice_fiscale(db::Connection& db, const Viewer& viewer,
                                                     std::string_view codice_fiscale);
struct PersonPage {
  std::vector<Person> items;
  std::string next;  // give as `after` for the next page; empty: no more
};
// By the start of "cognome nome", without accents and capitals, in that order; limit 1 to 100.
Result<PersonPage> search_people(db::Connection& db, const Viewer& viewer, std::string_view name,
                                 const std::string& after, int limit);
// "Anna Verdi" for staff and for oneself, else not_found: for timelines, lists and headings.
Result<std::string> name_of(db::Connection& db, const Viewer& viewer, const PersonId& person);

extern const db::Migration migrations[1];

}  // namespace digipro::people
