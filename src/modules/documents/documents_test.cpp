#include <doctest/doctest.h>

#include "core/journal/journal.h"
#include "core/ledger/ledger.h"
#include "modules/documents/module.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;
using documents::Document;
using documents::Kind;
using documents::NewDocument;

namespace {

const PraticaId pratica("pratica-1"), another("pratica-2");

NewDocument photo(char hash = 'a', const PraticaId& of = pratica) {
  return {.pratica = of,
          .kind = Kind::allegato,
          .title = "Foto del ramo",
          .sha256 = std::string(64, hash),
          .media_type = "image/jpeg",
          .name = "ramo.jpg",
          .size_bytes = 12'345};
}

struct Town {
  explicit Town(TestStore& store) {
    auto opened =
        ledger::open_ledger(store.database(), clock, ids, ledger::Settings{EnteId("borgoverde")},
                            documents::migrations);
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    anna.ente = EnteId("borgoverde");
    anna.person = PersonId("anna");
  }
  Status change(const Caller& caller, std::function<Status(ledger::Tx&)> how) {
    auto answer =
        ledger->submit({"test.change", &caller, "", "", [&](ledger::Tx& tx) -> Result<json::Value> {
                          DIGIPRO_CHECK(how(tx));
                          return json::Value::object();
                        }});
    if (!answer) return refuse(answer.error());
    return {};
  }
  DocumentId add(const NewDocument& document, const Caller& caller) {
    DocumentId id;
    Status added = change(caller, [&](ledger::Tx& tx) -> Status {
      DIGIPRO_TRY(made, documents::create(tx, caller, document));
      id = made;
      return {};
    });
    if (!added) FAIL(added.error().detail);
    return id;
  }
  DocumentId add(const NewDocument& document) { return add(document, anna); }
  Status add_version(const DocumentId& id, const NewDocument& version) {
    return change(anna,
                  [&](ledger::Tx& tx) { return documents::add_version(tx, anna, id, version); });
  }
  template <class Query>
  auto reading(Query&& query) {
    auto lease = ledger->read();
    return query((*lease)->db());
  }
  std::vector<Document> all(const PraticaId& of = pratica) {
    return reading([&](db::Connection& db) { return documents::of_pratica(db, of); }).value();
  }

  ManualClock clock{Instant{1'795'420'800'000'000}};
  CountingIdSource ids;
  Caller anna;
  std::unique_ptr<ledger::Ledger> ledger;
};

}  // namespace

TEST_CASE("a document keeps what it is, by whom and when; a reporter without login is nobody") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    DocumentId id = town.add(photo());
    town.clock.advance_seconds(1);
    NewDocument filed = photo('b');
    filed.kind = Kind::istanza;
    town.add(filed, Caller());
    auto found = town.all();
    REQUIRE(found.size() == 2);
    CHECK(found[0].id == id);
    CHECK(found[0].kind == Kind::allegato);
    CHECK(found[0].title == "Foto del ramo");
    CHECK(found[0].current.number == 1);
    CHECK(found[0].current.sha256 == std::string(64, 'a'));
    CHECK(found[0].current.media_type == "image/jpeg");
    CHECK(found[0].current.name == "ramo.jpg");
    CHECK(found[0].current.size_bytes == 12'345);
    CHECK(found[0].current.author == PersonId("anna"));
    CHECK(found[0].current.created_at.plus_seconds(1) == town.clock.now());
    CHECK(found[1].kind == Kind::istanza);
    CHECK(found[1].current.author.empty());
    CHECK(town.all(another).empty());
  });
}

TEST_CASE("given a new version, then it is the current one, and the old one stays") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    DocumentId id = town.add(photo('a'));
    town.clock.advance_seconds(60);
    REQUIRE(town.add_version(id, photo('b')));
    REQUIRE(town.add_version(id, photo('c')));
    auto found = town.all();
    REQUIRE(found.size() == 1);
    CHECK(found[0].current.number == 3);
    CHECK(found[0].current.sha256 == std::string(64, 'c'));
    CHECK(found[0].current.created_at == town.clock.now());
    auto hashes =
        town.reading([](db::Connection& db) { return documents::hashes_in_use(db, "", 10); });
    CHECK(hashes.value() == std::vector<std::string>{std::string(64, 'a'), std::string(64, 'b'),
                                                     std::string(64, 'c')});
    auto entries = town.reading(
        [](db::Connection& db) { return journal::of_pratica(db, pratica, 0, 10, false); });
    REQUIRE(entries->size() == 3);
    CHECK((*entries)[0].kind == "documents.created");
    CHECK((*entries)[2].kind == "documents.version_added");
    CHECK((*entries)[2].subject == id.text);
    CHECK((*entries)[2].facts == json::Value::object({{"kind", "allegato"},
                                                      {"version", 3},
                                                      {"sha256", std::string(64, 'c')},
                                                      {"type", "image/jpeg"},
                                                      {"bytes", 12'345}}));
  });
}

TEST_CASE("a document of another case is not found, and gets no version") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    DocumentId id = town.add(photo());
    town.reading([&](db::Connection& db) {
      CHECK(documents::find_document(db, pratica, id)->title == "Foto del ramo");
      CHECK(documents::find_document(db, another, id).error().code == ErrorCode::not_found);
      CHECK(documents::find_document(db, pratica, DocumentId("x")).error().code ==
            ErrorCode::not_found);
      return 0;
    });
    CHECK(town.add_version(id, photo('b', another)).error().code == ErrorCode::not_found);
    CHECK(town.add_version(DocumentId("x"), photo('b')).error().code == ErrorCode::not_found);
    CHECK(town.all()[0].current.number == 1);
  });
}

TEST_CASE("hashes in use come once each, in order, page by page") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (char hash : {'c', 'a', 'b', 'a'}) town.add(photo(hash));
    auto page = [&](const std::string& after) {
      return town
          .reading([&](db::Connection& db) { return documents::hashes_in_use(db, after, 2); })
          .value();
    };
    CHECK(page("") == std::vector<std::string>{std::string(64, 'a'), std::string(64, 'b')});
    CHECK(page(std::string(64, 'b')) == std::vector<std::string>{std::string(64, 'c')});
    CHECK(page(std::string(64, 'c')).empty());
  });
}

TEST_CASE("every kind has a name for the store and a title for people") {
  CHECK(documents::name_of(Kind::istanza) == "istanza");
  CHECK(documents::name_of(Kind::allegato) == "allegato");
  CHECK(documents::name_of(Kind::ricevuta) == "ricevuta");
  CHECK(documents::name_of(Kind::risposta) == "risposta");
  for (Kind kind : {Kind::istanza, Kind::allegato, Kind::ricevuta, Kind::risposta})
    CHECK_FALSE(documents::title_of(kind).empty());
}
