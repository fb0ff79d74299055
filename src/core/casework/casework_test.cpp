#include "core/casework/casework.h"

#include <doctest/doctest.h>

#include "core/casework/testing/town.h"

using namespace digipro;
using namespace digipro::casework;
using namespace digipro::casework::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;
using Lines = std::vector<std::string>;

TEST_CASE("given a report, when filed, then case, number, task and journal come in one commit") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    Pratica pratica = town.pratica(id);
    CHECK(pratica.number == "0000001/2026");
    CHECK(pratica.state == PraticaState::aperta);
    CHECK(pratica.office.text == "verde");
    CHECK(pratica.opened_at == town.clock.now());
    Task task = town.task_of(id);
    CHECK(task.element == "esame");
    CHECK(task.office.text == "verde");
    CHECK(task.role == Role::operatore);
    CHECK(task.state == TaskState::open);
    CHECK_FALSE(task.due_at.has_value());
    CHECK(town.journal(id) == Lines{"casework.opened verde", "casework.started",
                                    "protocollo.registered", "casework.task_opened esame verde"});
    CHECK(town.journal(id, true) == Lines{"casework.opened verde"});
  });
}

TEST_CASE("given a local verb that refuses, when filed, then nothing of the filing is kept") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.refuses_registration = true;
    CHECK(town.file_refused({{"ufficio", "verde"}}) == "conflict: registro chiuso");
    CHECK(town.read([](db::Connection& db) {
      return db.query("SELECT id FROM pratica").value().size();
    }) == 0);
    town.refuses_registration = false;
    CHECK(town.pratica(town.file()).number == "0000001/2026");  // the number was given back
  });
}

TEST_CASE("given what cannot start, when filed, then it is refused by what is wrong") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(town.file_refused({}) ==
          "definition: elemento \"esame\" (id esame): l'ufficio non è determinato");
    CHECK(town.file_refused({{"ufficio", "parchi"}}) ==
          "definition: elemento esame: l'ufficio parchi non esiste");
    std::string unknown = town.change([&](ledger::Tx& tx) -> Status {
      NewPratica given;
      given.oggetto = "x";
      DIGIPRO_TRY(id, town.casework->open_pratica(tx, citizen(""), given));
      DIGIPRO_CHECK(town.casework->start_iter(tx, citizen(""), id, "altro", {}));
      return {};
    });
    CHECK(unknown == "definition: processo sconosciuto: altro");
    std::string empty = town.change([&](ledger::Tx& tx) -> Status {
      DIGIPRO_CHECK(town.casework->open_pratica(tx, citizen(""), {}));
      return {};
    });
    CHECK(empty.substr(0, 13) == "invalid_input");
  });
}

TEST_CASE("given a task, when claimed, then it is that clerk's until released") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    TaskId task = town.task_of(town.file()).id;
    Caller anna = clerk("anna", "verde"), bruno = clerk("bruno", "verde");
    CHECK(town.claim(anna, task) == "");
    CHECK(town.claim(anna, task) == "");  // again: nothing to do
    CHECK(town.claim(bruno, task) == "conflict: compito preso da un'altra persona");
    CHECK(town.complete(bruno, task, "rispondi", {{"risposta", "x"}}) ==
          "conflict: compito preso da un'altra persona");
    CHECK(town.release(bruno, task) == "conflict: compito preso da un'altra persona");
    CHECK(town.release(anna, task) == "");
    CHECK(town.claim(bruno, task) == "");
    CHECK(town.release(head("dora", "verde"), task) == "");  // the head may take it away
    CHECK(town.claim(clerk("", "verde"), task) == "unauthenticated: compito " + task.text);
  });
}

TEST_CASE("given somebody of another office or none, when they act, then it is forbidden") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    TaskId task = town.task_of(town.file()).id;
    const std::string no = "forbidden: compito dell'ufficio verde";
    for (const Caller& other :
         {clerk("carlo", "strade"), head("elena", "strade"), citizen("mario"), citizen("")}) {
      CHECK(town.claim(other, task) == no);
      CHECK(town.complete(other, task, "rispondi", {{"risposta", "x"}}) == no);
      CHECK(town.release(other, task) == no);
    }
    CHECK(town.claim(clerk("anna", "verde"), TaskId("niente")).substr(0, 9) == "not_found");
  });
}

TEST_CASE("given a head's task, when clerks try it, then only that office's head may do it") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    Caller anna = clerk("anna", "verde");
    CHECK(town.complete(anna, town.task_of(id).id, "rispondi", {{"risposta", "Fatto."}}) == "");
    Task review = town.task_of(id);
    CHECK(review.element == "verifica");
    CHECK(review.role == Role::responsabile);
    CHECK(town.complete(anna, review.id, "approva") == "forbidden: compito dell'ufficio verde");
    // Head of one office, clerk of the other: not the head of both.
    Caller both = head("elena", "strade");
    both.roles.insert(Role::operatore);
    both.offices.insert(OfficeId("verde"));
    both.seats = {{OfficeId("strade"), Role::responsabile}, {OfficeId("verde"), Role::operatore}};
    CHECK(town.complete(both, review.id, "approva") == "forbidden: compito dell'ufficio verde");
    CHECK(town.complete(head("dora", "verde"), review.id, "approva") == "");
    CHECK(town.pratica(id).state == PraticaState::chiusa);
    CHECK(town.pratica(id).closed_at == town.clock.now());
    CHECK(town.complete(head("dora", "verde"), review.id, "approva") ==
          "already_done: compito " + review.id.text);
  });
}

