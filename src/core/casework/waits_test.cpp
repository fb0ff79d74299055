// What a case waits for: the reporter, a moment, a program outside.
#include <doctest/doctest.h>

#include "core/casework/testing/town.h"
#include "core/journal/journal.h"

using namespace digipro;
using namespace digipro::casework;
using namespace digipro::casework::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;
using Lines = std::vector<std::string>;

namespace {

constexpr int64_t day_seconds = 86'400;

NewPratica with_secret(const std::string& hash, const std::string& person = "") {
  NewPratica given;
  given.access_secret_hash = hash;
  given.person = PersonId(person);
  return given;
}

PraticaId asked(Town& town, const NewPratica& given) {
  PraticaId id = town.file(given);
  CHECK(town.complete(clerk("anna", "verde"), town.task_of(id).id, "chiedi",
                      {{"domanda", "Quale albero?"}, {"nota", "pare il tiglio"}}) == "");
  return id;
}

std::vector<Wait> waits(Town& town, const PraticaId& id) {
  return town.read([&](db::Connection& db) {
    auto pratica = load_pratica(db, id).value();
    return town.casework->waits(db, pratica).value();
  });
}

}  // namespace

TEST_CASE("given a question, when asked, then the reporter is waited for, with question and end") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = asked(town, with_secret("h1"));
    CHECK(town.pratica(id).state == PraticaState::in_attesa);
    CHECK(town.tasks_of(id).empty());
    auto found = waits(town, id);
    REQUIRE(found.size() == 1);
    CHECK(found[0].message == "avviso");
    CHECK(found[0].question == "Quale albero?");
    CHECK(found[0].answer_variable == "detto");
    CHECK(found[0].answer_label == "La tua risposta");
    CHECK(found[0].since == town.clock.now());
    CHECK(found[0].until == town.clock.now().plus_seconds(10 * day_seconds));
    // The reporter sees the question; the office's note is the office's.
    CHECK(town.journal(id, true) == Lines{"casework.opened verde",
                                          "casework.task_completed esame verde chiedi",
                                          "casework.waiting attesa"});
    town.read([&](db::Connection& db) {
      auto entries = journal::of_pratica(db, id, 0, 500, true).value();
      REQUIRE(entries[1].personal.has_value());
      CHECK(json::dump(*entries[1].personal) == R"({"domanda":"Quale albero?"})");
      return 0;
    });
  });
}

TEST_CASE("given a question, when answered with the secret, then the office goes on with it") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = asked(town, with_secret("h1"));
    PraticaId other = asked(town, with_secret("h2"));
    const std::string no = "forbidden: messaggio alla pratica " + id.text;
    CHECK(town.answer(citizen(""), "", id, "Il tiglio") == no);
    CHECK(town.answer(citizen(""), "h2", id, "Il tiglio") == no);
    CHECK(town.answer(citizen("mario"), "", id, "Il tiglio") == no);
    CHECK(town.answer(clerk("carlo", "strade"), "", id, "Il tiglio") == no);
    CHECK(town.answer(citizen(""), "h1", id, "Il tiglio") == "");
    CHECK(town.pratica(id).state == PraticaState::aperta);
    CHECK(town.task_of(id).element == "esame");
    CHECK(waits(town, id).empty());
    CHECK(town.pratica(other).state == PraticaState::in_attesa);
    CHECK(town.answer(citizen(""), "h1", id, "Anzi il platano") ==
          "conflict: nessuno attende il messaggio \"avviso\"");
    CHECK(town.fire_due() == 0);
    town.clock.advance_seconds(10 * day_seconds);
    CHECK(town.fire_due() == 1);  // only the other one's
  });
}

TEST_CASE("given who may answer, when logged in or at the desk, then they may; empty proves none") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId own = asked(town, with_secret("h1", "mario"));
    CHECK(town.answer(citizen("mario"), "", own, "x") == "");
    PraticaId at_desk = asked(town, with_secret("h2"));
    CHECK(town.answer(clerk("anna", "verde"), "", at_desk, "x") == "");
    PraticaId no_secret = asked(town, with_secret(""));
    CHECK(town.answer(citizen(""), "", no_secret, "x").substr(0, 9) == "forbidden");
    CHECK(town.change([&](ledger::Tx& tx) {
      return town.casework->send_message(tx, system_caller(EnteId("borgoverde")), {}, no_secret,
                                         "avviso", "", {});
    }) == "");
  });
}

TEST_CASE("given a question, when ten days pass without answer, then the office goes on alone") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = asked(town, with_secret("h1"));
    town.clock.advance_seconds(10 * day_seconds - 1);
    CHECK(town.fire_due() == 0);
    town.clock.advance_seconds(1);
    CHECK(town.fire_due() == 1);
    CHECK(town.task_of(id).element == "esame");
    CHECK(waits(town, id).empty());
    CHECK(town.answer(citizen(""), "h1", id, "tardi").substr(0, 8) == "conflict");
    CHECK(town.fire_due() == 0);
  });
}

