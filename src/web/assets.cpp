#include "web/assets.h"

#include <array>
#include <map>
#include <utility>

#include "base/assert.h"
#include "format/json.h"
#include "web/embedded.h"
#include "web/theme.h"

namespace digipro::web {
namespace {

constexpr std::string_view folder = "portal/dist/";
constexpr std::string_view url_start = "/assets/";

struct Type {
  std::string_view ending, content_type;
};
constexpr std::array types = {
    Type{".css", "text/css; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".svg", "image/svg+xml"},
    Type{".woff2", "font/woff2"},
    Type{".png", "image/png"},
    Type{".webp", "image/webp"},
    Type{".ico", "image/x-icon"},
    Type{".json", "application/json"},
};

using Manifest = std::map<std::string, std::string, std::less<>>;

// Our own file, checked by the build: what cannot be read here is a broken program.
const Manifest& manifest() {
  static const Manifest names = [] {
    Manifest read;
    const EmbeddedFile* file = find_embedded("portal/dist/manifest.json");
    DIGIPRO_ASSERT(file, "portal/dist/manifest.json is embedded");
    auto parsed = json::parse(file->bytes());
    DIGIPRO_ASSERT(parsed.has_value(), "portal/dist/manifest.json is JSON");
    for (const auto& [plain, hashed] : parsed->members()) read[plain] = hashed.text();
    return read;
  }();
  return names;
}

bool accepts_gzip(const http::Request& request) {
  return request.header("accept-encoding").find("gzip") != std::string::npos;
}

}  // namespace

Result<Asset> find_asset(std::string_view name) {
  const EmbeddedFile* file = find_embedded(std::string(folder) + std::string(name));
  if (!file || name == "manifest.json" || name.ends_with(".gz"))
    return refuse(ErrorCode::not_found);
  for (const Type& type : types) {
    if (!name.ends_with(type.ending)) continue;
    const EmbeddedFile* packed = find_embedded(std::string(file->path) + ".gz");
    return Asset{file->bytes(), packed ? packed->bytes() : "", type.content_type, file->etag};
  }
  return refuse(ErrorCode::not_found);
}

Result<std::string> asset_url(std::string_view plain_name) {
  auto found = manifest().find(plain_name);
  if (found == manifest().end()) return refuse(ErrorCode::not_found, std::string(plain_name));
  return std::string(url_start) + found->second;
}

http::Response serve_asset(const http::Request& request, std::string_view name) {
  if (Result<std::string> theme = theme_stylesheet(name); theme) {
    http::Response response;
    response.set("Content-Type", "text/css; charset=utf-8")
        .set("Cache-Control", "public, max-age=31536000, immutable");
    response.body = std::move(*theme);
    return response;
  }
  Result<Asset> asset = find_asset(name);
  if (!asset)
    return http::Response::text(std::string(asset.error().sentence()), asset.error().http_status());
  bool packed = !asset->gzip_bytes.empty() && accepts_gzip(request);
  std::string etag = "\"" + std::string(asset->etag) + (packed ? "-gz\"" : "\"");
  http::Response response;
  response.set("Content-Type", std::string(asset->content_type))
      .set("Cache-Control", "public, max-age=31536000, immutable")
      .set("ETag", etag)
      .set("X-Content-Type-Options", "nosniff");
  if (!asset->gzip_bytes.empty()) response.set("Vary", "Accept-Encoding");
  if (request.header("if-none-match") == etag) {
    response.status = 304;
    return response;
  }
  if (packed) response.set("Content-Encoding", "gzip");
  response.body = packed ? asset->gzip_bytes : asset->bytes;
  return response;
}

}  // namespace digipro::web
