#include "platform/files/testing/fault_files.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "platform/db/testing/test_stores.h"

using namespace digipro;
using namespace digipro::files::testing;

namespace {

struct Given {
  db::testing::TempFolder folder{db::testing::Place::memory};
  FaultDisk disk{folder.path()};
  std::unique_ptr<files::Files> files = make_fault_files(disk);

  std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  std::string read(const std::string& name) const {
    auto bytes = files::read_file(*files, path(name), 1 << 20);
    return bytes ? *bytes : std::string(bytes.error().name());
  }
  // A file whose bytes and name are durable.
  void keep(const std::string& name, std::string_view bytes) {
    auto writer = files->create(path(name));
    REQUIRE(writer);
    REQUIRE((*writer)->append(bytes));
    REQUIRE((*writer)->sync());
    REQUIRE(files->sync_folder(folder.path()));
  }
};

}  // namespace

TEST_CASE("given a power cut, then bytes that were not synced are gone") {
  Given given;
  given.keep("registro", "uno");
  {
    auto writer = given.files->append_to(given.path("registro"));
    REQUIRE((*writer)->append(" due"));
    REQUIRE((*writer)->sync());
    REQUIRE((*writer)->append(" tre"));
  }
  CHECK(given.read("registro") == "uno due tre");
  given.disk.restart(Survival::everything);
  CHECK(given.read("registro") == "uno due tre");
  given.disk.restart(Survival::only_synced);
  CHECK(given.read("registro") == "uno due");
}

TEST_CASE("given a power cut, then names whose folder was not synced are as they were") {
  Given given;
  given.keep("vecchio", "v");
  REQUIRE(given.files->rename(given.path("vecchio"), given.path("nuovo")));
  {
    auto writer = given.files->create(given.path("altro"));
    REQUIRE((*writer)->append("a"));
    REQUIRE((*writer)->sync());
  }
  CHECK(given.read("nuovo") == "v");
  given.disk.restart(Survival::only_synced);
  CHECK(given.read("nuovo") == "not_found");
  CHECK(given.read("altro") == "not_found");
  CHECK(given.read("vecchio") == "v");
  REQUIRE(given.files->remove(given.path("vecchio")));
  given.disk.restart(Survival::only_synced);
  CHECK(given.read("vecchio") == "v");
  REQUIRE(given.files->remove(given.path("vecchio")));
  REQUIRE(given.files->sync_folder(given.folder.path()));
  given.disk.restart(Survival::only_synced);
  CHECK(given.read("vecchio") == "not_found");
}

TEST_CASE("given a file in a new folder, when only its own folder was synced, then both survive") {
  Given given;
  REQUIRE(given.files->make_folder(given.path("a/b")));  // syncs what it makes
  auto writer = given.files->create(given.path("a/b/c"));
  REQUIRE((*writer)->append("x"));
  REQUIRE((*writer)->sync());
  REQUIRE(given.files->sync_folder(given.path("a/b/")));
  given.disk.restart(Survival::only_synced);
  CHECK(given.read("a/b/c") == "x");
}

TEST_CASE("given the n-th operation fails, then that one does and the others do not") {
  Given given;
  given.disk.plan(Fault::fails, 2);
  auto writer = given.files->create(given.path("f"));
  REQUIRE(writer);
  CHECK((*writer)->append("abcd").error().code == ErrorCode::storage_failed);
  CHECK(given.disk.fault_met() == "write f");
  CHECK(given.read("f") == "ab");  // the disk was full half way
  CHECK((*writer)->append("e"));
  CHECK((*writer)->sync());
  CHECK(given.disk.operations() == 4);
  given.disk.plan(Fault::fails, 1);
  CHECK(given.files->rename(given.path("f"), given.path("g")).error().code ==
        ErrorCode::storage_failed);
  CHECK(given.read("f") == "abe");
}

TEST_CASE(
    "given a sync that failed, when it is tried again, then it says yes and the bytes are lost") {
  Given given;
  given.keep("f", "uno");
  auto writer = given.files->append_to(given.path("f"));
  REQUIRE((*writer)->append(" due"));
  given.disk.plan(Fault::fails, 1);
  CHECK_FALSE((*writer)->sync());
  CHECK(given.disk.syncs_tried_again() == 0);
  CHECK((*writer)->sync());
  CHECK(given.disk.syncs_tried_again() == 1);
  CHECK(given.read("f") == "uno due");
  given.disk.restart(Survival::only_synced);
  CHECK(given.read("f") == "uno");
}

TEST_CASE("given the power went off, then nothing works until the next start") {
  Given given;
  given.keep("f", "uno");
  given.disk.plan(Fault::power_cut, 1);
  auto code = [](const auto& result) { return result.error().code; };
  CHECK(code(given.files->create(given.path("g"))) == ErrorCode::storage_failed);
  CHECK(code(given.files->open(given.path("f"))) == ErrorCode::storage_failed);
  CHECK(code(given.files->find(given.path("f"))) == ErrorCode::storage_failed);
  CHECK(code(given.files->list(given.folder.path())) == ErrorCode::storage_failed);
  CHECK(code(given.files->make_folder(given.path("d"))) == ErrorCode::storage_failed);
  CHECK(code(given.files->sync_folder(given.folder.path())) == ErrorCode::storage_failed);
  given.disk.restart(Survival::only_synced);
  CHECK(given.read("f") == "uno");
}

TEST_CASE("given a torn power cut, then whole sectors came to the disk or did not") {
  Given given;
  given.keep("f", std::string(2048, 'a'));
  auto writer = given.files->append_to(given.path("f"));
  bool was_kept = false, was_lost = false;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    REQUIRE((*given.files->append_to(given.path("f")))->append(std::string(2048, 'b')));
    given.disk.restart(Survival::torn, seed);
    std::string bytes = given.read("f");
    REQUIRE(bytes.size() % 512 == 0);
    CHECK(bytes.substr(0, 2048) == std::string(2048, 'a'));
    for (size_t at = 2048; at < bytes.size(); at += 512) {
      bool is_kept = bytes.substr(at, 512) == std::string(512, 'b');
      (is_kept ? was_kept : was_lost) = true;
      CHECK((is_kept || bytes.substr(at, 512) == std::string(512, '\0')));
    }
    REQUIRE(given.files->remove(given.path("f")));
    given.keep("f", std::string(2048, 'a'));
  }
  CHECK(was_kept);
  CHECK(was_lost);
}

TEST_CASE("a file replaced while any operation fails or the power goes holds old or new bytes") {
  for (Fault fault : {Fault::fails, Fault::power_cut})
    for (int64_t n = 1;; ++n) {
      Given given;
      given.keep("f", "vecchio");
      given.disk.plan(fault, n);
      Status replaced = files::replace_file(*given.files, given.path("f"), "nuovo");
      bool has_met = given.disk.has_met_fault();
      INFO(given.disk.fault_met());
      CHECK(replaced.has_value() != has_met);
      given.disk.restart(n % 2 == 0 ? Survival::only_synced : Survival::torn, 7);
      std::string found = given.read("f");
      CHECK((found == "nuovo" || (found == "vecchio" && !replaced)));
      if (!has_met) break;
    }
}
