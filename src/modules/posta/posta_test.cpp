#include <doctest/doctest.h>

#include <algorithm>

#include "core/journal/journal.h"
#include "modules/posta/module.h"
#include "platform/db/testing/test_stores.h"
#include "platform/mail/mail.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

struct NoDefinitions final : casework::DefinitionSource {
  std::shared_ptr<const process::Definition> find(const std::string&) const override { return {}; }
};

posta::SendMail send_by(mail::Sender& sender) {
  return [&sender](const posta::Mail& one) {
    return sender.send({.id = one.id,
                        .from_name = "Comune di Borgoverde",
                        .to = one.to_address,
                        .subject = one.subject,
                        .body = one.body,
                        .date = one.date,
                        .attachments = {}});
  };
}

// A case with a number and messages to its reporter, who left `address`.
struct Town {
  explicit Town(TestStore& store) {
    migrations.assign(casework::migrations, casework::migrations + casework::migration_count);
    migrations.push_back(posta::migrations[0]);
    ledger = ledger::open_ledger(store.database(), clock, ids, {EnteId("borgoverde")}, migrations)
                 .value();
    outbox = outbox::make_outbox(*ledger);
    messages["domanda"] = {"Segnalazione {{numero}}: una domanda",
                           {"{{comune}} - {{servizio}}", "{{domanda}}",
                            "Del {{data_protocollo}}, {{oggetto}}: {{ufficio}}", "{{link}}"}};
    messages["entro"] = {"Ricevuta", {"Entro: {{risposta_entro}}."}};
    messages["sbagliato"] = {"Ricevuta", {"Gentile {{nessuno}},"}};
    messages["titolo"] = {"Su {{domanda}}", {"testo"}};
    REQUIRE(submit([&](ledger::Tx& tx) -> Status {
      DIGIPRO_TRY(opened, casework.open_pratica(tx, somebody,
                                                {.service = ServiceId("verde"),
                                                 .service_version = "1.0.0",
                                                 .kind = "segnalazione",
                                                 .oggetto = "Aree verdi: Albero",
                                                 .office = OfficeId("verde"),
                                                 .access_secret_hash = std::string(64, 'a'),
                                                 .channel = "web"}));
      pratica = opened;
      return casework.set_number(tx, pratica, "0000123/2026");
    }));
  }

  posta::Sources sources() {
    return {
        .text_of = [this](const ServiceId&, std::string_view name) -> const posta::MessageText* {
          auto found = messages.find(name);
          return found == messages.end() ? nullptr : &found->second;
        },
        .service_title = [](const ServiceId&) { return "Segnalazione aree verdi"; },
        .town_name = [](const EnteId&) { return "Comune di Borgoverde"; },
        .address_of = [this](db::Connection&, const PraticaId&) -> Result<std::string> {
          return address;
        },
        .link_of = [](db::Connection&, const EnteId&, const PraticaId&) -> Result<std::string> {
          return "https://servizi.example.it/segui/x";
        },
        .office_name = [](db::Connection&, const OfficeId&) { return "Ufficio ambiente e verde"; }};
  }

  Status submit(const std::function<Status(ledger::Tx&)>& change) {
    auto answer = ledger->submit(
        {"test.change", &somebody, "", "", [&](ledger::Tx& tx) -> Result<json::Value> {
           DIGIPRO_CHECK(change(tx));
           return json::Value::object();
         }});
    if (!answer) return refuse(answer.error());
    return {};
  }
  // As the process calls the verb.
  Status send(const std::string& message, json::Value variables = {}) {
    verbs::Verb verb = posta::send_verb(sources());
    json::Value input = json::Value::object({{"message", message}});
    if (!variables.is_null()) input.set("variables", std::move(variables));
    REQUIRE(verbs::Registry::check(verb.input, input));
    return submit([&](ledger::Tx& tx) -> Status {
      DIGIPRO_TRY(out, verb.run(tx, somebody, {pratica, "iter", "avvisa", 1}, input));
      (void)out;
      return {};
    });
  }
  Status ask(const std::string& question) {
    return send("domanda", json::Value::object({{"domanda", question}}));
  }

