#include "core/people/people.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.h"
#include "core/journal/journal.h"
#include "core/ledger/ledger.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using namespace digipro::people;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

constexpr Date today{2026, 11, 23};

struct Town {
  explicit Town(TestStore& store) {
    auto opened = ledger::open_ledger(store.database(), clock, ids,
                                      ledger::Settings{EnteId("borgoverde")}, migrations);
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    desk.ente = clerk.ente = EnteId("borgoverde");
    desk.person = PersonId("sara");
    desk.roles = {Role::sportello};
    clerk.person = PersonId("carlo");
    clerk.roles = {Role::operatore};
    staff.ente = EnteId("borgoverde");
    staff.person = PersonId("carlo");
    staff.roles = {Role::operatore};
    staff.clearance = PrivacyLevel::personale;
  }
  Result<PersonOut> add(const PersonalData& data, std::string key = "") {
    return ledger->run(desk, {std::move(key)}, create_person(), CreatePerson{data});
  }
  PersonId added(const PersonalData& data) {
    auto out = add(data);
    if (!out) FAIL(out.error().detail);
    return out->id;
  }
  PersonId named(const char* given_name, const char* family_name) {
    PersonalData data;
    data.given_name = given_name;
    data.family_name = family_name;
    return added(data);
  }
  template <class Query>
  auto reading(Query&& query) {
    auto lease = ledger->read();
    REQUIRE(lease);
    return query((*lease)->db());
  }
  Result<Person> find(const Viewer& viewer, const PersonId& person) {
    return reading([&](db::Connection& db) { return find_person(db, viewer, person); });
  }

  ManualClock clock{Instant{1'795'420'800'000'000}};  // 23 November 2026
  CountingIdSource ids;
  Caller desk, clerk;
  Viewer staff;
  std::unique_ptr<ledger::Ledger> ledger;
};

PersonalData anna() {
  PersonalData data;
  data.given_name = "Anna";
  data.family_name = "Verdi";
  data.codice_fiscale = "VRDNNA04B69Z112A";
  data.email = "anna@esempio.it";
  data.phone = "+39 0131 123456";
  data.street = "Via Giuseppe Verdi";
  data.civic = "4/B";
  return data;
}

Viewer citizen(const PersonId& person) {
  Viewer viewer;
  viewer.ente = EnteId("borgoverde");
  viewer.person = person;
  viewer.roles = {Role::segnalante};
  return viewer;
}

std::vector<std::string> fields_of(const Error& error) {
  std::vector<std::string> names;
  for (const FieldProblem& problem : error.fields) names.push_back(problem.field);
  return names;
}

std::vector<std::string> names_in(const PersonPage& page) {
  std::vector<std::string> names;
  for (const Person& person : page.items) names.push_back(person.data.full_name());
  return names;
}

}  // namespace

TEST_CASE(
    "given typed data, when it is checked, then it is clean and the birth date is filled in") {
  PersonalData typed = anna();
  typed.given_name = "  Anna \t Maria ";
  typed.codice_fiscale = " vrdnna04b69 z112a";
  typed.family_name = "Nicolo\xCC\x80";  // o and a combining accent
  auto data = checked(typed, today);
  REQUIRE(data);
  CHECK(data->given_name == "Anna Maria");
  CHECK(data->family_name == "Nicol\xC3\xB2");
  CHECK(data->codice_fiscale == "VRDNNA04B69Z112A");
  CHECK(data->birth_date == Date{2004, 2, 29});
}

TEST_CASE("given wrong data, when it is checked, then each field says so beside itself") {
  PersonalData wrong;
  wrong.codice_fiscale = "VRDNNA04B69Z112B";
  wrong.birth_date = Date{2026, 11, 24};
  wrong.email = "anna@esempio";
  wrong.phone = "zero";
  wrong.street = std::string(201, 'v');
  wrong.civic = "\xFF";
  auto refused = checked(wrong, today);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::invalid_input);
  CHECK(fields_of(refused.error()) == std::vector<std::string>{"nome", "cognome", "codice_fiscale",
                                                               "data_nascita", "email", "telefono",
                                                               "via", "civico"});
  for (const FieldProblem& problem : refused.error().fields) CHECK(problem.sentence.ends_with("."));
}

TEST_CASE("given a birth date that is not the codice fiscale's, then it is refused") {
  PersonalData data = anna();
  data.birth_date = Date{2004, 2, 28};
  CHECK(fields_of(checked(data, today).error()) == std::vector<std::string>{"data_nascita"});
  data.birth_date = Date{1904, 2, 29};  // the century is not in the code
  CHECK(checked(data, today));
  data.codice_fiscale = "";
  data.birth_date = Date{1895, 12, 31};  // over 130 years ago
  CHECK(fields_of(checked(data, today).error()) == std::vector<std::string>{"data_nascita"});
  data.codice_fiscale = "00743110157";  // provisional: it says nothing
  data.birth_date = Date{2004, 2, 28};
  CHECK(checked(data, today));
}

