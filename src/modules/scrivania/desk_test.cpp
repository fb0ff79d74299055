#include <doctest/doctest.h>

#include "modules/scrivania/testing/desk_town.h"

using namespace digipro;
using namespace digipro::scrivania::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

struct Offices : DeskTown {
  explicit Offices(TestStore& store) : DeskTown(store) {
    luca = worker("Luca", "Neri", {{"verde", Role::operatore}});
    olga = worker("Olga", "Bruni", {{"verde", Role::operatore}});
    nina = worker("Nina", "Rossi", {{"verde", Role::operatore}, {"verde", Role::responsabile}});
    carlo = worker("Carlo", "Viola", {{"strade", Role::operatore}});
  }
  // The desk of `who` with this case open beside the office's list.
  Answer open(const Worker& who, const PraticaId& pratica) {
    return get(who, "/scrivania?vista=ufficio&compito=" + open_task(pratica).text);
  }
  Worker luca, olga, nina, carlo;
};

const http::Fields solved = {{"risultato", "risolta"}, {"risposta", "Ramo tolto stamattina."}};

}  // namespace

TEST_CASE("given a report, when the office works it, then it goes from claim to approved answer") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Un ramo pende sul marciapiede");
    std::string number = town.find(pratica).number;
    REQUIRE(number == "0000001/2026");

    Answer list = town.get(town.luca, "/scrivania?vista=ufficio");
    CHECK(list.shows(">0000001<"));
    CHECK(list.shows("da prendere"));
    CHECK(list.shows("Ufficio <span class=\"count\">1</span>"));
    CHECK(list.shows("Le mie <span class=\"count\">0</span>"));

    Answer open = town.open(town.luca, pratica);
    CHECK(open.shows("Un ramo pende sul marciapiede"));
    CHECK(open.shows("Anna Verdi · anna.verdi@example.it"));
    CHECK(open.shows("Sembra che stia per cadere"));
    CHECK(open.shows("2026/VI.9/1"));
    CHECK(open.shows("ramo.jpg"));
    Answer claimed = town.send(town.luca, open, "/prendi");
    CHECK(claimed.status == 303);
    Answer mine = town.get(town.luca, claimed.page);
    CHECK(mine.shows("In carico a te."));
    CHECK(mine.shows("Le mie <span class=\"count\">1</span>"));

    Answer asked = town.send(town.luca, mine, "/esito", "chiedi", {{"domanda", "Da che lato?"}});
    CHECK(asked.status == 303);
    CHECK(town.find(pratica).state == casework::PraticaState::in_attesa);
    Answer waiting = town.get(town.luca, "/scrivania/pratica/" + pratica.text);
    CHECK(waiting.shows("Attesa del segnalante"));
    CHECK(waiting.shows("Da che lato?"));
    CHECK(waiting.shows("in attesa del segnalante"));

    REQUIRE(town.reporter_answers(pratica, "Dal lato della scuola").status == 303);
    Answer answered = town.open(town.luca, pratica);
    CHECK(answered.shows("Risposta del segnalante"));
    CHECK(answered.shows("Dal lato della scuola"));
    REQUIRE(town.send(town.luca, answered, "/esito", "rispondi", solved).status == 303);

    Answer proposal = town.open(town.nina, pratica);
    CHECK(proposal.shows("Verifica del responsabile"));
    CHECK(proposal.shows("Ramo tolto stamattina."));
    CHECK(proposal.shows("Luca Neri"));
    REQUIRE(town.send(town.nina, proposal, "/esito", "rimanda",
                      {{"motivo_rinvio", "Dire anche chi pulisce la strada."}})
                .status == 303);
    CHECK(town.find(pratica).ricicli == 1);

    Answer returned = town.open(town.luca, pratica);
    CHECK(returned.shows("rimandata una volta"));
    CHECK(returned.shows("Dire anche chi pulisce la strada."));
    // What was written before stands in the form again.
    CHECK(returned.shows("\nRamo tolto stamattina.</textarea>"));
    CHECK(returned.shows("value=\"risolta\" checked"));
    REQUIRE(town.send(town.luca, returned, "/esito", "rispondi",
                      {{"risultato", "risolta"}, {"risposta", "Ramo tolto, strada pulita."}})
                .status == 303);
    REQUIRE(town.send(town.nina, town.open(town.nina, pratica), "/esito", "approva").status == 303);

    CHECK(town.find(pratica).state == casework::PraticaState::chiusa);
    Answer closed = town.get(town.luca, "/scrivania/pratica/" + pratica.text);
    CHECK(closed.shows("Segnalazione 0000001/2026: la risposta"));
    CHECK(closed.shows("Ramo tolto, strada pulita."));
    CHECK_FALSE(closed.shows("Cosa serve ora"));
    CHECK(town.get(town.luca, "/scrivania?vista=ufficio").shows("non ha compiti aperti"));
    CHECK(town.journal_entries(pratica, "casework.ended") == 1);
  });
}

