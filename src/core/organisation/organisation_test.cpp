#include "core/organisation/organisation.h"

#include <doctest/doctest.h>

#include "core/journal/journal.h"
#include "core/ledger/ledger.h"
#include "core/people/people.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using namespace digipro::organisation;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

constexpr Date day{2026, 11, 23};

struct Town {
  explicit Town(TestStore& store) {
    const db::Migration all[] = {people::migrations[0], migrations[0]};
    auto opened = ledger::open_ledger(store.database(), clock, ids,
                                      ledger::Settings{EnteId("borgoverde")}, all);
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    REQUIRE(save_aoo_named("AOO1", "Comune di Borgo Verde"));
  }
  Result<Named> save_aoo_named(std::string code, std::string name) {
    return ledger->run(admin, {}, save_aoo(), SaveAoo{{std::move(code), std::move(name)}});
  }
  Result<Named> save(Office office, bool is_new = true) {
    return ledger->run(admin, {}, save_office(), SaveOffice{std::move(office), is_new});
  }
  void add(const char* code, const char* name, const char* parent = "") {
    auto saved = save(office(code, name, parent));
    if (!saved) FAIL(saved.error().detail);
  }
  static Office office(const char* code, const char* name, const char* parent = "") {
    Office out;
    out.code = OfficeId(code);
    out.name = name;
    out.parent = OfficeId(parent);
    out.aoo = "AOO1";
    return out;
  }
  PersonId person(const char* given_name, const char* family_name) {
    people::CreatePerson in;
    in.data.given_name = given_name;
    in.data.family_name = family_name;
    auto made = ledger->run(admin, {}, people::create_person(), in);
    if (!made) FAIL(made.error().detail);
    return made->id;
  }
  Result<Named> assign(const PersonId& person, const char* office, Role role, Date from,
                       std::optional<Date> to = {}) {
    Assignment assignment;
    assignment.person = person;
    assignment.office = OfficeId(office);
    assignment.role = role;
    assignment.valid_from = from;
    assignment.valid_to = to;
    return ledger->run(admin, {}, assign_role(), AssignRole{assignment});
  }
  template <class Query>
  auto reading(Query&& query) {
    auto lease = ledger->read();
    REQUIRE(lease);
    auto result = query((*lease)->db());
    REQUIRE(result);
    return *result;
  }
  // "verde:operatore" for each role of the person on the day.
  std::vector<std::string> roles(const PersonId& person, Date on) {
    std::vector<std::string> out;
    for (const Assignment& assignment :
         reading([&](db::Connection& db) { return roles_of(db, person, on); }))
      out.push_back(assignment.office.text + ":" + std::string(code_of(assignment.role)));
    return out;
  }
  std::vector<std::string> chart() {
    std::vector<std::string> out;
    for (const Office& office : reading([](db::Connection& db) { return tree(db); }))
      out.push_back(std::string(static_cast<size_t>(office.depth), '-') + office.code.text);
    return out;
  }

  ManualClock clock{Instant{1'795'420'800'000'000}};  // 23 November 2026
  CountingIdSource ids;
  Caller admin = system_caller(EnteId("borgoverde"));
  std::unique_ptr<ledger::Ledger> ledger;
};

std::string fields_of(const Error& error) {
  std::string names;
  for (const FieldProblem& problem : error.fields) names += problem.field + " ";
  return names;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the chart shows parents before children, siblings by name, closed offices not") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("tecnica", "Area tecnica");
    town.add("affari-generali", "Affari generali");
    town.add("verde", "Ufficio ambiente e verde", "tecnica");
    town.add("edilizia", "Edilizia", "tecnica");
    town.add("segreteria", "\xC3\x80mbito di segreteria", "affari-generali");  // À sorts as a
    town.add("anagrafe", "Anagrafe", "affari-generali");
    town.add("alberi", "Alberi", "verde");
    CHECK(town.chart() == Texts{"affari-generali", "-segreteria", "-anagrafe", "tecnica",
                                "-edilizia", "-verde", "--alberi"});
    Office closing = Town::office("alberi", "Alberi", "verde");
    closing.is_closed = true;
    REQUIRE(town.save(closing, false));
    CHECK(town.chart() ==
          Texts{"affari-generali", "-segreteria", "-anagrafe", "tecnica", "-edilizia", "-verde"});
    Office found =
        town.reading([](db::Connection& db) { return find_office(db, OfficeId("alberi")); });
    CHECK(found.is_closed);
    CHECK(found.parent.text == "verde");
  });
}

