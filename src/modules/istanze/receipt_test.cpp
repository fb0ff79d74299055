#include "modules/istanze/receipt.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "core/journal/journal.h"
#include "modules/documents/module.h"
#include "modules/fascicoli/module.h"
#include "modules/posta/module.h"
#include "modules/protocollo/module.h"
#include "platform/db/testing/test_stores.h"
#include "web/embedded.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

constexpr const char* title = "Ricevuta della segnalazione";
const ServiceId service{"segnalazione-aree-verdi"};

bool has(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

// pdftotext breaks lines where the page does.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\f') c = ' ';
  while (has(text, "  ")) text = replace_all(text, "  ", " ");
  return text;
}

std::vector<db::Migration> migrations() {
  std::vector<db::Migration> all(casework::migrations,
                                 casework::migrations + casework::migration_count);
  for (const db::Migration& one : documents::migrations) all.push_back(one);
  for (const db::Migration& one : fascicoli::migrations) all.push_back(one);
  for (const db::Migration& one : istanze::migrations) all.push_back(one);
  return all;
}

struct NoDefinitions final : casework::DefinitionSource {
  std::shared_ptr<const process::Definition> find(const std::string&) const override { return {}; }
};

// The real package, its process checked against verbs of the same declarations.
struct Packages {
  Packages() {
    verbs.add(protocollo::register_verb(casework, [](const EnteId&) { return "AOO1"; }));
    verbs.add(fascicoli::open_verb());
    verbs.add(posta::send_verb({}));
    auto nothing = [](ledger::Tx&, const Caller&, const verbs::Subject&, const json::Value&) {
      return Result<json::Value>(json::Value::object());
    };
    verbs.add({.name = "istanza.answer_target",
               .kind = verbs::Kind::local,
               .title = "Data di risposta",
               .input = {},
               .output = {},
               .run = nothing,
               .effect = {}});
    for (const web::EmbeddedFile& file : web::embedded_below("services/" + service.text + "/"))
      files.push_back({std::string(file.path), std::string(file.bytes())});
  }
  std::unique_ptr<catalogue::Catalogue> load() {
    auto loaded = catalogue::Catalogue::load(files, verbs);
    if (!loaded) {
      std::string mistakes = loaded.error().detail;
      for (const FieldProblem& one : loaded.error().fields)
        mistakes += "\n" + one.field + ": " + one.sentence;
      FAIL(mistakes);
    }
    return std::move(*loaded);
  }
  std::string* template_text() {
    for (catalogue::PackageFile& file : files)
      if (file.path.ends_with("ricevuta.html")) return &file.bytes;
    return nullptr;
  }
  NoDefinitions definitions;
  verbs::Registry verbs;
  casework::Casework casework{verbs, definitions, {}};
  std::vector<catalogue::PackageFile> files;
};

json::Value summary(const std::string& description) {
  auto line = [](const char* label, const std::string& text) {
    return json::Value::object({{"label", label}, {"text", text}});
  };
  return json::Value::array(
      {json::Value::object({{"title", "Che cosa"},
                            {"lines", json::Value::array({line("Che cosa hai visto?", "Albero"),
                                                          line("Descrizione", description)})}}),
       json::Value::object({{"title", "Avvertenze"}, {"lines", json::Value::array()}})});
}

struct Town {
  explicit Town(TestStore& store, pdf::Printer& printer_given) : printer(printer_given) {
    all_migrations = migrations();
    ledger =
        ledger::open_ledger(store.database(), clock, ids, {EnteId("borgoverde")}, all_migrations)
            .value();
    outbox = outbox::make_outbox(*ledger);
    outbox->on(istanze::render_effect, istanze::render_handler(*ledger, parts()));
  }

  istanze::RenderParts parts() {
    return {
        .catalogue = *catalogue,
        .templates = *templates,
        .blobs = *blobs,
        .printer = printer,
        .town_name = [](const EnteId&) { return "Comune di Borgoverde"; },
        .office_name = [](db::Connection&, const OfficeId&) { return "Ufficio ambiente e verde"; },
        .responsible_of = [](db::Connection&, const OfficeId&, Instant) { return "Marta Rossi"; },
        .link_of = [](db::Connection&, const EnteId&, const PraticaId&) -> Result<std::string> {
          return "https://servizi.example.it/segui/AbCd-12";
        }};
  }

