#include "web/embedded.h"

#include <algorithm>

namespace digipro::web {

std::span<const EmbeddedFile> embedded_below(std::string_view folder) {
  std::span<const EmbeddedFile> all = embedded_files();
  auto first = std::lower_bound(
      all.begin(), all.end(), folder,
      [](const EmbeddedFile& file, std::string_view start) { return file.path < start; });
  auto last = std::find_if_not(
      first, all.end(), [&](const EmbeddedFile& file) { return file.path.starts_with(folder); });
  return {first, last};
}

const EmbeddedFile* find_embedded(std::string_view path) {
  std::span<const EmbeddedFile> found = embedded_below(path);
  return !found.empty() && found.front().path == path ? &found.front() : nullptr;
}

}  // namespace digipro::web
