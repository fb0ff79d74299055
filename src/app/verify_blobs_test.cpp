// Bytes, seals that have left, and blobs that nobody mentions.
#include <doctest/doctest.h>

#include "app/house.h"
#include "app/testing/demo_store.h"
#include "app/verify.h"
#include "base/text.h"
#include "core/ente/ente_settings.h"
#include "core/outbox/outbox.h"
#include "core/scheduler/scheduler.h"
#include "modules/documents/module.h"

using namespace digipro;
using app::Finding;
using app::VerifyReport;
using app::testing::DemoStore;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

const EnteId borgoverde("borgoverde");
const Date the_23rd{2026, 11, 23};

std::string problems_of(const VerifyReport& report) {
  std::string text;
  for (const Finding& finding : report.findings)
    if (!finding.is_note) text += finding.place + ": " + finding.sentence + "\n";
  return text;
}

std::string notes_of(const VerifyReport& report) {
  std::string text;
  for (const Finding& finding : report.findings)
    if (finding.is_note) text += finding.place + ": " + finding.sentence + "\n";
  return text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// An ente with every table and nothing in it but journal and seals.
struct Town {
  explicit Town(TestStore& given) : store(given) {
    auto known = ente::ente_migrations();
    std::vector<db::Migration> all(known.begin(), known.end());
    for (const db::Migration& one : app::ente_migrations()) all.push_back(one);
    auto opened =
        ledger::open_ledger(store.database(), clock, ids, ledger::Settings{borgoverde}, all);
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    outbox = outbox::make_outbox(*ledger);
    scheduler = scheduler::make_scheduler(*ledger);
    REQUIRE(seal::install(*scheduler, *outbox, *ledger, *files, key, outside.path()));
  }
  void change(std::function<Status(ledger::Tx&)> how) {
    auto answer =
        ledger->submit({"test.change", &admin, "", "", [&](ledger::Tx& tx) -> Result<json::Value> {
                          DIGIPRO_CHECK(how(tx));
                          return json::Value::object();
                        }});
    if (!answer) FAIL(answer.error().detail);
  }
  void record(const std::string& subject) {
    change([&](ledger::Tx& tx) -> Status {
      tx.record({.kind = "test.changed", .subject = subject});
      return {};
    });
  }
  void seal_the_night(Date next_day) {
    clock.set(from_rome({next_day, 0, 0, 0}));
    CHECK(scheduler->fire_due(10).value() == 1);
    CHECK(outbox->run_due(10).value() == 1);
  }
  VerifyReport verify() {
    auto lease = ledger->read();
    auto report = app::verify_ente((*lease)->db(), borgoverde,
                                   {*blobs, *files, outside.path(), key.public_key()});
    if (!report) FAIL(report.error().detail);
    return *report;
  }
  void run_sql(const std::string& script) {
    auto writer = store.again()->open_writer();
    REQUIRE((*writer)->run_script(script));
  }
  std::string path(Date day) const { return seal::path_of(outside.path(), borgoverde, day); }
  app::EachEnte each() {
    return [this](const std::function<Status(db::Connection&)>& visit) -> Status {
      DIGIPRO_TRY(lease, ledger->read());
      return visit(lease->db());
    };
  }
  void add_document(const std::string& hash) {
    change([&](ledger::Tx& tx) -> Status {
      DIGIPRO_TRY(made, documents::create(tx, admin,
                                          {.pratica = PraticaId("p"),
                                           .title = "t",
                                           .sha256 = hash,
                                           .media_type = "text/plain",
                                           .name = "n",
                                           .size_bytes = 3}));
      (void)made;
      return {};
    });
  }
  void add_draft(const std::string& id, const std::string& hash) {
    run_sql(
        "INSERT INTO bozza(id, service, service_version, answers, revision, created_at, updated_at,"
        " expires_at) VALUES('" +
        id + "', 's', '1', '{\"foto\":[{\"blob\":\"" + hash +
        "\",\"name\":\"a.jpg\"}],\"testo\":\"x\"}', 1, 1, 1, 1)");
  }
  std::string keep(std::string_view bytes) { return blob::keep_bytes(*blobs, bytes)->hash; }

  TestStore& store;
  db::testing::TempFolder outside;
  ManualClock clock{from_rome({the_23rd, 9, 0, 0})};
  CountingIdSource ids;
  Caller admin = system_caller(borgoverde);
  std::unique_ptr<files::Files> files = files::make_real_files();
  std::unique_ptr<blob::Store> blobs = blob::make_memory_store();
  crypto::SigningKey key = crypto::SigningKey::from_seed(std::string(32, 's')).value();
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<outbox::Outbox> outbox;
  std::unique_ptr<scheduler::Scheduler> scheduler;
};

}  // namespace

