#include "modules/identity/testing/identity_browser.h"

using namespace digipro;
using namespace digipro::identity;
using db::testing::on_both_engines;
using db::testing::TestStore;
using identity::testing::good_password;
using identity::testing::IdentityBrowser;
using identity::testing::IdentityTown;

namespace {

const http::Fields document = {{"documento_tipo", "carta-identita"},
                               {"documento_numero", "CA12345AB"},
                               {"documento_data", "1/3/2024"}};

http::Fields with(http::Fields fields, const http::Fields& more) {
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

// Where the first assignment of an office's page is ended.
std::string end_url(const IdentityBrowser::Page& office) {
  size_t at = office.body.find("/fine?");
  REQUIRE(at != std::string::npos);
  size_t start = office.body.rfind("\"", at) + 1;
  return office.body.substr(start, at + 5 - start);
}

// A town with a clerk of the desk, logged in.
struct Desk {
  explicit Desk(TestStore& store) : town(store), browser(town) {
    PersonId luca = town.add_person("Luca", "Neri");
    town.assign(luca, Role::sportello);
    town.give_account(luca, "luca.neri");
    browser.log_in("luca.neri");
  }
  IdentityTown town;
  IdentityBrowser browser;
};

struct Office {
  explicit Office(TestStore& store) : town(store), browser(town) {
    PersonId ada = town.add_person("Ada", "Rossi");
    town.assign(ada, Role::amministratore);
    town.give_account(ada, "ada.rossi");
    browser.log_in("ada.rossi");
  }
  IdentityTown town;
  IdentityBrowser browser;
};

}  // namespace

TEST_CASE("given a page that needs a login, one comes back to it after logging in") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    IdentityBrowser browser(town);
    auto page = browser.get("/accedi?ritorno=%2Fscrivania%2Fpratica%2F7");
    CHECK(page.status == 200);
    CHECK(page.has("<label for=\"f-utente\">Nome utente"));
    CHECK(page.has("<label for=\"f-password\">Password"));
    CHECK(page.has("autocomplete=\"username\""));
    CHECK(page.has("autocomplete=\"current-password\""));
    CHECK(page.has("name=\"ritorno\" value=\"/scrivania/pratica/7\""));
    page = browser.post("/accedi", {{"utente", "anna.verdi"},
                                    {"password", good_password},
                                    {"ritorno", "/scrivania/pratica/7"}});
    CHECK(page.location == "/scrivania/pratica/7");
    CHECK(browser.get("/accedi").location == "/scrivania");
  });
}

TEST_CASE("a link to the login cannot lead to another site") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    IdentityBrowser browser(town);
    browser.get("/accedi");
    auto page = browser.post(
        "/accedi",
        {{"utente", "anna.verdi"}, {"password", good_password}, {"ritorno", "//male.example"}});
    CHECK(page.location == "/");
  });
}

TEST_CASE("wrong credentials are told on the form, which keeps the name and never the password") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    IdentityBrowser browser(town);
    browser.get("/accedi");
    auto page = browser.post("/accedi", {{"utente", "anna.verdi"}, {"password", "segretissima"}});
    CHECK(page.status == 401);
    CHECK(page.has("Nome utente o password non corretti"));
    CHECK(page.has("href=\"#f-utente\""));
    CHECK(page.has("value=\"anna.verdi\""));
    CHECK_FALSE(page.has("segretissima"));
    CHECK(page.has("<title>Errore: Accedi"));
    page = browser.post("/accedi", {});
    CHECK(page.status == 422);
    CHECK(page.has("Scrivi il nome utente."));
    CHECK(page.has("Scrivi la password."));
  });
}

TEST_CASE("a form without the token, or with another visitor's, is refused") {
  on_both_engines([](TestStore& store) {
    IdentityTown town(store);
    town.add_clerk();
    IdentityBrowser browser(town), other(town);
    browser.get("/accedi");
    other.get("/accedi");
    http::Fields form = {{"utente", "anna.verdi"}, {"password", good_password}};
    CHECK(browser.post_without_token("/accedi", form).error == "csrf_missing");
    form.emplace_back("_csrf", other.csrf_token());
    CHECK(browser.post_without_token("/accedi", form).error == "csrf_missing");
    form.back().second = browser.csrf_token();
    CHECK(browser.post_without_token("/accedi", form).status == 303);
    // The token of the time before the login is not the session's.
    CHECK(browser.post_without_token("/esci", {form.back()}).error == "csrf_missing");
    CHECK(browser.post("/esci", {}).location == "/");
    CHECK(browser.get("/password").error == "unauthenticated");
  });
}

