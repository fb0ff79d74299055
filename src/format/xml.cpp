#include "format/xml.h"

#include "format/xml_stream.h"

namespace digipro::xml {
namespace {

struct Builder final : Visitor {
  Element root;
  bool has_root = false;
  std::vector<Element*> open;  // an open element is the last child of the one before it

  Status start(const Tag& tag) override {
    Element& element = has_root ? open.back()->children.emplace_back() : root;
    has_root = true;
    element.space = tag.space;
    element.name = tag.name;
    element.line = tag.line;
    element.attributes.reserve(tag.attributes.size());
    for (const AttributeView& given : tag.attributes)
      element.attributes.push_back(
          {std::string(given.space), std::string(given.name), std::string(given.value)});
    open.push_back(&element);
    return {};
  }
  Status end() override {
    open.pop_back();
    return {};
  }
  Status text(std::string_view piece) override {
    open.back()->text += piece;
    return {};
  }
};

}  // namespace

Result<Element> parse(std::string_view bytes, ParseLimits limits) {
  Builder builder;
  StreamReader reader(builder, limits);
  DIGIPRO_CHECK(reader.feed(bytes));
  DIGIPRO_CHECK(reader.finish());
  return std::move(builder.root);
}

const std::string* Element::find_attribute(std::string_view of_space,
                                           std::string_view of_name) const {
  for (const Attribute& attribute : attributes) {
    if (attribute.name == of_name && attribute.space == of_space) return &attribute.value;
  }
  return nullptr;
}

const std::string& Element::attribute(std::string_view of_name) const {
  static const std::string absent;
  const std::string* found = find_attribute("", of_name);
  return found ? *found : absent;
}

const Element* Element::child(std::string_view of_space, std::string_view of_name) const {
  for (const Element& element : children) {
    if (element.is(of_space, of_name)) return &element;
  }
  return nullptr;
}

std::vector<const Element*> Element::children_named(std::string_view of_space,
                                                    std::string_view of_name) const {
  std::vector<const Element*> found;
  for (const Element& element : children) {
    if (element.is(of_space, of_name)) found.push_back(&element);
  }
  return found;
}

}  // namespace digipro::xml