TEST_CASE("given a file of the archive that was changed, cut or lost, then its document is named") {
  DemoStore store(db::Engine::sqlite);
  auto db = store.ente();
  auto verify = [&] {
    auto report =
        app::verify_ente(*db, borgoverde, {store.blobs(), store.files(), "", store.public_key()});
    if (!report) FAIL(report.error().detail);
    return problems_of(*report);
  };
  const std::string hash = store.blobs().list("", 1).value().at(0);
  const std::string path = store.blob_path(hash);
  const std::string good = files::read_file(store.files(), path, 1 << 20).value();
  REQUIRE(verify().empty());
  std::string changed = good;
  changed.back() ^= 1;
  REQUIRE(files::replace_file(store.files(), path, changed));
  std::string found = verify();
  CHECK(has(found, hash + ": Il contenuto del documento non ha la sua impronta."));
  CHECK(has(found, "documento "));
  REQUIRE(files::replace_file(store.files(), path, good.substr(0, good.size() - 1)));
  CHECK(has(verify(), "non ha la sua impronta"));
  REQUIRE(store.files().remove(path));
  CHECK(has(verify(), hash + ": Il contenuto del documento non c'è."));
  REQUIRE(files::replace_file(store.files(), path, good));
  CHECK(verify().empty());
}

TEST_CASE("given seals that have left, when rows and files differ, then the day is named") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.record("a");
    town.seal_the_night({2026, 11, 24});
    town.seal_the_night({2026, 11, 25});
    VerifyReport sound = town.verify();
    CHECK(problems_of(sound) == "");
    CHECK(notes_of(sound) == "");
    CHECK(sound.count("sigilli") == 2);
    CHECK(sound.count("voci del giornale") == 3);

    const std::string first = files::read_file(*town.files, town.path(the_23rd), 4000).value();
    REQUIRE(town.files->remove(town.path(the_23rd)));
    CHECK(problems_of(town.verify()) ==
          "sigillo 2026-11-23: Il sigillo era uscito e non si trova più, o non si legge.\n");
    REQUIRE(files::replace_file(*town.files, town.path(the_23rd),
                                replace_all(first, "T23:00:00.000000Z", "T23:00:01.000000Z")));
    CHECK(problems_of(town.verify()) ==
          "sigillo 2026-11-23: Il sigillo uscito non è quello registrato.\n");
    REQUIRE(files::replace_file(*town.files, town.path(the_23rd), first));

    town.run_sql("DELETE FROM seal WHERE day = '2026-11-24'");
    CHECK(problems_of(town.verify()) ==
          "sigillo 2026-11-24: Un sigillo è uscito e qui non è registrato.\n");
    REQUIRE(town.files->remove(town.path({2026, 11, 24})));
    CHECK(problems_of(town.verify()) == "");
    town.run_sql("UPDATE seal SET left_at = NULL");
    REQUIRE(town.files->remove(town.path(the_23rd)));
    VerifyReport inside = town.verify();
    CHECK(problems_of(inside) == "");
    CHECK(has(notes_of(inside), "Il sigillo non è mai uscito dalla cartella dei dati."));
  });
}

