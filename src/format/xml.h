// xml::Element: an XML document as a plain tree, read strictly over libxml2 (in xml.cpp only). No
// DTD, so no entities of one's own; nothing is fetched; size, depth and nodes are limited. Comments
// and processing instructions are left out; the text of an element is its own text joined. Pure
// values, any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digipro::xml {

struct Attribute {
  std::string space;  // namespace URI; "" without prefix
  std::string name;   // local name
  std::string value;
};

struct Element {
  std::string space;  // namespace URI, "" when none
  std::string name;   // local name
  std::vector<Attribute> attributes;
  std::vector<Element> children;
  std::string text;
  int line = 0;  // from 1

  bool is(std::string_view of_space, std::string_view of_name) const {
    return name == of_name && space == of_space;
  }
  // Null when absent. Attributes without a prefix have the space "".
  const std::string* find_attribute(std::string_view of_space, std::string_view of_name) const;
  // "" when absent.
  const std::string& attribute(std::string_view of_name) const;
  // The first child of that name; null when there is none.
  const Element* child(std::string_view of_space, std::string_view of_name) const;
  std::vector<const Element*> children_named(std::string_view of_space,
                                             std::string_view of_name) const;
};

struct ParseLimits {
  size_t bytes_max = 4 << 20;
  int depth_max = 64;
  size_t nodes_max = 100'000;  // elements and attributes
};
// Refuses with malformed (naming the line) or too_large. Encodings: what the XML declaration says,
// among those of libxml2; what comes out is UTF-8.
Result<Element> parse(std::string_view bytes, ParseLimits limits = {});

}  // namespace digipro::xml