TEST_CASE("an office keeps what was saved, and changes as a whole") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    Office office = Town::office("verde", "  Ufficio  ambiente e verde ");
    office.email = "verde@comune.example.it";
    office.hours = "luned\xC3\xAC e gioved\xC3\xAC 9-12";
    REQUIRE(town.save(office)->id == "verde");
    auto found =
        town.reading([](db::Connection& db) { return find_office(db, OfficeId("verde")); });
    CHECK(found.name == "Ufficio ambiente e verde");
    CHECK(found.email == office.email);
    CHECK(found.hours == office.hours);
    CHECK(found.aoo == "AOO1");
    office.hours = "";
    REQUIRE(town.save(office, false));
    found = town.reading([](db::Connection& db) { return find_office(db, OfficeId("verde")); });
    CHECK(found.hours == "");
    auto entries = town.reading([](db::Connection& db) { return journal::after(db, 0, 10); });
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].kind == "organisation.aoo_saved");
    CHECK(entries[1].kind == "organisation.office_added");
    CHECK(entries[2].kind == "organisation.office_changed");
    auto lease = town.ledger->read();
    CHECK(find_office((*lease)->db(), OfficeId("x")).error().code == ErrorCode::not_found);
  });
}

TEST_CASE("an office that cannot be is refused, with the field that says why") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("tecnica", "Area tecnica");
    town.add("verde", "Verde", "tecnica");
    auto problem_of = [&](Office office, bool is_new = true) {
      auto refused = town.save(std::move(office), is_new);
      REQUIRE_FALSE(refused);
      return fields_of(refused.error());
    };
    CHECK(town.save(Town::office("verde", "Verde")).error().code == ErrorCode::conflict);
    CHECK(problem_of(Town::office("verde", "Verde")) == "codice ");
    CHECK(town.save(Town::office("parchi", "Parchi"), false).error().code == ErrorCode::not_found);
    for (const char* code : {"", "Verde", "verde pubblico", "verde_1", "\xC3\xA8"})
      CHECK(problem_of(Town::office(code, "Verde")) == "codice ");
    CHECK(problem_of(Town::office(std::string(41, 'a').c_str(), "Verde")) == "codice ");
    CHECK(problem_of(Town::office("parchi", " ")) == "nome ");
    CHECK(problem_of(Town::office("parchi", "Parchi", "x")) == "ufficio_superiore ");
    Office office = Town::office("parchi", "Parchi");
    office.aoo = "AOO9";
    CHECK(problem_of(office) == "aoo ");
    office = Town::office("parchi", "Parchi");
    office.email = "parchi";
    office.hours = std::string(501, 'x');
    CHECK(problem_of(office) == "email orario ");
  });
}

TEST_CASE("given a chart, when an office would go below itself, then it is refused") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("a", "A");
    town.add("b", "B", "a");
    town.add("c", "C", "b");
    auto refused = town.save(Town::office("a", "A", "c"), false);
    CHECK(fields_of(refused.error()) == "ufficio_superiore ");
    CHECK_FALSE(town.save(Town::office("a", "A", "a"), false));
    CHECK(town.save(Town::office("c", "C", "a"), false));
    CHECK(town.chart() == Texts{"a", "-b", "-c"});
    std::string above = "c";
    for (int level = 3; level <= 20; ++level) {
      std::string code = "livello-" + std::to_string(level);
      town.add(code.c_str(), code.c_str(), above.c_str());
      above = code;
    }
    CHECK(fields_of(town.save(Town::office("giu", "Giu", above.c_str())).error()) ==
          "ufficio_superiore ");
  });
}

TEST_CASE("given an office with open ones below it, when it is closed, then it is a conflict") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("tecnica", "Area tecnica");
    town.add("verde", "Verde", "tecnica");
    Office area = Town::office("tecnica", "Area tecnica"),
           verde = Town::office("verde", "Verde", "tecnica");
    area.is_closed = verde.is_closed = true;
    CHECK(town.save(area, false).error().code == ErrorCode::conflict);
    CHECK(town.save(verde, false));
    CHECK(town.save(area, false));
    CHECK(town.chart().empty());
    CHECK(fields_of(town.save(Town::office("parchi", "Parchi", "tecnica")).error()) ==
          "ufficio_superiore ");
    verde.is_closed = false;
    CHECK(fields_of(town.save(verde, false).error()) == "ufficio_superiore ");
  });
}