  std::vector<posta::Message> kept() {
    auto lease = ledger->read().value();
    return posta::of_pratica(lease->db(), pratica).value();
  }
  std::vector<journal::Entry> journaled(std::string_view kind) {
    auto lease = ledger->read().value();
    auto entries = journal::of_pratica(lease->db(), pratica, 0, 100, false).value();
    std::erase_if(entries, [&](const journal::Entry& one) { return one.kind != kind; });
    return entries;
  }

  ManualClock clock{parse_rfc3339("2026-11-23T09:15:00+01:00").value()};
  CountingIdSource ids;
  Caller somebody{.ente = EnteId("borgoverde")};
  verbs::Registry verbs;
  NoDefinitions definitions;
  casework::Casework casework{verbs, definitions, {}};
  std::map<std::string, posta::MessageText, std::less<>> messages;
  std::string address = "anna@example.org";
  std::vector<db::Migration> migrations;
  PraticaId pratica;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<outbox::Outbox> outbox;
};

}  // namespace

TEST_CASE("given a message of the package, its words are filled and it leaves as one mail") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    mail::MemorySender sender;
    town.outbox->on(posta::mail_effect, posta::mail_handler(*town.ledger, send_by(sender)));
    REQUIRE(town.ask("Di che albero parli?\nVicino a {{numero}}?"));
    REQUIRE(town.kept().size() == 1);
    const posta::Message message = town.kept()[0];
    CHECK(message.subject == "Segnalazione 0000123/2026: una domanda");
    // Values are text: a marker in one of them stays as it was typed.
    CHECK(message.body ==
          "Comune di Borgoverde - Segnalazione aree verdi\n\n"
          "Di che albero parli?\nVicino a {{numero}}?\n\n"
          "Del lunedì 23 novembre 2026, Aree verdi: Albero: Ufficio ambiente e verde\n\n"
          "https://servizi.example.it/segui/x");
    CHECK(message.is_mailed);
    CHECK_FALSE(message.sent_at);
    CHECK(sender.sent().empty());  // nothing leaves before the commit, nor inside it

    town.clock.advance_seconds(60);
    CHECK(town.outbox->run_due(10).value() == 1);
    REQUIRE(sender.sent().size() == 1);
    const mail::Message sent = sender.sent()[0];
    CHECK(sent.id == message.id);
    CHECK(sent.to == "anna@example.org");
    CHECK(sent.subject == message.subject);
    CHECK(sent.body == message.body);
    CHECK(sent.date == message.queued_at);
    CHECK(town.kept()[0].sent_at == town.clock.now());
    CHECK(town.journaled("posta.sent").size() == 1);
    CHECK(town.outbox->run_due(10).value() == 0);
  });
}

TEST_CASE(
    "the journal keeps the office's own words, for the parties and erasable, not the address") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    REQUIRE(town.ask("Di che albero parli?"));
    auto queued = town.journaled("posta.queued");
    REQUIRE(queued.size() == 1);
    CHECK(queued[0].visibility == ledger::Visibility::parties);
    CHECK(queued[0].facts == json::Value::object({{"message", "domanda"}, {"mailed", true}}));
    REQUIRE(queued[0].personal);
    CHECK(*queued[0].personal == json::Value::object({{"domanda", "Di che albero parli?"}}));
  });
}

TEST_CASE("given a reporter without address, the message stays on the case's page only") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.address = "";
    mail::MemorySender sender;
    town.outbox->on(posta::mail_effect, posta::mail_handler(*town.ledger, send_by(sender)));
    REQUIRE(town.ask("Di che albero parli?"));
    CHECK(town.outbox->run_due(10).value() == 0);
    REQUIRE(town.kept().size() == 1);
    CHECK_FALSE(town.kept()[0].is_mailed);
    CHECK(town.kept()[0].to_address.empty());
    CHECK_FALSE(town.journaled("posta.queued")[0].facts.bool_or("mailed", true));
  });
}

