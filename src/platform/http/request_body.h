// What follows the head of a request: a form with files, which go on into their sinks as they come,
// or text that is kept in memory. Internal to platform/http; belongs to one connection, whose
// request it fills; pure but for the sinks.
#pragma once
#include <memory>
#include <string_view>

#include "platform/http/edge.h"
#include "platform/http/multipart.h"

namespace digipro::http {

class RequestBody {
 public:
  RequestBody(Edge& edge, Request& request) : edge_(edge), request_(request) {}

  // By the request's head; `declared_bytes` 0 when it does not say.
  Status begin(int64_t declared_bytes);
  Status take(std::string_view bytes);
  Status finish();  // the request has its fields and files
  void drop() { upload_.reset(); }

 private:
  Edge& edge_;
  Request& request_;
  std::unique_ptr<MultipartParser> upload_;
};

}  // namespace digipro::http
