// xml::StreamReader: XML read piece by piece, in memory that does not grow with the document. As
// strict as xml::parse, which stands on it: no DTD, nothing fetched, size, depth and nodes limited;
// comments and processing instructions are left out. One thread; the visitor outlives the reader.
#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "format/xml.h"

namespace digipro::xml {

struct AttributeView {
  std::string_view space, name, value;
};
// Its texts live until start() returns.
struct Tag {
  std::string_view space, name;
  std::span<const AttributeView> attributes;
  int line = 0;  // from 1

  std::string_view attribute(std::string_view of_name) const;  // without prefix; "" when absent
};

// What the document says, in its order. A refusal ends the reading and is its answer.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual Status start(const Tag& tag) = 0;
  virtual Status end() = 0;
  virtual Status text(std::string_view) { return {}; }  // in pieces of any length
};

class StreamReader {
 public:
  explicit StreamReader(Visitor& visitor, ParseLimits limits = {});
  ~StreamReader();
  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

  // Refuses with malformed (naming the line), too_large, or as the visitor did; then for good.
  Status feed(std::string_view bytes);
  Status finish();  // the document is complete

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digipro::xml