  // As filing.cpp does it: case, documents, number, target, filing, effect, in one commit.
  void file(const std::string& sender, const std::string& description) {
    REQUIRE(submit([&](ledger::Tx& tx) -> Status {
      DIGIPRO_TRY(opened,
                  packages.casework.open_pratica(tx, somebody,
                                                 {.service = service,
                                                  .service_version = "1.0.0",
                                                  .kind = "segnalazione",
                                                  .oggetto = "Segnalazione aree verdi: Albero",
                                                  .office = OfficeId("verde"),
                                                  .access_secret_hash = std::string(64, 'a'),
                                                  .channel = "web"}));
      pratica = opened;
      DIGIPRO_CHECK(create(tx, documents::Kind::istanza, "segnalazione.html", 'b'));
      DIGIPRO_CHECK(create(tx, documents::Kind::allegato, "ramo <b>.jpg", 'c'));
      DIGIPRO_TRY(fascicolo, fascicoli::open_fascicolo(tx, somebody,
                                                       {.titolario_class = "VI.9",
                                                        .oggetto = "x",
                                                        .office = OfficeId("verde"),
                                                        .pratica = pratica}));
      (void)fascicolo;
      DIGIPRO_CHECK(packages.casework.set_number(tx, pratica, "0000123/2026"));
      DIGIPRO_CHECK(packages.casework.set_target(
          tx, pratica, from_rome({.date = {2026, 12, 16}, .hour = 23, .minute = 59})));
      DIGIPRO_CHECK(istanze::insert_istanza(tx, {.pratica = pratica,
                                                 .draft = "d1",
                                                 .ground = "non_richiesta",
                                                 .contact_email = "",
                                                 .sender_name = sender,
                                                 .filed_at = tx.now(),
                                                 .values = json::Value::object(),
                                                 .summary = summary(description)}));
      enqueue(tx, "ricevuta");
      return {};
    }));
  }
  Status create(ledger::Tx& tx, documents::Kind kind, const char* name, char hash) {
    DIGIPRO_TRY(made, documents::create(tx, somebody,
                                        {.pratica = pratica,
                                         .kind = kind,
                                         .title = "Foto",
                                         .sha256 = std::string(64, hash),
                                         .media_type = "image/jpeg",
                                         .name = name,
                                         .size_bytes = 1'468'006}));
    (void)made;
    return {};
  }
  void enqueue(ledger::Tx& tx, const std::string& key) {
    tx.enqueue(
        {.kind = istanze::render_effect,
         .key = key,
         .payload = json::Value::object(
             {{"pratica", pratica.text}, {"service", service.text}, {"document", "ricevuta"}})});
  }
  Status submit(const std::function<Status(ledger::Tx&)>& change) {
    auto answer =
        ledger->submit({"test.file", &somebody, "", "", [&](ledger::Tx& tx) -> Result<json::Value> {
                          DIGIPRO_CHECK(change(tx));
                          return json::Value::object();
                        }});
    if (!answer) return refuse(answer.error());
    return {};
  }

  std::vector<documents::Document> receipts() {
    auto lease = ledger->read().value();
    auto all = documents::of_pratica(lease->db(), pratica).value();
    std::erase_if(all, [](const auto& one) { return one.kind != documents::Kind::ricevuta; });
    return all;
  }
  int rendered_for_parties() {
    auto lease = ledger->read().value();
    auto entries = journal::of_pratica(lease->db(), pratica, 0, 100, true).value();
    return static_cast<int>(std::count_if(entries.begin(), entries.end(), [](const auto& one) {
      return one.kind == "documents.rendered";
    }));
  }