TEST_CASE("names have 1 to 100 characters, addresses at most 254") {
  PersonalData data = anna();
  for (int i = 0; i < 25; ++i) data.given_name += "\xC3\xA8\xC3\xA8\xC3\xA8";  // 4 + 75 characters
  data.given_name += std::string(21, 'x');
  CHECK(checked(data, today));
  data.given_name += "x";
  CHECK(fields_of(checked(data, today).error()) == std::vector<std::string>{"nome"});
  data = anna();
  const std::string domain = "@" + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
                             std::string(58, 'd') + ".it";  // 190 characters
  data.email = std::string(64, 'a') + domain;
  CHECK(checked(data, today));
  for (const char* email :
       {"@esempio.it", "anna@", "anna@-esempio.it", "anna..v@esempio.it", "an na@esempio.it",
        "anna@esempio.it\r\nBcc: x@y.it", "anna@esempi\xC3\xB2.it", "<anna@esempio.it>"}) {
    CAPTURE(email);
    data.email = email;
    CHECK(fields_of(checked(data, today).error()) == std::vector<std::string>{"email"});
  }
}

TEST_CASE("a person is registered at the desk; the journal has ids and names of fields only") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PersonId id = town.added(anna());
    auto found = town.find(town.staff, id);
    REQUIRE(found);
    CHECK(found->data.full_name() == "Anna Verdi");
    CHECK(found->data.birth_date == Date{2004, 2, 29});
    CHECK(found->data.email == "anna@esempio.it");
    CHECK(found->data.phone == "+39 0131 123456");
    CHECK(found->data.street == "Via Giuseppe Verdi");
    CHECK(found->data.civic == "4/B");
    CHECK(found->revision == 1);
    CHECK(found->created_at == town.clock.now());
    auto entries = town.reading([](db::Connection& db) { return journal::after(db, 0, 10); });
    REQUIRE(entries->size() == 1);
    CHECK((*entries)[0].kind == "people.created");
    CHECK((*entries)[0].subject == id.text);
    std::string facts = json::dump((*entries)[0].facts);
    CHECK(facts.find("codice_fiscale") != std::string::npos);
    for (const char* personal : {"Anna", "Verdi", "VRDNNA", "2004", "0131", "esempio"})
      CHECK(facts.find(personal) == std::string::npos);
  });
}

TEST_CASE("given a codice fiscale that is somebody's, when another has it, then it is a conflict") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PersonId first = town.added(anna());
    PersonalData twin = anna();
    twin.given_name = "Annalisa";
    auto refused = town.add(twin);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::conflict);
    CHECK(fields_of(refused.error()) == std::vector<std::string>{"codice_fiscale"});
    PersonId none_known = town.named("Bruno", "Neri");
    PersonId none_either = town.named("Bruno", "Neri");  // no codice fiscale: may be two people
    CHECK(none_known != none_either);
    auto taken = town.ledger->run(town.desk, {}, update_person(), {none_known, 1, anna()});
    CHECK(taken.error().code == ErrorCode::conflict);
    CHECK(town.ledger->run(town.desk, {}, update_person(), {first, 1, anna()}));  // one's own
    CHECK(town.ledger->counters().batches_rerun == 0);  // refused before the first write
  });
}

TEST_CASE("given a repeated key, when a person is registered again, then there is one person") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    auto first = town.add(anna(), "k1"), again = town.add(anna(), "k1");
    REQUIRE(again);
    CHECK(again->id == first->id);
    CHECK(again->revision == 1);
  });
}

TEST_CASE("given two who change the same person, when the second saves, then it is a conflict") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PersonId id = town.added(anna());
    PersonalData moved = anna();
    moved.street = "Corso Roma";
    town.clock.advance_seconds(60);
    auto changed = town.ledger->run(town.desk, {}, update_person(), {id, 1, moved});
    REQUIRE(changed);
    CHECK(changed->revision == 2);
    PersonalData late = anna();
    late.phone = "0131 999999";
    auto refused = town.ledger->run(town.desk, {}, update_person(), {id, 1, late});
    CHECK(refused.error().code == ErrorCode::conflict);
    auto found = town.find(town.staff, id);
    CHECK(found->data.street == "Corso Roma");
    CHECK(found->data.phone == "+39 0131 123456");
    CHECK(found->revision == 2);
    CHECK(found->updated_at == town.clock.now());
    CHECK(found->created_at.plus_seconds(60) == found->updated_at);
    auto entries = town.reading([](db::Connection& db) { return journal::after(db, 1, 10); });
    REQUIRE(entries->size() == 1);
    CHECK((*entries)[0].facts ==
          json::Value::object({{"fields", json::Value::array({"via"})}, {"revision", 2}}));
    auto unknown = town.ledger->run(town.desk, {}, update_person(), {PersonId("x"), 1, anna()});
    CHECK(unknown.error().code == ErrorCode::not_found);
  });
}

