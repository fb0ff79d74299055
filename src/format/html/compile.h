// Turns our templates into ctemplate's language and into the list of names each scope asks for.
// Every check of template.h happens here. Internal to format/html; pure.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/html/template.h"

namespace digipro::html {

// The names between {{#x}} and {{/x}}, or of a whole template.
struct Scope {
  enum class Shown { per_row, once, when_hidden };  // {{#name}}, {{?name}}, {{^name}}
  struct Section {
    std::string name;
    std::string inner_name;  // in ctemplate's text: belongs to this section alone
    Shown shown = Shown::per_row;
    std::unique_ptr<Scope> scope;
    // What a row of this name may hold: the names of all sections of this name in the template.
    std::shared_ptr<const std::vector<std::string>> row_names;
  };
  struct Slot {
    std::string name;
    std::string inner_name;
  };
  std::vector<std::string> variables;  // shown whenever this scope is shown; each once
  std::vector<Slot> slots;
  std::vector<Section> sections;
  std::vector<std::string> known;  // all names of this scope and the scopes inside it; sorted
};
// Whether the sorted names hold this one.
bool holds(const std::vector<std::string>& sorted_names, std::string_view name);

struct Compiled {
  std::string text;  // for ctemplate, begins with the AUTOESCAPE pragma
  Scope scope;
};

using SourceMap = std::map<std::string, const Source*, std::less<>>;
// Refuses with ErrorCode::definition, "file:line: reason".
Result<Compiled> compile(const Source& source, const SourceMap& all, const AssetUrl& asset_url);

}  // namespace digipro::html
