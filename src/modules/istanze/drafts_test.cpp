#include "modules/istanze/drafts.h"

#include <doctest/doctest.h>

#include "modules/istanze/testing/request_town.h"

using namespace digipro;
using namespace digipro::istanze;
using namespace digipro::istanze::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

people::PersonalData named(const char* given_name) {
  people::PersonalData data;
  data.given_name = given_name;
  data.family_name = "Verdi";
  return data;
}

AttachFile photo(const std::string& draft, char digit, size_t files_max = 5) {
  return {.draft = draft,
          .field = "foto",
          .blob = std::string(64, digit),
          .name = "ramo.jpg",
          .media_type = "image/jpeg",
          .size_bytes = 1'000,
          .field_files_max = files_max};
}

}  // namespace

TEST_CASE("given a new draft, when fields are saved, then each change moves revision and expiry") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    CHECK(draft.revision == 1);
    town.clock.advance_seconds(86'400);
    CHECK(must(town.save(anna, draft.id, R"({"problema":"albero","nome":"Anna"})")).revision == 2);
    // The same once more is no change.
    CHECK(must(town.save(anna, draft.id, R"({"problema":"albero"})")).revision == 2);
    CHECK(must(town.save(anna, draft.id, R"({"nome":null,"email":"a@example.it"})")).revision == 3);
    Draft found = must(town.find(anna, draft.id));
    CHECK(json::dump(found.answers) == R"({"email":"a@example.it","problema":"albero"})");
    CHECK(found.service == town.service->id);
    CHECK(found.service_version == town.service->version);
    CHECK(found.updated == town.clock.now());
    CHECK(found.created == town.clock.now().plus_seconds(-86'400));
    CHECK(found.expires == town.clock.now().plus_seconds(30 * 86'400));  // 30 days of ADR and sheet
    CHECK(town.rows("SELECT seq FROM journal").empty());                 // nothing has happened yet
  });
}

TEST_CASE("given a draft, when its time is over, then it is gone and the clean-up takes it") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer old = town.start(anna);
    town.clock.advance_seconds(30 * 86'400);
    CHECK(town.find(anna, old.id).has_value());  // to the last second
    DraftAnswer young = town.start(anna);
    town.clock.advance_seconds(1);
    CHECK(code_of(town.find(anna, old.id)) == ErrorCode::gone);
    CHECK(code_of(town.save(anna, old.id, R"({"nome":"x"})")) == ErrorCode::gone);
    Caller system = system_caller(EnteId("borgoverde"));
    int deleted = 0;
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      deleted = must(delete_expired(tx, 10));
      return json::Value::object();
    };
    REQUIRE(town.ledger->submit({"test.expire", &system, "", "", apply}).has_value());
    CHECK(deleted == 1);
    CHECK(code_of(town.find(anna, old.id)) == ErrorCode::not_found);
    CHECK(town.find(anna, young.id).has_value());
  });
}

TEST_CASE("given a person's draft, when somebody else comes, then it stays closed") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.person(named("Anna")), bruno = town.person(named("Bruno"));
    DraftAnswer draft = town.start(anna);
    for (const Visitor& other : {bruno, town.nobody()}) {
      CHECK(code_of(town.find(other, draft.id)) == ErrorCode::forbidden);
      CHECK(code_of(town.save(other, draft.id, R"({"nome":"x"})")) == ErrorCode::forbidden);
      CHECK(code_of(town.ledger->run(other.caller, {}, attach_file(), photo(draft.id, 'a'))) ==
            ErrorCode::forbidden);
      CHECK(code_of(town.ledger->run(other.caller, {}, remove_file(),
                                     RemoveFile{draft.id, "foto", std::string(64, 'a')})) ==
            ErrorCode::forbidden);
    }
    CHECK(must(town.find(anna, draft.id)).revision == 1);
    CHECK(code_of(town.find(anna, "00000000-0000-7000-8000-000000000000")) == ErrorCode::not_found);
  });
}

TEST_CASE("given a person's drafts, when they are listed, then the last changed comes first") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.person(named("Anna"));
    DraftAnswer first = town.start(anna);
    town.clock.advance_seconds(60);
    DraftAnswer second = town.start(anna);
    town.start(town.nobody());
    town.clock.advance_seconds(60);
    must(town.save(anna, first.id, R"({"problema":"erba"})"));
    auto drafts = [&] {
      auto lease = must(town.ledger->read());
      return must(drafts_of(lease->db(), anna.viewer.person, town.clock.now()));
    };
    std::vector<Draft> listed = drafts();
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].id == first.id);
    CHECK(listed[1].id == second.id);
    town.clock.advance_seconds(30 * 86'400 - 30);
    listed = drafts();
    REQUIRE(listed.size() == 1);  // the untouched one has expired
    CHECK(listed[0].id == first.id);
  });
}

TEST_CASE("given files, when they are added and taken away, then the field's limit holds") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    auto attach = [&](char digit) {
      return town.ledger->run(anna.caller, {}, attach_file(), photo(draft.id, digit, 2));
    };
    CHECK(must(attach('a')).revision == 2);
    CHECK(must(attach('a')).revision == 2);  // the same bytes once more
    CHECK(must(attach('b')).answers["foto"].items().size() == 2);
    CHECK(code_of(attach('c')) == ErrorCode::limit_exceeded);
    DraftAnswer left = must(town.ledger->run(anna.caller, {}, remove_file(),
                                             RemoveFile{draft.id, "foto", std::string(64, 'a')}));
    REQUIRE(left.answers["foto"].items().size() == 1);
    CHECK(left.answers["foto"].items()[0] == json::Value::object({{"blob", std::string(64, 'b')},
                                                                  {"name", "ramo.jpg"},
                                                                  {"type", "image/jpeg"},
                                                                  {"size", 1'000}}));
  });
}

TEST_CASE(
    "given answers beyond 64 KB, when they are saved, then they are refused and none is kept") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    must(town.save(anna, draft.id, R"({"nome":"Anna"})"));
    std::string huge = R"({"descrizione":")" + std::string(70'000, 'x') + "\"}";
    CHECK(code_of(town.save(anna, draft.id, huge)) == ErrorCode::too_large);
    CHECK(json::dump(must(town.find(anna, draft.id)).answers) == R"({"nome":"Anna"})");
  });
}
