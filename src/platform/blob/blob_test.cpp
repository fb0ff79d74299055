#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <utime.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/testing/source_tree.h"
#include "platform/blob/blob.h"

using namespace digipro;

namespace {

// FIPS 180-4 example: SHA-256("abc").
const std::string hash_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr Instant monday{1'795'400'000'000'000};

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "blob-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  std::string path;
};

struct Given {
  bool is_disk;
  TemporaryFolder folder;
  std::unique_ptr<files::Files> disk = files::make_real_files();
  std::unique_ptr<blob::Store> store =
      is_disk ? blob::open_disk_store(*disk, folder.path + "/blobs").value()
              : blob::make_memory_store();
  std::string keep(std::string_view bytes) { return blob::keep_bytes(*store, bytes).value().hash; }
  std::string read(const std::string& hash) {
    return blob::read_all(*store, hash, 1 << 20).value();
  }
  // Collects with these hashes mentioned.
  blob::Store::Collected collect(const std::set<std::string>& live, Instant now) {
    auto page = [&](const std::string& after, int limit) -> Result<std::vector<std::string>> {
      CHECK(limit > 0);
      std::vector<std::string> one;  // pages of one: the walk must cope
      auto next = live.upper_bound(after);
      if (next != live.end()) one.push_back(*next);
      return one;
    };
    return store->collect_garbage(page, now).value();
  }
  size_t staged_files() const {
    auto all = std::filesystem::directory_iterator(folder.path + "/blobs/staging");
    return static_cast<size_t>(std::distance(begin(all), end(all)));
  }
};

// Bytes that are made while they are read.
class Endless final : public http::BodySource {
 public:
  explicit Endless(int64_t size) : left_(size) {}
  Result<std::string> read(size_t bytes_max) override {
    std::string piece(std::min(static_cast<size_t>(left_), bytes_max), 'x');
    left_ -= static_cast<int64_t>(piece.size());
    return piece;
  }
  int64_t size_bytes() const override { return -1; }

 private:
  int64_t left_;
};

ErrorCode code_of(const Status& status) {
  REQUIRE_FALSE(status.has_value());
  return status.error().code;
}

}  // namespace

TEST_CASE("a blob is found again by the hash of its content, and nothing else") {
  for (bool is_disk : {true, false}) {
    CAPTURE(is_disk);
    Given given{is_disk};
    const blob::BlobRef ref = blob::keep_bytes(*given.store, "abc").value();
    CHECK(ref.hash == hash_of_abc);
    CHECK(ref.size_bytes == 3);
    CHECK(ref.content.kind == blob::FileKind::plain_text);
    CHECK(given.read(ref.hash) == "abc");
    CHECK(given.keep("abc") == ref.hash);
    CHECK(given.store->verify(ref.hash).has_value());
    const std::string other(64, '0');
    CHECK(given.store->open(other).error().code == ErrorCode::not_found);
    CHECK(given.store->open("../../etc/passwd").error().code == ErrorCode::not_found);
    CHECK(code_of(given.store->verify(other)) == ErrorCode::not_found);
  }
}

TEST_CASE("an upload is held to its limit, by the byte") {
  for (bool is_disk : {true, false}) {
    Given given{is_disk};
    Endless fits(1'000'000);
    CHECK(blob::stage(*given.store, fits, 1'000'000).value()->ref().size_bytes == 1'000'000);
    Endless too_long(1'000'001);
    CHECK(blob::stage(*given.store, too_long, 1'000'000).error().code == ErrorCode::too_large);
    CHECK(given.store->list("", 10).value().empty());
  }
}

TEST_CASE("what is staged but never synced leaves nothing behind") {
  Given given{true};
  {
    auto staging = blob::stage_bytes(*given.store, "abc").value();
    CHECK(given.staged_files() == 1);
    CHECK(given.store->open(hash_of_abc).error().code == ErrorCode::not_found);
  }
  CHECK(given.staged_files() == 0);
}

TEST_CASE("a batch is synced together, and syncing again changes nothing") {
  for (bool is_disk : {true, false}) {
    Given given{is_disk};
    const std::string photo = testing::source_file("tests/fuzz/corpus/sniff/position-40x30.jpg");
    std::vector<std::shared_ptr<blob::Staging>> batch;
    for (std::string_view bytes : {std::string_view("abc"), std::string_view(photo),
                                   std::string_view("abc"), std::string_view("")}) {
      batch.push_back(blob::stage_bytes(*given.store, bytes).value());
    }
    REQUIRE(given.store->sync(batch).has_value());
    REQUIRE(given.store->sync(batch).has_value());
    CHECK(given.store->list("", 10).value().size() == 3);
    const blob::BlobRef& ref = batch[1]->ref();
    CHECK(ref.content.kind == blob::FileKind::jpeg);
    CHECK(ref.content.width_px == 40);
    CHECK(ref.content.has_position);
    CHECK(given.read(ref.hash) == photo);
  }
}

