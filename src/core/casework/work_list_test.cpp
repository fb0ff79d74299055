#include "core/casework/work_list.h"

#include <doctest/doctest.h>

#include <set>

#include "core/casework/testing/town.h"

using namespace digipro;
using namespace digipro::casework;
using namespace digipro::casework::testing;
using db::testing::on_both_engines;
using db::testing::TestStore;

namespace {

constexpr int64_t day_seconds = 86'400;

NewPratica about(const std::string& oggetto, const std::string& office = "verde",
                 const std::string& service = "alberi") {
  NewPratica given;
  given.oggetto = oggetto;
  given.office = OfficeId(office);
  given.service = ServiceId(service);
  return given;
}

Result<WorkPage> page(Town& town, const Caller& caller, const Filter& filter,
                      const std::string& after = "", int limit = 50) {
  return town.read([&](db::Connection& db) {
    return work_list(db, as_viewer(caller), filter, after, limit, town.clock.now());
  });
}

// The oggetti of the whole list, joined.
std::string listed(Town& town, const Caller& caller, const Filter& filter) {
  auto found = page(town, caller, filter);
  if (!found) return std::string(found.error().name());
  std::string text;
  for (const WorkItem& item : found->items) text += (text.empty() ? "" : ", ") + item.oggetto;
  return text;
}

void set_target(Town& town, const PraticaId& id, int64_t in_days) {
  CHECK(town.change([&](ledger::Tx& tx) {
    return town.casework->set_target(tx, id, tx.now().plus_seconds(in_days * day_seconds));
  }) == "");
}

WorkCounts counts(Town& town, const Caller& caller) {
  return town.read([&](db::Connection& db) {
    return work_counts(db, as_viewer(caller), town.clock.now()).value();
  });
}

}  // namespace

TEST_CASE("given cases of two offices, when listed, then each sees their own, most urgent first") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId slow = town.file(about("fra un mese")), never = town.file(about("senza data"));
    PraticaId soon = town.file(about("fra due giorni"));
    town.file(about("strada", "strade"));
    set_target(town, slow, 30);
    set_target(town, soon, 2);
    Caller anna = clerk("anna", "verde"), carlo = clerk("carlo", "strade");
    CHECK(listed(town, anna, {View::office}) == "fra due giorni, fra un mese, senza data");
    CHECK(listed(town, carlo, {View::office}) == "strada");
    CHECK(listed(town, anna, {View::mine}) == "");
    CHECK(town.claim(anna, town.task_of(never).id) == "");
    CHECK(listed(town, anna, {View::mine}) == "senza data");
    CHECK(listed(town, clerk("bruno", "verde"), {View::mine}) == "");
    CHECK(listed(town, anna, {View::due}) == "fra due giorni");
    CHECK(listed(town, anna, {View::late}) == "");
    town.clock.advance_seconds(3 * day_seconds);
    CHECK(listed(town, anna, {View::late}) == "fra due giorni");
    CHECK(listed(town, anna, {View::due}) == "");
  });
}

TEST_CASE("given a due moment, when it is exactly now, then it is due and not yet late") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    set_target(town, town.file(about("oggi")), 1);
    set_target(town, town.file(about("settimo")), 8);
    town.clock.advance_seconds(day_seconds);
    CHECK(listed(town, clerk("anna", "verde"), {View::late}) == "");
    CHECK(listed(town, clerk("anna", "verde"), {View::due}) == "oggi");  // seven days: no longer
    town.clock.advance_seconds(1);
    CHECK(listed(town, clerk("anna", "verde"), {View::late}) == "oggi");
    CHECK(listed(town, clerk("anna", "verde"), {View::due}) == "settimo");
  });
}

TEST_CASE("given a head's task, when listed, then clerks do not see it and strangers see nothing") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    PraticaId id = town.file(about("da verificare"));
    town.file(about("da esaminare"));
    Caller anna = clerk("anna", "verde"), dora = head("dora", "verde");
    CHECK(town.complete(anna, town.task_of(id).id, "rispondi", {{"risposta", "x"}}) == "");
    CHECK(listed(town, anna, {View::office}) == "da esaminare");
    CHECK(listed(town, dora, {View::office}) == "da esaminare, da verificare");
    CHECK(listed(town, citizen("mario"), {View::office}) == "");
    Caller desk = clerk("sara", "verde");
    desk.roles = {Role::sportello};
    CHECK(listed(town, desk, {View::office}) == "");
    CHECK(listed(town, clerk("", "verde"), {View::office}) == "");
  });
}

