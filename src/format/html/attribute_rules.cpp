#include <algorithm>
#include <array>

#include "format/html/context.h"

namespace digipro::html {
namespace {

constexpr std::array<std::string_view, 22> url_attributes = {
    "href",      "src",         "action",         "formaction", "xlink:href", "cite",
    "poster",    "data",        "ping",           "background", "manifest",   "longdesc",
    "usemap",    "codebase",    "hx-get",         "hx-post",    "hx-put",     "hx-patch",
    "hx-delete", "hx-push-url", "hx-replace-url", "icon"};

// Attributes in which an escaped text can do no harm. What is not here is refused.
constexpr std::array<std::string_view, 67> plain_attributes = {"abbr",
                                                               "alt",
                                                               "autocomplete",
                                                               "class",
                                                               "cols",
                                                               "colspan",
                                                               "content",
                                                               "datetime",
                                                               "dir",
                                                               "download",
                                                               "enterkeyhint",
                                                               "for",
                                                               "form",
                                                               "headers",
                                                               "height",
                                                               "high",
                                                               "id",
                                                               "inputmode",
                                                               "label",
                                                               "lang",
                                                               "list",
                                                               "low",
                                                               "max",
                                                               "maxlength",
                                                               "min",
                                                               "minlength",
                                                               "multiple",
                                                               "name",
                                                               "optimum",
                                                               "pattern",
                                                               "role",
                                                               "rows",
                                                               "rowspan",
                                                               "scope",
                                                               "size",
                                                               "span",
                                                               "start",
                                                               "step",
                                                               "tabindex",
                                                               "title",
                                                               "type",
                                                               "value",
                                                               "width",
                                                               "accept",
                                                               "hx-target",
                                                               "hx-include",
                                                               "hx-indicator",
                                                               "hx-select",
                                                               "hx-disabled-elt",
                                                               "x",
                                                               "y",
                                                               "x1",
                                                               "x2",
                                                               "y1",
                                                               "y2",
                                                               "cx",
                                                               "cy",
                                                               "r",
                                                               "rx",
                                                               "ry",
                                                               "d",
                                                               "points",
                                                               "viewbox",
                                                               "transform",
                                                               "dx",
                                                               "dy",
                                                               "text-anchor"};

// Of data-*: names that our scripts read as an address.
bool is_url_data_attribute(std::string_view attribute) {
  constexpr std::array<std::string_view, 5> endings = {"url", "href", "src", "action", "link"};
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return attribute.ends_with(ending); });
}

}  // namespace

bool is_forbidden_attribute(std::string_view attribute) {
  if (attribute.starts_with("data-hx-")) attribute.remove_prefix(5);
  return attribute.starts_with("on") || attribute == "style" || attribute == "srcdoc" ||
         attribute.starts_with("hx-on") || attribute == "hx-vars" || attribute == "hx-ext";
}

AttributeKind attribute_kind(std::string_view element, std::string_view attribute) {
  using enum AttributeKind;
  if (element == "script" || is_forbidden_attribute(attribute)) return refused;
  if (attribute.starts_with("data-hx-")) attribute.remove_prefix(5);
  if (std::find(url_attributes.begin(), url_attributes.end(), attribute) != url_attributes.end())
    return url;
  if (attribute.starts_with("data-")) return is_url_data_attribute(attribute) ? url : plain;
  if (attribute.starts_with("aria-")) return plain;
  if (attribute == "content" && element != "meta") return refused;
  if (std::find(plain_attributes.begin(), plain_attributes.end(), attribute) !=
      plain_attributes.end())
    return plain;
  return refused;
}

}  // namespace digipro::html
