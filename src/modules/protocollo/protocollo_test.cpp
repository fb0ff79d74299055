// The register of DPR 445/2000, art. 53 to 57.
#include <doctest/doctest.h>

#include "base/date.h"
#include "core/journal/journal.h"
#include "core/ledger/ledger.h"
#include "modules/protocollo/module.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;
using protocollo::Direction;
using protocollo::Registered;
using protocollo::Registration;

namespace {

const std::string impronta_a(64, 'a'), impronta_b(64, 'b');

Registration letter(std::string aoo = "AOO1") {
  Registration registration;
  registration.aoo = std::move(aoo);
  registration.oggetto = "Ramo caduto in via Roma";
  registration.correspondents = {{"Anna Verdi", "anna@esempio.it"}};
  registration.documents = {{"doc-1", impronta_a}};
  registration.titolario_class = "VI.9";
  registration.office = OfficeId("verde");
  registration.pratica = PraticaId("pratica-1");
  registration.received_at = Instant{1'795'420'000'000'000};
  return registration;
}

struct Number {
  int64_t number = 0;
  std::string label;
  json::Value to_json() const {
    return json::Value::object({{"number", number}, {"label", label}});
  }
  static Result<Number> from_json(const json::Value& value) {
    return Number{value.int_or("number", 0), value.text_or("label", "")};
  }
};

struct Town {
  explicit Town(TestStore& given) : store(given) {
    auto opened =
        ledger::open_ledger(store.database(), clock, ids, ledger::Settings{EnteId("borgoverde")},
                            protocollo::migrations);
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    clerk.ente = EnteId("borgoverde");
    clerk.person = PersonId("carlo");
    clerk.roles = {Role::operatore};
  }
  // `then` runs after the registration, in the same commit.
  Result<Number> add(const Registration& registration, std::string key = "",
                     std::function<Status(ledger::Tx&)> then = nullptr) {
    struct In {
      std::string text;
      std::string fingerprint() const { return text; }
    };
    const ledger::Command<In, In, Number> command{
        .name = "test.register",
        .prepare = [](const ledger::ReadContext&, const Caller&, const In& in) -> Result<In> {
          return in;
        },
        .apply = [&](ledger::Tx& tx, const Caller& caller, const In&) -> Result<Number> {
          DIGIPRO_TRY(registered, protocollo::register_document(tx, caller, registration));
          if (then) DIGIPRO_CHECK(then(tx));
          return Number{registered.number, registered.label()};
        }};
    return ledger->run(clerk, {std::move(key)}, command, In{registration.oggetto});
  }
  std::string label_of(const Registration& registration) {
    auto registered = add(registration);
    if (!registered) FAIL(registered.error().detail);
    return registered->label;
  }
  void run_sql(const std::string& script) {
    auto writer = store.again()->open_writer();
    REQUIRE(writer);
    REQUIRE((*writer)->run_script(script));
  }
  Result<protocollo::Verified> verify() {
    auto lease = ledger->read();
    return protocollo::verify((*lease)->db());
  }

  TestStore& store;
  ManualClock clock{from_rome({{2026, 11, 23}, 9, 0, 0})};
  CountingIdSource ids;
  Caller clerk;
  std::unique_ptr<ledger::Ledger> ledger;
};

Status refuse_now(ledger::Tx&) {
  return refuse(ErrorCode::conflict, "something else of the same filing");
}

}  // namespace

TEST_CASE("the number has at least seven digits, and the year of its registration") {
  Registered registered;
  registered.year = 2026;
  registered.number = 1;
  CHECK(registered.label() == "0000001/2026");
  registered.number = 9'999'999;
  CHECK(registered.label() == "9999999/2026");
  registered.number = 10'000'000;
  CHECK(registered.label() == "10000000/2026");
  CHECK(protocollo::code_of(Direction::entrata) == "E");
  CHECK(protocollo::code_of(Direction::uscita) == "U");
  CHECK(protocollo::code_of(Direction::interno) == "I");
}

TEST_CASE("each AOO counts for itself, without gaps") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(town.label_of(letter("AOO1")) == "0000001/2026");
    CHECK(town.label_of(letter("AOO1")) == "0000002/2026");
    CHECK(town.label_of(letter("AOO2")) == "0000001/2026");
    CHECK(town.label_of(letter("AOO1")) == "0000003/2026");
    CHECK(town.verify()->registrations == 4);
  });
}

TEST_CASE("numbers begin anew with the solar year of Rome, not of Greenwich") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.clock.set(parse_rfc3339("2026-12-31T22:59:59.999999Z").value());  // 23:59:59 in Rome
    CHECK(town.label_of(letter()) == "0000001/2026");
    CHECK(town.label_of(letter()) == "0000002/2026");
    town.clock.set(parse_rfc3339("2026-12-31T23:00:00Z").value());  // midnight in Rome
    CHECK(town.label_of(letter()) == "0000001/2027");
    CHECK(town.label_of(letter()) == "0000002/2027");
    CHECK(town.verify()->registrations == 4);
  });
}

