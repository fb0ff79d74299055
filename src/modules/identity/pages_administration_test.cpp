#include "core/ente/ente_settings.h"
#include "core/journal/journal.h"
#include "modules/identity/testing/identity_browser.h"

using namespace digipro;
using namespace digipro::identity;
using db::testing::on_both_engines;
using db::testing::TestStore;
using identity::testing::IdentityBrowser;
using identity::testing::IdentityTown;

namespace {

struct Administration {
  explicit Administration(TestStore& store) : town(store), browser(town) {
    PersonId ada = town.add_person("Ada", "Rossi");
    town.assign(ada, Role::amministratore);
    town.give_account(ada, "ada.rossi");
    browser.log_in("ada.rossi");
  }
  std::string setting(const char* name) {
    auto lease = town.town->read().value();
    return ente::read_settings(lease->db()).value().value(name);
  }
  int changes() {
    auto lease = town.town->read().value();
    int count = 0;
    auto entries = journal::after(lease->db(), 0, 1000).value();
    for (const auto& entry : entries) count += entry.kind == "ente.setting_changed";
    return count;
  }
  IdentityTown town;
  IdentityBrowser browser;
};

}  // namespace

TEST_CASE("an amministratore changes what the town says of itself; only what differs is recorded") {
  on_both_engines([](TestStore& store) {
    Administration office(store);
    auto page = office.browser.get("/impostazioni");
    CHECK(page.has("<label for=\"f-patron_saint\">Santo patrono"));
    CHECK(page.has("articolo 64, comma 3-quater"));
    CHECK(page.has("<option value=\"no\" selected>"));
    page = office.browser.post("/impostazioni", {{"name", " Comune di Borgo Verde "},
                                                 {"colour", "#0066CC"},
                                                 {"citizen_credentials", "no"}});
    CHECK(page.location == "/impostazioni?salvate=1");
    CHECK(office.setting("name") == "Comune di Borgo Verde");
    CHECK(office.setting("colour") == "#0066CC");
    CHECK(office.changes() == 2);
    CHECK(office.browser.follow(page).has("Le impostazioni sono salvate"));
    page = office.browser.post("/impostazioni",
                               {{"name", "Comune di Borgo Verde"}, {"citizen_credentials", "sì"}});
    CHECK(page.status == 303);
    CHECK(office.changes() == 3);
    CHECK(office.setting("citizen_credentials") == "sì");
  });
}

TEST_CASE("an unlikely setting is told at its field and keeps what was typed") {
  on_both_engines([](TestStore& store) {
    Administration office(store);
    auto page =
        office.browser.post("/impostazioni", {{"patron_saint", "24 giugno"}, {"colour", "verde"}});
    CHECK(page.status == 422);
    CHECK(page.has("href=\"#f-patron_saint\""));
    CHECK(page.has("href=\"#f-colour\""));
    CHECK(page.has("value=\"verde\""));
    CHECK(office.changes() == 0);
  });
}

TEST_CASE("what the program gave up stands in a list and is repeated from there") {
  on_both_engines([](TestStore& store) {
    Administration office(store);
    CHECK(office.browser.get("/incidenti").has("Nessun incidente"));
    bool is_server_up = false;
    int sent = 0;
    office.town.outbox->on("posta.mail", {.run = [&](const outbox::Job&) -> Result<json::Value> {
                                            if (!is_server_up)
                                              return refuse(ErrorCode::outside_failed,
                                                            "421 <closed>");
                                            ++sent;
                                            return json::Value::object();
                                          },
                                          .attempts_max = 1});
    Caller admin = office.town.admin();
    auto enqueue = [](ledger::Tx& tx) -> Result<json::Value> {
      tx.enqueue({"posta.mail", "messaggio-7", json::Value::object()});
      return json::Value::object();
    };
    REQUIRE(office.town.town->submit({"test", &admin, "", "", enqueue}).has_value());
    REQUIRE(office.town.outbox->run_due(10).has_value());
    auto page = office.browser.get("/incidenti");
    CHECK(page.has("<h2>Invio di un messaggio</h2>"));
    CHECK(page.has("421 &lt;closed&gt;"));
    CHECK(page.has("messaggio-7"));
    std::string retry = page.between("action=\"/incidenti/", "\"");
    is_server_up = true;
    CHECK(office.browser.post("/incidenti/" + retry, {}).location == "/incidenti?ripetuto=1");
    REQUIRE(office.town.outbox->run_due(10).has_value());
    CHECK(sent == 1);
    CHECK(office.browser.get("/incidenti?ripetuto=1").has("Nessun incidente"));
    CHECK(office.browser.post("/incidenti/" + retry, {}).error == "already_done");
  });
}

TEST_CASE("the house is kept by amministratori only") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    PersonId luca = town.add_person("Luca", "Neri");
    town.assign(luca, Role::sportello);
    town.assign(luca, Role::responsabile);
    town.give_account(luca, "luca.neri");
    IdentityBrowser browser(town);
    for (const char* path : {"/organizzazione", "/organizzazione/uffici/nuovo",
                             "/organizzazione/ruoli/nuovo", "/impostazioni", "/incidenti"}) {
      CAPTURE(path);
      IdentityBrowser nobody(town);
      CHECK(nobody.get(path).error == "unauthenticated");
    }
    browser.log_in("luca.neri");
    for (const char* path : {"/organizzazione", "/organizzazione/uffici/nuovo",
                             "/organizzazione/ruoli/nuovo", "/impostazioni", "/incidenti"}) {
      CAPTURE(path);
      CHECK(browser.get(path).error == "forbidden");
    }
  });
}