  pdf::Printer& printer;
  ManualClock clock{parse_rfc3339("2026-11-24T09:15:00+01:00").value()};
  CountingIdSource ids;
  Caller somebody{.ente = EnteId("borgoverde")};
  Packages packages;
  std::unique_ptr<catalogue::Catalogue> catalogue = packages.load();
  std::unique_ptr<istanze::DocumentTemplates> templates =
      istanze::DocumentTemplates::load(*catalogue).value();
  std::unique_ptr<blob::Store> blobs = blob::make_memory_store();
  std::vector<db::Migration> all_migrations;
  PraticaId pratica;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<outbox::Outbox> outbox;
};

}  // namespace

TEST_CASE("given a filing, its receipt is on the case once, however often the job is repeated") {
  on_both_engines([](TestStore& store) {
    int printed = 0;
    auto printer = pdf::make_scripted_printer([&](const pdf::Sheet& sheet) -> Result<std::string> {
      CHECK(has(sheet.html, "0000123/2026"));
      CHECK(sheet.files.contains("documento.css"));
      return "%PDF-1.7 " + std::to_string(++printed);
    });
    Town town(store, *printer);
    town.file("Anna Verdi", "Un ramo è caduto.");
    CHECK(town.outbox->run_due(10).value() == 1);
    REQUIRE(town.receipts().size() == 1);
    const documents::Document receipt = town.receipts()[0];
    CHECK(receipt.title == title);
    CHECK(receipt.current.name == "ricevuta-0000123-2026.pdf");
    CHECK(receipt.current.media_type == "application/pdf");
    CHECK(blob::read_all(*town.blobs, receipt.current.sha256, 100).value() == "%PDF-1.7 1");
    CHECK(town.rendered_for_parties() == 1);
    // The same effect is ignored; another key for the same document finds it there.
    REQUIRE(town.submit([&](ledger::Tx& tx) -> Status {
      town.enqueue(tx, "ricevuta");
      town.enqueue(tx, "di nuovo");
      return {};
    }));
    CHECK(town.outbox->run_due(10).value() == 1);
    CHECK(printed == 1);
    CHECK(town.receipts().size() == 1);
    CHECK(town.rendered_for_parties() == 1);
  });
}

TEST_CASE("given a crash between printing and commit, the repeat puts one receipt on the case") {
  TestStore store(db::Engine::sqlite);
  auto printer = pdf::make_scripted_printer(
      [](const pdf::Sheet&) -> Result<std::string> { return "%PDF-1.7"; });
  Town town(store, *printer);
  town.file("", "Un ramo è caduto.");
  auto handler = istanze::render_handler(*town.ledger, town.parts());
  outbox::Job job{
      "1", istanze::render_effect, "ricevuta",
      json::Value::object(
          {{"pratica", town.pratica.text}, {"service", service.text}, {"document", "ricevuta"}})};
  json::Value first = handler.run(job).value(), second = handler.run(job).value();
  for (const json::Value& result : {first, second})
    REQUIRE(town.submit([&](ledger::Tx& tx) { return handler.then(tx, job, result); }));
  CHECK(town.receipts().size() == 1);
  CHECK(town.rendered_for_parties() == 1);
}

TEST_CASE(
    "given a printer that fails, the job is tried again; a wrong package becomes an incident") {
  TestStore store(db::Engine::sqlite);
  int tries = 0;
  auto printer = pdf::make_scripted_printer([&](const pdf::Sheet&) -> Result<std::string> {
    ++tries;
    if (tries == 1) return refuse(ErrorCode::timeout, "weasyprint");
    if (tries == 2) return refuse(ErrorCode::definition, "a file that is not its own");
    return "%PDF-1.7";
  });
  Town town(store, *printer);
  town.file("", "x");
  CHECK(town.outbox->run_due(10).value() == 1);
  town.clock.advance_seconds(10);
  CHECK(town.outbox->run_due(10).value() == 1);
  CHECK(town.receipts().empty());
  CHECK(town.outbox->counters().value().incidents == 1);
}

