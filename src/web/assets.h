// Styles, scripts, fonts and icons of the portal, served from the program itself under
// /assets/NAME. Names hold a hash of the content, so answers are cached for ever. Pure reads of
// constant data, any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "platform/http/http.h"

namespace digipro::web {

struct Asset {
  std::string_view bytes;
  std::string_view gzip_bytes;    // empty when there is no packed copy
  std::string_view content_type;  // with charset
  std::string_view etag;          // without quotes
};

// `name` as in the URL after /assets/: "app.1a2b3c4d.css". Refuses not_found.
Result<Asset> find_asset(std::string_view name);
// URL of a plain name: "app.css" -> "/assets/app.1a2b3c4d.css". Refuses not_found.
Result<std::string> asset_url(std::string_view plain_name);
// Answers GET and HEAD of /assets/NAME: 200, 304 or the error's page as text.
http::Response serve_asset(const http::Request& request, std::string_view name);

}  // namespace digipro::web
