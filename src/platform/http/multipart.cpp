#include "platform/http/multipart.h"

#include "base/text.h"

namespace digipro::http {
namespace {

constexpr size_t part_header_bytes_max = 4 * 1024;

// The value of `name` among parameters like `form-data; name="foto"; filename="a.jpg"`. Browsers
// escape a quote as %22 (HTML standard, form submission); a backslash is literal.
std::string parameter(std::string_view header, std::string_view name) {
  size_t at = 0;
  while ((at = header.find(';', at)) != std::string_view::npos) {
    std::string_view rest = trim(header.substr(++at));
    if (rest.size() <= name.size() || to_lower_ascii(rest.substr(0, name.size())) != name ||
        rest[name.size()] != '=')
      continue;
    std::string_view value = rest.substr(name.size() + 1);
    if (!value.empty() && value[0] == '"') {
      size_t end = value.find('"', 1);
      return std::string(value.substr(1, end == std::string_view::npos ? end : end - 1));
    }
    return std::string(trim(value.substr(0, value.find(';'))));
  }
  return {};
}

// A name for people: no folders, no control or direction characters, at most 200 bytes.
std::string clean_filename(std::string_view name) {
  if (!is_valid_utf8(name)) return "file";
  size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name = name.substr(slash + 1);
  std::string clean = replace_all(clean_user_text(name), "%22", "\"");
  std::erase(clean, '\n');
  std::erase(clean, '\t');
  while (clean.size() > 200) clean.pop_back();
  while (!is_valid_utf8(clean)) clean.pop_back();
  return clean;
}

}  // namespace

Result<std::string> multipart_boundary(std::string_view content_type) {
  std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70)
    return refuse(ErrorCode::malformed, "multipart without a boundary");
  return boundary;
}

MultipartParser::MultipartParser(std::string boundary, const Limits& limits, MakeSink make_sink)
    : delimiter_("\r\n--" + boundary),
      limits_(limits),
      make_sink_(std::move(make_sink)),
      pending_("\r\n") {}  // so that the first boundary looks like the others

Status MultipartParser::feed(std::string_view bytes) {
  pending_ += bytes;
  for (bool progressed = true; progressed;) {
    progressed = false;
    DIGIPRO_CHECK(step(progressed));
  }
  return {};
}

Status MultipartParser::step(bool& progressed) {
  switch (state_) {
    case State::preamble:
    case State::body: {
      size_t at = pending_.find(delimiter_);
      bool found = at != std::string::npos;
      // What could be the beginning of a boundary waits for more.
      size_t sure = found ? at : pending_.size() - std::min(pending_.size(), delimiter_.size());
      if (state_ == State::body)
        DIGIPRO_CHECK(take_body(std::string_view(pending_).substr(0, sure)));
      pending_.erase(0, sure);
      if (!found) return {};
      pending_.erase(0, delimiter_.size());
      if (state_ == State::body) DIGIPRO_CHECK(end_part());
      state_ = State::after_boundary;
      progressed = true;
      return {};
    }
    case State::after_boundary:
      if (pending_.size() < 2) return {};
      if (pending_.starts_with("--")) {
        state_ = State::epilogue;
      } else if (pending_.starts_with("\r\n")) {
        pending_.erase(0, 2);
        state_ = State::headers;
      } else {
        return refuse(ErrorCode::malformed, "multipart: text after a boundary");
      }
      progressed = true;
      return {};
    case State::headers: {
      size_t end = pending_.find("\r\n\r\n");
      if (end == std::string::npos || end > part_header_bytes_max) {
        if (pending_.size() > part_header_bytes_max)
          return refuse(ErrorCode::too_large, "multipart: header of a part too long");
        return {};
      }
      DIGIPRO_CHECK(read_headers(std::string_view(pending_).substr(0, end)));
      pending_.erase(0, end + 4);
      state_ = State::body;
      progressed = true;
      return {};
    }
    case State::epilogue:
      pending_.clear();
      return {};
  }
  return {};
}

Status MultipartParser::read_headers(std::string_view block) {
  std::string disposition, type;
  for (size_t start = 0; start < block.size();) {
    size_t end = std::min(block.find("\r\n", start), block.size());
    std::string_view line = block.substr(start, end - start);
    start = end + 2;
    size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string name = to_lower_ascii(trim(line.substr(0, colon)));
    if (name == "content-disposition") disposition = trim(line.substr(colon + 1));
    if (name == "content-type") type = trim(line.substr(colon + 1));
  }
  name_ = parameter(disposition, "name");
  if (!disposition.starts_with("form-data") || name_.empty() || name_.size() > 200 ||
      !is_valid_utf8(name_))
    return refuse(ErrorCode::malformed, "multipart: a part without a name");
  text_.clear();
  is_file_ = disposition.find("filename=") != std::string::npos;
  if (!is_file_) {
    if (fields.size() >= limits_.form_fields)
      return refuse(ErrorCode::too_large, "too many fields");
    return {};
  }
  if (files.size() >= limits_.files) return refuse(ErrorCode::too_large, "too many files");
  UploadedFile file{name_, clean_filename(parameter(disposition, "filename")), type, 0, nullptr};
  file.sink = make_sink_(file);
  if (file.sink == nullptr) return refuse(ErrorCode::unsupported_type, "no file is expected here");
  files.push_back(std::move(file));
  return {};
}

Status MultipartParser::take_body(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (is_file_) {
    files.back().size_bytes += static_cast<int64_t>(bytes.size());
    return files.back().sink->write(bytes);
  }
  if (text_.size() + bytes.size() > limits_.form_field_bytes)
    return refuse(ErrorCode::too_large, "a field is too long");
  text_bytes_ += bytes.size();
  if (text_bytes_ > limits_.body_in_memory_bytes)
    return refuse(ErrorCode::too_large, "the fields are too long together");
  text_ += bytes;
  return {};
}

Status MultipartParser::end_part() {
  if (is_file_) return files.back().sink->finish();
  if (!is_valid_utf8(text_)) return refuse(ErrorCode::malformed, "a field is not UTF-8");
  fields.emplace_back(name_, std::move(text_));
  text_.clear();
  return {};
}

Status MultipartParser::finish() {
  if (state_ != State::epilogue) return refuse(ErrorCode::malformed, "multipart ends too early");
  return {};
}

}  // namespace digipro::http
