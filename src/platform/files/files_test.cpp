#include "platform/files/files.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "platform/db/testing/test_stores.h"

using namespace digipro;

TEST_CASE("a file that is replaced holds the old bytes or the new ones, and nothing lies beside") {
  db::testing::TempFolder folder;
  auto files = files::make_real_files();
  std::string path = folder.path() + "/a/b/registro";
  REQUIRE(files->make_folder(folder.path() + "/a/b"));
  REQUIRE(files->make_folder(folder.path() + "/a/b"));
  REQUIRE(files::replace_file(*files, path, "uno"));
  REQUIRE(files::replace_file(*files, path, "due"));
  CHECK(files::read_file(*files, path, 10).value() == "due");
  CHECK(files::read_file(*files, path, 2).error().code == ErrorCode::too_large);
  auto entries = files->list(folder.path() + "/a/b");
  REQUIRE(entries);
  REQUIRE(entries->size() == 1);
  CHECK((*entries)[0].name == "registro");
  CHECK((*entries)[0].size_bytes == 3);
}

TEST_CASE("a private file is its owner's alone") {
  db::testing::TempFolder folder;
  auto files = files::make_real_files();
  std::string path = folder.path() + "/chiave";
  REQUIRE(files::replace_private_file(*files, path, "segreto"));
  struct stat status;
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(files::read_file(*files, path, 10).value() == "segreto");
}

TEST_CASE("what is there, what is not and what is locked is told apart") {
  db::testing::TempFolder folder;
  auto files = files::make_real_files();
  std::string path = folder.path() + "/f";
  CHECK(files->open(path).error().code == ErrorCode::not_found);
  CHECK_FALSE(files->find(path)->has_value());
  {
    auto writer = files->create(path);
    REQUIRE(writer);
    REQUIRE((*writer)->append("abc"));
    REQUIRE((*writer)->sync());
  }
  CHECK(files->create(path).error().code == ErrorCode::conflict);
  REQUIRE((*files->append_to(path))->append("def"));
  auto reader = files->open(path);
  REQUIRE(reader);
  char buffer[4];
  CHECK((*reader)->read_at(4, buffer).value() == 2);
  CHECK(files->open(folder.path()).error().code == ErrorCode::not_found);

  auto shared = files->lock(path, files::LockMode::shared);
  CHECK(files->lock(path, files::LockMode::shared));
  CHECK(files->lock(path, files::LockMode::exclusive).error().code == ErrorCode::conflict);
  shared->reset();
  CHECK(files->lock(path, files::LockMode::exclusive));
}