TEST_CASE("given a case of another office, then a clerk neither sees it nor reaches its files") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Un ramo pende");
    std::string task = town.open_task(pratica).text;
    CHECK_FALSE(town.get(town.carlo, "/scrivania?vista=ufficio").shows(">0000001"));
    CHECK(town.get(town.carlo, "/scrivania?compito=" + task).status == 403);
    CHECK(town.get(town.carlo, "/scrivania/pratica/" + pratica.text).status == 404);
    CHECK_FALSE(town.get(town.carlo, "/scrivania/pratiche").shows("0000001/2026"));
    CHECK_FALSE(town.get(town.carlo, "/scrivania/pratiche?q=1").shows("0000001/2026"));
    CHECK(town.post(town.carlo, "/scrivania/compiti/" + task + "/prendi", {}).status == 403);
    CHECK(town.get(town.carlo, "/scrivania?ufficio=verde").status == 403);
    Worker counter = town.worker("Piero", "Gallo", {{"verde", Role::sportello}});
    CHECK(town.get(counter, "/scrivania?vista=ufficio").shows("Il tuo ruolo non ha compiti"));
    CHECK(town.get(counter, "/scrivania/pratica/" + pratica.text).status == 404);

    Answer open = town.open(town.luca, pratica);
    CHECK(open.shows("[collegamento segreto di chi ha segnalato]"));
    CHECK_FALSE(open.shows("/segui/"));
    size_t at = open.page.find("/scrivania/pratica/" + pratica.text + "/documenti/");
    REQUIRE(at != std::string::npos);
    std::string photo = open.page.substr(at, open.page.find('"', at) - at);
    CHECK(town.get(town.luca, photo).status == 200);
    CHECK(town.get(town.luca, photo).page.starts_with("\xFF\xD8\xFF"));
    CHECK(town.get(town.carlo, photo).status == 404);
    Worker nobody;
    CHECK(town.get(nobody, photo).status == 401);
    CHECK(town.get(nobody, "/scrivania").status == 401);
  });
}

TEST_CASE(
    "given a form without what is due, when it is sent, then problems stand beside the "
    "fields and nothing typed is lost") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Un ramo pende");
    Answer open = town.open(town.luca, pratica);
    Answer refused = town.send(town.luca, open, "/esito", "rispondi",
                               {{"risultato", ""}, {"risposta", "Tolto <subito>."}});
    CHECK(refused.status == 422);
    CHECK(refused.shows("href=\"#f-rispondi__risultato\""));
    CHECK(refused.shows("Scegli una voce: Esito."));
    CHECK(refused.shows("\nTolto &lt;subito&gt;.</textarea>"));
    CHECK(refused.shows("<title>Errore:"));
    Answer silent = town.send(town.luca, open, "/esito", "chiedi", {{"domanda", "  "}});
    CHECK(silent.shows("open>\n<summary>Chiedi al segnalante"));
    CHECK_FALSE(silent.shows("open>\n<summary>Rispondi e chiudi"));
    // Reloading it leads back to the task.
    CHECK(town.get(town.luca, "/scrivania/compiti/x/esito").page ==
          "/scrivania?vista=ufficio&compito=x");
    CHECK(refused.shows(">0000001<span"));  // the list is still there
    CHECK(town.journal_entries(pratica, "casework.task_completed") == 0);
  });
}