TEST_CASE("given a timer of a step that is over, when it still comes, then it does nothing") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = asked(town, with_secret("h1"));
    ledger::Timer late{
        Casework::timer_kind, "k", town.clock.now(),
        json::Value::object({{"iter", waits(town, id)[0].iter}, {"subscription", 999}})};
    size_t before = town.journal(id).size();
    CHECK(town.change([&](ledger::Tx& tx) { return town.casework->timer_fired(tx, late); }) == "");
    CHECK(town.journal(id).size() == before);
    late.payload = json::Value::object({{"iter", "niente"}});
    CHECK(town.change([&](ledger::Tx& tx) { return town.casework->timer_fired(tx, late); })
              .substr(0, 9) == "not_found");
  });
}

TEST_CASE("given a remote verb, when its result comes, then the process goes on, once") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    town.signature = "Dora Verdi";
    CHECK(town.complete(clerk("anna", "verde"), town.task_of(id).id, "firma") == "");
    CHECK(town.tasks_of(id).empty());
    CHECK(town.pratica(id).state == PraticaState::aperta);  // nobody outside is waited for
    CHECK(town.run_outbox() == 1);
    CHECK(town.task_of(id).element == "esame");
    CHECK(town.run_outbox() == 0);
    std::string key = town.task_of(id).iter + "/7";
    CHECK(town.change([&](ledger::Tx& tx) {
                return town.casework->verb_result(tx, key, json::Value::object());
              })
              .substr(0, 12) == "already_done");
    CHECK(town.change([&](ledger::Tx& tx) {
                return town.casework->verb_result(tx, "senza barra", json::Value::object());
              })
              .substr(0, 9) == "malformed");
  });
}

TEST_CASE("given a remote verb that failed, when it works later, then the process goes on") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    std::string iter = town.task_of(id).iter;
    CHECK(town.complete(clerk("anna", "verde"), town.task_of(id).id, "firma") == "");
    CHECK(town.run_outbox() == 1);  // refused: an incident at once
    CHECK(town.tasks_of(id).empty());
    Viewer admin{EnteId("borgoverde"), PersonId("ada"), {Role::amministratore}};
    auto incidents = town.outbox->incidents(admin, 10).value();
    REQUIRE(incidents.size() == 1);
    CHECK(town.change([&](ledger::Tx& tx) {
      return town.casework->verb_failed(tx, incidents[0].key, "firma spenta");
    }) == "");
    CHECK(town.journal(id).back() == "casework.verb_failed firma");
    town.signature = "Dora Verdi";
    Caller ada = citizen("ada");
    ada.roles = {Role::amministratore};
    CHECK(town.outbox->retry(ada, incidents[0].id).has_value());
    CHECK(town.run_outbox() == 1);
    CHECK(town.task_of(id).iter == iter);
  });
}

TEST_CASE("given a package that changed, when an earlier iter goes on, then by its own process") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(keep_definitions(*town.ledger, {{town.hash, town.text}}).has_value());
    CHECK(keep_definitions(*town.ledger, {{town.hash, town.text}}).has_value());  // once
    PraticaId id = asked(town, with_secret("h1"));
    town.is_known = false;  // the source has only the package of today
    CHECK(waits(town, id).size() == 1);
    CHECK(town.answer(citizen(""), "h1", id, "Il tiglio") == "");
    CHECK(town.task_of(id).element == "esame");
    CHECK(town.change([&](ledger::Tx& tx) {
      return tx.exec("UPDATE processo SET bpmn = ?", "<rotto/>");
    }) == "");
    Casework restarted(town.verbs, town, town.settings);
    auto found = town.read([&](db::Connection& db) {
      return restarted.find_task(db, as_viewer(clerk("anna", "verde")), town.task_of(id).id);
    });
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::integrity_broken);
  });
}

TEST_CASE(
    "given a process that nobody keeps, when its iter goes on, then it is told, not guessed") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = asked(town, with_secret("h1"));
    town.is_known = false;
    CHECK(town.answer(citizen(""), "h1", id, "x") ==
          "definition: processo sconosciuto: " + town.hash);
  });
}

TEST_CASE("given texts of people, when journaled, then they are payloads that can be erased") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = asked(town, with_secret("h1"));
    CHECK(town.answer(citizen(""), "h1", id, "Abito in via Po 3") == "");
    auto entries = town.read(
        [&](db::Connection& db) { return journal::of_pratica(db, id, 0, 500, false).value(); });
    for (const auto& entry : entries)
      for (const char* text : {"Abito", "Quale albero", "tiglio"})
        CHECK(json::dump(entry.facts).find(text) == std::string::npos);
    CHECK(town.change([&](ledger::Tx& tx) {
      return journal::erase_payloads(tx, id.text, "scadenza");
    }) == "");
    auto erased = town.read(
        [&](db::Connection& db) { return journal::of_pratica(db, id, 0, 500, false).value(); });
    for (const auto& entry : erased) CHECK_FALSE(entry.personal.has_value());
    town.read([&](db::Connection& db) {
      CHECK(journal::verify(db).has_value());
      return 0;
    });
  });
}