TEST_CASE("a role counts from its first to its last day, both included") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("verde", "Verde");
    town.add("anagrafe", "Anagrafe");
    PersonId anna = town.person("Anna", "Verdi");
    REQUIRE(town.assign(anna, "verde", Role::operatore, {2026, 1, 1}, Date{2026, 6, 30}));
    REQUIRE(town.assign(anna, "anagrafe", Role::responsabile, {2026, 6, 30}));
    REQUIRE(town.assign(anna, "", Role::amministratore, {2027, 1, 1}));
    CHECK(town.roles(anna, {2025, 12, 31}).empty());
    CHECK(town.roles(anna, {2026, 1, 1}) == Texts{"verde:operatore"});
    CHECK(town.roles(anna, {2026, 6, 30}) == Texts{"verde:operatore", "anagrafe:responsabile"});
    CHECK(town.roles(anna, {2026, 7, 1}) == Texts{"anagrafe:responsabile"});
    CHECK(town.roles(anna, {2027, 1, 1}) == Texts{"anagrafe:responsabile", ":amministratore"});
    CHECK(town.roles(PersonId("x"), day).empty());
  });
}

TEST_CASE("a role ends on a day, or is taken back as if it had never been held") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("verde", "Verde");
    PersonId anna = town.person("Anna", "Verdi");
    auto end = [&](const std::string& id, Date last) {
      return town.ledger->run(town.admin, {}, end_assignment(), EndAssignment{id, last});
    };
    std::string id = town.assign(anna, "verde", Role::operatore, {2026, 11, 1})->id;
    REQUIRE(end(id, {2026, 11, 30}));
    CHECK(town.roles(anna, {2026, 11, 30}).size() == 1);
    CHECK(town.roles(anna, {2026, 12, 1}).empty());
    CHECK(fields_of(end(id, {2026, 12, 31}).error()) == "al ");  // it is over by then
    CHECK(fields_of(end(id, {2026, 10, 30}).error()) == "al ");
    REQUIRE(end(id, {2026, 10, 31}));
    CHECK(town.roles(anna, {2026, 10, 31}).empty());
    CHECK(town.roles(anna, {2026, 11, 1}).empty());
    CHECK(end("x", day).error().code == ErrorCode::not_found);
    CHECK(town.assign(anna, "verde", Role::operatore, {2026, 11, 1}));  // free again
  });
}

TEST_CASE("an assignment that cannot be is refused, with the field that says why") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("verde", "Verde");
    town.add("chiuso", "Chiuso");
    Office closing = Town::office("chiuso", "Chiuso");
    closing.is_closed = true;
    PersonId anna = town.person("Anna", "Verdi");
    REQUIRE(town.assign(anna, "chiuso", Role::operatore, {2026, 1, 1}));
    REQUIRE(town.save(closing, false));
    CHECK(town.roles(anna, day) == Texts{"chiuso:operatore"});  // what it had stays in its hands
    auto problem = [&](const PersonId& person, const char* office, Role role, Date from,
                       std::optional<Date> to = {}) {
      auto refused = town.assign(person, office, role, from, to);
      REQUIRE_FALSE(refused);
      return fields_of(refused.error());
    };
    CHECK(problem(anna, "chiuso", Role::responsabile, day) == "ufficio ");
    CHECK(problem(anna, "", Role::responsabile, day) == "ufficio ");
    CHECK(problem(anna, "x", Role::amministratore, day) == "ufficio ");
    CHECK(problem(PersonId("x"), "verde", Role::operatore, day) == "persona ");
    CHECK(problem(anna, "verde", Role::segnalante, day) == "ruolo ");
    CHECK(problem(anna, "verde", Role::operatore, {2026, 2, 30}) == "dal ");
    CHECK(problem(anna, "verde", Role::operatore, day, Date{2026, 11, 22}) == "al ");
    REQUIRE(town.assign(anna, "verde", Role::operatore, day, Date{2026, 12, 31}));
    CHECK(town.assign(anna, "verde", Role::operatore, {2026, 12, 31}).error().code ==
          ErrorCode::conflict);
    CHECK(town.assign(anna, "verde", Role::operatore, {2026, 1, 1}, day).error().code ==
          ErrorCode::conflict);
    CHECK(town.assign(anna, "verde", Role::operatore, {2027, 1, 1}));
    CHECK(town.assign(anna, "verde", Role::responsabile, day));  // another role
  });
}