TEST_CASE("a blob is read in parts") {
  for (bool is_disk : {true, false}) {
    Given given{is_disk};
    const std::string hash = given.keep("0123456789");
    auto part = given.store->open_range(hash, 3, 4).value();
    CHECK(part->size_bytes() == 4);
    CHECK(part->read(3).value() == "345");
    CHECK(part->read(100).value() == "6");
    CHECK(part->read(100).value().empty());
    CHECK(given.store->open_range(hash, 8, 100).value()->read(100).value() == "89");
    CHECK(given.store->open_range(hash, 11, 1).error().code == ErrorCode::invalid_input);
    CHECK(given.store->open_range(hash, -1, 1).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("blobs are listed page by page in the order of their hashes") {
  for (bool is_disk : {true, false}) {
    Given given{is_disk};
    std::set<std::string> kept;
    for (int i = 0; i < 25; ++i) kept.insert(given.keep("blob " + std::to_string(i)));
    std::vector<std::string> listed;
    while (true) {
      auto page = given.store->list(listed.empty() ? "" : listed.back(), 7).value();
      if (page.empty()) break;
      CHECK(page.size() <= 7);
      listed.insert(listed.end(), page.begin(), page.end());
    }
    CHECK(listed == std::vector<std::string>(kept.begin(), kept.end()));
  }
}

TEST_CASE("a blob is erased by an act, never without one") {
  for (bool is_disk : {true, false}) {
    Given given{is_disk};
    const std::string hash = given.keep("abc");
    CHECK(code_of(given.store->erase(hash, "")) == ErrorCode::invalid_input);
    CHECK(given.read(hash) == "abc");
    REQUIRE(given.store->erase(hash, "scarto 3/2026").has_value());
    CHECK(given.store->open(hash).error().code == ErrorCode::not_found);
    CHECK(given.store->erase(hash, "scarto 3/2026").has_value());
  }
}

TEST_CASE("garbage is removed seven days after it was noted, unless somebody wants it again") {
  for (bool is_disk : {true, false}) {
    CAPTURE(is_disk);
    Given given{is_disk};
    const std::string live = given.keep("live"), lost = given.keep("lost");
    const std::string again = given.keep("again"), sent = given.keep("sent");
    auto first = given.collect({live}, monday);
    CHECK(first.kept == 1);
    CHECK(first.waiting == 3);
    CHECK(given.store->noted_at(lost).value() == monday);
    CHECK_FALSE(given.store->noted_at(live).value().has_value());
    given.collect({live, again}, monday.plus_seconds(3 * 24 * 3600));
    CHECK(given.keep("sent") == sent);  // somebody sends the same file
    CHECK_FALSE(given.store->noted_at(sent).value().has_value());
    CHECK(given.store->noted_at(lost).value() == monday);
    auto almost = given.collect({live}, monday.plus_seconds(7 * 24 * 3600 - 1));
    CHECK(almost.removed == 0);
    auto last = given.collect({live}, monday.plus_seconds(7 * 24 * 3600));
    CHECK(last.removed == 1);
    CHECK(last.waiting == 2);
    CHECK(given.store->open(lost).error().code == ErrorCode::not_found);
    CHECK(given.read(live) == "live");
    CHECK(given.read(again) == "again");
    CHECK(given.read(sent) == "sent");
  }
}

TEST_CASE("during a backup nothing is collected") {
  for (bool is_disk : {true, false}) {
    Given given{is_disk};
    given.keep("lost");
    auto nobody = [](const std::string&, int) { return Result<std::vector<std::string>>(); };
    {
      auto backup = given.store->hold_garbage().value();
      CHECK(given.store->collect_garbage(nobody, monday).error().code == ErrorCode::conflict);
    }
    CHECK(given.store->collect_garbage(nobody, monday).has_value());
  }
}

TEST_CASE("a changed or shortened file does not verify") {
  Given given{true};
  given.keep("abc");
  const std::string path =
      given.folder.path + "/blobs/" + hash_of_abc.substr(0, 2) + "/" + hash_of_abc.substr(2);
  struct stat facts{};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0007) == 0);
  std::ofstream(path) << "abd";
  CHECK(code_of(given.store->verify(hash_of_abc)) == ErrorCode::integrity_broken);
  std::ofstream(path) << "ab";
  CHECK(code_of(given.store->verify(hash_of_abc)) == ErrorCode::integrity_broken);
}

TEST_CASE("what a crash left half arrived is removed after a day") {
  Given given{true};
  const std::string path = given.folder.path + "/blobs/staging/in-crashed";
  std::ofstream(path) << "half";
  const utimbuf times{monday.seconds(), monday.seconds()};
  REQUIRE(::utime(path.c_str(), &times) == 0);
  CHECK(given.store->clean_staging(monday.plus_seconds(3600)).has_value());
  CHECK(given.staged_files() == 1);
  CHECK(given.store->clean_staging(monday.plus_seconds(25 * 3600)).has_value());
  CHECK(given.staged_files() == 0);
}
