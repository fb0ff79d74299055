// Who sees which case, and what everybody may see.
#include <doctest/doctest.h>

#include <set>

#include "core/casework/testing/town.h"

using namespace digipro;
using namespace digipro::casework;
using namespace digipro::casework::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

NewPratica of_mario() {
  NewPratica given;
  given.person = PersonId("mario");
  given.access_secret_hash = "segreto";
  given.oggetto = "Rossi, via Po 3: albero";
  given.is_public = true;
  given.public_facts = json::Value::object({{"problema", "albero"}});
  given.latitude = "45.07";
  given.longitude = "7.69";
  return given;
}

bool sees(Town& town, const Caller& caller, const PraticaId& id) {
  return town.read([&](db::Connection& db) {
    auto found = find_pratica(db, as_viewer(caller), id);
    if (!found) CHECK(found.error().code == ErrorCode::not_found);  // as if it did not exist
    return found.has_value();
  });
}

}  // namespace

TEST_CASE("given a case, when looked for, then reporter and offices that had it see it, no other") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file(of_mario());
    CHECK(sees(town, citizen("mario"), id));
    CHECK_FALSE(sees(town, citizen("lucia"), id));
    CHECK_FALSE(sees(town, citizen(""), id));
    CHECK(sees(town, clerk("anna", "verde"), id));
    CHECK(sees(town, head("dora", "verde"), id));
    CHECK_FALSE(sees(town, clerk("carlo", "strade"), id));
    Caller desk = clerk("sara", "verde");
    desk.roles = {Role::sportello, Role::amministratore};
    CHECK_FALSE(sees(town, desk, id));
    CHECK_FALSE(sees(town, citizen("mario"), PraticaId("niente")));
    CHECK(town.complete(clerk("anna", "verde"), town.task_of(id).id, "inoltra",
                        {{"ufficio", "strade"}}) == "");
    CHECK(sees(town, clerk("carlo", "strade"), id));
    CHECK(sees(town, clerk("anna", "verde"), id));
  });
}

TEST_CASE("given roles held in different offices, when a case is looked for, then seats decide") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file(of_mario());
    // A clerk of strade who is at the desk of verde works no case of verde.
    Caller mixed = clerk("sara", "strade");
    mixed.roles.insert(Role::sportello);
    mixed.offices.insert(OfficeId("verde"));
    mixed.seats = {{OfficeId("strade"), Role::operatore}, {OfficeId("verde"), Role::sportello}};
    CHECK_FALSE(sees(town, mixed, id));
    town.read([&](db::Connection& db) {
      Viewer viewer = as_viewer(mixed);
      Instant now = town.clock.now();
      CHECK(office_pratiche(db, viewer, "", "", 10, now).value().items.empty());
      CHECK(office_pratiche(db, viewer, "0000001/2026", "", 10, now).value().items.empty());
      auto task = town.casework->find_task(db, viewer, town.task_of(id).id);
      REQUIRE_FALSE(task);
      CHECK(task.error().code == ErrorCode::forbidden);
      return 0;
    });
  });
}

TEST_CASE("given a secret, when its hash is shown, then that case is found; no hash finds none") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file(of_mario());
    town.file();  // a case without secret
    town.read([&](db::Connection& db) {
      CHECK(find_by_secret(db, "segreto").value().id == id);
      CHECK(find_by_secret(db, "altro").error().code == ErrorCode::not_found);
      CHECK(find_by_secret(db, "").error().code == ErrorCode::not_found);
      return 0;
    });
  });
}

TEST_CASE("given public cases, when listed for anyone, then nothing of persons is in them") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file(of_mario());
    town.file();  // not public
    NewPratica other = of_mario();
    other.service = ServiceId("luci");
    other.access_secret_hash = "s2";
    town.file(other);
    town.read([&](db::Connection& db) {
      auto page = public_pratiche(db, ServiceId("alberi"), "", 10).value();
      REQUIRE(page.items.size() == 1);
      const Pratica& shown = page.items[0];
      CHECK(shown.id == id);
      CHECK(shown.person.empty());
      CHECK(shown.oggetto.empty());
      CHECK(shown.access_secret_hash.empty());
      CHECK(shown.number.empty());
      CHECK(shown.channel.empty());
      CHECK(shown.ricicli == 0);
      CHECK(json::dump(shown.public_facts) == R"({"problema":"albero"})");
      CHECK(shown.latitude == "45.07");
      return 0;
    });
  });
}

TEST_CASE("given one's own cases, when paged, then the newest come first without gaps or doubles") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (int at = 0; at < 11; ++at) {
      NewPratica given;
      given.person = PersonId("mario");
      town.file(given);
      if (at % 3 == 0) town.clock.advance_seconds(60);  // several in the same moment
    }
    town.file(of_mario());
    NewPratica of_lucia;
    of_lucia.person = PersonId("lucia");
    town.file(of_lucia);
    town.read([&](db::Connection& db) {
      Viewer mario = as_viewer(citizen("mario"));
      std::set<std::string> seen;
      std::string after;
      Instant last{INT64_MAX};
      size_t rows = 0;
      do {
        auto page = own_pratiche(db, mario, after, 5).value();
        for (const Pratica& pratica : page.items) {
          CHECK(pratica.opened_at <= last);
          last = pratica.opened_at;
          seen.insert(pratica.id.text);
        }
        rows += page.items.size();
        after = page.next;
      } while (!after.empty());
      CHECK(rows == 12);
      CHECK(seen.size() == 12);
      CHECK(own_pratiche(db, as_viewer(citizen("")), "", 5).error().code ==
            ErrorCode::unauthenticated);
      CHECK(own_pratiche(db, mario, "", 201).error().code == ErrorCode::invalid_input);
      CHECK(own_pratiche(db, mario, "rotto", 5).error().code == ErrorCode::malformed);
      return 0;
    });
  });
}

TEST_CASE("given the search of an office, when words or a number are given, then it finds them") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    NewPratica first = of_mario();
    first.oggetto = "Perché il tiglio è caduto";
    PraticaId id = town.file(first);
    town.file();
    NewPratica elsewhere;
    elsewhere.office = OfficeId("strade");
    town.file(elsewhere);
    auto found = [&](const Caller& caller, const char* text) {
      return town.read([&](db::Connection& db) {
        std::string numbers;
        auto page = office_pratiche(db, as_viewer(caller), text, "", 10, town.clock.now()).value();
        for (const Pratica& pratica : page.items) numbers += pratica.number + " ";
        return numbers;
      });
    };
    Caller anna = clerk("anna", "verde");
    CHECK(found(anna, "") == "0000002/2026 0000001/2026 ");
    CHECK(found(anna, "PERCHE il") == "0000001/2026 ");
    CHECK(found(anna, "1") == "0000001/2026 ");
    CHECK(found(anna, "1/2026") == "0000001/2026 ");
    CHECK(found(anna, "1/2025") == "");
    CHECK(found(anna, "3") == "");  // of another office
    CHECK(found(citizen("mario"), "") == "");
    // Forwarded away: its number still finds it, the list no longer does.
    CHECK(town.complete(anna, town.task_of(id).id, "inoltra", {{"ufficio", "strade"}}) == "");
    CHECK(found(anna, "") == "0000002/2026 ");
    CHECK(found(anna, "0000001/2026") == "0000001/2026 ");
  });
}