TEST_CASE("a message that is unknown, or asks for a word nobody gives, refuses the whole command") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (const char* message : {"ignoto", "sbagliato", "domanda"}) {
      Status refused = town.send(message);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == ErrorCode::definition);
    }
    CHECK(town.kept().empty());
    CHECK(town.journaled("posta.queued").empty());
    // A case without a date to answer by has an empty one.
    REQUIRE(town.send("entro"));
    CHECK(town.kept()[0].body == "Entro: .");
  });
}

TEST_CASE("a line break in a word of the subject does not become a header") {
  TestStore store(db::Engine::sqlite);
  Town town(store);
  mail::MemorySender sender;
  town.outbox->on(posta::mail_effect, posta::mail_handler(*town.ledger, send_by(sender)));
  REQUIRE(
      town.send("titolo", json::Value::object({{"domanda", "ciao\r\nBcc: tutti@example.org"}})));
  CHECK(town.outbox->run_due(10).value() == 1);
  REQUIRE(sender.sent().size() == 1);
  CHECK(sender.sent()[0].subject == "Su ciao  Bcc: tutti@example.org");
}

TEST_CASE("given a crash after the server took the mail, the repeat bears the same Message-ID") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    REQUIRE(town.ask("Di che albero parli?"));
    auto files = files::make_real_files();
    std::string folder = store.folder().path() + "/posta";
    auto sender = mail::make_folder_sender(*files, folder, "noreply@comune.example").value();
    auto handler = posta::mail_handler(*town.ledger, send_by(*sender));
    outbox::Job job{"1", posta::mail_effect, "k",
                    json::Value::object({{"message", town.kept()[0].id}})};
    REQUIRE(handler.run(job));
    REQUIRE(handler.run(job));  // the commit of the first was lost
    auto mails = files->list(folder).value();
    REQUIRE(mails.size() == 1);
    std::string bytes = files::read_file(*files, folder + "/" + mails[0].name, 10'000).value();
    CHECK(bytes.find("Message-ID: <" + town.kept()[0].id + "@comune.example>") !=
          std::string::npos);
    // Once the commit stands, nothing is sent any more.
    REQUIRE(town.submit([&](ledger::Tx& tx) { return handler.then(tx, job, {}); }));
    REQUIRE(files->remove(folder + "/" + mails[0].name));
    REQUIRE(handler.run(job));
    CHECK(files->list(folder).value().empty());
  });
}

TEST_CASE(
    "a mail the server will never take is an incident at once, a busy server is tried again") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    mail::MemorySender sender;
    town.outbox->on(posta::mail_effect, posta::mail_handler(*town.ledger, send_by(sender)));
    REQUIRE(town.ask("Prima?"));
    sender.fail_next(fail(ErrorCode::outside_failed, "mail refused: 451 4.7.1"));
    CHECK(town.outbox->run_due(10).value() == 1);
    CHECK(town.outbox->counters().value().incidents == 0);
    town.clock.advance_seconds(10);
    CHECK(town.outbox->run_due(10).value() == 1);
    CHECK(sender.sent().size() == 1);

    REQUIRE(town.ask("Seconda?"));
    sender.fail_next(fail(ErrorCode::invalid_input, "mail refused: 550 5.1.1"));
    CHECK(town.outbox->run_due(10).value() == 1);
    auto incidents =
        town.outbox->incidents({EnteId("borgoverde"), PersonId("a"), {Role::amministratore}}, 10)
            .value();
    REQUIRE(incidents.size() == 1);
    CHECK(incidents[0].kind == posta::mail_effect);
    CHECK(incidents[0].problem == "invalid_input: mail refused: 550 5.1.1");
    CHECK_FALSE(town.kept()[1].sent_at);
    CHECK(town.journaled("posta.sent").size() == 1);
    // The administrator has mended the address's domain and repeats it.
    REQUIRE(town.outbox->retry(system_caller(EnteId("borgoverde")), incidents[0].id));
    CHECK(town.outbox->run_due(10).value() == 1);
    CHECK(town.kept()[1].sent_at);
  });
}
