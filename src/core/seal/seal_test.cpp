#include "core/seal/seal.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/text.h"
#include "core/journal/journal.h"
#include "platform/db/testing/test_stores.h"

using namespace digipro;
using db::testing::on_both_engines;
using db::testing::TempFolder;
using db::testing::TestStore;

namespace {

const EnteId borgoverde("borgoverde");
const Date the_23rd{2026, 11, 23}, the_24th{2026, 11, 24};

struct Town {
  explicit Town(TestStore& given) : store(given) { reopen(); }

  void reopen() {
    outbox.reset();
    scheduler.reset();
    ledger.reset();
    auto opened = ledger::open_ledger(store.database(), clock, ids, ledger::Settings{borgoverde},
                                      seal::migrations);
    if (!opened) FAIL(opened.error().detail);
    ledger = std::move(*opened);
    outbox = outbox::make_outbox(*ledger);
    scheduler = scheduler::make_scheduler(*ledger);
    REQUIRE(seal::install(*scheduler, *outbox, *ledger, *files, key, folder()));
  }
  std::string folder() const { return is_kept_inside ? "" : outside.path() + "/sigilli"; }
  void change(const std::string& subject) {
    auto apply = [&](ledger::Tx& tx) -> Result<json::Value> {
      tx.record({.kind = "test.changed", .subject = subject});
      return json::Value::object();
    };
    REQUIRE(ledger->submit({"test.change", &admin, "", "", apply}).has_value());
  }
  int fire() { return scheduler->fire_due(10).value(); }
  int write() { return outbox->run_due(10).value(); }
  void move_to(Date day, int hour, int minute = 0) { clock.set(from_rome({day, hour, minute, 0})); }
  std::vector<seal::Seal> rows() {
    auto lease = ledger->read();
    return seal::seals((*lease)->db(), borgoverde, {}, 100).value();
  }
  Status verify(const std::vector<seal::Seal>& seals) {
    auto lease = ledger->read();
    return seal::verify((*lease)->db(), seals, key.public_key());
  }
  void run_sql(const std::string& script) {
    auto writer = store.again()->open_writer();
    REQUIRE(writer);
    REQUIRE((*writer)->run_script(script));
  }

  TestStore& store;
  bool is_kept_inside = false;
  TempFolder outside;
  ManualClock clock{from_rome({the_23rd, 9, 0, 0})};
  CountingIdSource ids;
  Caller admin = system_caller(borgoverde);
  std::unique_ptr<files::Files> files = files::make_real_files();
  crypto::SigningKey key = crypto::SigningKey::from_seed(std::string(32, 's')).value();
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<outbox::Outbox> outbox;
  std::unique_ptr<scheduler::Scheduler> scheduler;
};

}  // namespace

TEST_CASE("midnight is Rome's, in summer time, in winter time and when the clocks change") {
  auto next = [](const char* at) {
    return to_rfc3339(seal::next_midnight(parse_rfc3339(at).value()));
  };
  CHECK(next("2026-11-23T08:00:00Z") == "2026-11-23T23:00:00.000000Z");
  CHECK(next("2026-11-23T23:00:00Z") == "2026-11-24T23:00:00.000000Z");  // it is midnight now
  CHECK(next("2026-07-01T21:59:59Z") == "2026-07-01T22:00:00.000000Z");
  CHECK(next("2026-10-24T22:30:00Z") == "2026-10-25T23:00:00.000000Z");  // a day of 25 hours
  CHECK(next("2026-03-28T23:30:00Z") == "2026-03-29T22:00:00.000000Z");  // a day of 23 hours
}

TEST_CASE("at midnight the journal is sealed, and the seal leaves the data folder") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.change("a");
    town.change("b");
    town.move_to(the_23rd, 23, 59);
    CHECK(town.fire() == 0);
    town.move_to(the_24th, 0);
    CHECK(town.fire() == 1);
    auto rows = town.rows();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].day == the_23rd);
    CHECK(rows[0].seq == 2);
    CHECK(rows[0].signature.empty());
    CHECK_FALSE(rows[0].left_at.has_value());
    CHECK(town.write() == 1);
    seal::Seal row = town.rows().at(0);
    auto file = seal::read_file(*town.files, town.folder(), borgoverde, the_23rd);
    REQUIRE(file);
    CHECK(row.left_at == town.clock.now());
    row.left_at.reset();
    CHECK(*file == row);
    CHECK(file->public_key == town.key.public_key());
    auto lease = town.ledger->read();
    auto entries = journal::after((*lease)->db(), 0, 10).value();
    REQUIRE(entries.size() == 3);
    CHECK(entries[1].hash == row.hash);
    CHECK(entries[2].kind == "seal.made");
    CHECK(entries[2].subject == "2026-11-23");
    CHECK(town.verify({row}));
  });
}

