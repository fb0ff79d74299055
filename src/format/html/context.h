// Where in an HTML page a marker stands. Fed with the literal text of a template character by
// character; refuses what may never stand in one of our pages. Pure value, one thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digipro::html {

enum class AttributeKind { plain, url, refused };
// What a variable may be in this attribute of this element; names in lower case.
AttributeKind attribute_kind(std::string_view element, std::string_view attribute);
// Literal attributes that no page may carry: event handlers, style, eval of htmx.
bool is_forbidden_attribute(std::string_view attribute);

class Context {
 public:
  enum class Place { text, plain_value, url_value, in_tag, other };

  // Errors carry the reason only; the caller knows file and line.
  Status feed(char character);
  // A marker stands here: ends a tag or attribute name. Afterwards place() is final.
  Status reach_marker();
  Place place() const;
  // A variable stands here; `is_whole_url` for :url, `is_part` for :part.
  Status take_variable(bool is_whole_url, bool is_part);
  // Both sides of a section must be the same place; keeps what either side has seen.
  Status join(const Context& at_start);
  Status finish() const;  // text, and every element closed
  std::string describe() const;

 private:
  enum class State {
    text,
    less_than,
    declaration,
    comment,
    tag_name,
    in_tag,
    attribute_name,
    after_name,
    before_value,
    value_double,
    value_single,
    value_unquoted,
    raw_text,
  };
  Status feed_text(char character);
  Status feed_less_than(char character);
  Status feed_declaration(char character);
  Status feed_tag(char character);
  Status feed_value(char character);
  Status feed_raw_text(char character);
  Status end_attribute_name();
  Status end_value();
  Status end_tag();
  Status open_element();
  Status close_element();
  bool in_element(std::string_view name) const;

  State state_ = State::text;
  std::string element_;    // of the tag we are in, lower case
  std::string attribute_;  // of the value we are in, lower case
  std::string value_;      // literal text of the value so far
  std::string tail_;       // last characters of a comment or raw text
  std::vector<std::string> open_;
  bool is_end_tag_ = false;
  bool is_self_closed_ = false;
  bool needs_space_ = false;  // after a value or name, before the next attribute
  bool value_has_variable_ = false;
  bool has_source_ = false;      // script: src seen
  bool has_http_equiv_ = false;  // meta
  bool has_variable_content_ = false;
};

}  // namespace digipro::html