TEST_CASE("the desk inserts a person, issues credentials once, and the person chooses a password") {
  on_both_engines([](TestStore& store) {
    Desk desk(store);
    auto page = desk.browser.get("/sportello/credenziali?q=verdi");
    CHECK(page.has("Nessuna persona con questo nome"));
    page = desk.browser.post(
        "/sportello/credenziali/nuova",
        {{"nome", "Anna"}, {"cognome", "Verdi"}, {"codice_fiscale", "vrdnna80a41a944x"}});
    CHECK(page.status == 422);
    CHECK(page.has("href=\"#f-codice_fiscale\""));
    page =
        desk.browser.post("/sportello/credenziali/nuova",
                          {{"nome", "Anna"}, {"cognome", "Verdi"}, {"email", "anna@esempio.it"}});
    REQUIRE(page.status == 303);
    std::string url = page.location;
    page = desk.browser.follow(page);
    CHECK(page.has("value=\"anna.verdi\""));
    CHECK(page.has("non lavora per l&#39;ente"));
    page = desk.browser.post(url + "/rilascia", {{"utente", "anna.verdi"}});
    CHECK(page.status == 422);
    CHECK(page.has("Scegli il documento che hai visto."));
    page = desk.browser.post(url + "/rilascia", with({{"utente", "anna.verdi"}}, document));
    REQUIRE(page.status == 200);
    std::string start =
        page.between("<dt>Password iniziale</dt><dd><span class=\"big-number\">", "<");
    CHECK(start.size() == 19);
    CHECK(page.has("Carta d&#39;identità"));
    CHECK(page.has("mercoledì 23 dicembre 2026"));
    CHECK_FALSE(desk.browser.get(url).has(start));
    page = desk.browser.post(url + "/rilascia", with({{"utente", "altra"}}, document));
    CHECK(page.has("Reimposta la password"));

    PersonId anna(url.substr(url.rfind('/') + 1));
    desk.town.assign(anna, Role::operatore);
    IdentityBrowser own(desk.town);
    own.get("/accedi");
    page = own.post("/accedi", {{"utente", "anna.verdi"}, {"password", start}});
    CHECK(page.location == "/password?ritorno=%2Fscrivania");
    page = own.follow(page);
    CHECK(page.has("Scegli la tua password"));
    CHECK(page.has("autocomplete=\"new-password\""));
    CHECK(own.get("/sportello/credenziali").error == "unauthenticated");
    page = own.post("/password", {{"password_attuale", start},
                                  {"password_nuova", "cinque cani nel prato"},
                                  {"password_ripetuta", "cinque cani nel prato"},
                                  {"ritorno", "/scrivania"}});
    CHECK(page.location == "/scrivania");
    CHECK(own.get("/sportello/credenziali").error == "forbidden");
    CHECK(own.get("/password").has("Cambia password"));
  });
}

TEST_CASE(
    "a blocked account is out at once; unblocked and reset it comes in with the new password") {
  on_both_engines([](TestStore& store) {
    Desk desk(store);
    PersonId anna = desk.town.add_clerk();
    IdentityBrowser own(desk.town);
    own.log_in("anna.verdi");
    CHECK(own.get("/password").status == 200);
    std::string url = "/sportello/credenziali/" + anna.text;
    CHECK(desk.browser.post(url + "/blocca", {{"bloccare", "si"}}).location == url);
    CHECK(desk.browser.get(url).has("Sblocca le credenziali"));
    CHECK(own.get("/password").error == "unauthenticated");
    auto page = own.post("/accedi", {{"utente", "anna.verdi"}, {"password", good_password}});
    CHECK(page.status == 429);
    page = own.post("/accedi", {{"utente", "anna.verdi"}, {"password", "sbagliata"}});
    CHECK(page.status == 401);
    CHECK(desk.browser.post(url + "/blocca", {{"bloccare", "no"}}).location == url);
    own.log_in("anna.verdi");
    page = desk.browser.post(url + "/reimposta", document);
    std::string start =
        page.between("<dt>Password iniziale</dt><dd><span class=\"big-number\">", "<");
    CHECK(own.get("/password").error == "unauthenticated");
    own.get("/accedi");
    page = own.post("/accedi", {{"utente", "anna.verdi"}, {"password", start}});
    CHECK(page.location == "/password?ritorno=%2Fscrivania");
  });
}

TEST_CASE("a person is found by the codice fiscale, and is not inserted twice") {
  on_both_engines([](TestStore& store) {
    Desk desk(store);
    http::Fields mario = {
        {"nome", "Mario"}, {"cognome", "Rossi"}, {"codice_fiscale", "rssmra85t10a562s"}};
    auto page = desk.browser.post("/sportello/credenziali/nuova", mario);
    REQUIRE(page.status == 303);
    // 85 T 10: 10 December 1985 (D.M. 12.3.1974).
    CHECK(desk.browser.follow(page).has("10 dic 1985"));
    CHECK(desk.browser.get("/sportello/credenziali?q=RSSMRA85T10A562S").has("Rossi Mario"));
    page = desk.browser.post("/sportello/credenziali/nuova", mario);
    CHECK(page.status == 422);
    CHECK(page.has("C&#39;è già una persona con questo codice fiscale"));
  });
}