TEST_CASE("it seals itself again every day, and a slept-through night once, at the next start") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.change("a");
    for (int day = 24; day <= 26; ++day) {
      town.move_to({2026, 11, day}, 0);
      CHECK(town.fire() == 1);
      CHECK(town.fire() == 0);
    }
    CHECK(town.write() == 3);
    CHECK(town.rows().size() == 3);
    town.move_to({2026, 11, 30}, 10, 15);
    town.reopen();
    CHECK(town.fire() == 1);
    CHECK(town.write() == 1);
    auto rows = town.rows();
    REQUIRE(rows.size() == 4);
    CHECK(rows[3].day == Date{2026, 11, 29});
    CHECK(rows[3].seq == 4);  // "a" and three times "seal.made"
    auto days = seal::days_outside(*town.files, town.folder(), borgoverde);
    CHECK(days.value() == std::vector<Date>{the_23rd, the_24th, {2026, 11, 25}, {2026, 11, 29}});
    CHECK(town.verify(rows));
    town.move_to({2026, 12, 1}, 0);
    CHECK(town.fire() == 1);  // back to midnight
  });
}

TEST_CASE("an empty journal is not sealed, and the next night is tried again") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.move_to(the_24th, 0);
    CHECK(town.fire() == 1);
    CHECK(town.write() == 0);
    CHECK(town.rows().empty());
    town.change("a");
    town.move_to({2026, 11, 25}, 0);
    CHECK(town.fire() == 1);
    CHECK(town.rows().size() == 1);
  });
}

TEST_CASE("given a crash after the file was written, when it runs again, then nothing changes") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.change("a");
    town.move_to(the_24th, 0);
    town.fire();
    town.write();
    const std::string path = seal::path_of(town.folder(), borgoverde, the_23rd);
    const std::string bytes = files::read_file(*town.files, path, 4000).value();
    town.run_sql("UPDATE outbox SET state = 'waiting', done_at = NULL");
    town.run_sql("UPDATE seal SET signature = NULL, public_key = NULL, left_at = NULL");
    town.clock.advance_seconds(600);
    CHECK(town.write() == 1);
    CHECK(files::read_file(*town.files, path, 4000).value() == bytes);
    CHECK(town.verify(town.rows()));
  });
}

TEST_CASE("a seal that has left is never overwritten: another one of that day is an incident") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.change("a");
    const std::string path = seal::path_of(town.folder(), borgoverde, the_23rd);
    REQUIRE(town.files->make_folder(town.folder() + "/borgoverde"));
    REQUIRE(files::replace_file(*town.files, path, "{}"));
    town.move_to(the_24th, 0);
    town.fire();
    CHECK(town.write() == 1);
    CHECK(town.outbox->counters().value().incidents == 1);
    CHECK(files::read_file(*town.files, path, 4000).value() == "{}");
    CHECK(town.verify(town.rows()).error().detail.ends_with("it is not signed"));
  });
}

TEST_CASE("given a folder that is away, when it comes back, then the seal is written") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.change("a");
    // In its place lies a file, so that no folder can be made.
    REQUIRE(files::replace_file(*town.files, town.folder(), ""));
    town.move_to(the_24th, 0);
    town.fire();
    town.write();
    CHECK(town.rows().at(0).signature.empty());
    REQUIRE(town.files->remove(town.folder()));
    town.clock.advance_seconds(3600);
    CHECK(town.write() == 1);
    CHECK(town.rows().at(0).left_at == town.clock.now());
  });
}

TEST_CASE("without a folder the seal is signed and kept as a row only") {
  TestStore store(db::Engine::sqlite);
  Town town(store);
  town.is_kept_inside = true;
  town.reopen();
  town.change("a");
  town.move_to(the_24th, 0);
  town.fire();
  CHECK(town.write() == 1);
  CHECK(town.verify(town.rows()));
  CHECK_FALSE(town.rows().at(0).left_at.has_value());
  CHECK(seal::days_outside(*town.files, "", borgoverde).value().empty());
}

TEST_CASE("a journal that was changed or cut contradicts the seal that has left") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    for (const char* subject : {"a", "b", "c"}) town.change(subject);
    town.move_to(the_24th, 0);
    town.fire();
    town.write();
    auto left = seal::read_file(*town.files, town.folder(), borgoverde, the_23rd).value();
    REQUIRE(town.verify({left}));
    SUBCASE("an entry with a hash made anew") {
      auto writer = town.store.again()->open_writer();
      constexpr db::Sql forge = "UPDATE journal SET hash = ? WHERE seq = 3";
      REQUIRE((*writer)->begin());
      REQUIRE((*writer)->exec(forge, db::Blob{std::string(32, 'x')}));
      REQUIRE((*writer)->commit());
      CHECK(town.verify({left}).error().detail.find("another hash") != std::string::npos);
    }
    SUBCASE("the end cut off") {
      town.run_sql("DELETE FROM journal WHERE seq >= 3");
      CHECK(town.verify({left}).error().detail.find("no entry 3") != std::string::npos);
    }
  });
}