TEST_CASE("who works in an office is for staff, by cognome, with those who will come") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("verde", "Verde");
    PersonId anna = town.person("Anna", "Verdi"), bruno = town.person("Bruno", "Alberti");
    PersonId gone = town.person("Carla", "Neri"), never = town.person("Dino", "Bo");
    REQUIRE(town.assign(anna, "verde", Role::operatore, {2026, 1, 1}));
    REQUIRE(town.assign(bruno, "verde", Role::responsabile, {2027, 1, 1}));
    REQUIRE(town.assign(gone, "verde", Role::operatore, {2026, 1, 1}, Date{2026, 11, 22}));
    std::string back = town.assign(never, "verde", Role::operatore, {2027, 1, 1})->id;
    REQUIRE(town.ledger->run(town.admin, {}, end_assignment(), {back, {2026, 12, 31}}));
    Viewer clerk;
    clerk.person = anna;
    clerk.roles = {Role::operatore};
    auto found = town.reading(
        [&](db::Connection& db) { return people_of(db, clerk, OfficeId("verde"), day); });
    REQUIRE(found.size() == 2);
    CHECK(found[0].person_name == "Bruno Alberti");
    CHECK(found[0].valid_from == Date{2027, 1, 1});
    CHECK(found[1].person_name == "Anna Verdi");
    CHECK_FALSE(found[1].valid_to.has_value());
    CHECK(found[1].clearance == PrivacyLevel::personale);
    clerk.roles = {Role::segnalante};
    auto lease = town.ledger->read();
    CHECK(people_of((*lease)->db(), clerk, OfficeId("verde"), day).error().code ==
          ErrorCode::forbidden);
  });
}

TEST_CASE("a substitution names two people, an office and its days") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.add("verde", "Verde");
    PersonId anna = town.person("Anna", "Verdi"), bruno = town.person("Bruno", "Alberti");
    auto add = [&](Substitution substitution) {
      return town.ledger->run(town.admin, {}, add_substitution(), AddSubstitution{substitution});
    };
    OfficeId verde("verde");
    CHECK(add({"", anna, bruno, verde, day, {2026, 12, 1}}));
    CHECK(fields_of(add({"", anna, anna, verde, day, day}).error()) == "persona ");
    CHECK(fields_of(add({"", anna, PersonId("x"), verde, day, day}).error()) == "persona ");
    CHECK(fields_of(add({"", anna, bruno, OfficeId("x"), day, day}).error()) == "ufficio ");
    CHECK(fields_of(add({"", anna, bruno, verde, day, {2026, 11, 22}}).error()) == "al ");
  });
}

TEST_CASE("only an administrator changes the organisation") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (Role role : {Role::segnalante, Role::operatore, Role::responsabile, Role::sportello}) {
      town.admin.roles = {role};
      town.admin.person = PersonId("anna");
      CHECK(town.save_aoo_named("AOO2", "Altra").error().code == ErrorCode::forbidden);
      CHECK(town.save(Town::office("verde", "Verde")).error().code == ErrorCode::forbidden);
      CHECK(town.assign(PersonId("anna"), "", Role::amministratore, day).error().code ==
            ErrorCode::forbidden);
      CHECK(town.ledger->run(town.admin, {}, end_assignment(), {"x", day}).error().code ==
            ErrorCode::forbidden);
      CHECK(town.ledger->run(town.admin, {}, add_substitution(), {}).error().code ==
            ErrorCode::forbidden);
    }
  });
}

TEST_CASE("an AOO is saved under its code; roles have a stored code and an Italian title") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(town.save_aoo_named("AOO1", "Comune di Borgo Verde e frazioni"));
    CHECK(town.save_aoo_named("A7B3", "Altra"));
    CHECK(fields_of(town.save_aoo_named("AOO 1", "").error()) == "codice nome ");
    auto all = town.reading([](db::Connection& db) { return all_aoo(db); });
    REQUIRE(all.size() == 2);
    CHECK(all[0].code == "A7B3");
    CHECK(all[1].name == "Comune di Borgo Verde e frazioni");
  });
  for (Role role : {Role::segnalante, Role::operatore, Role::responsabile, Role::sportello,
                    Role::amministratore})
    CHECK(role_of(code_of(role)) == role);
  CHECK(code_of(Role::responsabile) == "responsabile");
  CHECK(title_of(Role::amministratore) == "Amministratore");
  CHECK_FALSE(role_of("sindaco").has_value());
}
