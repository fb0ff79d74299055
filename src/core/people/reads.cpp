// Reading people: each function asks the rules before it answers.
#include <algorithm>

#include "base/text.h"
#include "core/access/rules.h"
#include "core/people/contact.h"
#include "core/people/rows.h"

namespace digipro::people {
namespace {

#define DIGIPRO_PERSON_COLUMNS                                                            \
  "SELECT id, given_name, family_name, codice_fiscale, birth_date, email, phone, street," \
  " civic, revision, created_at, updated_at, folded FROM person "
constexpr db::Sql select_person = DIGIPRO_PERSON_COLUMNS "WHERE id = ?";
constexpr db::Sql select_by_codice_fiscale = DIGIPRO_PERSON_COLUMNS "WHERE codice_fiscale = ?";
// Names from `folded` on, below the first that begins otherwise, after the last one seen.
constexpr db::Sql select_page = DIGIPRO_PERSON_COLUMNS
    "WHERE folded >= ? AND folded < ? AND (folded, id) > (?, ?) ORDER BY folded, id LIMIT ?";
#undef DIGIPRO_PERSON_COLUMNS
constexpr size_t folded_column = 12;
constexpr int page_rows_max = 100;
constexpr size_t search_bytes_max = 400, key_bytes_max = 4'000;

Result<Person> person_of(const db::Row& row) {
  Person person;
  person.id = PersonId(row.text(0));
  person.data.given_name = row.text(1);
  person.data.family_name = row.text(2);
  person.data.codice_fiscale = row.text(3);
  if (!row.is_null(4)) {
    DIGIPRO_TRY(date, parse_iso_date(row.text(4)));
    person.data.birth_date = date;
  }
  person.data.email = row.text(5);
  person.data.phone = row.text(6);
  person.data.street = row.text(7);
  person.data.civic = row.text(8);
  person.revision = row.integer(9);
  person.created_at = Instant{row.integer(10)};
  person.updated_at = Instant{row.integer(11)};
  return person;
}

Status may_read(const Viewer& viewer, const PersonId& person, PrivacyLevel level) {
  return access::may(viewer, access::Action::read_person, {.owner = person, .level = level});
}

// The key of a page: where the one before ended.
struct PageKey {
  std::string folded, id;
};

std::string to_text(const PageKey& key) {
  return to_base64url(key.folded) + "." + key.id;
}

Result<PageKey> parse_key(const std::string& text) {
  if (text.empty()) return PageKey{};
  size_t dot = text.find('.');
  if (dot == std::string::npos || text.size() > key_bytes_max)
    return refuse(ErrorCode::malformed, "not the key of a page");
  DIGIPRO_TRY(folded, from_base64url(std::string_view(text).substr(0, dot)));
  if (!is_valid_utf8(text.substr(dot + 1)) || text.find('\0') != std::string::npos)
    return refuse(ErrorCode::malformed, "not the key of a page");
  return PageKey{std::move(folded), text.substr(dot + 1)};
}

// No UTF-8 text has this byte, so every text that begins with `start` sorts below it.
std::string after_all(std::string start) {
  return start + '\xFF';
}

}  // namespace

std::string folded_name(const PersonalData& data) {
  return fold_for_search(data.family_name + " " + data.given_name);
}

Result<Person> load_person(db::Connection& db, const PersonId& person) {
  DIGIPRO_TRY(rows, db.query(select_person, person.text));
  if (rows.empty()) return refuse(ErrorCode::not_found, "person");
  return person_of(rows[0]);
}

Result<Person> find_person(db::Connection& db, const Viewer& viewer, const PersonId& person) {
  DIGIPRO_CHECK(may_read(viewer, person, PrivacyLevel::personale));
  return load_person(db, person);
}

Result<std::optional<Person>> find_by_codice_fiscale(db::Connection& db, const Viewer& viewer,
                                                     std::string_view codice_fiscale) {
  DIGIPRO_TRY(rows, db.query(select_by_codice_fiscale, codice_fiscale));
  // Asked also when nobody is found: whether a codice fiscale is known is for staff, too.
  PersonId owner = rows.empty() ? PersonId() : PersonId(rows[0].text(0));
  DIGIPRO_CHECK(may_read(viewer, owner, PrivacyLevel::personale));
  if (rows.empty()) return std::optional<Person>();
  DIGIPRO_TRY(person, person_of(rows[0]));
  return std::optional<Person>(std::move(person));
}

Result<PersonPage> search_people(db::Connection& db, const Viewer& viewer, std::string_view name,
                                 const std::string& after, int limit) {
  DIGIPRO_CHECK(may_read(viewer, PersonId(), PrivacyLevel::personale));
  if (name.size() > search_bytes_max) return refuse(ErrorCode::invalid_input, "name too long");
  DIGIPRO_TRY(cleaned, clean_line(name));
  DIGIPRO_TRY(key, parse_key(after));
  const std::string start = fold_for_search(cleaned);
  const int rows_max = std::clamp(limit, 1, page_rows_max);
  DIGIPRO_TRY(rows, db.query(select_page, db::Blob{start}, db::Blob{after_all(start)},
                             db::Blob{key.folded}, key.id, rows_max + 1));
  PersonPage page;
  for (const db::Row& row : rows) {
    if (page.items.size() == static_cast<size_t>(rows_max)) break;
    DIGIPRO_TRY(person, person_of(row));
    page.items.push_back(std::move(person));
  }
  if (rows.size() > page.items.size()) {
    const db::Row& last = rows[page.items.size() - 1];
    page.next = to_text({last.blob(folded_column), last.text(0)});
  }
  return page;
}

Result<std::string> name_of(db::Connection& db, const Viewer& viewer, const PersonId& person) {
  if (!may_read(viewer, person, PrivacyLevel::interno))
    return refuse(ErrorCode::not_found, "person");
  DIGIPRO_TRY(found, load_person(db, person));
  return found.data.full_name();
}

}  // namespace digipro::people