TEST_CASE(
    "given somebody faster, when a clerk sends a form, then a plain message says so and the "
    "text stays") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Un ramo pende");
    Answer open = town.open(town.luca, pratica);
    REQUIRE(town.send(town.olga, town.open(town.olga, pratica), "/prendi").status == 303);
    Answer held = town.send(town.luca, open, "/esito", "rispondi", solved);
    CHECK(held.status == 409);
    CHECK(held.shows("è in carico a Olga Bruni"));
    CHECK(held.shows("Ramo tolto stamattina."));
    CHECK(town.send(town.luca, open, "/prendi").status == 409);

    REQUIRE(
        town.send(town.olga, town.open(town.olga, pratica), "/esito", "rispondi", solved).status ==
        303);
    Answer late = town.send(town.luca, open, "/esito", "chiedi", {{"domanda", "Da che lato?"}});
    CHECK(late.status == 409);
    CHECK(late.shows("è già stato concluso da Olga Bruni"));
    CHECK(late.shows("Quello che avevi scritto"));
    CHECK(late.shows("Da che lato?"));
  });
}

TEST_CASE(
    "given a form that was sent, when the browser sends it again, then nothing happens twice") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Un ramo pende");
    Answer open = town.open(town.luca, pratica);
    Answer first = town.send(town.luca, open, "/esito", "rispondi", solved);
    Answer again = town.send(town.luca, open, "/esito", "rispondi", solved);
    CHECK(first.status == 303);
    CHECK(again.status == 303);
    CHECK(town.journal_entries(pratica, "casework.task_completed") == 1);
    Answer other = town.send(town.luca, open, "/esito", "rispondi",
                             {{"risultato", "respinta"}, {"risposta", "No."}});
    CHECK(other.status == 409);
    CHECK(other.shows("già stata inviata con un altro contenuto"));
    CHECK(town.journal_entries(pratica, "casework.task_completed") == 1);
  });
}

TEST_CASE("given three cases, when one is finished, then the next opens, and never a colleague's") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    std::vector<PraticaId> cases;
    for (const char* text : {"Primo ramo caduto", "Secondo ramo caduto", "Terzo ramo caduto"}) {
      cases.push_back(town.file_report(text));
      town.clock.advance_seconds(3'600);
    }
    REQUIRE(town.send(town.olga, town.open(town.olga, cases[1]), "/prendi").status == 303);
    TaskId third = town.open_task(cases[2]);
    Answer next =
        town.send(town.luca, town.open(town.luca, cases[0]), "/esito", "rispondi", solved);
    CHECK(next.shows("compito=" + third.text));
    CHECK(next.shows("vista=ufficio"));
    Answer page = town.get(town.luca, next.page);
    CHECK(page.shows("0000001/2026: Rispondi e chiudi."));
    CHECK(page.shows("PG 0000003/2026"));
    Answer last = town.send(town.luca, page, "/esito", "rispondi", solved);
    CHECK_FALSE(last.shows("compito="));
  });
}

TEST_CASE(
    "given a case that belongs elsewhere, when it is forwarded, then the other office has it") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Una buca nella strada");
    Answer open = town.open(town.luca, pratica);
    CHECK(open.shows("name=\"inoltra__ufficio\" value=\"strade\""));
    CHECK_FALSE(open.shows("name=\"inoltra__ufficio\" value=\"verde\""));  // where it is
    Answer sent = town.send(town.luca, open, "/esito", "inoltra",
                            {{"ufficio", "strade"}, {"motivo_inoltro", "È una strada."}});
    CHECK(sent.status == 303);
    CHECK_FALSE(town.get(town.luca, "/scrivania?vista=ufficio")
                    .shows(">0000001<span class=\"year\">/2026<"));
    CHECK(town.get(town.carlo, "/scrivania?vista=ufficio")
              .shows(">0000001<span class=\"year\">/2026<"));
    Answer theirs = town.open(town.carlo, pratica);
    CHECK(theirs.shows("È una strada."));
    // Who had it still reads it, and cannot work it.
    Answer ours = town.get(town.luca, "/scrivania/pratica/" + pratica.text);
    CHECK(ours.status == 200);
    CHECK(ours.shows("Tocca a: Ufficio strade."));
    CHECK_FALSE(ours.shows("/esito\""));
  });
}

TEST_CASE("given a row opened by script, then only the pane is sent") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Un ramo pende");
    Answer pane = town.get(
        town.luca, "/scrivania?vista=ufficio&compito=" + town.open_task(pratica).text, true);
    CHECK(pane.page.starts_with("<section class=\"split-case\" id=\"pratica\""));
    CHECK_FALSE(pane.shows("<html"));
    CHECK_FALSE(pane.shows("worklist"));
  });
}

