#include <zlib.h>

#include "platform/http/edge.h"

namespace digipro::http {
namespace {

constexpr size_t bytes_min = 1024;
constexpr int window_bits_gzip = 15 + 16;

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.starts_with("application/json") ||
         type.starts_with("application/geo+json") || type.starts_with("image/svg");
}

}  // namespace

void compress(const Request& request, Response& response) {
  const std::string* type = find_field(response.headers, "Content-Type");
  if (response.stream != nullptr || response.body.size() < bytes_min || type == nullptr ||
      !is_text(*type) || find_field(response.headers, "Content-Encoding") != nullptr ||
      request.header("accept-encoding").find("gzip") == std::string::npos)
    return;
  z_stream stream{};
  // Level 1: pages are small, and the clerk's wait is our CPU.
  if (deflateInit2(&stream, 1, Z_DEFLATED, window_bits_gzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return;
  std::string out(deflateBound(&stream, response.body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(response.body.data());
  stream.avail_in = static_cast<uInt>(response.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!done) return;
  response.body = std::move(out);
  response.headers.emplace_back("Content-Encoding", "gzip");
  response.headers.emplace_back("Vary", "Accept-Encoding");
}

}  // namespace digipro::http
