#include "format/xml_stream.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace digipro::xml {
namespace {

constexpr size_t piece_bytes_max = 1 << 20;  // libxml2 counts in int

std::string_view view_of(const xmlChar* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

}  // namespace

// libxml2's SAX2 events, counted and handed on; the first breach stops the parser.
struct StreamReader::State {
  Visitor& visitor;
  ParseLimits limits;
  xmlParserCtxtPtr context = nullptr;
  std::vector<AttributeView> attributes;
  size_t bytes = 0, nodes = 0;
  int depth = 0;
  bool has_root = false;
  std::optional<Error> error;

  State(Visitor& given, ParseLimits up_to) : visitor(given), limits(up_to) {}
  ~State() {
    if (!context) return;
    if (context->myDoc) xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
  }

  int line() const { return context && context->input ? context->input->line : 0; }
  void stop(Error given) {
    if (error) return;
    error = std::move(given);
    xmlStopParser(context);
  }
  void stop(ErrorCode code, const std::string& problem) {
    stop(fail(code, "XML, riga " + std::to_string(line()) + ": " + problem));
  }
  void stop_unless(Status status) {
    if (!status) stop(std::move(status.error()));
  }

  void start(const xmlChar* name, const xmlChar* space, int count, const xmlChar** given) {
    if (error) return;
    nodes += 1 + static_cast<size_t>(count);
    if (nodes > limits.nodes_max) return stop(ErrorCode::too_large, "troppi elementi");
    if (depth >= limits.depth_max) return stop(ErrorCode::too_large, "annidamento troppo profondo");
    ++depth;
    has_root = true;
    attributes.clear();
    for (int i = 0; i < count; ++i) {
      const xmlChar** at = given + i * 5;  // local name, prefix, URI, value, end of value
      attributes.push_back(
          {view_of(at[2]),
           view_of(at[0]),
           {reinterpret_cast<const char*>(at[3]), static_cast<size_t>(at[4] - at[3])}});
    }
    stop_unless(visitor.start({view_of(space), view_of(name), attributes, line()}));
  }
  void end() {
    if (error || depth == 0) return;
    --depth;
    stop_unless(visitor.end());
  }
  void text(const xmlChar* text, int length) {
    if (error || depth == 0 || length <= 0) return;
    stop_unless(visitor.text({reinterpret_cast<const char*>(text), static_cast<size_t>(length)}));
  }

  static State& of(void* context) {
    return *static_cast<State*>(static_cast<xmlParserCtxtPtr>(context)->_private);
  }
  static xmlSAXHandler handler();
};

xmlSAXHandler StreamReader::State::handler() {
  xmlSAXHandler sax{};
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = [](void* context, const xmlChar* name, const xmlChar*, const xmlChar* space,
                          int, const xmlChar**, int count, int, const xmlChar** attributes) {
    of(context).start(name, space, count, attributes);
  };
  sax.endElementNs = [](void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    of(context).end();
  };
  auto on_text = [](void* context, const xmlChar* text, int length) {
    of(context).text(text, length);
  };
  sax.characters = sax.ignorableWhitespace = sax.cdataBlock = on_text;
  sax.internalSubset = [](void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
    of(context).stop(ErrorCode::malformed, "un DOCTYPE non è ammesso");
  };
  sax.getEntity = [](void* context, const xmlChar* name) {
    xmlEntityPtr predefined = xmlGetPredefinedEntity(name);
    if (!predefined) of(context).stop(ErrorCode::malformed, "entità sconosciuta");
    return predefined;
  };
  // The first error stands. libxml2's messages may quote the document: only the code is kept.
  sax.serror = [](void* context, xmlErrorPtr problem) {
    if (problem->level < XML_ERR_ERROR) return;
    of(context).stop(ErrorCode::malformed,
                     "XML non valido (libxml2 " + std::to_string(problem->code) + ")");
  };
  return sax;
}

std::string_view Tag::attribute(std::string_view of_name) const {
  for (const AttributeView& attribute : attributes)
    if (attribute.space.empty() && attribute.name == of_name) return attribute.value;
  return {};
}

StreamReader::StreamReader(Visitor& visitor, ParseLimits limits)
    : state_(std::make_unique<State>(visitor, limits)) {
  static const bool initialised = (xmlInitParser(), true);
  (void)initialised;
  xmlSAXHandler sax = State::handler();
  state_->context = xmlCreatePushParserCtxt(&sax, nullptr, nullptr, 0, nullptr);
  if (!state_->context) {
    state_->error = fail(ErrorCode::limit_exceeded, "XML: manca la memoria");
    return;
  }
  state_->context->_private = state_.get();
  state_->context->userData = state_->context;
  // NOENT: or "&amp;" in an attribute comes out as "&#38;". There are none but the predefined ones.
  xmlCtxtUseOptions(state_->context, XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOENT);
  // xmlCtxtUseOptions rewires callbacks for tree building; ours are the ones that count.
  *state_->context->sax = sax;
}

StreamReader::~StreamReader() = default;

Status StreamReader::feed(std::string_view bytes) {
  state_->bytes += bytes.size();
  if (!state_->error && state_->bytes > state_->limits.bytes_max)
    state_->error = fail(ErrorCode::too_large,
                         "XML di oltre " + std::to_string(state_->limits.bytes_max) + " byte");
  while (!state_->error && !bytes.empty()) {
    std::string_view piece = bytes.substr(0, piece_bytes_max);
    bytes.remove_prefix(piece.size());
    xmlParseChunk(state_->context, piece.data(), static_cast<int>(piece.size()), 0);
  }
  return state_->error ? Status(refuse(*state_->error)) : Status();
}

Status StreamReader::finish() {
  if (!state_->error) xmlParseChunk(state_->context, nullptr, 0, 1);
  if (state_->error) return refuse(*state_->error);
  if (state_->context->wellFormed != 1 || !state_->has_root)
    return refuse(ErrorCode::malformed, "XML non valido");
  return {};
}

}  // namespace digipro::xml