TEST_CASE("given closed and open cases, when a clerk searches, then number and words find them") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId closed = town.file_report("Primo ramo caduto");
    town.clock.advance_seconds(60);
    PraticaId open = town.file_report("Secondo ramo caduto");
    REQUIRE(
        town.send(town.luca, town.open(town.luca, closed), "/esito", "rispondi", solved).status ==
        303);
    REQUIRE(town.send(town.nina, town.open(town.nina, closed), "/esito", "approva").status == 303);
    Answer all = town.get(town.luca, "/scrivania/pratiche");
    CHECK(all.shows("chiusa"));
    CHECK(all.page.find("0000002/2026") < all.page.find("0000001/2026"));  // newest first
    for (const std::string query : {"1", "0000001", "1/2026", "0000001/2026"}) {
      CAPTURE(query);
      Answer found = town.get(town.luca, "/scrivania/pratiche?q=" + query);
      CHECK(found.count(">0000001/2026</a>") == 1);
    }
    CHECK(town.get(town.luca, "/scrivania/pratiche?q=1/2025").shows("Nessuna pratica"));
    CHECK(town.get(town.luca, "/scrivania/pratiche?q=TIGLI").count("/scrivania/pratica/") == 2);
    CHECK(town.get(town.luca, "/scrivania?q=tigli").count("row-link") == 1);
  });
}

TEST_CASE("given a list on the screen, when a report arrives, then it is counted") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    town.file_report("Primo ramo caduto");
    Answer list = town.get(town.luca, "/scrivania?vista=ufficio");
    size_t at = list.page.find("/scrivania/novita?da=");
    REQUIRE(at != std::string::npos);
    std::string url = list.page.substr(at, list.page.find('"', at) - at);
    CHECK(town.get(town.luca, url).page == R"({"nuovi":0,"testo":"0"})");
    town.clock.advance_seconds(60);
    town.file_report("Secondo ramo caduto");
    CHECK(town.get(town.luca, url).page == R"({"nuovi":1,"testo":"1"})");
    CHECK(town.get(town.carlo, url).page == R"({"nuovi":0,"testo":"0"})");
  });
}

TEST_CASE("given the page of a case, when its task is worked there, then one stays on that page") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId pratica = town.file_report("Un ramo pende");
    std::string url = "/scrivania/pratica/" + pratica.text;
    CHECK(town.send(town.luca, town.get(town.luca, url), "/prendi").page == url);
    // The head may take the work from a clerk; a colleague may not.
    CHECK_FALSE(town.get(town.olga, url).shows("/rilascia\""));
    Answer head = town.get(town.nina, url);
    CHECK(head.shows("Togli a Luca Neri"));
    CHECK(town.send(town.nina, head, "/rilascia").page == url);
    Answer free = town.get(town.olga, url);
    CHECK(free.shows("Da prendere."));
    Answer refused = town.send(town.olga, free, "/esito", "rispondi", {{"risposta", "Tolto."}});
    CHECK(refused.status == 422);
    CHECK_FALSE(refused.shows("worklist"));
    CHECK(town.send(town.olga, refused, "/esito", "rispondi", solved).page == url);
  });
}

TEST_CASE(
    "given more tasks than a page holds, then the list goes on by key and the state of the "
    "address comes back with the form") {
  on_both_engines([](TestStore& store) {
    Offices town(store);
    PraticaId last;
    for (int i = 0; i < 52; ++i) {
      last = town.file_report("Un ramo pende dal platano");
      town.clock.advance_seconds(3'600);
    }
    Answer first = town.get(town.luca, "/scrivania?vista=ufficio&q=tigli");
    CHECK(first.count("class=\"row-link\"") == 50);
    size_t at = first.page.find("/scrivania?vista=ufficio&amp;q=tigli&amp;dopo=");
    REQUIRE(at != std::string::npos);
    std::string url = first.page.substr(at, first.page.find('"', at) - at);
    for (size_t amp = url.find("&amp;"); amp != std::string::npos; amp = url.find("&amp;"))
      url.replace(amp, 5, "&");
    CHECK(town.get(town.luca, url).count("class=\"row-link\"") == 2);
    Answer open = town.get(town.luca, url + "&compito=" + town.open_task(last).text);
    Answer claimed = town.send(town.luca, open, "/prendi");
    CHECK(claimed.page == url + "&compito=" + town.open_task(last).text);
    CHECK(town.get(town.luca, "/scrivania?dopo=altro").status == 400);
  });
}
