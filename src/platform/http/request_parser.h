// The grammar of requests (RFC 9112) over the bytes that a connection reads: one request after the
// other, head first, then the body piece by piece. Beast's parser is inside. Internal to
// platform/http; belongs to one connection; no I/O.
#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "platform/http/edge.h"

namespace digipro::http {

class RequestParser {
 public:
  explicit RequestParser(const Limits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Where the next bytes go; empty when the limits leave no room. Then how many came.
  std::span<char> room(size_t bytes_max);
  void commit(size_t bytes);
  void commit_end();          // the client sends no more
  bool has_unparsed() const;  // of the next request
  void release_memory();      // when nothing is left to parse

  enum class Step {
    need_more,
    taken,
    refused,  // by `error`; `status` when HTTP knows a more exact one than our table of errors
    broken,   // off, or so that an answer would not be understood
  };
  // Begins a request.
  void begin();
  // Into method_text, target and headers; then what follows can be asked.
  Step head(Request& request);
  // Some of the body, which stays valid until the next call; may be empty.
  Step body(std::string_view& piece);

  bool is_done() const;  // the request is whole
  bool is_old() const;   // HTTP/1.0
  bool keeps_alive() const;
  int64_t declared_bytes() const;  // of the body; 0 when it is not declared

  Error error;
  int status = 0;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace digipro::http
