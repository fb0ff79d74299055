#include <doctest/doctest.h>
#include <stdlib.h>

#include "core/ente/ente_settings.h"
#include "core/ente/registry.h"
#include "core/installation/installation.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;

namespace {

struct Town {
  ManualClock clock{Instant{1'795'420'800'000'000}};
  CountingIdSource ids;
  Caller admin = system_caller(EnteId("borgoverde"));
};

ente::StoreSettings in_folder(const std::string& folder) {
  ente::StoreSettings settings;
  settings.folder = folder;
  return settings;
}

template <class Query>
auto reading(ledger::Ledger& ledger, Query&& query) {
  auto lease = ledger.read();
  REQUIRE(lease);
  auto result = query((*lease)->db());
  REQUIRE(result);
  return *result;
}

}  // namespace

TEST_CASE("an ente keeps its settings; only an administrator changes them, only to likely values") {
  db::testing::TempFolder folder;
  Town town;
  {
    auto store =
        ente::open_ente(in_folder(folder.path()), EnteId("borgoverde"), town.clock, town.ids, {});
    REQUIRE(store);
    auto change = [&](const Caller& caller, std::string name, std::string value) {
      return (*store)->ledger().run(caller, {}, ente::change_setting, {name, value});
    };
    CHECK(change(town.admin, "name", " Comune di Borgoverde "));
    CHECK(change(town.admin, "patron_saint", "06-24"));
    Caller clerk = town.admin;
    clerk.roles = {Role::operatore};
    CHECK(change(clerk, "name", "Altro").error().code == ErrorCode::forbidden);
    CHECK(change(town.admin, "nome", "Altro").error().code == ErrorCode::invalid_input);
    auto wrong = change(town.admin, "patron_saint", "24 giugno");
    REQUIRE_FALSE(wrong);
    REQUIRE(wrong.error().fields.size() == 1);
    CHECK(wrong.error().fields[0].field == "value");
    CHECK(change(town.admin, "ipa_code", "c_a123456789").error().fields.size() == 1);
  }
  auto again =
      ente::open_ente(in_folder(folder.path()), EnteId("borgoverde"), town.clock, town.ids, {});
  REQUIRE(again);
  auto settings = reading((*again)->ledger(), ente::read_settings);
  CHECK(settings.value("name") == "Comune di Borgoverde");
  CHECK(settings.value("aoo_code").empty());
  CHECK(settings.patron().month == 6);
  CHECK(settings.patron().day == 24);
}

TEST_CASE("two processes cannot have the same ente on one machine, whatever their node's name") {
  db::testing::TempFolder folder;
  Town town;
  auto settings = in_folder(folder.path());
  auto first = ente::open_ente(settings, EnteId("borgoverde"), town.clock, town.ids, {});
  REQUIRE(first);
  auto second = ente::open_ente(settings, EnteId("borgoverde"), town.clock, town.ids, {});
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::lease_lost);
  CHECK(ente::open_ente(settings, EnteId("../altro"), town.clock, town.ids, {}).error().code ==
        ErrorCode::invalid_input);
}

TEST_CASE("the registry closes the ente unused for longest, never one that is in use") {
  db::testing::TempFolder folder;
  Town town;
  int attached = 0;
  struct Count : ente::Attachment {
    int& count;
    explicit Count(int& c) : count(c) { ++count; }
    ~Count() override { --count; }
  };
  ente::Registry registry(
      in_folder(folder.path()), town.clock, town.ids, {},
      [&](ente::Store&) -> Result<std::unique_ptr<ente::Attachment>> {
        return std::make_unique<Count>(attached);
      },
      2);
  auto held = registry.open(EnteId("a"));
  REQUIRE(held);
  CHECK(registry.open(EnteId("a"))->get() == held->get());
  REQUIRE(registry.open(EnteId("b")));
  REQUIRE(registry.open(EnteId("c")));  // b goes: a is older, but in use
  CHECK(registry.open_count() == 2);
  CHECK(attached == 2);
  auto other = registry.open(EnteId("c"));
  CHECK(registry.open(EnteId("d")).error().code == ErrorCode::too_many_requests);
  registry.close_all();
  CHECK(attached == 2);  // those with a handle
  CHECK((*held)->store->ledger().holds_lease());
}

TEST_CASE("the installation knows its enti by host name; a host belongs to one ente") {
  db::testing::TempFolder folder;
  Town town;
  std::vector<ente::StoreSettings> engines{in_folder(folder.path())};
  auto store = installation::open_installation(engines[0], town.clock, town.ids, {});
  REQUIRE(store);
  auto& ledger = (*store)->ledger();
  REQUIRE(
      ledger.run(town.admin, {}, installation::keep_ente,
                 {EnteId("borgoverde"), "Comune di Borgoverde", {"Borgoverde.it", "localhost"}}));
  CHECK(ledger
            .run(town.admin, {}, installation::keep_ente,
                 {EnteId("altro"), "Comune di Altro", {"localhost"}})
            .error()
            .code == ErrorCode::conflict);
  REQUIRE(ledger.run(town.admin, {}, installation::keep_ente,
                     {EnteId("borgoverde"), "Borgoverde", {"borgoverde.it"}}));
  auto all = reading(ledger, [](db::Connection& db) { return installation::enti(db, {}, 10); });
  REQUIRE(all.size() == 1);
  CHECK(all[0].name == "Borgoverde");
  CHECK(all[0].hosts == std::vector<std::string>{"borgoverde.it"});
  auto of = [&](std::string_view host) {
    return reading(ledger,
                   [&](db::Connection& db) { return installation::ente_of_host(db, host); });
  };
  CHECK(of("BORGOVERDE.IT") == EnteId("borgoverde"));
  CHECK_FALSE(of("localhost"));
}