TEST_CASE("given filters, when listed, then service, office and words narrow it") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.file(about("Perché il tiglio è caduto"));
    town.file(about("Buca", "strade"));
    town.file(about("Lampione", "verde", "luci"));
    Caller both = clerk("anna", "verde");
    both.offices.insert(OfficeId("strade"));
    CHECK(listed(town, both, {View::office}) == "Perché il tiglio è caduto, Buca, Lampione");
    CHECK(listed(town, both, {View::office, ServiceId("luci"), {}, ""}) == "Lampione");
    CHECK(listed(town, both, {View::office, {}, OfficeId("strade"), ""}) == "Buca");
    CHECK(listed(town, both, {View::office, {}, {}, "PERCHE"}) == "Perché il tiglio è caduto");
    CHECK(listed(town, both, {View::office, {}, {}, "0000002"}) == "Buca");  // its number
    CHECK(listed(town, both, {View::office, {}, {}, "100%"}) == "");
    CHECK(listed(town, clerk("anna", "verde"), {View::office, {}, OfficeId("strade"), ""}) ==
          "forbidden");
  });
}

TEST_CASE("given many tasks due together, when paged by seven, then none is missed or doubled") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    constexpr size_t all = 40;
    for (size_t at = 0; at < all; ++at) {
      PraticaId id = town.file(about("caso", at % 3 == 0 ? "strade" : "verde"));
      if (at % 2 == 0) set_target(town, id, static_cast<int64_t>(at / 10));
    }
    Caller both = clerk("anna", "verde");
    both.offices.insert(OfficeId("strade"));
    std::set<std::string> seen;
    std::string after;
    int64_t last_due = 0;
    size_t pages = 0, rows = 0;
    do {
      auto found = page(town, both, {View::office}, after, 7);
      REQUIRE(found);
      for (const WorkItem& item : found->items) {
        seen.insert(item.task.id.text);
        int64_t due = item.task.due_at ? item.task.due_at->microseconds : INT64_MAX;
        CHECK(due >= last_due);
        last_due = due;
      }
      rows += found->items.size();
      ++pages;
      // What is done meanwhile must not shift the next page.
      CHECK(town.complete(both, found->items[0].task.id, "rispondi", {{"risposta", "x"}}) == "");
      CHECK((found->next.empty() || found->next == page_key_after(found->items.back().task)));
      after = found->next;
    } while (!after.empty());
    CHECK(rows == all);
    CHECK(seen.size() == all);
    CHECK(pages == 6);
  });
}

TEST_CASE("given wrong page keys and sizes, when asked, then they are refused") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    Caller anna = clerk("anna", "verde");
    for (const char* key : {"x", "12", "_a", "12x_a", "99999999999999999999_a"})
      CHECK_MESSAGE(page(town, anna, {View::office}, key).error().code == ErrorCode::malformed,
                    key);
    CHECK(page(town, anna, {View::office}, "", 0).error().code == ErrorCode::invalid_input);
    CHECK(page(town, anna, {View::office}, "", 201).error().code == ErrorCode::invalid_input);
  });
}

TEST_CASE("given tasks, when counted, then the counts are those of the lists") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    Caller anna = clerk("anna", "verde");
    for (int64_t days : {1, 2, 20, 30}) set_target(town, town.file(about("x")), days);
    PraticaId mine = town.file(about("senza data"));
    town.file(about("strada", "strade"));
    CHECK(town.claim(anna, town.task_of(mine).id) == "");
    Instant before = town.clock.now();
    town.clock.advance_seconds(day_seconds + 1);
    WorkCounts found = counts(town, anna);
    CHECK(found.mine.text() == "1");
    CHECK(found.office.text() == "5");
    CHECK(found.late.text() == "1");
    CHECK(found.due.text() == "1");
    CHECK(counts(town, citizen("mario")).office.text() == "0");
    town.file(about("nuova"));
    auto fresh = town.read(
        [&](db::Connection& db) { return new_work(db, as_viewer(anna), before).value(); });
    CHECK(fresh.text() == "1");
    CHECK(WorkCount{1000, true}.text() == "1.000+");
    CHECK(WorkCount{1000, false}.text() == "1.000");
  });
}
