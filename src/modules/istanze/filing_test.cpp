#include "modules/istanze/filing.h"

#include <doctest/doctest.h>

#include "modules/istanze/testing/request_town.h"

using namespace digipro;
using namespace digipro::istanze;
using namespace digipro::istanze::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

struct Filed {
  Submitted sent;
  casework::Pratica pratica;
  Istanza istanza;
};

Filed file(RequestTown& town, const Visitor& who, const std::string& answers) {
  DraftAnswer draft = town.start(who);
  DraftAnswer saved = must(town.save(who, draft.id, answers));
  Submitted sent = must(town.submit(who, draft.id, saved.revision));
  auto lease = must(town.ledger->read());
  return {sent, must(casework::load_pratica(lease->db(), sent.pratica)),
          must(find_istanza(lease->db(), sent.pratica))};
}

int64_t count(RequestTown& town, db::Sql statement) {
  return town.rows(statement).front().integer(0);
}

std::vector<std::string> fields_of(const Error& error) {
  std::vector<std::string> ids;
  for (const FieldProblem& problem : error.fields) ids.push_back(problem.field);
  return ids;
}

}  // namespace

TEST_CASE("given a whole report, when it is sent, then one commit holds all that follows from it") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    Filed filed = file(town, anna, town.whole_story());
    CHECK(filed.sent.number == "0000001/2026");
    CHECK(filed.pratica.number == filed.sent.number);
    CHECK(filed.pratica.office == OfficeId("verde"));
    CHECK(filed.pratica.latitude == "44.9012");
    CHECK(filed.pratica.state == casework::PraticaState::aperta);
    CHECK(filed.istanza.ground == "non_richiesta");
    CHECK(filed.istanza.sender_name == "Anna Verdi");
    CHECK(filed.istanza.contact_email == "anna.verdi@example.it");
    CHECK(filed.istanza.values["albero_stato"] == json::Value("pericolante"));
    CHECK(code_of(town.find(anna, filed.sent.draft)) == ErrorCode::not_found);
    CHECK(count(town, "SELECT count(*) FROM journal WHERE kind = 'istanze.filed'") == 1);
    CHECK(count(town, "SELECT count(*) FROM outbox WHERE kind = 'posta.mail'") == 1);
    CHECK(count(town, "SELECT count(*) FROM outbox WHERE kind = 'istanze.render'") == 1);
    // The reporter's link opens it, whoever comes with it.
    auto lease = must(town.ledger->read());
    std::string token = town.links.sign(follow_purpose, filed.sent.draft);
    CHECK(casework::find_by_secret(lease->db(), stored_form_of_link(token)).has_value());
  });
}

TEST_CASE("given a report with photos, when it is sent, then each is a document with its hash") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    must(town.save(anna, draft.id, town.whole_story()));
    DraftAnswer attached = must(town.ledger->run(anna.caller, {}, attach_file(),
                                                 AttachFile{.draft = draft.id,
                                                            .field = "foto",
                                                            .blob = std::string(64, 'a'),
                                                            .name = "ramo.jpg",
                                                            .media_type = "image/jpeg",
                                                            .size_bytes = 1'000,
                                                            .field_files_max = 5}));
    Submitted sent = must(town.submit(anna, draft.id, attached.revision));
    auto lease = must(town.ledger->read());
    auto listed = must(documents::of_pratica(lease->db(), sent.pratica));
    REQUIRE(listed.size() == 2);  // what was said, and the photo
    CHECK(listed[0].kind == documents::Kind::istanza);
    CHECK(listed[1].kind == documents::Kind::allegato);
    CHECK(listed[1].current.sha256 == std::string(64, 'a'));
  });
}

