#include "format/html/context.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.h"
#include "format/html/template.h"

namespace digipro::html {
namespace {

constexpr size_t name_length_max = 64;
constexpr size_t value_length_max = 16 * 1024;
constexpr size_t depth_max = 100;

constexpr std::array<std::string_view, 13> void_elements = {
    "area", "br",   "col",    "embed", "hr",  "img",  "input",
    "link", "meta", "source", "track", "wbr", "param"};

bool is_void(std::string_view element) {
  return std::find(void_elements.begin(), void_elements.end(), element) != void_elements.end();
}
bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_' || c == '.';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

tl::unexpected<Error> wrong(std::string reason) {
  return refuse(ErrorCode::definition, std::move(reason));
}

// Literal values of htmx that would need eval, which the CSP forbids.
Status check_htmx(std::string_view attribute, std::string_view value) {
  if (attribute.starts_with("data-")) attribute.remove_prefix(5);
  if (!attribute.starts_with("hx-")) return {};
  std::string start = to_lower_ascii(trim(value));
  if (start.starts_with("js:") || start.starts_with("javascript:"))
    return wrong("attribute " + std::string(attribute) + " would run a script");
  if (attribute == "hx-trigger" && value.find('[') != std::string_view::npos)
    return wrong("a filter in hx-trigger needs eval, which pages do not allow");
  return {};
}

}  // namespace

Status Context::feed(char character) {
  switch (state_) {
    case State::text:
      return feed_text(character);
    case State::less_than:
      return feed_less_than(character);
    case State::declaration:
    case State::comment:
      return feed_declaration(character);
    case State::value_double:
    case State::value_single:
    case State::value_unquoted:
      return feed_value(character);
    case State::raw_text:
      return feed_raw_text(character);
    default:
      return feed_tag(character);
  }
}

Status Context::feed_text(char character) {
  if (character != '<') return {};
  state_ = State::less_than;
  element_.clear();
  is_end_tag_ = is_self_closed_ = needs_space_ = has_source_ = has_http_equiv_ = false;
  has_variable_content_ = false;
  return {};
}

Status Context::feed_less_than(char character) {
  if (character == '/' && !is_end_tag_) {
    is_end_tag_ = true;
    return {};
  }
  if (character == '!' && !is_end_tag_) {
    state_ = State::declaration;
    tail_.clear();
    return {};
  }
  if (!is_letter(character)) return wrong("a '<' that begins no tag: write &lt;");
  state_ = State::tag_name;
  element_ = lower(character);
  return {};
}

Status Context::feed_declaration(char character) {
  tail_ += character;
  if (state_ == State::declaration) {
    if (tail_ == "--") {
      state_ = State::comment;
      tail_.clear();
    } else if (character == '>') {
      if (to_lower_ascii(tail_) != "doctype html>") return wrong("only <!DOCTYPE html> may stand");
      if (!open_.empty()) return wrong("a doctype inside an element");
      state_ = State::text;
    } else if (tail_.size() > name_length_max) {
      return wrong("a declaration without end");
    }
    return {};
  }
  if (tail_.size() > 3) tail_.erase(0, tail_.size() - 3);
  if (tail_ == "-->") state_ = State::text;
  return {};
}

Status Context::feed_tag(char character) {
  switch (state_) {
    case State::tag_name:
      if (is_name(character)) {
        element_ += lower(character);
        if (element_.size() > name_length_max) return wrong("a tag name without end");
        return {};
      }
      state_ = State::in_tag;
      break;
    case State::attribute_name:
      if (is_name(character) || character == '@') {
        attribute_ += lower(character);
        if (attribute_.size() > name_length_max) return wrong("an attribute name without end");
        return {};
      }
      DIGIPRO_CHECK(end_attribute_name());
      state_ = State::after_name;
      break;
    case State::before_value:
      if (is_space(character)) return {};
      value_.clear();
      value_has_variable_ = false;
      if (character == '"') state_ = State::value_double;
      if (character == '\'') state_ = State::value_single;
      if (character == '"' || character == '\'') return {};
      state_ = State::value_unquoted;
      return feed_value(character);
    default:
      break;
  }
  if (state_ == State::after_name && character == '=') {
    state_ = State::before_value;
    return {};
  }
  if (is_space(character)) {
    needs_space_ = false;
    return {};
  }
  if (character == '>') return end_tag();
  if (is_self_closed_) return wrong("a '/' inside a tag");
  if (character == '/') {
    state_ = State::in_tag;
    is_self_closed_ = true;
    return {};
  }
  if (!is_name(character) || needs_space_)
    return wrong("a blank is missing, or a character no attribute begins with");
  if (is_end_tag_) return wrong("an end tag with attributes");
  state_ = State::attribute_name;
  attribute_ = lower(character);
  return {};
}

Status Context::feed_value(char character) {
  bool ends = (state_ == State::value_double && character == '"') ||
              (state_ == State::value_single && character == '\'');
  if (ends) {
    DIGIPRO_CHECK(end_value());
    state_ = State::in_tag;
    needs_space_ = true;
    return {};
  }
  if (state_ == State::value_unquoted && (is_space(character) || character == '>')) {
    DIGIPRO_CHECK(end_value());
    state_ = State::in_tag;
    return feed_tag(character);
  }
  if (character == '<') return wrong("a '<' in an attribute value: write &lt;");
  if (state_ == State::value_unquoted && !is_name(character) && character != '/' &&
      character != '#' && character != '%' && character != ',')
    return wrong("a value without quotes holds a character that needs them");
  value_ += character;
  if (value_.size() > value_length_max) return wrong("an attribute value without end");
  return {};
}

// Only <script> gets here, and it may hold nothing but blanks.
Status Context::feed_raw_text(char character) {
  tail_ += lower(character);
  constexpr std::string_view end = "</script>";
  std::string_view rest = trim(tail_);
  if (!end.starts_with(rest) || tail_.size() > name_length_max)
    return wrong("inline script or data: put it into a file of portal/islands");
  if (rest == end) {
    state_ = State::text;
    open_.pop_back();
  }
  return {};
}

Status Context::end_attribute_name() {
  if (is_forbidden_attribute(attribute_))
    return wrong("attribute " + attribute_ + " is not allowed (CSP): use a class or an island");
  if (attribute_ == "src" && element_ == "script") has_source_ = true;
  if (attribute_ == "http-equiv") has_http_equiv_ = true;
  if (has_http_equiv_ && has_variable_content_)
    return wrong("a variable in a meta element with http-equiv");
  return {};
}

Status Context::end_value() {
  if (value_has_variable_) return {};
  DIGIPRO_CHECK(check_htmx(attribute_, value_));
  if (attribute_kind(element_ == "script" ? "a" : element_, attribute_) == AttributeKind::url &&
      !value_.empty() && !is_allowed_url(value_))
    return wrong("the URL in " + attribute_ + " is not allowed");
  return {};
}

bool Context::in_element(std::string_view name) const {
  return std::find(open_.begin(), open_.end(), name) != open_.end();
}

Status Context::end_tag() {
  state_ = State::text;
  return is_end_tag_ ? close_element() : open_element();
}

Status Context::open_element() {
  if (element_ == "style" || element_ == "base")
    return wrong("element " + element_ + " is not allowed");
  if (!open_.empty() && (open_.back() == "textarea" || open_.back() == "title"))
    return wrong("an element inside " + open_.back());
  if (element_ == "script" && !has_source_)
    return wrong("a script without src: put it into a file of portal/islands");
  bool foreign = element_ == "svg" || in_element("svg") || in_element("math");
  if (is_self_closed_ && !foreign && !is_void(element_))
    return wrong("<" + element_ + "/> does not close a " + element_);
  if (is_self_closed_ || is_void(element_)) return {};
  if (open_.size() >= depth_max) return wrong("elements nested too deep");
  open_.push_back(element_);
  if (element_ == "script") {
    state_ = State::raw_text;
    tail_.clear();
  }
  return {};
}

Status Context::close_element() {
  if (open_.empty() || open_.back() != element_) {
    return wrong("</" + element_ + "> closes nothing" +
                 (open_.empty() ? "" : ": " + open_.back() + " is open"));
  }
  open_.pop_back();
  return {};
}

}  // namespace digipro::html