TEST_CASE("given a task nobody claimed, when it is done, then who did it stands on it") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    TaskId task = town.task_of(id).id;
    CHECK(town.complete(clerk("anna", "verde"), task, "rispondi", {{"risposta", "x"}}) == "");
    auto done = town.read([&](db::Connection& db) {
      return town.casework->find_task(db, as_viewer(head("dora", "verde")), task).value();
    });
    CHECK(done.task.assignee.text == "anna");
    CHECK(done.task.outcome == "rispondi");
    CHECK(done.task.state == TaskState::done);
    CHECK_FALSE(done.can_be_completed);
    REQUIRE(done.asks);
    CHECK(done.asks->outcomes.size() == 4);
  });
}

TEST_CASE("given wrong fields, when a task is completed, then each is told and it stays open") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    TaskId task = town.task_of(id).id;
    Caller anna = clerk("anna", "verde");
    CHECK(town.complete(anna, task, "rispondi") ==
          "invalid_input: esito rispondi [risposta] Compila il campo: Risposta.");
    CHECK(town.complete(anna, task, "inoltra", {{"ufficio", "parchi"}}) ==
          "invalid_input: ufficio sconosciuto [ufficio] Scegli un ufficio dall'elenco.");
    CHECK(town.complete(anna, task, "boccia").substr(0, 13) == "invalid_input");
    CHECK(town.task_of(id).id == task);
  });
}

TEST_CASE("given a case, when forwarded, then the other office has it and the first still sees") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    TaskId first = town.task_of(id).id;
    CHECK(town.complete(clerk("anna", "verde"), first, "inoltra", {{"ufficio", "strade"}}) == "");
    Task task = town.task_of(id);
    CHECK(task.office.text == "strade");
    CHECK(town.pratica(id).office.text == "strade");
    CHECK(town.claim(clerk("anna", "verde"), task.id) == "forbidden: compito dell'ufficio strade");
    CHECK(town.claim(clerk("carlo", "strade"), task.id) == "");
    town.read([&](db::Connection& db) {
      CHECK(find_pratica(db, as_viewer(clerk("anna", "verde")), id).has_value());
      return 0;
    });
    Lines lines = town.journal(id, true);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1] == "casework.forwarded esame strade");
  });
}

TEST_CASE("given an answer sent back, when reworked, then the riciclo is counted with its reason") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file();
    Caller anna = clerk("anna", "verde"), dora = head("dora", "verde");
    for (int64_t times = 1; times <= 2; ++times) {
      CHECK(town.complete(anna, town.task_of(id).id, "rispondi", {{"risposta", "x"}}) == "");
      CHECK(town.complete(dora, town.task_of(id).id, "rimanda", {{"motivo", "Più chiaro"}}) == "");
      CHECK(town.pratica(id).ricicli == times);
      CHECK(town.task_of(id).element == "esame");
    }
    Lines lines = town.journal(id);
    CHECK(std::count(lines.begin(), lines.end(), "casework.returned verifica") == 2);
  });
}

TEST_CASE("given working days, when a task opens, then weekends, feasts and the patron are out") {
  on_both_engines([](TestStore& store) {
    {
      Town town(store);
      // Friday 4 December: Monday 7 is the first, Tuesday 8 the Immacolata, Wednesday 9 the second.
      Task task = town.task_of(town.file({}, {{"n", 2}}));
      CHECK(task.has_own_due);
      CHECK(to_rfc3339(*task.due_at) == "2026-12-09T22:59:59.000000Z");
      // Sant'Ambrogio takes the Monday too.
      town.settings.patron_saint = [](const EnteId&) { return PatronSaint{12, 7}; };
      town.casework = std::make_unique<Casework>(town.verbs, town, town.settings);
      CHECK(to_rfc3339(*town.task_of(town.file({}, {{"n", 2}})).due_at) ==
            "2026-12-10T22:59:59.000000Z");
      CHECK(to_rfc3339(*town.task_of(town.file({}, {{"n", 0}})).due_at) ==
            "2026-12-04T22:59:59.000000Z");
    }
  });
}

TEST_CASE("given a case's target, when set, then tasks without a date of their own get it") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId with_own = town.file({}, {{"n", 2}}), without = town.file();
    Instant target = town.clock.now().plus_seconds(86'400 * 30);
    for (const PraticaId& id : {with_own, without})
      CHECK(town.change(
                [&](ledger::Tx& tx) { return town.casework->set_target(tx, id, target); }) == "");
    CHECK(town.task_of(without).due_at == target);
    CHECK(town.task_of(with_own).due_at != target);
    // The next task of the case has it from its opening.
    CHECK(town.complete(clerk("anna", "verde"), town.task_of(without).id, "rispondi",
                        {{"risposta", "x"}}) == "");
    CHECK(town.task_of(without).due_at == target);
  });
}

TEST_CASE("given a process and verbs, when checked before it is offered, then misfits are named") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    CHECK(check_verbs(town.verbs, *town.definition).has_value());
    verbs::Registry others;
    verbs::Verb verb;
    verb.name = "protocollo.register";
    verb.input = {{"titolario", verbs::Type::text, true, ""}};
    verb.run = [](ledger::Tx&, const Caller&, const verbs::Subject&, const json::Value&) {
      return Result<json::Value>(json::Value::object());
    };
    others.add(verb);
    auto refused = check_verbs(others, *town.definition);
    REQUIRE_FALSE(refused);
    REQUIRE(refused.error().fields.size() == 3);
    CHECK(refused.error().fields[0].field == "registra");
    CHECK(refused.error().detail.find("non ha l'uscita numero") != std::string::npos);
    CHECK(refused.error().detail.find("manca l'ingresso titolario") != std::string::npos);
    CHECK(refused.error().detail.find("il verbo firma.request non esiste") != std::string::npos);
  });
}
