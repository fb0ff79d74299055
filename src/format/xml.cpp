#include "format/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <climits>
#include <optional>

namespace digipro::xml {
namespace {

std::string to_text(const xmlChar* text) {
  return text ? std::string(reinterpret_cast<const char*>(text)) : std::string();
}

// Builds the tree from libxml2's SAX2 events; stops the parser at the first breach.
struct Builder {
  ParseLimits limits;
  xmlParserCtxtPtr context = nullptr;
  Element root;
  bool has_root = false;
  std::vector<Element*> open;  // an open element is the last child of the one before it
  size_t nodes = 0;
  std::optional<Error> error;

  void stop(ErrorCode code, const std::string& problem) {
    if (error) return;
    int line = context && context->input ? context->input->line : 0;
    error = fail(code, "XML, riga " + std::to_string(line) + ": " + problem);
    xmlStopParser(context);
  }

  void start(const xmlChar* name, const xmlChar* space, int attribute_count,
             const xmlChar** attributes) {
    if (error) return;
    nodes += 1 + static_cast<size_t>(attribute_count);
    if (nodes > limits.nodes_max) return stop(ErrorCode::too_large, "troppi elementi");
    if (open.size() >= static_cast<size_t>(limits.depth_max)) {
      return stop(ErrorCode::too_large, "annidamento troppo profondo");
    }
    Element* element = &root;
    if (has_root) element = &open.back()->children.emplace_back();
    has_root = true;
    element->space = to_text(space);
    element->name = to_text(name);
    element->line = context->input ? context->input->line : 0;
    element->attributes.reserve(static_cast<size_t>(attribute_count));
    for (int i = 0; i < attribute_count; ++i) {
      const xmlChar** at = attributes + i * 5;  // local name, prefix, URI, value, end of value
      element->attributes.push_back(
          {to_text(at[2]), to_text(at[0]),
           std::string(reinterpret_cast<const char*>(at[3]), static_cast<size_t>(at[4] - at[3]))});
    }
    open.push_back(element);
  }
  void end() {
    if (!error && !open.empty()) open.pop_back();
  }
  void characters(const xmlChar* text, int length) {
    if (error || open.empty() || length <= 0) return;
    open.back()->text.append(reinterpret_cast<const char*>(text), static_cast<size_t>(length));
  }
};

Builder& builder_of(void* context) {
  return *static_cast<Builder*>(static_cast<xmlParserCtxtPtr>(context)->_private);
}

void on_start(void* context, const xmlChar* name, const xmlChar*, const xmlChar* space, int,
              const xmlChar**, int attribute_count, int, const xmlChar** attributes) {
  builder_of(context).start(name, space, attribute_count, attributes);
}
void on_end(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  builder_of(context).end();
}
void on_characters(void* context, const xmlChar* text, int length) {
  builder_of(context).characters(text, length);
}
void on_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  builder_of(context).stop(ErrorCode::malformed, "un DOCTYPE non è ammesso");
}
xmlEntityPtr on_entity(void* context, const xmlChar* name) {
  xmlEntityPtr predefined = xmlGetPredefinedEntity(name);
  if (!predefined) builder_of(context).stop(ErrorCode::malformed, "entità sconosciuta");
  return predefined;
}
// The first error stands. libxml2's messages may quote the document: only the code is kept.
void on_error(void* user_data, xmlErrorPtr problem) {
  if (problem->level < XML_ERR_ERROR) return;
  builder_of(user_data).stop(ErrorCode::malformed,
                             "XML non valido (libxml2 " + std::to_string(problem->code) + ")");
}

xmlSAXHandler make_handler() {
  xmlSAXHandler handler{};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = on_start;
  handler.endElementNs = on_end;
  handler.characters = on_characters;
  handler.ignorableWhitespace = on_characters;
  handler.cdataBlock = on_characters;
  handler.internalSubset = on_doctype;
  handler.getEntity = on_entity;
  handler.serror = on_error;
  return handler;
}

}  // namespace

Result<Element> parse(std::string_view bytes, ParseLimits limits) {
  if (bytes.size() > limits.bytes_max || bytes.size() > INT_MAX) {
    return refuse(ErrorCode::too_large,
                  "XML di oltre " + std::to_string(limits.bytes_max) + " byte");
  }
  static const bool initialised = (xmlInitParser(), true);
  (void)initialised;
  xmlParserCtxtPtr context =
      xmlCreateMemoryParserCtxt(bytes.data(), static_cast<int>(bytes.size()));
  if (!context) return refuse(ErrorCode::malformed, "XML vuoto");
  xmlSAXHandler handler = make_handler();
  Builder builder;
  builder.limits = limits;
  builder.context = context;
  xmlSAXHandler* own = context->sax;
  context->sax = &handler;
  context->_private = &builder;
  context->userData = context;
  xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_NOCDATA);
  // xmlCtxtUseOptions rewires callbacks for tree building; ours are the ones that count.
  handler = make_handler();
  xmlParseDocument(context);
  bool is_well_formed = context->wellFormed == 1;
  context->sax = own;
  if (context->myDoc) xmlFreeDoc(context->myDoc);
  xmlFreeParserCtxt(context);
  if (builder.error) return refuse(std::move(*builder.error));
  if (!is_well_formed || !builder.has_root) return refuse(ErrorCode::malformed, "XML non valido");
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
