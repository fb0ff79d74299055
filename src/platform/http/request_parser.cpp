#include "platform/http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>

namespace digipro::http {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

constexpr size_t piece_bytes = 64 * 1024;

bool is_of_grammar(const beast::error_code& error) {
  return error.category() == bhttp::make_error_code(bhttp::error::bad_target).category() &&
         error != bhttp::error::partial_message;
}

}  // namespace

struct RequestParser::Parts {
  explicit Parts(const Limits& given)
      : limits(given), buffer(given.header_bytes + 2 * piece_bytes) {}

  // Takes as much of what was read as makes one thing: the head, or a piece of the body.
  beast::error_code put() {
    beast::error_code problem;
    if (has_ended) {
      if (parser->got_some())
        parser->put_eof(problem);
      else
        problem = bhttp::error::end_of_stream;
      return problem;
    }
    if (buffer.size() == 0) return bhttp::error::need_more;
    buffer.consume(parser->put(buffer.data(), problem));
    return problem;
  }

  const Limits& limits;
  beast::flat_buffer buffer;
  std::optional<bhttp::request_parser<bhttp::buffer_body>> parser;
  std::string piece;
  bool has_ended = false;
};

RequestParser::RequestParser(const Limits& limits) : parts_(new Parts(limits)) {}
RequestParser::~RequestParser() = default;

std::span<char> RequestParser::room(size_t bytes_max) {
  size_t bytes = std::min(bytes_max, parts_->buffer.max_size() - parts_->buffer.size());
  if (bytes == 0) return {};
  auto place = parts_->buffer.prepare(bytes);
  return {static_cast<char*>(place.data()), place.size()};
}

void RequestParser::commit(size_t bytes) {
  parts_->buffer.commit(bytes);
}
void RequestParser::commit_end() {
  parts_->has_ended = true;
}
bool RequestParser::has_unparsed() const {
  return parts_->buffer.size() > 0;
}
void RequestParser::release_memory() {
  parts_->buffer.shrink_to_fit();
  std::string().swap(parts_->piece);
}

void RequestParser::begin() {
  parts_->parser.emplace();
  parts_->parser->header_limit(static_cast<uint32_t>(parts_->limits.header_bytes));
  parts_->parser->body_limit(static_cast<uint64_t>(parts_->limits.upload_bytes));
  parts_->parser->eager(false);
}

RequestParser::Step RequestParser::head(Request& request) {
  beast::error_code problem = parts_->put();
  if (problem == bhttp::error::need_more) return Step::need_more;
  status = 0;
  if (problem == bhttp::error::header_limit) {
    error = fail(ErrorCode::too_large, "head");
    status = 431;
    return Step::refused;
  }
  if (problem == bhttp::error::body_limit) {
    error = fail(ErrorCode::too_large, "body");
    return Step::refused;
  }
  if (is_of_grammar(problem) && problem != bhttp::error::end_of_stream) {
    error = fail(ErrorCode::malformed, problem.message());
    return Step::refused;
  }
  if (problem) return Step::broken;
  const auto& read = parts_->parser->get();
  request.method_text = std::string(read.method_string());
  request.target = std::string(read.target());
  for (const auto& field : read)
    add_header(request, {field.name_string().data(), field.name_string().size()},
               {field.value().data(), field.value().size()});
  return Step::taken;
}

RequestParser::Step RequestParser::body(std::string_view& piece) {
  parts_->piece.resize(piece_bytes);
  auto& place = parts_->parser->get().body();
  place.data = parts_->piece.data();
  place.size = parts_->piece.size();
  beast::error_code problem = parts_->put();
  if (problem == bhttp::error::need_more) return Step::need_more;
  if (problem == bhttp::error::body_limit) {
    error = fail(ErrorCode::too_large, "body");
    return Step::refused;
  }
  if (problem && problem != bhttp::error::need_buffer) return Step::broken;
  piece = std::string_view(parts_->piece).substr(0, parts_->piece.size() - place.size);
  return Step::taken;
}

bool RequestParser::is_done() const {
  return parts_->parser->is_done();
}
bool RequestParser::is_old() const {
  return parts_->parser->get().version() < 11;
}
bool RequestParser::keeps_alive() const {
  return parts_->parser->get().keep_alive();
}
int64_t RequestParser::declared_bytes() const {
  auto declared = parts_->parser->content_length();
  return declared ? static_cast<int64_t>(*declared) : 0;
}

}  // namespace digipro::http
