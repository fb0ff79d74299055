// Whatever mix of registrations succeeds, is refused or fails, in whatever batches: the numbers
// that were given are 1 to n.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <thread>

#include "core/ledger/ledger.h"
#include "modules/protocollo/module.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

enum class Fate { registered, refused_before, fails_after, breaks_a_constraint };

class Register {
 public:
  explicit Register(TestStore& store) {
    auto opened =
        ledger::open_ledger(store.database(), clock_, ids_, ledger::Settings{EnteId("borgoverde")},
                            protocollo::migrations);
    if (!opened) FAIL(opened.error().detail);
    ledger_ = std::move(*opened);
  }

  // The number, or 0.
  int64_t run(const std::string& aoo, Fate fate) {
    int64_t number = 0;
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      protocollo::Registration registration;
      registration.aoo = aoo;
      registration.oggetto = fate == Fate::refused_before ? "" : "Ramo caduto";
      registration.correspondents = {{"Anna Verdi", ""}};
      registration.documents = {{"doc", std::string(64, 'a')}};
      DIGIPRO_TRY(registered, protocollo::register_document(tx, caller_, registration));
      if (fate == Fate::fails_after) return refuse(ErrorCode::conflict, "later in the filing");
      if (fate == Fate::breaks_a_constraint) {
        constexpr db::Sql twice =
            "INSERT INTO protocollo_documento(protocollo, position, documento, sha256)"
            " VALUES(?, 1, 'doc', 'x')";
        DIGIPRO_CHECK(tx.exec(twice, registered.id));
        DIGIPRO_CHECK(tx.db().flush());
      }
      number = registered.number;
      return json::Value::object();
    };
    return ledger_->submit({"test.register", &caller_, "", "", apply}) ? number : 0;
  }

  std::vector<int64_t> numbers_on_disk(const std::string& aoo) {
    constexpr db::Sql select = "SELECT number FROM protocollo WHERE aoo = ? ORDER BY number";
    auto lease = ledger_->read();
    auto rows = (*lease)->db().query(select, aoo);
    std::vector<int64_t> numbers;
    for (const db::Row& row : *rows) numbers.push_back(row.integer(0));
    return numbers;
  }

  bool is_sound() {
    auto lease = ledger_->read();
    return protocollo::verify((*lease)->db()).has_value();
  }

 private:
  ManualClock clock_{Instant{1'795'420'800'000'000}};
  CountingIdSource ids_;
  Caller caller_ = system_caller(EnteId("borgoverde"));
  std::unique_ptr<ledger::Ledger> ledger_;
};

// A clerk at each desk, at the same time, so that fates meet in one batch.
std::vector<int64_t> work(Register& reg, const std::string& aoo,
                          const std::vector<std::vector<Fate>>& desks) {
  std::vector<std::vector<int64_t>> given(desks.size());
  std::vector<std::thread> threads;
  for (size_t desk = 0; desk < desks.size(); ++desk)
    threads.emplace_back([&, desk] {
      for (Fate fate : desks[desk])
        if (int64_t number = reg.run(aoo, fate); number > 0) given[desk].push_back(number);
    });
  for (std::thread& thread : threads) thread.join();
  std::vector<int64_t> all;
  for (const auto& numbers : given) all.insert(all.end(), numbers.begin(), numbers.end());
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("given any mix of registrations that succeed and fail, then the numbers are 1 to n") {
  on_both_engines([](TestStore& store) {
    Register reg(store);
    int tries = 0;
    const auto fate = rc::gen::element(Fate::registered, Fate::registered, Fate::refused_before,
                                       Fate::fails_after, Fate::breaks_a_constraint);
    const bool holds = rc::check("numbers are 1 to n", [&] {
      const auto desks = *rc::gen::container<std::vector<std::vector<Fate>>>(
          3, rc::gen::container<std::vector<Fate>>(fate));
      const std::string aoo = "AOO" + std::to_string(++tries);
      const std::vector<int64_t> given = work(reg, aoo, desks);
      size_t wanted = 0;
      for (const auto& desk : desks)
        wanted += static_cast<size_t>(std::count(desk.begin(), desk.end(), Fate::registered));
      RC_ASSERT(given.size() == wanted);
      for (size_t i = 0; i < given.size(); ++i) RC_ASSERT(given[i] == static_cast<int64_t>(i) + 1);
      RC_ASSERT(reg.numbers_on_disk(aoo) == given);
    });
    CHECK(holds);
    CHECK(reg.is_sound());
  });
}
