// Templates: every page and fragment of the portal, loaded once and rendered by ctemplate 2.4.
// Immutable after load(); render() may be called from any thread.
//
// A template is HTML with markers (the syntax is Mustache's, made strict):
//   {{name}}            a text, escaped for where it stands
//   {{name:url}}        a whole URL in a URL attribute: relative, http, https, mailto or tel, or
//   "#"
//   {{name:part}}       a percent-encoded piece after a literal start: href="/pratiche/{{id:part}}"
//   {{#name}}..{{/name}}  shown per row, or once for a flag or a text that is not empty
//   {{?name}}..{{/name}}  shown once when {{#name}} would show (a list's frame)
//   {{^name}}..{{/name}}  shown when {{#name}} is not
//   {{>name}}           a slot: filled by Data::include with other templates
//   {{>dir/file.html}}  that file's text, at load, with the same data
//   {{@asset app.css}}  URL of a built asset       {{@icon check icon-sm}}  an icon of the sprite
//   {{! comment }}
// Refused at load, with file and line: what is not in this list; a variable in a script, style,
// comment, tag or attribute name, unquoted value, event handler, style or unknown attribute; a URL
// attribute without :url or :part; inline script, style or JSON; elements that do not nest.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/html/data.h"

namespace digipro::html {

struct Source {
  std::string name;  // path below portal/templates, "istanze/passo.html"
  std::string text;  // UTF-8
};

// URL of a built asset by its plain name ("app.css"); an error names what is missing.
using AssetUrl = std::function<Result<std::string>(std::string_view name)>;

class Templates {
 public:
  // Refuses with ErrorCode::definition and "file:line: reason".
  static Result<std::unique_ptr<Templates>> load(const std::vector<Source>& sources,
                                                 const AssetUrl& asset_url);
  virtual ~Templates() = default;
  // Refuses (ErrorCode::internal, detail says template and name) when the template has no such
  // variable, or when one of its variables is not set where it is shown.
  virtual Result<std::string> render(std::string_view name, const Data& data) const = 0;
  virtual std::vector<std::string> names() const = 0;
};

// What {{name:url}} lets through: no control character or blank, no scheme but the four, no
// "//host". Pure.
bool is_allowed_url(std::string_view url);

}  // namespace digipro::html
