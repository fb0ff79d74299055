// What comes over a connection: requests one after the other, read in pieces as long as the first
// byte says.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "platform/http/request_parser.h"

using namespace digipro::http;

namespace {

constexpr int requests_max = 20;

struct Input {
  std::string_view rest;
  size_t piece;
  bool is_over = false;

  // False when nothing more can be read.
  bool read(RequestParser& parser) {
    if (is_over) return false;
    auto room = parser.room(std::min(piece, std::max<size_t>(rest.size(), 1)));
    if (room.empty()) return false;
    size_t bytes = std::min(room.size(), rest.size());
    if (bytes == 0) {
      is_over = true;
      parser.commit_end();
      return true;
    }
    std::memcpy(room.data(), rest.data(), bytes);
    rest.remove_prefix(bytes);
    parser.commit(bytes);
    return true;
  }
};

bool take_request(RequestParser& parser, Input& input) {
  using Step = RequestParser::Step;
  Request request;
  parser.begin();
  Step step;
  while ((step = parser.head(request)) == Step::need_more)
    if (!input.read(parser)) return false;
  if (step != Step::taken) return false;
  if (request.method_text.empty() || request.target.empty()) std::abort();
  (void)parser.declared_bytes();
  std::string_view piece;
  while (!parser.is_done()) {
    step = parser.body(piece);
    if (step == Step::need_more && !input.read(parser)) return false;
    if (step == Step::refused || step == Step::broken) return false;
  }
  return parser.keeps_alive();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  Limits limits;
  limits.header_bytes = 1024;
  limits.upload_bytes = 8192;
  RequestParser parser(limits);
  Input input{{reinterpret_cast<const char*>(data + 1), size - 1}, data[0] + size_t{1}};
  for (int i = 0; i < requests_max; ++i)
    if (!take_request(parser, input)) break;
  return 0;
}
