#include "platform/http/request_body.h"

#include "base/text.h"

namespace digipro::http {

Status RequestBody::begin(int64_t declared_bytes) {
  const Limits& limits = edge_.settings.limits;
  const std::string& type = request_.header("content-type");
  if (to_lower_ascii(type.substr(0, 19)) == "multipart/form-data") {
    DIGIPRO_TRY(boundary, multipart_boundary(type));
    upload_ = std::make_unique<MultipartParser>(boundary, limits, [this](const UploadedFile& file) {
      return edge_.uploads(request_, file);
    });
  } else if (declared_bytes > static_cast<int64_t>(limits.body_in_memory_bytes)) {
    return refuse(ErrorCode::too_large, "body");
  }
  return {};
}

Status RequestBody::take(std::string_view bytes) {
  // The sinks append to files in the page cache: fast enough for the I/O thread, and a slow client
  // holds no worker.
  if (upload_ != nullptr) return upload_->feed(bytes);
  if (request_.body.size() + bytes.size() > edge_.settings.limits.body_in_memory_bytes)
    return refuse(ErrorCode::too_large, "body");
  request_.body += bytes;
  return {};
}

Status RequestBody::finish() {
  if (upload_ != nullptr) {
    DIGIPRO_CHECK(upload_->finish());
    request_.form = std::move(upload_->fields);
    request_.files = std::move(upload_->files);
  } else if (request_.header("content-type").starts_with("application/x-www-form-urlencoded")) {
    DIGIPRO_TRY(form, parse_urlencoded(request_.body, edge_.settings.limits));
    request_.form = std::move(form);
  }
  return {};
}

}  // namespace digipro::http
