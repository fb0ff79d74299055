// The only file that includes ctemplate.
#include "format/html/template.h"

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_modifiers.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "base/assert.h"
#include "base/text.h"
#include "format/html/compile.h"

namespace digipro::html {
namespace {

using ctemplate::TemplateDictionary;
using ctemplate::TemplateString;

class UrlModifier final : public ctemplate::TemplateModifier {
 public:
  void Modify(const char* text, size_t size, const ctemplate::PerExpandData* data,
              ctemplate::ExpandEmitter* out, const std::string& argument) const override {
    if (is_allowed_url({text, size})) {
      ctemplate::pre_escape.Modify(text, size, data, out, argument);
    } else {
      out->Emit("#", 1);
    }
  }
};

class PartModifier final : public ctemplate::TemplateModifier {
 public:
  void Modify(const char* text, size_t size, const ctemplate::PerExpandData*,
              ctemplate::ExpandEmitter* out, const std::string&) const override {
    std::string encoded = url_encode({text, size});
    out->Emit(encoded.data(), encoded.size());
  }
};

// ctemplate keeps modifiers per process, by name, for ever.
void register_modifiers() {
  static std::once_flag once;
  std::call_once(once, [] {
    static const UrlModifier url;
    static const PartModifier part;
    DIGIPRO_ASSERT(ctemplate::AddXssSafeModifier("x-digipro-url", &url), "x-digipro-url is new");
    DIGIPRO_ASSERT(ctemplate::AddXssSafeModifier("x-digipro-part", &part), "x-digipro-part is new");
  });
}

TemplateString view(const std::string& text) {
  return {text.data(), text.size()};
}

// Data of the scope we are in, and of those around it.
struct Frame {
  const Data* data;
  const Frame* outer;
};

const Data::Entry* look_up(std::string_view name, const Frame* frame) {
  for (; frame; frame = frame->outer) {
    if (const Data::Entry* found = frame->data->find(name)) return found;
  }
  return nullptr;
}

class CtemplateTemplates final : public Templates {
 public:
  Status add(const Source& source, Compiled compiled);
  void freeze() { cache_.Freeze(); }
  Result<std::string> render(std::string_view name, const Data& data) const override;
  std::vector<std::string> names() const override;

 private:
  using Kind = Data::Entry::Kind;
  const Scope* scope_of(std::string_view name) const;
  Status fill(std::string_view name, const Scope& scope, const Frame& frame,
              TemplateDictionary& dictionary) const;
  Status fill_own(std::string_view name, const Scope& scope, const std::vector<std::string>& known,
                  const Frame& frame, TemplateDictionary& dictionary) const;
  Status fill_section(std::string_view name, const Scope::Section& section, const Frame& frame,
                      TemplateDictionary& dictionary) const;
  Status fill_slot(std::string_view name, const Scope::Slot& slot, const Frame& frame,
                   TemplateDictionary& dictionary) const;