TEST_CASE("given hostile words, the receipt is a tagged PDF/A that says them and does nothing") {
  auto runner = runner::make_runner({}).value();
  auto printer = pdf::make_weasyprint_printer(*runner);
  TestStore store(db::Engine::sqlite);
  Town town(store, *printer);
  const std::string hostile =
      "<script>alert(1)</script> <link rel=\"attachment\" href=\"file:///etc/passwd\"> "
      "<img src=file:///etc/passwd> {{ente_nome}} \u202eorevla\nSeconda riga: città & 'apici'";
  town.file("Anna <b>Verdi</b>", hostile);
  CHECK(town.outbox->run_due(10).value() == 1);
  REQUIRE(town.receipts().size() == 1);
  std::string bytes =
      blob::read_all(*town.blobs, town.receipts()[0].current.sha256, 1 << 20).value();
  CHECK(bytes.starts_with("%PDF-1.7"));
  CHECK_FALSE(has(bytes, "EmbeddedFile"));
  CHECK_FALSE(has(bytes, "JavaScript"));
  auto said_by = [&](const std::vector<std::string>& command) {
    runner::Job job;
    job.command = command;
    job.files = {{"a.pdf", bytes}};
    auto outcome = runner->run(job).value();
    REQUIRE_MESSAGE(outcome.is_success(), outcome.err);
    return outcome.out;
  };
  std::string facts = said_by({"/usr/bin/pdfinfo", "a.pdf"});
  CHECK(has(facts,
            "Title:           Ricevuta della segnalazione 0000123/2026 - Comune di Borgoverde"));
  CHECK(has(facts, "Tagged:          yes"));
  CHECK(has(facts, "JavaScript:      no"));
  CHECK(has(said_by({"/usr/bin/pdfinfo", "-meta", "a.pdf"}), "pdfaid:part=\"3\""));
  CHECK(has(said_by({"/usr/bin/pdfdetach", "-list", "a.pdf"}), "0 embedded files"));
  std::string text = one_line(said_by({"/usr/bin/pdftotext", "-layout", "a.pdf", "-"}));
  for (const char* said :
       {"<script>alert(1)</script>", "href=\"file:///etc/passwd\">", "{{ente_nome}}",
        "orevla Seconda riga: città & 'apici'", "Anna <b>Verdi</b>", "ramo <b>.jpg",
        // What the receipt is for: is it in, who has it, by when, how to follow.
        "Protocollo 0000123/2026", "martedì 24 novembre 2026, ore 09:15", "Comune di Borgoverde",
        "Ufficio ambiente e verde", "mercoledì 16 dicembre 2026", "art. 18-bis",
        "Con il collegamento segreto che hai avuto all'invio", "VI.9, fascicolo 2026/VI.9/1",
        "1,4 MB", "Pagina 1 di", "Comune di Borgoverde - Protocollo 0000123/2026",
        "Via web; senza identificazione"}) {
    CHECK_MESSAGE(has(text, said), said, " is not in: ", text);
  }
  // Clerks read the receipt too: who has the link may answer as the reporter.
  CHECK_FALSE(has(text, "/segui/"));
  // In the file's own fonts, all embedded; nothing was taken from this machine.
  std::string fonts = said_by({"/usr/bin/pdffonts", "a.pdf"});
  CHECK(has(fonts, "Titillium"));
  CHECK(has(fonts, "Roboto-Mono"));
  CHECK_FALSE(has(fonts, " no "));
}

TEST_CASE("a template with an unknown variable, script or outside address is refused at start") {
  auto refusal = [](std::string_view from, std::string_view to) {
    Packages packages;
    std::string* text = packages.template_text();
    REQUIRE(text != nullptr);
    REQUIRE(has(*text, from));
    *text = replace_all(*text, from, to);
    auto catalogue = packages.load();
    auto loaded = istanze::DocumentTemplates::load(*catalogue);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == ErrorCode::definition);
    return loaded.error().detail;
  };
  CHECK(has(refusal("{{oggetto}}", "{{ogetto}}"), "ogetto"));
  CHECK(has(refusal("</body>", "<script>1</script></body>"), "ricevuta"));
  CHECK(has(refusal("{{@asset documento.css}}", "{{@asset altro.css}}"), "altro.css"));
}
