#include "format/html/compile.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "format/html/context.h"

namespace digipro::html {
namespace {

constexpr size_t source_bytes_max = 256 * 1024;
constexpr size_t include_depth_max = 8;
constexpr size_t section_depth_max = 16;
constexpr size_t text_bytes_max = 1 << 20;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_marker_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || !is_letter(name[0])) return false;
  bool legal = std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
  });
  // These have a meaning of their own below us.
  return legal && !name.ends_with("_separator") && !name.starts_with("BI_") &&
         name.find("__") == std::string_view::npos;
}

bool is_file_name(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == '/';
  });
}

void add_once(std::vector<std::string>& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
}

class Compiler {
 public:
  Compiler(const SourceMap& all, const AssetUrl& asset_url) : all_(all), asset_url_(asset_url) {}

  Status file(const Source& source);
  Result<Compiled> take(const Source& source);

 private:
  struct Open {
    std::string name;
    std::string inner_name;
    Context at_start;
    Scope* outer;
  };
  struct Place {
    const Source* source;
    int line = 1;
  };

  Status literal(std::string_view text);
  Status marker(std::string_view body);
  Status variable(std::string_view body);
  Status begin_section(std::string_view name, Scope::Shown shown);
  Status end_section(std::string_view name);
  std::string inner_name(std::string_view name);
  Status include(std::string_view name);
  Status asset(std::string_view name);
  Status icon(std::string_view words);
  tl::unexpected<Error> wrong(std::string reason) const;
  tl::unexpected<Error> wrong(const Error& error) const { return wrong(error.detail); }

  const SourceMap& all_;
  const AssetUrl& asset_url_;
  std::string out_ = "{{%AUTOESCAPE context=\"HTML\"}}";
  Context context_;
  Scope root_;
  Scope* scope_ = &root_;
  std::vector<Open> open_;
  std::vector<Place> places_;
  int inner_names_ = 0;
};

tl::unexpected<Error> Compiler::wrong(std::string reason) const {
  const Place& place = places_.back();
  return refuse(ErrorCode::definition,
                place.source->name + ":" + std::to_string(place.line) + ": " + std::move(reason));
}

Status Compiler::file(const Source& source) {
  bool is_cycle = std::any_of(places_.begin(), places_.end(),
                              [&](const Place& place) { return place.source == &source; });
  if (is_cycle) return wrong("the file includes itself");
  if (places_.size() >= include_depth_max) return wrong("files included too deep");
  places_.push_back({&source});
  if (source.text.size() > source_bytes_max) return wrong("the file is too large");
  if (!is_valid_utf8(source.text)) return wrong("the file is not valid UTF-8");
  if (source.text.find('\0') != std::string::npos) return wrong("a NUL byte");
  size_t open_before = open_.size();
  std::string_view rest = source.text;
  while (!rest.empty()) {
    size_t start = rest.find("{{");
    DIGIPRO_CHECK(literal(rest.substr(0, start)));
    if (start == std::string_view::npos) break;
    size_t end = rest.find("}}", start);
    if (end == std::string_view::npos) return wrong("a marker without }}");
    std::string_view body = rest.substr(start + 2, end - start - 2);
    DIGIPRO_CHECK(marker(body));
    places_.back().line += static_cast<int>(std::count(body.begin(), body.end(), '\n'));
    rest.remove_prefix(end + 2);
    if (out_.size() > text_bytes_max) return wrong("the template is too large with its files");
  }
  if (open_.size() != open_before) return wrong("section " + open_.back().name + " is not closed");
  places_.pop_back();
  return {};
}

Status Compiler::literal(std::string_view text) {
  if (out_.ends_with('{') && text.starts_with('{')) return wrong("a literal {{");
  for (char character : text) {
    if (Status fed = context_.feed(character); !fed) return wrong(fed.error());
    if (character == '\n') ++places_.back().line;
  }
  out_ += text;
  return {};
}

Status Compiler::marker(std::string_view body) {
  if (body.starts_with('!')) return {};
  if (Status reached = context_.reach_marker(); !reached) return wrong(reached.error());
  if (body.empty()) return wrong("an empty marker");
  std::string_view name = body.substr(1);
  switch (body[0]) {
    case '#':
      return begin_section(name, Scope::Shown::per_row);
    case '^':
      return begin_section(name, Scope::Shown::when_hidden);
    case '?':
      return begin_section(name, Scope::Shown::once);
    case '/':
      return end_section(name);
    case '>':
      return include(name);
    case '@':
      if (name.starts_with("asset ")) return asset(trim(name.substr(6)));
      if (name.starts_with("icon ")) return icon(trim(name.substr(5)));
      return wrong("unknown directive @" + std::string(name));
    default:
      return variable(body);
  }
}

Status Compiler::variable(std::string_view body) {
  size_t colon = body.find(':');
  std::string_view name = body.substr(0, colon);
  std::string_view modifier = colon == std::string_view::npos ? "" : body.substr(colon + 1);
  if (!is_marker_name(name)) return wrong("not a name: " + std::string(body));
  if (!modifier.empty() && modifier != "url" && modifier != "part")
    return wrong("unknown modifier :" + std::string(modifier));
  if (colon != std::string_view::npos && modifier.empty()) return wrong("an empty modifier");
  bool is_url = modifier == "url", is_part = modifier == "part";
  if (Status taken = context_.take_variable(is_url, is_part); !taken) return wrong(taken.error());
  add_once(scope_->variables, name);
  // Escaping that keeps line breaks: ctemplate's own default turns them into blanks.
  std::string_view escape = is_url ? ":x-digipro-url" : is_part ? ":x-digipro-part" : ":p";
  out_ += "{{" + std::string(name) + std::string(escape) + "}}";
  return {};
}

