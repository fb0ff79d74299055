// Rows of the chart and of roles, and reading them.
#include "core/organisation/organisation.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "core/access/rules.h"

namespace digipro::organisation {
namespace {

constexpr size_t offices_max = 2'000, aoo_max = 100, assignments_max = 1'000;

#define DIGIPRO_OFFICE_COLUMNS \
  "SELECT code, name, parent, aoo, email, hours, is_closed FROM office "
constexpr db::Sql select_office = DIGIPRO_OFFICE_COLUMNS "WHERE code = ?";
constexpr db::Sql select_open_offices = DIGIPRO_OFFICE_COLUMNS "WHERE is_closed = 0 ORDER BY code";
#undef DIGIPRO_OFFICE_COLUMNS
constexpr db::Sql select_aoo = "SELECT code, name FROM aoo ORDER BY code";
#define DIGIPRO_ASSIGNMENT_COLUMNS \
  "SELECT a.id, a.person, a.office, a.role, a.clearance, a.valid_from, a.valid_to"
constexpr db::Sql select_roles_of = DIGIPRO_ASSIGNMENT_COLUMNS
    " FROM role_assignment a WHERE a.person = ? AND a.valid_from <= ?"
    " AND (a.valid_to IS NULL OR a.valid_to >= ?) ORDER BY a.valid_from, a.id";
#define DIGIPRO_PEOPLE_OF(office)                                                         \
  DIGIPRO_ASSIGNMENT_COLUMNS                                                              \
  ", p.given_name, p.family_name FROM role_assignment a JOIN person p ON p.id = a.person" \
  " WHERE " office                                                                        \
  " AND (a.valid_to IS NULL OR (a.valid_to >= ? AND a.valid_to >= "                       \
  "a.valid_from)) ORDER BY p.folded, a.id"
constexpr db::Sql select_people_of = DIGIPRO_PEOPLE_OF("a.office = ?");
constexpr db::Sql select_people_of_ente = DIGIPRO_PEOPLE_OF("a.office IS NULL");
#undef DIGIPRO_PEOPLE_OF
#undef DIGIPRO_ASSIGNMENT_COLUMNS

struct RoleNames {
  Role role;
  std::string_view code, title;
};
constexpr std::array role_names = {
    RoleNames{Role::segnalante, "segnalante", "Segnalante"},
    RoleNames{Role::operatore, "operatore", "Operatore"},
    RoleNames{Role::responsabile, "responsabile", "Responsabile"},
    RoleNames{Role::sportello, "sportello", "Sportello"},
    RoleNames{Role::amministratore, "amministratore", "Amministratore"},
};

const RoleNames& names_of(Role role) {
  return *std::find_if(role_names.begin(), role_names.end(),
                       [role](const RoleNames& row) { return row.role == role; });
}

Office office_of(const db::Row& row) {
  Office office;
  office.code = OfficeId(row.text(0));
  office.name = row.text(1);
  office.parent = OfficeId(row.text(2));
  office.aoo = row.text(3);
  office.email = row.text(4);
  office.hours = row.text(5);
  office.is_closed = row.integer(6) == 1;
  return office;
}

Result<Assignment> assignment_of(const db::Row& row) {
  Assignment assignment;
  assignment.id = row.text(0);
  assignment.person = PersonId(row.text(1));
  assignment.office = OfficeId(row.text(2));
  auto role = role_of(row.text(3));
  if (!role) return refuse(ErrorCode::internal, "unknown role " + row.text(3));
  assignment.role = *role;
  assignment.clearance = static_cast<PrivacyLevel>(row.integer(4));
  DIGIPRO_TRY(from, parse_iso_date(row.text(5)));
  assignment.valid_from = from;
  if (!row.is_null(6)) {
    DIGIPRO_TRY(to, parse_iso_date(row.text(6)));
    assignment.valid_to = to;
  }
  return assignment;
}

// Children below their parents, siblings by name, each with its depth. The commands see to it that
// there is no cycle and no open office below a closed one.
class Chart {
 public:
  explicit Chart(std::vector<Office> offices) {
    for (Office& office : offices) {
      std::string parent = office.parent.text;
      children_[parent].push_back(std::move(office));
    }
    for (auto& [parent, siblings] : children_)
      std::sort(siblings.begin(), siblings.end(), [](const Office& a, const Office& b) {
        return std::pair(fold_for_search(a.name), a.code.text) <
               std::pair(fold_for_search(b.name), b.code.text);
      });
  }
  std::vector<Office> flat() {
    add("", 0);
    return std::move(flat_);
  }