  ctemplate::TemplateCache cache_;
  std::map<std::string, Scope, std::less<>> scopes_;
};

tl::unexpected<Error> wrong_data(std::string_view name, const std::string& reason) {
  return refuse(ErrorCode::internal, "template " + std::string(name) + ": " + reason);
}

Status CtemplateTemplates::add(const Source& source, Compiled compiled) {
  if (!cache_.StringToTemplateCache(view(source.name), view(compiled.text),
                                    ctemplate::STRIP_BLANK_LINES))
    return refuse(ErrorCode::definition, source.name + ":1: ctemplate cannot parse it");
  scopes_.emplace(source.name, std::move(compiled.scope));
  return {};
}

const Scope* CtemplateTemplates::scope_of(std::string_view name) const {
  auto found = scopes_.find(name);
  return found == scopes_.end() ? nullptr : &found->second;
}

std::vector<std::string> CtemplateTemplates::names() const {
  std::vector<std::string> all;
  for (const auto& [name, scope] : scopes_) all.push_back(name);
  return all;
}

// Data that has just come into view: everything in it must be known, its texts are set here.
Status CtemplateTemplates::fill_own(std::string_view name, const Scope& scope,
                                    const std::vector<std::string>& known, const Frame& frame,
                                    TemplateDictionary& dictionary) const {
  for (const Data::Entry& entry : frame.data->entries()) {
    if (!holds(known, entry.name)) return wrong_data(name, "no {{" + entry.name + "}} there");
    if (entry.kind == Kind::text)
      dictionary.SetValueWithoutCopy(view(entry.name), view(entry.text));
  }
  return fill(name, scope, frame, dictionary);
}

Status CtemplateTemplates::fill(std::string_view name, const Scope& scope, const Frame& frame,
                                TemplateDictionary& dictionary) const {
  for (const std::string& variable : scope.variables) {
    const Data::Entry* entry = look_up(variable, &frame);
    if (!entry || entry->kind != Kind::text)
      return wrong_data(name, "{{" + variable + "}} is not set");
  }
  for (const Scope::Section& section : scope.sections)
    DIGIPRO_CHECK(fill_section(name, section, frame, dictionary));
  for (const Scope::Slot& slot : scope.slots)
    DIGIPRO_CHECK(fill_slot(name, slot, frame, dictionary));
  return {};
}

Status CtemplateTemplates::fill_section(std::string_view name, const Scope::Section& section,
                                        const Frame& frame, TemplateDictionary& dictionary) const {
  const Data::Entry* entry = look_up(section.name, &frame);
  bool shows = entry && entry->shows();
  if (shows == (section.shown == Scope::Shown::when_hidden)) return {};
  if (!shows || section.shown == Scope::Shown::once || entry->kind != Kind::rows)
    return fill(name, *section.scope, frame,
                *dictionary.AddSectionDictionary(view(section.inner_name)));
  for (const Data::Child& row : entry->children) {
    DIGIPRO_CHECK(fill_own(name, *section.scope, *section.row_names, Frame{&row.data, &frame},
                           *dictionary.AddSectionDictionary(view(section.inner_name))));
  }
  return {};
}

Status CtemplateTemplates::fill_slot(std::string_view name, const Scope::Slot& slot,
                                     const Frame& frame, TemplateDictionary& dictionary) const {
  const Data::Entry* entry = look_up(slot.name, &frame);
  if (!entry) return {};
  if (entry->kind != Kind::parts) return wrong_data(name, "{{>" + slot.name + "}} is no part");
  for (const Data::Child& part : entry->children) {
    const Scope* scope = scope_of(part.template_name);
    if (!scope) return wrong_data(name, "no template " + part.template_name);
    TemplateDictionary* inner = dictionary.AddIncludeDictionary(view(slot.inner_name));
    inner->SetFilename(view(part.template_name));
    DIGIPRO_CHECK(
        fill_own(part.template_name, *scope, scope->known, Frame{&part.data, nullptr}, *inner));
  }
  return {};
}

Result<std::string> CtemplateTemplates::render(std::string_view name, const Data& data) const {
  const Scope* scope = scope_of(name);
  if (!scope) return wrong_data(name, "there is no such template");
  TemplateDictionary dictionary("");
  DIGIPRO_CHECK(fill_own(name, *scope, scope->known, Frame{&data, nullptr}, dictionary));
  std::string out;
  out.reserve(16 * 1024);
  if (!cache_.ExpandNoLoad(TemplateString(name.data(), name.size()), ctemplate::STRIP_BLANK_LINES,
                           &dictionary, nullptr, &out))
    return wrong_data(name, "ctemplate could not expand it");
  return out;
}

}  // namespace

Result<std::unique_ptr<Templates>> Templates::load(const std::vector<Source>& sources,
                                                   const AssetUrl& asset_url) {
  register_modifiers();
  SourceMap all;
  for (const Source& source : sources) {
    if (!all.emplace(source.name, &source).second)
      return refuse(ErrorCode::definition, source.name + ":1: this name stands twice");
  }
  auto made = std::make_unique<CtemplateTemplates>();
  for (const Source& source : sources) {
    DIGIPRO_TRY(compiled, compile(source, all, asset_url));
    DIGIPRO_CHECK(made->add(source, std::move(compiled)));
  }
  made->freeze();
  return made;
}

bool is_allowed_url(std::string_view url) {
  // Browsers drop tabs and line breaks inside a scheme and take '\' for '/'.
  bool is_clean = std::all_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '\\';
  });
  if (!is_clean || url.starts_with("//")) return false;
  size_t end = url.find_first_of(":/?#");
  if (end == std::string_view::npos || url[end] != ':') return true;
  std::string scheme = to_lower_ascii(url.substr(0, end));
  constexpr std::array<std::string_view, 4> allowed = {"http", "https", "mailto", "tel"};
  return std::find(allowed.begin(), allowed.end(), scheme) != allowed.end();
}

}  // namespace digipro::html