Status Compiler::begin_section(std::string_view name, Scope::Shown shown) {
  if (!is_marker_name(name)) return wrong("not a name: " + std::string(name));
  Context::Place place = context_.place();
  if (place == Context::Place::other || place == Context::Place::url_value)
    return wrong("a section " + context_.describe());
  if (open_.size() >= section_depth_max) return wrong("sections nested too deep");
  Scope::Section* section = nullptr;
  for (Scope::Section& known : scope_->sections) {
    if (known.name == name && known.shown == shown) section = &known;
  }
  if (!section) {
    section = &scope_->sections.emplace_back();
    section->name = name;
    section->inner_name = inner_name(name);
    section->shown = shown;
    section->scope = std::make_unique<Scope>();
  }
  open_.push_back({section->name, section->inner_name, context_, scope_});
  out_ += "{{#" + section->inner_name + "}}";
  scope_ = section->scope.get();
  return {};
}

Status Compiler::end_section(std::string_view name) {
  if (open_.empty() || open_.back().name != name)
    return wrong("{{/" + std::string(name) + "}} closes no section open here");
  if (Status joined = context_.join(open_.back().at_start); !joined) return wrong(joined.error());
  scope_ = open_.back().outer;
  out_ += "{{/" + open_.back().inner_name + "}}";
  open_.pop_back();
  return {};
}

// ctemplate looks sections up in outer scopes too; a name of its own keeps each to its place.
std::string Compiler::inner_name(std::string_view name) {
  return std::string(name) + "__" + std::to_string(++inner_names_);
}

Status Compiler::include(std::string_view name) {
  if (context_.place() != Context::Place::text) return wrong("a part " + context_.describe());
  if (name.find('.') == std::string_view::npos) {
    if (!is_marker_name(name)) return wrong("not a name: " + std::string(name));
    scope_->slots.push_back({std::string(name), inner_name(name)});
    out_ += "{{>" + scope_->slots.back().inner_name + "}}";
    return {};
  }
  auto found = all_.find(name);
  if (!is_file_name(name) || found == all_.end())
    return wrong("no such file: " + std::string(name));
  Context at_start = context_;
  DIGIPRO_CHECK(file(*found->second));
  if (Status joined = context_.join(at_start); !joined) return wrong(joined.error());
  return {};
}

Status Compiler::asset(std::string_view name) {
  Result<std::string> url =
      asset_url_ && is_file_name(name) ? asset_url_(name) : refuse(ErrorCode::not_found);
  if (!url) return wrong("no such asset: " + std::string(name));
  // Literal text from here on: the context checks it like any other URL.
  return literal(*url);
}

Status Compiler::icon(std::string_view words) {
  if (context_.place() != Context::Place::text) return wrong("an icon " + context_.describe());
  size_t blank = words.find(' ');
  std::string_view name = words.substr(0, blank);
  std::string_view style = blank == std::string_view::npos ? "" : trim(words.substr(blank + 1));
  if (name.empty() || !is_file_name(name) || !is_file_name(replace_all(style, " ", "-")))
    return wrong("not the name of an icon");
  DIGIPRO_CHECK(literal("<svg class=\"icon" + std::string(style.empty() ? "" : " ") +
                        std::string(style) + "\" aria-hidden=\"true\" focusable=\"false\">" +
                        "<use href=\""));
  DIGIPRO_CHECK(asset("icons.svg"));
  return literal("#" + std::string(name) + "\"></use></svg>");
}

void sort_once(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

void collect(Scope& scope) {
  for (Scope::Section& section : scope.sections) {
    collect(*section.scope);
    scope.known.push_back(section.name);
    scope.known.insert(scope.known.end(), section.scope->known.begin(), section.scope->known.end());
  }
  scope.known.insert(scope.known.end(), scope.variables.begin(), scope.variables.end());
  for (const Scope::Slot& slot : scope.slots) scope.known.push_back(slot.name);
  sort_once(scope.known);
}

using RowNames = std::map<std::string, std::shared_ptr<std::vector<std::string>>, std::less<>>;

void collect_row_names(Scope& scope, RowNames& all) {
  for (Scope::Section& section : scope.sections) {
    auto& names = all[section.name];
    if (!names) names = std::make_shared<std::vector<std::string>>();
    names->insert(names->end(), section.scope->known.begin(), section.scope->known.end());
    section.row_names = names;
    collect_row_names(*section.scope, all);
  }
}

Result<Compiled> Compiler::take(const Source& source) {
  if (Status finished = context_.finish(); !finished)
    return refuse(ErrorCode::definition, source.name + ": " + finished.error().detail);
  collect(root_);
  RowNames rows;
  collect_row_names(root_, rows);
  for (auto& [name, names] : rows) sort_once(*names);
  return Compiled{std::move(out_), std::move(root_)};
}

}  // namespace

bool holds(const std::vector<std::string>& sorted_names, std::string_view name) {
  return std::binary_search(sorted_names.begin(), sorted_names.end(), name,
                            [](std::string_view a, std::string_view b) { return a < b; });
}

Result<Compiled> compile(const Source& source, const SourceMap& all, const AssetUrl& asset_url) {
  if (!is_file_name(source.name))
    return refuse(ErrorCode::definition, source.name + ":1: not the name of a template");
  Compiler compiler(all, asset_url);
  DIGIPRO_CHECK(compiler.file(source));
  return compiler.take(source);
}

}  // namespace digipro::html