TEST_CASE("given a person of the list, their data is corrected; an older page does not overwrite") {
  on_both_engines([](TestStore& store) {
    Desk desk(store);
    PersonId anna = desk.town.add_clerk();
    std::string url = "/sportello/credenziali/" + anna.text;
    CHECK(desk.browser.get(url + "/modifica").has("value=\"Verdi\""));
    http::Fields form = {{"nome", "Anna Maria"}, {"cognome", "Verdi"}, {"revisione", "1"}};
    CHECK(desk.browser.post(url + "/modifica", form).location == url);
    CHECK(desk.browser.get(url).has("<h1>Anna Maria Verdi</h1>"));
    CHECK(desk.browser.post(url + "/modifica", form).error == "conflict");
  });
}

TEST_CASE("the desk does not touch the credentials of a head or an amministratore") {
  on_both_engines([](TestStore& store) {
    Desk desk(store);
    for (Role role : {Role::responsabile, Role::amministratore}) {
      PersonId head = desk.town.add_person("Capo", std::string(organisation::code_of(role)));
      desk.town.assign(head, role);
      std::string login = "capo." + std::string(organisation::code_of(role));
      desk.town.give_account(head, login);
      std::string url = "/sportello/credenziali/" + head.text;
      auto page = desk.browser.get(url);
      CHECK(page.has("le gestisce un amministratore"));
      CHECK_FALSE(page.has("Reimposta la password"));
      CHECK(desk.browser.post(url + "/reimposta", document).error == "forbidden");
      CHECK(desk.browser.post(url + "/blocca", {{"bloccare", "si"}}).error == "forbidden");
    }
  });
}

TEST_CASE("an amministratore adds an office, gives a role that counts at once, and ends it") {
  on_both_engines([](TestStore& store) {
    Office office(store);
    IdentityBrowser& browser = office.browser;
    CHECK(browser.get("/organizzazione").has("Ufficio verde"));
    auto page = browser.get("/organizzazione/uffici/nuovo?sotto=verde");
    CHECK(page.has("<option value=\"verde\" selected>Ufficio verde"));
    page = browser.post("/organizzazione/uffici/nuovo",
                        {{"codice", "Parchi!"}, {"nome", ""}, {"aoo", "AOO1"}});
    CHECK(page.status == 422);
    CHECK(page.has("href=\"#f-codice\""));
    CHECK(page.has("href=\"#f-nome\""));
    page = browser.post("/organizzazione/uffici/nuovo", {{"codice", "parchi"},
                                                         {"nome", "Parchi e giardini"},
                                                         {"ufficio_superiore", "verde"},
                                                         {"aoo", "AOO1"}});
    CHECK(page.location == "/organizzazione/uffici/parchi");
    CHECK(browser.follow(page).has("Nessun incarico"));
    CHECK(browser.get("/organizzazione").has("<ul><li><a href=\"/organizzazione/uffici/parchi\">"));

    PersonId anna = office.town.add_clerk();
    IdentityBrowser own(office.town);
    own.log_in("anna.verdi");
    CHECK(own.get("/sportello/credenziali").error == "forbidden");
    page = browser.get("/organizzazione/ruoli/nuovo?ufficio=parchi&q=verdi");
    CHECK(page.has("Verdi Anna"));
    page = browser.get("/organizzazione/ruoli/nuovo?ufficio=parchi&persona=" + anna.text);
    CHECK(page.has("value=\"23/11/2026\""));
    http::Fields role = {{"ufficio", "parchi"},
                         {"persona", anna.text},
                         {"ruolo", "sportello"},
                         {"riservatezza", "2"},
                         {"dal", "23/11/2026"}};
    page = browser.post("/organizzazione/ruoli/nuovo", role);
    CHECK(page.location == "/organizzazione/uffici/parchi");
    CHECK(own.get("/sportello/credenziali").status == 200);
    CHECK(browser.post("/organizzazione/ruoli/nuovo", role).has("ha già questo incarico"));
    std::string end = end_url(browser.get("/organizzazione/uffici/parchi"));
    page = browser.get(end + "?ufficio=parchi");
    CHECK(page.has("Termina l&#39;incarico di Anna Verdi"));
    page = browser.post(end, {{"ufficio", "parchi"}, {"al", "ieri"}});
    CHECK(page.status == 422);
    page = browser.post(end, {{"ufficio", "parchi"}, {"al", "22/11/2026"}});
    CHECK(page.location == "/organizzazione/uffici/parchi");
    CHECK(own.get("/sportello/credenziali").error == "forbidden");
  });
}

TEST_CASE("the last amministratore does not shut the door behind them") {
  on_both_engines([](TestStore& store) {
    Office office(store);
    auto page = office.browser.get("/organizzazione/ruoli/nuovo");
    CHECK(page.has("Per tutto l&#39;ente"));
    std::string end = end_url(office.browser.get("/organizzazione/uffici/verde"));
    page = office.browser.post(end, {{"ufficio", "verde"}, {"al", "23/11/2026"}});
    CHECK(page.status == 422);
    CHECK(page.has("Non puoi terminare il tuo incarico"));
  });
}
