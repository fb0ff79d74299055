// The request as a browser without scripts, and with them, walks it.
#include "modules/istanze/pages.h"

#include <doctest/doctest.h>

#include "modules/istanze/testing/request_town.h"

using namespace digipro;
using namespace digipro::istanze;
using namespace digipro::istanze::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

// A JPEG of 40 x 30 points as far as its headers go (ITU-T T.81, B.2.2 and B.2.3).
constexpr char jpeg_headers[] =
    "\xFF\xD8\xFF\xC0\x00\x0B\x08\x00\x1E\x00\x28\x01\x01\x11\x00"
    "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00";
const std::string jpeg(jpeg_headers, sizeof jpeg_headers - 1);

std::string started(RequestTown& town, const Visitor& who) {
  Answer begun = town.post(who, "/servizi/segnalazione-aree-verdi/avvia", {});
  REQUIRE(begun.status == 303);
  return begun.location;
}

}  // namespace

TEST_CASE("given no scripts, when every step is posted, then the report is filed and followed") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    std::string url = started(town, anna);
    CHECK(town.get(anna, url).location == url + "/passo/cosa");
    CHECK(town.get(anna, url + "/passo/cosa").shows("Che cosa hai visto?"));
    // Without scripts the page shows one question more only when it is posted.
    Answer more = town.post(
        anna, url + "/passo/cosa",
        {{"problema", "albero"}, {"descrizione", "Un ramo sul vialetto"}, {"_go", "next"}});
    CHECK(more.status == 422);
    CHECK(more.shows("href=\"#f-albero_stato\""));
    Answer next = town.post(anna, url + "/passo/cosa",
                            {{"problema", "albero"},
                             {"albero_stato", "caduto"},
                             {"pericolo", "true"},
                             {"descrizione", "Un ramo sul vialetto"},
                             {"_go", "next"}});
    CHECK(next.location == url + "/passo/dove");
    next = town.post(anna, next.location,
                     {{"luogo.street", "Via dei Tigli"}, {"accessibile", "false"}});
    CHECK(next.location == url + "/passo/foto");
    next =
        town.post(anna, next.location, {{"_go", "next"}}, {town.upload("foto", "ramo.jpg", jpeg)});
    CHECK(next.location == url + "/passo/contatti");
    next = town.post(anna, next.location, {{"vuole_risposta", "false"}});
    CHECK(next.location == url + "/riepilogo");
    Answer summary = town.get(anna, next.location);
    CHECK(summary.shows("Albero o ramo"));
    CHECK(summary.shows("ramo.jpg"));
    size_t at = summary.page.find("name=\"_key\" value=\"") + 19;
    std::string key = summary.page.substr(at, summary.page.find('"', at) - at);
    Answer sent = town.post(anna, url + "/invia", {{"_key", key}});
    REQUIRE(sent.status == 303);
    CHECK(sent.location.starts_with("/segui/"));
    CHECK(town.get(anna, sent.location).shows("0000001/2026"));
    // Once more, as by a second click.
    CHECK(town.post(anna, url + "/invia", {{"_key", key}}).location == sent.location);
  });
}

TEST_CASE("given scripts, when one answer is saved, then only the fields that differ come back") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    std::string url = started(town, anna);
    Answer saved = town.post(anna, url + "/salva/cosa", {{"problema", "giochi"}});
    CHECK(saved.status == 200);
    CHECK(saved.shows("id=\"field-pericolo\" class=\"field\" hx-swap-oob"));
    CHECK(saved.shows("Bozza salvata alle"));
    CHECK_FALSE(saved.shows("field-descrizione"));
    CHECK_FALSE(saved.shows("<html"));
    CHECK_FALSE(saved.shows("error-summary"));
    // After a try to go on, what is still due stays on top.
    CHECK(town.post(anna, url + "/salva/cosa", {{"problema", "erba"}, {"_version", "2e"}})
              .shows("href=\"#f-descrizione\""));
  });
}

TEST_CASE("given a file of the wrong kind, size or with a virus, then the page says why") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    std::string url = started(town, anna);
    auto upload = [&](const char* name, const std::string& bytes) {
      return town.post(anna, url + "/file/foto", {}, {town.upload("foto", name, bytes)});
    };
    CHECK(upload("ramo.jpg", jpeg).shows("ramo.jpg"));
    CHECK(upload("ramo.jpg.exe", "MZ not an image").shows("non è un file JPEG"));
    CHECK(upload("vuoto.jpg", "").status == 200);
    CHECK(upload("grande.jpg", jpeg + std::string(10'485'760, 'x')).shows("supera"));
    town.scan = [](const blob::BlobRef&) { return Status(refuse(ErrorCode::virus_found)); };
    CHECK(upload("altra.jpg", jpeg + "2").shows("contiene un virus"));
    town.scan = [](const blob::BlobRef&) { return Status(refuse(ErrorCode::outside_failed)); };
    CHECK(upload("altra.jpg", jpeg + "2").shows("antivirus"));
    CHECK(town.get(anna, url + "/passo/foto").shows("value=\"foto:0\""));
    CHECK_FALSE(town.get(anna, url + "/passo/foto").shows("value=\"foto:1\""));
    Answer removed = town.post(anna, url + "/file/foto", {{"_remove", "foto:0"}});
    CHECK_FALSE(removed.shows("foto:0"));
  });
}

TEST_CASE("given somebody's link, when it is changed or not theirs, then it opens nothing") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    people::PersonalData data;
    data.given_name = "Anna";
    data.family_name = "Verdi";
    Visitor anna = town.person(data);
    std::string url = started(town, anna);
    CHECK(town.get(anna, url + "/passo/cosa").status == 200);
    CHECK(town.get(town.nobody(), url + "/passo/cosa").status == 403);
    std::string forged = url;
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    CHECK(town.get(anna, forged + "/passo/cosa").status == 404);
    CHECK(town.get(anna, url + "/passo/nessuno").status == 404);
    town.clock.advance_seconds(31 * 86'400);
    CHECK(town.get(anna, url + "/passo/cosa").status == 410);
  });
}

TEST_CASE(
    "given an emptied draft changed elsewhere, when it is sent, then the summary comes again") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    int64_t shown = must(town.save(anna, draft.id, town.whole_story())).revision;
    must(town.save(anna, draft.id, R"({"email":""})"));
    std::string url = town.draft_url(draft.id);
    std::string key = draft.id + "/" + std::to_string(shown);
    Answer changed = town.post(anna, url + "/invia", {{"_key", key}});
    CHECK(changed.status == 422);
    CHECK(changed.shows("I dati sono cambiati"));
    Answer gap =
        town.post(anna, url + "/invia", {{"_key", draft.id + "/" + std::to_string(shown + 1)}});
    CHECK(gap.status == 422);
    CHECK(gap.shows("Manca «Posta elettronica»"));
  });
}

TEST_CASE(
    "given a letter with a follow link, when the office reads it again, then the link is gone") {
  const std::string mask = "[collegamento segreto di chi ha segnalato]";
  CHECK(istanze::without_follow_links("Per seguirla: https://a.it/segui/AbC-_1\n\nIl Comune") ==
        "Per seguirla: " + mask + "\n\nIl Comune");
  CHECK(istanze::without_follow_links("http://a.it/segui/x e /segui/y") == mask + " e " + mask);
  CHECK(istanze::without_follow_links("Nessun collegamento.") == "Nessun collegamento.");
  CHECK(istanze::without_follow_links("").empty());
}
