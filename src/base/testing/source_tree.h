// Files of the repository that tests read: samples, seeds, packages. Header only, tests only; any
// thread. The tree is found from the test program's own place, since builds lie inside the tree.
#pragma once
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <unistd.h>

namespace digipro::testing {

// The folder that the repository lies in. Ends the test when there is none above the program.
inline std::string source_folder() {
  char place[4096];
  const ssize_t length = ::readlink("/proc/self/exe", place, sizeof(place));
  std::string folder(place, length > 0 ? static_cast<size_t>(length) : 0);
  while (!folder.empty()) {
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/'));
    if (::access((folder + "/CMakePresets.json").c_str(), R_OK) == 0) return folder;
  }
  FAIL("the test program does not lie inside the repository");
  return {};
}

// The bytes of a file of the repository; `path` from its root on.
inline std::string source_file(std::string_view path) {
  std::ifstream file(source_folder() + "/" + std::string(path), std::ios::binary);
  REQUIRE_MESSAGE(file.good(), std::string(path));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace digipro::testing
