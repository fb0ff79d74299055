// A sound town, and every thing that can be broken in it, broken: each break is undone before the
// next one, so each is found by itself.
#include "app/verify.h"

#include <doctest/doctest.h>

#include "app/testing/demo_store.h"

using namespace digipro;
using app::Finding;
using app::VerifyReport;
using app::testing::DemoStore;
using app::testing::on_each_engine;

namespace {

const EnteId borgoverde("borgoverde");

std::string text_of(const VerifyReport& report) {
  std::string text;
  for (const Finding& finding : report.findings)
    if (!finding.is_note) text += finding.place + ": " + finding.sentence + "\n";
  return text;
}

struct Break {
  const char* script;
  std::string_view place;  // contained in the finding's
  std::string_view sentence;
};

constexpr Break ente_breaks[] = {
    // The journal.
    {"UPDATE journal SET facts = '{}' WHERE seq = 7", "journal entry 7", "La catena del giornale"},
    {"DELETE FROM journal WHERE seq = 5", "journal entry 5", "La catena del giornale"},
    {"DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)", "missing",
     "La catena del giornale"},
    {"UPDATE journal_payload SET payload = '{}' WHERE seq = (SELECT MIN(seq) FROM journal_payload)",
     "its payload does not match", "La catena del giornale"},
    {"UPDATE head SET last_seq = last_seq - 1", "head", "La catena del giornale"},
    {"UPDATE journal SET pratica = 'x' WHERE seq = (SELECT MAX(seq) FROM journal"
     " WHERE pratica IS NOT NULL)",
     "voce del giornale", "La voce parla di una pratica che non c'è."},
    // Registers and the head's counters.
    {"UPDATE protocollo SET number = 900 WHERE number = 2", "AOO1/2026", "ha un buco"},
    {"UPDATE protocollo SET impronta = 'x' WHERE number = 2", "number 2", "impronta sbagliata"},
    {"UPDATE counter SET value = value + 1 WHERE name = 'protocollo/AOO1/2026'",
     "protocollo/AOO1/2026: dato", "L'ultimo numero dato non è l'ultimo del registro."},
    {"DELETE FROM counter WHERE name LIKE 'protocollo/%'", "protocollo/AOO1/2026",
     "Il registro non ha il suo contatore."},
    {"DELETE FROM counter WHERE name LIKE 'fascicolo/%'", "fascicolo/2026/",
     "Il registro non ha il suo contatore."},
    {"DELETE FROM protocollo WHERE number = (SELECT MAX(number) FROM protocollo)",
     "protocollo/AOO1/2026: dato", "L'ultimo numero dato non è l'ultimo del registro."},
    {"UPDATE fascicolo SET number = 900 WHERE number = 1", "fascicoli of 2026", "c'è un buco"},
    {"DELETE FROM fascicolo", "fascicolo/2026/", "L'ultimo numero dato"},
    // Documents.
    {"UPDATE documento_versione SET size_bytes = size_bytes + 1", "versione 1",
     "ha un'altra lunghezza"},
    {"UPDATE documento_versione SET sha256 ="
     " '00000000000000000000000000000000000000000000000000000000000000ff'",
     "00ff", "Il contenuto del documento non c'è."},
    {"UPDATE documento SET version = version + 1", "documento ", "Le versioni del documento"},
    {"DELETE FROM documento_versione", "documento ", "Le versioni del documento"},
    {"DELETE FROM documento", "documento ", "Ci sono versioni di un documento che non c'è."},
    {"UPDATE documento SET pratica = 'x'", "documento ",
     "Il documento è di una pratica che non c'è."},
    {"UPDATE protocollo_documento SET sha256 = 'x'", "registrazione ",
     "La registrazione ha l'impronta di un documento che non c'è."},
    {"UPDATE protocollo_documento SET protocollo = protocollo || 'x'", "registrazione ",
     "Ci sono documenti di una registrazione che non c'è."},
    {"DELETE FROM protocollo_corrispondente", "registrazione ", "né mittente né destinatario"},
    {"UPDATE protocollo_corrispondente SET protocollo = protocollo || 'x'", "registrazione ",
     "Ci sono mittenti di una registrazione che non c'è."},
    {"UPDATE protocollo SET pratica = 'x' WHERE number = 1", "registrazione ",
     "La registrazione è di una pratica che non c'è."},
    {"UPDATE fascicolo SET pratica = id", "fascicolo ",
     "Il fascicolo è di una pratica che non c'è."},
    // Cases and their processes.
    {"UPDATE protocollo SET pratica = NULL WHERE number = 1", "pratica ",
     "La pratica ha un numero di protocollo che il registro non ha."},
    {"UPDATE compito SET pratica = 'x'", "compito ", "Il compito è di una pratica che non c'è."},
    {"UPDATE compito SET iter = iter || 'x'", "compito ", "di un iter che la sua pratica non ha"},
    {"UPDATE compito SET is_open = 0 WHERE state = 'open'", "compito ", "non sa se è aperto"},
    {"UPDATE compito SET office = 'x' WHERE is_open = 1", "compito ", "in un ufficio che non c'è"},
    {"UPDATE iter SET status = 'ended'", "compito ", "è aperto e il suo iter è finito"},
    {"INSERT INTO attesa(iter, subscription, pratica, element, name, message, correlation, since)"
     " SELECT id, 99, pratica, 'e', 'n', 'm', '', 1 FROM iter WHERE status = 'ended'",
     "attesa ", "Si aspetta qualcuno per un iter"},
    {"UPDATE iter SET status = 'running' WHERE status = 'ended'", "pratica ",
     "La pratica è chiusa e un suo iter è ancora in corso."},
    {"UPDATE iter SET pratica = 'x'", "iter ", "L'iter è di una pratica che non c'è."},
    {"UPDATE iter SET state = '{' WHERE status = 'running'", "iter ", "Lo stato dell'iter"},
    {"UPDATE compito SET is_open = 1, state = 'open'", "passo ", "I compiti aperti non sono"},
    {"DELETE FROM compito", "passo ", "I compiti aperti non sono quelli dell'iter."},
    {"DELETE FROM attesa", "passo ", "Le attese non sono quelle dell'iter."},
    {"DELETE FROM timer WHERE kind = 'casework.timer'", "passo ", "una scadenza che nessuno"},
    {"UPDATE timer SET payload = '{\"iter\":\"x\"}' WHERE kind = 'casework.timer'",
     "scadenza casework.timer", "La scadenza è di un iter che è finito o non c'è."},
    {"UPDATE istanza SET pratica = pratica || 'x'", "istanza ", "L'istanza è di una pratica"},
    {"UPDATE posta_messaggio SET pratica = 'x'", "messaggio ", "Il messaggio è di una pratica"},
    // Effects, timers, incidents.
    {"UPDATE outbox SET state = 'x'", "effetto ", "in uno stato che non esiste"},
    {"UPDATE outbox SET attempts = -1", "effetto ", "in uno stato che non esiste"},
    {"UPDATE outbox SET state = 'done'", "effetto ", "non sa se è stato fatto"},
    {"UPDATE outbox SET done_at = 1", "effetto ", "non sa se è stato fatto"},
    {"UPDATE outbox SET state = 'incident'", "effetto ", "abbandonato e nessuno è avvisato"},
    {"INSERT INTO incident(id, source, source_id, kind, job_key, payload, problem, attempts,"
     " opened_at) SELECT id, 'outbox', id, kind, job_key, payload, '', 1, 1 FROM outbox",
     "guasto ", "Il guasto è di un effetto che non l'ha più."},
    {"UPDATE outbox SET payload = '{' WHERE state = 'waiting'", "effetto ", "non si legge"},
    {"UPDATE timer SET payload = '{'", "scadenza ", "La scadenza non si legge"},
    // Seals that wait for nobody.
    {"DELETE FROM outbox WHERE kind = 'seal.write'", "sigillo ", "nessuno lo firmerà"},
    // Offices and people.
    {"DELETE FROM aoo", "ufficio ", "L'ufficio è di un'AOO che non c'è."},
    {"UPDATE office SET parent = 'x' WHERE code = 'verde'", "ufficio verde", "non c'è o è chiuso"},
    {"UPDATE office SET is_closed = 1 WHERE code = 'segreteria'", "ufficio verde",
     "non c'è o è chiuso"},
    {"DELETE FROM person", "incarico ", "L'incarico è di una persona che non c'è."},
    {"UPDATE role_assignment SET office = 'x'", "incarico ", "in un ufficio che non c'è"},
    {"INSERT INTO substitution(id, absent, substitute, office, valid_from, valid_to)"
     " VALUES('s', 'x', 'x', 'verde', '2026-01-01', '2026-01-02')",
     "sostituzione s", "La sostituzione nomina"},
    {"INSERT INTO bozza(id, service, service_version, answers, revision, created_at, updated_at,"
     " expires_at) VALUES('b', 's', '1', '{\"foto\":[{\"blob\":"
     "\"00000000000000000000000000000000000000000000000000000000000000ff\"}]}', 1, 1, 1, 1)",
     "bozza b", "Un file della bozza non c'è."},
};

constexpr Break installation_breaks[] = {
    {"UPDATE journal SET kind = 'x' WHERE seq = 2", "journal entry 2", "La catena del giornale"},
    {"DELETE FROM ente", "nome di rete localhost", "a un ente che non c'è"},
    {"DELETE FROM ente", "utenza ", "L'utenza è di un ente che non c'è."},
    {"DELETE FROM credential", "utenza ", "non ha credenziali"},
    {"DELETE FROM account", "utenza ", "Ci sono credenziali di un'utenza che non c'è."},
    {"DELETE FROM account", "rilascio ", "Il rilascio è di un'utenza che non c'è."},
    {"INSERT INTO session(token, id, account, ente, person, created_at, seen_at, ends_at)"
     " VALUES('t', 's', 'x', 'borgoverde', 'p', 1, 1, 1)",
     "sessione s", "La sessione è di un'utenza che non c'è."},
};

bool has(const VerifyReport& report, std::string_view place, std::string_view sentence) {
  for (const Finding& finding : report.findings)
    if (!finding.is_note && finding.place.find(place) != std::string::npos &&
        finding.sentence.find(sentence) != std::string::npos)
      return true;
  return false;
}

// What foreign keys would refuse is what a broken disk or an older file may hold.
void without_foreign_keys(db::Connection& db) {
  const bool is_sqlite = db.engine() == db::Engine::sqlite;
  REQUIRE(db.run_script(is_sqlite ? "PRAGMA foreign_keys = OFF"
                                  : "SET session_replication_role = replica"));
}

template <class Verify>
void check_breaks(db::Connection& db, std::span<const Break> breaks, const Verify& verify) {
  without_foreign_keys(db);
  for (const Break& one : breaks) {
    CAPTURE(std::string(one.script));
    REQUIRE(db.begin());
    auto broken = db.run_script(one.script);
    if (!broken) FAIL(broken.error().detail);
    auto report = verify(db);
    if (!report) FAIL(report.error().detail);
    CAPTURE(text_of(*report));
    CHECK(has(*report, one.place, one.sentence));
    CHECK_FALSE(report->is_sound());
    CHECK(report->findings.size() < 200);
    REQUIRE(db.rollback());
  }
  auto report = verify(db);
  CAPTURE(text_of(*report));
  CHECK(report->is_sound());
}

}  // namespace

TEST_CASE("the demo town is sound, and each thing that is broken in it is found at its place") {
  on_each_engine([](DemoStore& store) {
    const app::VerifyParts parts{store.blobs(), store.files(), "", store.public_key()};
    auto db = store.ente();
    auto report = app::verify_ente(*db, borgoverde, parts);
    if (!report) FAIL(report.error().detail);
    CAPTURE(text_of(*report));
    CHECK(report->is_sound());
    CHECK(report->store == "borgoverde");
    for (const char* counted :
         {"voci del giornale", "sigilli", "scadenze", "registrazioni di protocollo", "fascicoli",
          "versioni di documenti", "contenuti riletti", "iter in corso", "effetti in attesa",
          "scadenze"}) {
      CAPTURE(counted);
      CHECK(report->count(counted) > 0);
    }
    CHECK(report->count("guasti aperti") == 0);
    CHECK(report->count("registrazioni di protocollo") == report->count("fascicoli"));
    check_breaks(*db, ente_breaks, [&](db::Connection& broken) {
      return app::verify_ente(broken, borgoverde, parts);
    });
    auto installation = store.installation();
    check_breaks(*installation, installation_breaks,
                 [&](db::Connection& broken) { return app::verify_installation(broken, parts); });
  });
}
