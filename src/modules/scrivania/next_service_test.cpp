#include <doctest/doctest.h>

#include "base/text.h"
#include "modules/scrivania/testing/desk_town.h"
#include "web/embedded.h"

using namespace digipro;
using namespace digipro::scrivania::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

// The town's second service: another name, other words on the buttons, one field more.
std::vector<catalogue::PackageFile> second_package() {
  std::vector<catalogue::PackageFile> files;
  for (const web::EmbeddedFile& file : web::embedded_below("services/segnalazione-aree-verdi/")) {
    std::string path = replace_all(file.path, "segnalazione-aree-verdi", "segnalazione-giochi");
    std::string text = replace_all(file.bytes(), "segnalazione-aree-verdi", "segnalazione-giochi");
    text = replace_all(text, "Segnalazione aree verdi", "Segnalazione giochi");
    text = replace_all(text, "label=\"Rispondi e chiudi\"", "label=\"Chiudi con relazione\"");
    text = replace_all(text, "<digipro:field id=\"risposta\"",
                       "<digipro:field id=\"squadra\" label=\"Squadra\" type=\"text\" "
                       "required=\"false\" lengthMax=\"40\"/>\n<digipro:field id=\"risposta\"");
    files.push_back({std::move(path), std::move(text)});
  }
  return files;
}

}  // namespace

TEST_CASE("given a service that the desk has never seen, then its words and fields are its form") {
  on_both_engines([](TestStore& store) {
    DeskTown town(store, second_package());
    Worker luca = town.worker("Luca", "Neri", {{"verde", Role::operatore}});
    Worker nina = town.worker("Nina", "Rossi", {{"verde", Role::responsabile}});
    town.file_report("Un ramo pende sul marciapiede");
    PraticaId pratica = town.file_report("Altalena con una catena rotta", "segnalazione-giochi");
    std::string desk = "/scrivania?vista=ufficio&servizio=segnalazione-giochi";
    Answer list = town.get(luca, desk);
    CHECK(list.count("class=\"row-link\"") == 1);
    CHECK(list.shows("Compiti dell&#39;ufficio, Segnalazione giochi"));

    Answer open = town.get(luca, desk + "&compito=" + town.open_task(pratica).text);
    CHECK(open.shows("Chiudi con relazione"));
    CHECK(open.shows("name=\"rispondi__squadra\" value=\"\" maxlength=\"40\""));
    Answer sent = town.send(
        luca, open, "/esito", "rispondi",
        {{"risultato", "risolta"}, {"squadra", "Squadra due"}, {"risposta", "Catena cambiata."}});
    CHECK(sent.status == 303);
    Answer proposal = town.get(nina, desk + "&compito=" + town.open_task(pratica).text);
    CHECK(proposal.shows("<dt>Squadra</dt><dd>Squadra due"));
    CHECK(proposal.shows("Chiudi con relazione"));
  });
}
