#include "core/people/people.h"

#include "base/text.h"
#include "core/access/rules.h"
#include "core/people/rows.h"

namespace digipro::people {
namespace {

constexpr db::Sql insert_person =
    "INSERT INTO person(id, given_name, family_name, folded, codice_fiscale, birth_date, email,"
    " phone, street, civic, revision, created_at, updated_at)"
    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)";
constexpr db::Sql update_row =
    "UPDATE person SET given_name = ?, family_name = ?, folded = ?, codice_fiscale = ?,"
    " birth_date = ?, email = ?, phone = ?, street = ?, civic = ?, revision = ?, updated_at = ?"
    " WHERE id = ?";
constexpr db::Sql select_owner = "SELECT id FROM person WHERE codice_fiscale = ?";

db::Value date_column(const std::optional<Date>& date) {
  return date ? db::Value{to_iso(*date)} : db::Value{};
}

std::string fingerprint_of(const PersonalData& data) {
  return json::dump(json::Value::array({data.given_name, data.family_name, data.codice_fiscale,
                                        data.birth_date ? to_iso(*data.birth_date) : "", data.email,
                                        data.phone, data.street, data.civic}));
}

// The names of the fields that differ: what the journal may say of personal data.
json::Value changed_fields(const PersonalData& before, const PersonalData& after) {
  json::Value names = json::Value::array();
  auto compare = [&](const char* name, const auto& old_value, const auto& new_value) {
    if (old_value != new_value) names.push(name);
  };
  compare("nome", before.given_name, after.given_name);
  compare("cognome", before.family_name, after.family_name);
  compare("codice_fiscale", before.codice_fiscale, after.codice_fiscale);
  compare("data_nascita", before.birth_date, after.birth_date);
  compare("email", before.email, after.email);
  compare("telefono", before.phone, after.phone);
  compare("via", before.street, after.street);
  compare("civico", before.civic, after.civic);
  return names;
}

// conflict when the codice fiscale is another person's.
Status check_unique(ledger::Tx& tx, const std::string& codice_fiscale, const PersonId& person) {
  if (codice_fiscale.empty()) return {};
  DIGIPRO_TRY(rows, tx.query(select_owner, codice_fiscale));
  if (rows.empty() || rows[0].text(0) == person.text) return {};
  Error error = fail(ErrorCode::conflict, "the codice fiscale is somebody's already");
  error.fields.push_back(
      {"codice_fiscale", "C'è già una persona con questo codice fiscale: cercala nell'elenco."});
  return refuse(std::move(error));
}

Result<UpdatePerson> prepare_update(const ledger::ReadContext& context, const Caller& caller,
                                    const UpdatePerson& in) {
  DIGIPRO_CHECK(access::may(caller, access::Action::change_person,
                            {.owner = in.person, .level = PrivacyLevel::personale}));
  DIGIPRO_TRY(data, checked(in.data, to_rome(context.now).date));
  return UpdatePerson{in.person, in.revision, std::move(data)};
}

Result<PersonOut> apply_update(ledger::Tx& tx, const Caller&, const UpdatePerson& ready) {
  DIGIPRO_TRY(before, load_person(tx.db(), ready.person));
  if (before.revision != ready.revision)
    return refuse(ErrorCode::conflict, "person: another revision than the one that was read");
  DIGIPRO_CHECK(check_unique(tx, ready.data.codice_fiscale, ready.person));
  const PersonalData& data = ready.data;
  const int64_t revision = before.revision + 1;
  DIGIPRO_CHECK(tx.exec(update_row, data.given_name, data.family_name, db::Blob{folded_name(data)},
                        db::optional_text(data.codice_fiscale), date_column(data.birth_date),
                        data.email, data.phone, data.street, data.civic, revision,
                        tx.now().microseconds, ready.person.text));
  tx.record({.kind = "people.updated",
             .subject = ready.person.text,
             .facts = json::Value::object(
                 {{"fields", changed_fields(before.data, data)}, {"revision", revision}})});
  return PersonOut{ready.person, revision};
}

}  // namespace

const db::Migration migrations[1] = {{"people", 1, R"sql(
CREATE TABLE person(
  id TEXT NOT NULL PRIMARY KEY,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  folded BLOB NOT NULL,             -- "cognome nome" folded for search, as bytes: every engine
                                    -- and locale then sorts and ranges over it in the same way
  codice_fiscale TEXT,              -- NULL: none known
  birth_date TEXT,                  -- 1980-01-31
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  street TEXT NOT NULL,
  civic TEXT NOT NULL,
  revision BIGINT NOT NULL,         -- from 1, one more at each change
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_codice_fiscale ON person(codice_fiscale);
CREATE INDEX person_folded ON person(folded, id);
)sql"}};

json::Value PersonOut::to_json() const {
  return json::Value::object({{"id", id.text}, {"revision", revision}});
}

Result<PersonOut> PersonOut::from_json(const json::Value& value) {
  return PersonOut{PersonId(value.text_or("id", "")), value.int_or("revision", 0)};
}

std::string UpdatePerson::fingerprint() const {
  return person.text + "\n" + std::to_string(revision) + "\n" + fingerprint_of(data);
}

std::string CreatePerson::fingerprint() const {
  return fingerprint_of(data);
}

const Create& create_person() {
  static const Create command{
      .name = "people.create",
      .prepare = [](const ledger::ReadContext& context, const Caller& caller,
                    const CreatePerson& in) -> Result<PersonalData> {
        DIGIPRO_CHECK(access::may(caller, access::Action::change_person));
        return checked(in.data, to_rome(context.now).date);
      },
      .apply = create};
  return command;
}

const Update& update_person() {
  static const Update command{"people.update", prepare_update, apply_update};
  return command;
}

Result<PersonOut> create(ledger::Tx& tx, const Caller&, const PersonalData& data) {
  DIGIPRO_CHECK(check_unique(tx, data.codice_fiscale, PersonId()));
  PersonOut out{PersonId(to_string(tx.new_id())), 1};
  DIGIPRO_CHECK(tx.exec(insert_person, out.id.text, data.given_name, data.family_name,
                        db::Blob{folded_name(data)}, db::optional_text(data.codice_fiscale),
                        date_column(data.birth_date), data.email, data.phone, data.street,
                        data.civic, tx.now().microseconds, tx.now().microseconds));
  tx.record({.kind = "people.created",
             .subject = out.id.text,
             .facts = json::Value::object({{"fields", changed_fields({}, data)}})});
  return out;
}

}  // namespace digipro::people
