// multipart/form-data while it arrives (RFC 7578, RFC 2046): text fields are kept, file parts go to
// the sinks that the factory makes. Push parser: never more than a part's header, one text field
// and one boundary in memory. One object per request, one thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace digipro::http {

// The boundary of a Content-Type header; malformed when there is none (1 to 70 characters).
Result<std::string> multipart_boundary(std::string_view content_type);

class MultipartParser {
 public:
  using MakeSink = std::function<std::shared_ptr<UploadSink>(const UploadedFile&)>;
  MultipartParser(std::string boundary, const Limits& limits, MakeSink make_sink);

  Status feed(std::string_view bytes);
  Status finish();  // refuses when the closing boundary has not come

  Fields fields;
  std::vector<UploadedFile> files;

 private:
  enum class State { preamble, headers, body, after_boundary, epilogue };
  Status read_headers(std::string_view block);
  Status take_body(std::string_view bytes);
  Status end_part();
  Status step(bool& progressed);

  std::string delimiter_;  // "\r\n--boundary"
  Limits limits_;
  MakeSink make_sink_;
  State state_ = State::preamble;
  std::string pending_;
  std::string name_, text_;
  size_t text_bytes_ = 0;  // of all fields
  bool is_file_ = false;
};

}  // namespace digipro::http