TEST_CASE(
    "given a journal put back to an older day, consistent in itself, then a seal betrays it") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.record("a");
    town.record("b");
    town.seal_the_night({2026, 11, 24});
    town.ledger.reset();
    // Entry 2 and what came after never was: rows, head and seal agree on it.
    auto writer = store.again()->open_writer();
    constexpr db::Sql select_hash = "SELECT hash FROM journal WHERE seq = 1";
    constexpr db::Sql set_head = "UPDATE head SET last_seq = 1, last_hash = ?";
    std::string hash = (*writer)->query(select_hash)->at(0).blob(0);
    REQUIRE((*writer)->run_script("DELETE FROM journal WHERE seq > 1; DELETE FROM seal"));
    REQUIRE((*writer)->exec(set_head, db::Blob{hash}));
    REQUIRE((*writer)->flush());
    auto report =
        app::verify_ente(**writer, borgoverde, {*town.blobs, *town.files, town.outside.path(), ""});
    REQUIRE(report);
    CHECK(report->count("voci del giornale") == 1);  // the chain itself is whole
    CHECK(has(problems_of(*report), "the journal has no entry 2 any more"));
    CHECK(has(problems_of(*report), "Un sigillo contraddice il giornale"));
  });
}

TEST_CASE(
    "given more wrong rows of a kind than twenty, then twenty are named, and that there are "
    "more") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (int i = 0; i < 30; ++i) town.add_document(std::string(64, 'a'));
    const VerifyReport report = town.verify();
    int named = 0, more = 0;
    for (const Finding& finding : report.findings) {
      if (finding.sentence != "Il documento è di una pratica che non c'è.") continue;
      (finding.place == "altre" ? more : named) += 1;
    }
    CHECK(named == 20);
    CHECK(more == 1);
  });
}

TEST_CASE("a blob that nobody mentions is a note for seven days, then it should be gone") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    const std::string filed = town.keep("uno"), drafted = town.keep("due");
    const std::string orphan = town.keep("tre");
    town.add_document(filed);
    town.add_draft("b", drafted);
    const Instant monday = town.clock.now();
    auto verify = [&](Instant now) {
      return app::verify_blobs(*town.blobs, town.each(), now).value();
    };
    VerifyReport report = verify(monday);
    CHECK(report.count("contenuti conservati") == 3);
    CHECK(report.count("contenuti che nessuno nomina") == 1);
    CHECK(report.is_sound());
    CHECK(notes_of(report) ==
          orphan + ": Nessuno nomina il contenuto, e la pulizia non l'ha ancora visto.\n");

    REQUIRE(town.blobs->collect_garbage(app::live_blobs(town.each()), monday));
    report = verify(monday.plus_seconds(7 * 86'400 - 1));
    CHECK(report.is_sound());
    CHECK(notes_of(report) ==
          orphan + ": Nessuno nomina più il contenuto: sarà tolto entro 7 giorni.\n");
    report = verify(monday.plus_seconds(7 * 86'400));
    CHECK_FALSE(report.is_sound());
    CHECK(problems_of(report) ==
          orphan + ": Nessuno nomina il contenuto, e doveva essere già tolto.\n");
    auto collected =
        town.blobs->collect_garbage(app::live_blobs(town.each()), monday.plus_seconds(7 * 86'400));
    CHECK(collected->removed == 1);
    CHECK(collected->kept == 2);
    CHECK(verify(monday.plus_seconds(7 * 86'400)).findings.empty());
  });
}

TEST_CASE("what is mentioned comes in order and once, from documents and drafts of every ente") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    TestStore other_store(db::Engine::sqlite);
    Town other(other_store);
    auto hash = [](char c) { return std::string(64, c); };
    for (char c : {'e', 'a'}) town.add_document(hash(c));
    town.add_draft("b1", hash('c'));
    town.add_draft("b2", hash('a'));
    other.add_document(hash('b'));
    other.add_document(hash('e'));
    other.add_draft("b1", hash('d'));
    auto live = app::live_blobs([&](const std::function<Status(db::Connection&)>& visit) -> Status {
      DIGIPRO_CHECK(town.each()(visit));
      return other.each()(visit);
    });
    for (int limit : {1, 2, 3, 100}) {
      CAPTURE(limit);
      std::string seen;
      for (std::string after;;) {
        auto page = live(after, limit).value();
        CHECK(page.size() <= static_cast<size_t>(limit));
        if (page.empty()) break;
        for (const std::string& one : page) seen += one[0];
        after = page.back();
      }
      CHECK(seen == "abcde");
    }
  });
}