TEST_CASE("given a report, when it is sent twice, then it is filed once and answered the same") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    int64_t revision = must(town.save(anna, draft.id, town.whole_story())).revision;
    Submitted first = must(town.submit(anna, draft.id, revision, "chiave"));
    Submitted again = must(town.submit(anna, draft.id, revision, "chiave"));
    CHECK(again.pratica == first.pratica);
    CHECK(again.number == first.number);
    CHECK(code_of(town.submit(anna, draft.id, revision + 1, "chiave")) ==
          ErrorCode::idempotency_mismatch);
    CHECK(code_of(town.submit(anna, draft.id, revision, "altra")) == ErrorCode::not_found);
    CHECK(count(town, "SELECT count(*) FROM istanza") == 1);
  });
}

TEST_CASE("given a draft changed after its summary, when it is sent, then nothing is filed") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    int64_t shown = must(town.save(anna, draft.id, town.whole_story())).revision;
    must(town.save(anna, draft.id, R"({"problema":"giochi"})"));
    CHECK(code_of(town.submit(anna, draft.id, shown)) == ErrorCode::conflict);
    CHECK(count(town, "SELECT count(*) FROM istanza") == 0);
    CHECK(count(town, "SELECT count(*) FROM outbox") == 0);
    CHECK(town.find(anna, draft.id).has_value());
  });
}

TEST_CASE("given a report with gaps, when it is sent, then each gap and mistake is named") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    DraftAnswer draft = town.start(anna);
    int64_t revision =
        must(town.save(anna, draft.id, R"({"problema":"erba","vuole_risposta":true,"email":"x"})"))
            .revision;
    auto refused = town.submit(anna, draft.id, revision);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::invalid_input);
    CHECK(fields_of(refused.error()) == std::vector<std::string>{"descrizione", "luogo", "email"});
  });
}

TEST_CASE("given answers behind hidden fields, when the report is sent, then they stay behind") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Visitor anna = town.nobody();
    // A tree was chosen first, then rubbish; an answer was wanted first, then not.
    Filed filed = file(town, anna, R"({"problema":"rifiuti","albero_stato":"caduto",
        "pericolo":true,"accessibile":true,"descrizione":"Sacchi accanto alla panchina",
        "luogo":{"street":"Via dei Tigli"},"vuole_risposta":false,"nome":"Anna Verdi",
        "email":"anna.verdi@example.it"})");
    CHECK(json::dump(filed.istanza.values) ==
          R"({"descrizione":"Sacchi accanto alla panchina","luogo":{"street":"Via dei Tigli"},)"
          R"("problema":"rifiuti","vuole_risposta":false})");
    CHECK(filed.istanza.contact_email.empty());
    CHECK(filed.istanza.sender_name.empty());
    CHECK(filed.pratica.oggetto.find("Anna") == std::string::npos);
    CHECK(count(town, "SELECT count(*) FROM outbox WHERE kind = 'posta.mail'") == 0);
  });
}

TEST_CASE(
    "given a logged-in reporter, when a report is sent, then the ground is the town's login") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    people::PersonalData data;
    data.given_name = "Anna";
    data.family_name = "Verdi";
    data.email = "anna.verdi@example.it";
    Visitor anna = town.person(data);
    Filed filed = file(town, anna, R"({"problema":"erba","descrizione":"Erba alta da un mese",
        "luogo":{"street":"Via dei Tigli"},"vuole_risposta":true})");
    CHECK(filed.istanza.ground == "credenziali_ente");
    CHECK(filed.istanza.contact_email == "anna.verdi@example.it");  // known, not typed
    CHECK(filed.istanza.sender_name == "Anna Verdi");
  });
}

TEST_CASE(
    "given a public report, when it is filed, then its facts name no person and no free text") {
  on_both_engines([](TestStore& store) {
    RequestTown town(store);
    Filed filed = file(town, town.nobody(), town.whole_story());
    std::string facts = json::dump(filed.pratica.public_facts);
    CHECK(facts.find("Albero o ramo") != std::string::npos);
    CHECK(facts.find("Via dei Tigli") != std::string::npos);
    CHECK(facts.find("Anna") == std::string::npos);
    CHECK(facts.find("vialetto") == std::string::npos);
  });
}