 private:
  void add(const std::string& parent, int depth) {
    auto found = children_.find(parent);
    if (found == children_.end()) return;
    for (Office& office : found->second) {
      office.depth = depth;
      flat_.push_back(office);
      add(office.code.text, depth + 1);
    }
  }
  std::map<std::string, std::vector<Office>> children_;
  std::vector<Office> flat_;
};

}  // namespace

const db::Migration migrations[1] = {{"organisation", 1, R"sql(
CREATE TABLE aoo(
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL
);
CREATE TABLE office(
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  parent TEXT REFERENCES office(code),  -- NULL: top of the tree
  aoo TEXT NOT NULL REFERENCES aoo(code),
  email TEXT NOT NULL,
  hours TEXT NOT NULL,
  is_closed BIGINT NOT NULL
);
CREATE INDEX office_parent ON office(parent);
CREATE TABLE role_assignment(
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person(id),
  office TEXT REFERENCES office(code),  -- NULL: the whole ente
  role TEXT NOT NULL,                   -- operatore, responsabile, sportello, amministratore
  clearance BIGINT NOT NULL,            -- PrivacyLevel
  valid_from TEXT NOT NULL,             -- 2026-01-31, in Rome
  valid_to TEXT                         -- last day; NULL: no end
);
CREATE INDEX role_assignment_person ON role_assignment(person, valid_from);
CREATE INDEX role_assignment_office ON role_assignment(office, valid_from);
CREATE TABLE substitution(
  id TEXT NOT NULL PRIMARY KEY,
  absent TEXT NOT NULL REFERENCES person(id),
  substitute TEXT NOT NULL REFERENCES person(id),
  office TEXT NOT NULL REFERENCES office(code),
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL
);
CREATE INDEX substitution_absent ON substitution(absent, valid_from);
CREATE INDEX substitution_substitute ON substitution(substitute, valid_from);
)sql"}};

std::string_view code_of(Role role) {
  return names_of(role).code;
}

std::string_view title_of(Role role) {
  return names_of(role).title;
}

std::optional<Role> role_of(std::string_view code) {
  for (const RoleNames& row : role_names) {
    if (row.code == code) return row.role;
  }
  return std::nullopt;
}

Result<std::vector<Assignment>> roles_of(db::Connection& db, const PersonId& person, Date day) {
  const std::string on = to_iso(day);
  DIGIPRO_TRY(rows, db.query(select_roles_of, person.text, on, on));
  std::vector<Assignment> assignments;
  for (const db::Row& row : rows) {
    DIGIPRO_TRY(assignment, assignment_of(row));
    assignments.push_back(std::move(assignment));
  }
  return assignments;
}

Result<std::vector<Assignment>> people_of(db::Connection& db, const Viewer& viewer,
                                          const OfficeId& office, Date day) {
  DIGIPRO_CHECK(access::may(viewer, access::Action::read_staff, {.office = office}));
  const db::Value arguments[] = {office.text, to_iso(day)};
  const std::span all(arguments);
  DIGIPRO_TRY(rows, office.empty()
                        ? db.query(select_people_of_ente, all.subspan(1), assignments_max)
                        : db.query(select_people_of, all, assignments_max));
  std::vector<Assignment> assignments;
  for (const db::Row& row : rows) {
    DIGIPRO_TRY(assignment, assignment_of(row));
    assignment.person_name = row.text(7) + " " + row.text(8);
    assignments.push_back(std::move(assignment));
  }
  return assignments;
}

Result<Office> find_office(db::Connection& db, const OfficeId& office) {
  DIGIPRO_TRY(rows, db.query(select_office, office.text));
  if (rows.empty()) return refuse(ErrorCode::not_found, "office " + office.text);
  return office_of(rows[0]);
}

Result<std::vector<Office>> tree(db::Connection& db) {
  DIGIPRO_TRY(rows, db.query(select_open_offices, std::span<const db::Value>(), offices_max));
  std::vector<Office> offices;
  for (const db::Row& row : rows) offices.push_back(office_of(row));
  return Chart(std::move(offices)).flat();
}

Result<std::vector<Aoo>> all_aoo(db::Connection& db) {
  DIGIPRO_TRY(rows, db.query(select_aoo, std::span<const db::Value>(), aoo_max));
  std::vector<Aoo> all;
  for (const db::Row& row : rows) all.push_back({row.text(0), row.text(1)});
  return all;
}

}  // namespace digipro::organisation