TEST_CASE("what art. 53 asks for must be there, and a refusal takes no number") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    auto refused = [&](auto change) {
      Registration registration = letter();
      change(registration);
      auto out = town.add(registration);
      REQUIRE_FALSE(out);
      CHECK(out.error().code == ErrorCode::invalid_input);
    };
    refused([](Registration& r) { r.documents.clear(); });
    refused([](Registration& r) { r.documents[0].sha256 = ""; });
    refused([](Registration& r) { r.documents[0].sha256 = std::string(63, 'a'); });
    refused([](Registration& r) { r.documents[0].sha256 = std::string(64, 'A'); });
    refused([](Registration& r) { r.documents.push_back({"doc-2", ""}); });
    refused([](Registration& r) { r.oggetto = ""; });
    refused([](Registration& r) { r.oggetto = " \n"; });
    refused([](Registration& r) { r.oggetto = std::string(2001, 'x'); });
    refused([](Registration& r) { r.oggetto = "\xFF"; });
    refused([](Registration& r) { r.correspondents.clear(); });
    refused([](Registration& r) { r.correspondents[0].name = " "; });
    refused([](Registration& r) { r.aoo = ""; });
    Registration longest = letter();
    longest.oggetto.clear();
    for (int i = 0; i < 2000; ++i) longest.oggetto += "\xC3\xA8";  // characters, not bytes
    CHECK(town.label_of(longest) == "0000001/2026");
    CHECK(town.ledger->counters().batches_rerun == 0);  // refused before the first write
  });
}

TEST_CASE("given a filing that fails after its registration, then its number is given back") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(town.label_of(letter()) == "0000001/2026");
    CHECK(town.add(letter(), "", refuse_now).error().code == ErrorCode::conflict);
    CHECK(town.label_of(letter()) == "0000002/2026");
    CHECK(town.verify()->registrations == 2);
    auto lease = town.ledger->read();
    CHECK(journal::after((*lease)->db(), 0, 10)->size() == 2);
  });
}

TEST_CASE("given a repeated command, then it answers with the number it had, and takes no other") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(town.add(letter(), "k1")->number == 1);
    CHECK(town.add(letter(), "k1")->label == "0000001/2026");
    Registration other = letter();
    other.oggetto = "Altro";
    CHECK(town.add(other, "k1").error().code == ErrorCode::idempotency_mismatch);
    CHECK(town.add(letter(), "k2")->number == 2);
    CHECK(town.verify()->registrations == 2);
  });
}

TEST_CASE("the register keeps moment, direction, impronta, parties and documents in their order") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    Registration registration = letter();
    registration.direction = Direction::uscita;
    registration.correspondents.push_back({"Bruno Neri", ""});
    registration.documents.push_back({"doc-2", impronta_b});
    town.label_of(registration);
    auto lease = town.ledger->read();
    db::Connection& db = (*lease)->db();
    auto rows = db.query(
        "SELECT aoo, year, number, direction, registered_at, received_at, oggetto, impronta,"
        " titolario_class, office, pratica, annulled_at FROM protocollo");
    REQUIRE(rows->size() == 1);
    const db::Row& row = (*rows)[0];
    CHECK(row.text(0) == "AOO1");
    CHECK(row.integer(1) == 2026);
    CHECK(row.integer(2) == 1);
    CHECK(row.text(3) == "U");
    CHECK(row.integer(4) == town.clock.now().microseconds);
    CHECK(row.integer(5) == 1'795'420'000'000'000);
    CHECK(row.text(6) == "Ramo caduto in via Roma");
    CHECK(row.text(7) == impronta_a);
    CHECK(row.text(8) == "VI.9");
    CHECK(row.text(9) == "verde");
    CHECK(row.text(10) == "pratica-1");
    CHECK(row.is_null(11));
    auto parties =
        db.query("SELECT name, address FROM protocollo_corrispondente ORDER BY position");
    REQUIRE(parties->size() == 2);
    CHECK((*parties)[0].text(0) == "Anna Verdi");
    CHECK((*parties)[1].text(0) == "Bruno Neri");
    CHECK((*parties)[1].is_null(1));
    auto documents = db.query("SELECT sha256 FROM protocollo_documento ORDER BY position");
    REQUIRE(documents->size() == 2);
    CHECK((*documents)[1].text(0) == impronta_b);
  });
}

TEST_CASE("the journal has number and hashes; names lie in the payload that can be erased") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.label_of(letter());
    auto lease = town.ledger->read();
    auto entries = journal::of_pratica((*lease)->db(), PraticaId("pratica-1"), 0, 10, true);
    REQUIRE(entries->size() == 1);
    const journal::Entry& entry = (*entries)[0];
    CHECK(entry.kind == "protocollo.registered");
    CHECK(entry.facts == json::Value::object({{"aoo", "AOO1"},
                                              {"number", "0000001/2026"},
                                              {"direction", "E"},
                                              {"hashes", json::Value::array({impronta_a})}}));
    REQUIRE(entry.personal.has_value());
    CHECK(json::dump(*entry.personal).find("Anna Verdi") != std::string::npos);
  });
}

TEST_CASE("a register with a gap, or with another impronta than its document's, is found") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (int i = 0; i < 3; ++i) town.label_of(letter());
    REQUIRE(town.verify());
    auto detail = [&] {
      auto verified = town.verify();
      REQUIRE_FALSE(verified);
      CHECK(verified.error().code == ErrorCode::integrity_broken);
      return verified.error().detail;
    };
    town.run_sql("UPDATE protocollo SET number = 4 WHERE number = 3");
    CHECK(detail().find("AOO1/2026") != std::string::npos);
    town.run_sql("UPDATE protocollo SET number = 3 WHERE number = 4");
    town.run_sql("UPDATE protocollo SET impronta = 'x' WHERE number = 2");
    CHECK(detail().find("number 2") != std::string::npos);
  });
}
