// The files that travel inside the program: portal/dist, portal/templates, services, api. The table
// is written by cmake/embed.cmake at build. Constant data, any thread.
#pragma once
#include <span>
#include <string_view>

namespace digipro::web {

struct EmbeddedFile {
  std::string_view path;  // below the repository's root: "services/aree-verdi/service.json"
  std::string_view etag;  // 16 hex digits of the SHA-256
  const char* begin;
  const char* end;
  std::string_view bytes() const { return {begin, static_cast<size_t>(end - begin)}; }
};

std::span<const EmbeddedFile> embedded_files();                         // sorted by path
std::span<const EmbeddedFile> embedded_below(std::string_view folder);  // "services/"
const EmbeddedFile* find_embedded(std::string_view path);               // null when absent

}  // namespace digipro::web
