// What may stand at a marker: the other half of Context, which context.cpp feeds.
#include "format/html/context.h"
#include "format/html/template.h"

namespace digipro::html {
namespace {

tl::unexpected<Error> wrong(std::string reason) {
  return refuse(ErrorCode::definition, std::move(reason));
}

// A literal start after which an encoded piece cannot change scheme or host.
bool is_safe_start(std::string_view start) {
  if (start.starts_with("https://") || start.starts_with("http://"))
    return start.find('/', 8) != std::string_view::npos;
  if (start.starts_with("mailto:") || start.starts_with("tel:")) return true;
  return is_allowed_url(start) && (start[0] == '/' || start[0] == '#' || start[0] == '?');
}

}  // namespace

Status Context::reach_marker() {
  if (state_ == State::tag_name) {
    state_ = State::in_tag;
    needs_space_ = true;
  } else if (state_ == State::attribute_name) {
    DIGIPRO_CHECK(end_attribute_name());
    state_ = State::in_tag;
    needs_space_ = true;
  } else if (state_ == State::after_name) {
    state_ = State::in_tag;
  }
  return {};
}

Context::Place Context::place() const {
  switch (state_) {
    case State::text:
      return Place::text;
    case State::in_tag:
      return is_self_closed_ || is_end_tag_ ? Place::other : Place::in_tag;
    case State::value_double:
    case State::value_single:
      switch (attribute_kind(element_, attribute_)) {
        case AttributeKind::plain:
          return Place::plain_value;
        case AttributeKind::url:
          return Place::url_value;
        case AttributeKind::refused:
          return Place::other;
      }
      return Place::other;
    default:
      return Place::other;
  }
}

Status Context::take_variable(bool is_whole_url, bool is_part) {
  Place here = place();
  if (here == Place::other || here == Place::in_tag) return wrong("a variable " + describe());
  if (here != Place::url_value) {
    if (is_whole_url || is_part) return wrong("a URL modifier " + describe());
    if (attribute_ == "content" && here == Place::plain_value) has_variable_content_ = true;
    if (has_http_equiv_ && has_variable_content_)
      return wrong("a variable in a meta element with http-equiv");
    value_has_variable_ = here == Place::plain_value;
    return {};
  }
  bool at_start = value_.empty() && !value_has_variable_;
  if (at_start && !is_whole_url) return wrong("the start of a URL needs :url, " + describe());
  if (!at_start && !is_part) return wrong("a piece of a URL needs :part, " + describe());
  if (!at_start && !value_has_variable_ && !is_safe_start(value_))
    return wrong("the URL must begin with '/', '#', '?' or a whole host, " + describe());
  value_has_variable_ = true;
  return {};
}

Status Context::join(const Context& at_start) {
  bool in_value = state_ == State::value_double || state_ == State::value_single;
  if (state_ != at_start.state_ || open_ != at_start.open_ ||
      (state_ != State::text && (element_ != at_start.element_)) ||
      (in_value && attribute_ != at_start.attribute_))
    return wrong("a section ends in another place than it begins: it ends " + describe() +
                 ", it begins " + at_start.describe());
  if (in_value && place() == Place::url_value) return wrong("a section inside a URL");
  needs_space_ = needs_space_ || at_start.needs_space_;
  has_source_ = has_source_ && at_start.has_source_;
  has_http_equiv_ = has_http_equiv_ || at_start.has_http_equiv_;
  has_variable_content_ = has_variable_content_ || at_start.has_variable_content_;
  value_has_variable_ = true;  // the literal part alone is no longer the value
  return {};
}

Status Context::finish() const {
  if (state_ != State::text) return wrong("the template ends " + describe());
  if (!open_.empty()) return wrong("element " + open_.back() + " is not closed");
  return {};
}

std::string Context::describe() const {
  switch (state_) {
    case State::text:
      return open_.empty() ? "in text" : "in the text of " + open_.back();
    case State::less_than:
    case State::tag_name:
    case State::in_tag:
      return "in the tag " + element_;
    case State::declaration:
    case State::comment:
      return "in a comment or declaration";
    case State::attribute_name:
    case State::after_name:
      return "in the name of an attribute of " + element_;
    case State::before_value:
    case State::value_unquoted:
      return "in a value without quotes, attribute " + attribute_ + " of " + element_;
    case State::value_double:
    case State::value_single:
      return "in attribute " + attribute_ + " of " + element_;
    case State::raw_text:
      return "in a script";
  }
  return "";
}

}  // namespace digipro::html