TEST_CASE("every field of a seal is signed, and by our key") {
  on_both_engines([](TestStore& store) {
    Town town(store);
    town.change("a");
    town.change("b");
    town.move_to(the_24th, 0);
    town.fire();
    town.write();
    const seal::Seal good = town.rows().at(0);
    auto refused = [&](auto change) {
      seal::Seal forged = good;
      change(forged);
      Status status = town.verify({good, forged});
      REQUIRE_FALSE(status);
      CHECK(status.error().code == ErrorCode::integrity_broken);
      return status.error().detail;
    };
    CHECK(refused([](seal::Seal& s) { s.ente = EnteId("altrove"); }).ends_with("not match"));
    CHECK(refused([](seal::Seal& s) { s.day = the_24th; }).ends_with("not match"));
    CHECK(refused([](seal::Seal& s) { s.seq = 1; }).ends_with("not match"));
    CHECK(refused([](seal::Seal& s) {
            s.hash[0] = s.hash[0] == 'a' ? 'b' : 'a';
          }).ends_with("not match"));
    CHECK(refused([](seal::Seal& s) { ++s.sealed_at.microseconds; }).ends_with("not match"));
    CHECK(refused([](seal::Seal& s) { s.signature[63] ^= 1; }).ends_with("not match"));
    auto other = crypto::SigningKey::from_seed(std::string(32, 'o')).value();
    auto by_other = [&](seal::Seal& s) {
      s.public_key = other.public_key();
      s.signature = other.sign(seal::signed_text(s));
    };
    CHECK(refused(by_other).ends_with("another key signed it"));
    seal::Seal foreign = good;
    by_other(foreign);
    auto lease = town.ledger->read();
    CHECK(seal::verify((*lease)->db(), std::span(&foreign, 1), ""));  // its own word is enough
  });
}

TEST_CASE("a file that is no seal, or another's, is refused") {
  seal::Seal seal{borgoverde,
                  the_23rd,
                  7,
                  std::string(64, 'a'),
                  Instant{1'795'420'800'000'001},
                  std::string(32, 'k'),
                  std::string(64, 's'),
                  {}};
  const std::string text = seal::to_file(seal);
  CHECK(seal::parse_file(text).value() == seal);
  for (const std::string field : {"borgoverde", "2026-11-23", ": 7", "digipro-seal-1", "aaaaaaaa",
                                  "000001Z", "6b6b6b6b", "73737373"}) {
    CAPTURE(field);
    std::string wrong = text;
    size_t at = wrong.find(field);
    REQUIRE(at != std::string::npos);
    wrong.replace(at, field.size(), field == ": 7" ? ": 0" : "");
    CHECK(seal::parse_file(wrong).error().code == ErrorCode::malformed);
  }
  TempFolder folder;
  auto files = files::make_real_files();
  REQUIRE(files->make_folder(folder.path() + "/borgoverde"));
  REQUIRE(files::replace_file(*files, seal::path_of(folder.path(), borgoverde, the_24th), text));
  auto read = seal::read_file(*files, folder.path(), borgoverde, the_24th);
  CHECK(read.error().code == ErrorCode::malformed);
  CHECK(seal::read_file(*files, folder.path(), borgoverde, the_23rd).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("the key is made at first start, for its owner only, and found again") {
  TempFolder folder;
  auto files = files::make_real_files();
  auto made = seal::open_key(*files, folder.path());
  REQUIRE(made);
  const std::string path = folder.path() + "/chiavi/sigillo.pem";
  struct stat status;
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(seal::open_key(*files, folder.path())->public_key() == made->public_key());
  REQUIRE(files::replace_private_file(*files, path, "not a key"));
  CHECK(seal::open_key(*files, folder.path()).error().code == ErrorCode::configuration);
}

TEST_CASE("seals below the data folder protect from nothing, and are refused") {
  TempFolder folder;
  const std::string data = folder.path() + "/dati";
  std::filesystem::create_directory(data);
  std::filesystem::create_directory_symlink(data, folder.path() + "/link");
  CHECK(seal::check_folder("", data));
  CHECK(seal::check_folder(folder.path() + "/sigilli", data));
  CHECK(seal::check_folder(data + "-sigilli", data));
  for (const std::string& inside :
       {data, data + "/", data + "/sigilli", folder.path() + "/x/../dati/sigilli",
        folder.path() + "/link/sigilli"}) {
    CAPTURE(inside);
    CHECK(seal::check_folder(inside, data).error().code == ErrorCode::configuration);
    CHECK(seal::check_folder(inside, data + "/").error().code == ErrorCode::configuration);
  }
}
