#include <doctest/doctest.h>

#include "base/date.h"
#include "core/journal/journal.h"
#include "core/ledger/ledger.h"
#include "modules/fascicoli/module.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;
using fascicoli::Fascicolo;

namespace {

struct Town {
  explicit Town(TestStore& given) : store(given) {
    auto opened =
        ledger::open_ledger(store.database(), clock, ids, ledger::Settings{EnteId("borgoverde")},
                            fascicoli::migrations);
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
  }
  Result<Fascicolo> open(const std::string& titolario_class, const std::string& pratica,
                         bool fails_after = false) {
    Fascicolo fascicolo;
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      DIGIPRO_TRY(opened, fascicoli::open_fascicolo(tx, caller,
                                                    {.titolario_class = titolario_class,
                                                     .oggetto = "Ramo caduto",
                                                     .office = OfficeId("verde"),
                                                     .pratica = PraticaId(pratica)}));
      if (fails_after) return refuse(ErrorCode::conflict, "later in the filing");
      fascicolo = opened;
      return json::Value::object();
    };
    auto answer = ledger->submit({"test.open", &caller, "", "", apply});
    if (!answer) return refuse(answer.error());
    return fascicolo;
  }
  std::string label(const std::string& titolario_class, const std::string& pratica) {
    auto opened = open(titolario_class, pratica);
    if (!opened) FAIL(opened.error().detail);
    return opened->label();
  }
  template <class Query>
  auto reading(Query&& query) {
    auto lease = ledger->read();
    return query((*lease)->db());
  }
  Result<int64_t> verify() {
    return reading([](db::Connection& db) { return fascicoli::verify(db); });
  }

  TestStore& store;
  ManualClock clock{from_rome({{2026, 11, 23}, 9, 0, 0})};
  CountingIdSource ids;
  Caller caller = system_caller(EnteId("borgoverde"));
  std::unique_ptr<ledger::Ledger> ledger;
};

}  // namespace

TEST_CASE("fascicoli are numbered per class of the titolario, without gaps") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(town.label("VI.9", "a") == "2026/VI.9/1");
    CHECK(town.label("VI.9", "b") == "2026/VI.9/2");
    CHECK(town.label("X.2", "c") == "2026/X.2/1");
    CHECK(town.open("VI.9", "d", true).error().code == ErrorCode::conflict);
    CHECK(town.label("VI.9", "e") == "2026/VI.9/3");
    CHECK(town.verify().value() == 4);
  });
}

TEST_CASE("with the year of Rome the numbers of every class begin anew") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.clock.set(parse_rfc3339("2026-12-31T22:59:59Z").value());
    CHECK(town.label("VI.9", "a") == "2026/VI.9/1");
    town.clock.set(parse_rfc3339("2026-12-31T23:00:00Z").value());
    CHECK(town.label("VI.9", "b") == "2027/VI.9/1");
    CHECK(town.label("VI.9", "c") == "2027/VI.9/2");
    CHECK(town.verify().value() == 3);
  });
}

TEST_CASE("a case has one fascicolo: the second call gives the first one back") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    auto first = town.open("VI.9", "a");
    town.clock.advance_seconds(60);
    auto second = town.open("X.2", "a");
    REQUIRE(second);
    CHECK(second->id == first->id);
    CHECK(second->label() == "2026/VI.9/1");
    CHECK(town.label("X.2", "b") == "2026/X.2/1");  // no number was taken
    auto found =
        town.reading([](db::Connection& db) { return fascicoli::of_pratica(db, PraticaId("a")); });
    REQUIRE(found.value().has_value());
    CHECK((*found)->oggetto == "Ramo caduto");
    CHECK((*found)->office == OfficeId("verde"));
    CHECK((*found)->opened_at.plus_seconds(60) == town.clock.now());
    auto none =
        town.reading([](db::Connection& db) { return fascicoli::of_pratica(db, PraticaId("x")); });
    CHECK_FALSE(none.value().has_value());
    auto entries = town.reading([](db::Connection& db) { return journal::after(db, 0, 10); });
    REQUIRE(entries->size() == 2);
    CHECK((*entries)[0].kind == "fascicoli.opened");
    CHECK((*entries)[0].pratica == PraticaId("a"));
  });
}

TEST_CASE("without a class or a case there is no fascicolo") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(town.open("", "a").error().code == ErrorCode::definition);
    CHECK(town.open(std::string(41, 'x'), "a").error().code == ErrorCode::definition);
    CHECK(town.open("VI.9", "").error().code == ErrorCode::invalid_input);
    CHECK(town.ledger->counters().batches_rerun == 0);
  });
}

TEST_CASE("a gap in a class is found") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (const char* pratica : {"a", "b", "c"}) town.label("VI.9", pratica);
    auto writer = store.again()->open_writer();
    REQUIRE((*writer)->run_script("DELETE FROM fascicolo WHERE number = 2"));
    auto verified = town.verify();
    REQUIRE_FALSE(verified);
    CHECK(verified.error().code == ErrorCode::integrity_broken);
    CHECK(verified.error().detail.find("2026/VI.9") != std::string::npos);
  });
}