TEST_CASE("only the desk and the administrator change people") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PersonId id = town.added(anna());
    CHECK(town.ledger->run(town.clerk, {}, create_person(), {anna()}).error().code ==
          ErrorCode::forbidden);
    Caller self;
    self.person = id;
    self.roles = {Role::segnalante};
    CHECK(town.ledger->run(self, {}, update_person(), {id, 1, anna()}).error().code ==
          ErrorCode::forbidden);
    CHECK(town.ledger->run(Caller(), {}, create_person(), {anna()}).error().code ==
          ErrorCode::unauthenticated);
  });
}

TEST_CASE("people see themselves, staff with clearance see all, others see nobody") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PersonId id = town.added(anna()), other = town.named("Bruno", "Neri");
    CHECK(town.find(citizen(id), id)->data.full_name() == "Anna Verdi");
    CHECK(town.find(citizen(id), other).error().code == ErrorCode::forbidden);
    CHECK(town.find(citizen(id), PersonId("x")).error().code == ErrorCode::forbidden);
    CHECK(town.find(town.staff, PersonId("x")).error().code == ErrorCode::not_found);
    CHECK(town.find(Viewer(), id).error().code == ErrorCode::unauthenticated);
    Viewer trainee = town.staff;
    trainee.clearance = PrivacyLevel::interno;
    CHECK(town.find(trainee, id).error().code == ErrorCode::forbidden);
    town.reading([&](db::Connection& db) {
      CHECK(name_of(db, trainee, id).value() == "Anna Verdi");  // a name is for all staff
      CHECK(name_of(db, citizen(id), id).value() == "Anna Verdi");
      CHECK(name_of(db, citizen(id), other).error().code == ErrorCode::not_found);
      CHECK(name_of(db, town.staff, PersonId("system")).error().code == ErrorCode::not_found);
      auto by_code = [&](const Viewer& viewer, const char* code) {
        return find_by_codice_fiscale(db, viewer, code);
      };
      CHECK(by_code(town.staff, "VRDNNA04B69Z112A").value()->id == id);
      CHECK_FALSE(by_code(town.staff, "RSSMRA80A01H501U").value().has_value());
      CHECK(by_code(citizen(id), "VRDNNA04B69Z112A").value()->id == id);
      CHECK(by_code(citizen(other), "VRDNNA04B69Z112A").error().code == ErrorCode::forbidden);
      CHECK(by_code(citizen(other), "RSSMRA80A01H501U").error().code == ErrorCode::forbidden);
      CHECK(search_people(db, trainee, "", "", 10).error().code == ErrorCode::forbidden);
      CHECK(search_people(db, citizen(id), "", "", 10).error().code == ErrorCode::forbidden);
      return 0;
    });
  });
}

TEST_CASE("people are found by the start of cognome nome, without accents, page by page") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.named("Anna", "Verdi");
    town.named("Ugo", "Verdicchi");
    town.named("Zeno", "Verdi");
    town.named("Marco", "D'Agostino");
    town.named("Eva", "N\xC3\xA9gri");  // Négri
    town.named("Ida", "Neri");
    town.named("Anna", "Verdi");
    auto search = [&](const char* name, const std::string& after, int limit) {
      return town
          .reading(
              [&](db::Connection& db) { return search_people(db, town.staff, name, after, limit); })
          .value();
    };
    using Names = std::vector<std::string>;
    CHECK(names_in(search("VERDI", "", 10)) ==
          Names{"Anna Verdi", "Anna Verdi", "Zeno Verdi", "Ugo Verdicchi"});
    CHECK(names_in(search("verdi ", "", 10)).size() == 4);  // the blank at the end is trimmed
    CHECK(names_in(search("verdi a", "", 10)) == Names{"Anna Verdi", "Anna Verdi"});
    CHECK(names_in(search("negri", "", 10)) == Names{"Eva N\xC3\xA9gri"});
    CHECK(names_in(search("d'ag", "", 10)) == Names{"Marco D'Agostino"});
    CHECK(names_in(search("%", "", 10)).empty());
    Names all;
    std::string after;
    int pages = 0;
    do {
      PersonPage page = search("", after, 3);
      for (const std::string& name : names_in(page)) all.push_back(name);
      after = page.next;
      ++pages;
    } while (!after.empty());
    CHECK(pages == 3);
    CHECK(all == Names{"Marco D'Agostino", "Eva N\xC3\xA9gri", "Ida Neri", "Anna Verdi",
                       "Anna Verdi", "Zeno Verdi", "Ugo Verdicchi"});
    town.named("\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD",
               "\xD0\x9F\xD0\xB5\xD1\x82\xD1\x80\xD0\xBE\xD0\xB2");
    CHECK(search("\xD0\xBF\xD0\xB5\xD1\x82", "", 10).items.size() == 1);  // Петров
    auto forged = town.reading(
        [&](db::Connection& db) { return search_people(db, town.staff, "", "not a key", 3); });
    CHECK(forged.error().code == ErrorCode::malformed);
  });
}
