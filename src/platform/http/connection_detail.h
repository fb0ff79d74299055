// One connection, from accept to close, over TCP or TLS: callbacks on the I/O threads, the handler
// on the worker pool. Beast lives here; only server.cpp includes this. A connection keeps itself
// alive by shared_ptr while something is under way.
#pragma once
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/optional.hpp>
#include <memory>

#include "base/text.h"
#include "platform/http/edge.h"
#include "platform/http/multipart.h"

namespace digipro::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using Tcp = asio::ip::tcp;

constexpr size_t chunk_bytes = 64 * 1024;
constexpr size_t first_bytes = 4 * 1024;

template <class Stream>
class Connection : public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Edge& edge, Stream stream, std::string peer_address)
      : edge_(edge),
        stream_(std::move(stream)),
        peer_(std::move(peer_address)),
        buffer_(edge.settings.limits.header_bytes + 2 * chunk_bytes) {
    edge_.connections_open.fetch_add(1);
  }
  ~Connection() {
    end_running();
    edge_.connections_open.fetch_sub(1);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void set_client_certificate(std::string pem) { certificate_ = std::move(pem); }
  Stream& stream() { return stream_; }

  // Waits for the next request. Until its first byte the connection is idle and holds no memory but
  // its own; then the head has its own, shorter time.
  void await_request() {
    if (edge_.stopping) return close();
    request_ = Request{};
    upload_.reset();
    chunk_ = {};
    body_ = {};
    if (is_first_ || buffer_.size() > 0) return read_head();
    buffer_.shrink_to_fit();
    expire(edge_.settings.limits.idle_timeout_seconds);
    stream_.async_read_some(buffer_.prepare(first_bytes),
                            [self = this->shared_from_this()](beast::error_code error, size_t got) {
                              if (error) return self->close();
                              self->buffer_.commit(got);
                              self->read_head();
                            });
  }

 private:
  void read_head() {
    is_first_ = false;
    parser_.emplace();
    parser_->header_limit(static_cast<uint32_t>(edge_.settings.limits.header_bytes));
    parser_->body_limit(static_cast<uint64_t>(edge_.settings.limits.upload_bytes));
    expire(edge_.settings.limits.header_timeout_seconds);
    bhttp::async_read_header(stream_, buffer_, *parser_,
                             [self = this->shared_from_this()](beast::error_code error, size_t) {
                               self->on_head(error);
                             });
  }

  void end_running() {
    if (is_running_) edge_.requests_running.fetch_sub(1);
    is_running_ = false;
  }

  void expire(int seconds) {
    beast::get_lowest_layer(stream_).expires_after(std::chrono::seconds(seconds));
  }

  void close() {
    beast::error_code ignored;
    beast::get_lowest_layer(stream_).socket().shutdown(Tcp::socket::shutdown_both, ignored);
    beast::get_lowest_layer(stream_).socket().close(ignored);
  }

  void on_head(beast::error_code error) {
    if (error == bhttp::error::header_limit)
      return refuse_and_close(fail(ErrorCode::too_large, "head"), 431);
    if (error == bhttp::error::body_limit) return refuse_and_close(ErrorCode::too_large);
    if (error.category() == bhttp::make_error_code(bhttp::error::bad_target).category() &&
        error != bhttp::error::end_of_stream && error != bhttp::error::partial_message)
      return refuse_and_close(ErrorCode::malformed);
    if (error) return close();
    edge_.requests_total.fetch_add(1);
    const auto& head = parser_->get();
    request_.method_text = std::string(head.method_string());
    request_.target = std::string(head.target());
    request_.is_tls = !std::is_same_v<Stream, beast::tcp_stream>;
    request_.client_certificate_pem = certificate_;
    for (const auto& field : head) {
      std::string name =
          to_lower_ascii(std::string_view(field.name_string().data(), field.name_string().size()));
      std::string value(field.value());
      auto [place, fresh] = request_.headers.emplace(name, value);
      if (!fresh) place->second += ", " + value;
    }
    char id[32];
    std::snprintf(id, sizeof id, "%08llx",
                  static_cast<unsigned long long>(edge_.next_request.fetch_add(1)));
    request_.request_id = id;
    if (request_.target.size() > edge_.settings.limits.target_bytes)
      return refuse_and_close(fail(ErrorCode::too_large, "target"), 414);
    bool is_old = head.version() < 11;
    if (auto read = http::read_head(edge_, peer_, is_old, request_); !read)
      return refuse_and_close(read.error().code);
    start_body();
  }

  void start_body() {
    const std::string& type = request_.header("content-type");
    int64_t declared =
        parser_->content_length() ? static_cast<int64_t>(*parser_->content_length()) : 0;
    if (to_lower_ascii(type.substr(0, 19)) == "multipart/form-data") {
      auto boundary = multipart_boundary(type);
      if (!boundary) return refuse_and_close(boundary.error().code);
      upload_ = std::make_unique<MultipartParser>(
          *boundary, edge_.settings.limits,
          [this](const UploadedFile& file) { return edge_.uploads(request_, file); });
    } else if (declared > static_cast<int64_t>(edge_.settings.limits.body_in_memory_bytes)) {
      return refuse_and_close(ErrorCode::too_large);
    }
    if (parser_->is_done()) return dispatch();
    if (to_lower_ascii(request_.header("expect")) == "100-continue") return send_continue();
    read_body();
  }

  void send_continue() {
    continue_ = std::make_shared<bhttp::response<bhttp::empty_body>>(bhttp::status::continue_,
                                                                     parser_->get().version());
    bhttp::async_write(stream_, *continue_,
                       [self = this->shared_from_this()](beast::error_code error, size_t) {
                         if (error) return self->close();
                         self->read_body();
                       });
  }

  void read_body() {
    chunk_.resize(chunk_bytes);
    parser_->get().body().data = chunk_.data();
    parser_->get().body().size = chunk_.size();
    expire(edge_.settings.limits.body_timeout_seconds);
    bhttp::async_read_some(stream_, buffer_, *parser_,
                           [self = this->shared_from_this()](beast::error_code error, size_t) {
                             self->on_body(error);
                           });
  }

  void on_body(beast::error_code error) {
    if (error == bhttp::error::need_buffer) error = {};
    if (error == bhttp::error::body_limit) return refuse_and_close(ErrorCode::too_large);
    if (error) return close();
    std::string_view got(chunk_.data(), chunk_.size() - parser_->get().body().size);
    if (upload_ != nullptr) {
      // The sinks append to files in the page cache: fast enough for the I/O thread, and a slow
      // client holds no worker.
      if (auto fed = upload_->feed(got); !fed) return refuse_and_close(fed.error());
    } else {
      if (request_.body.size() + got.size() > edge_.settings.limits.body_in_memory_bytes)
        return refuse_and_close(ErrorCode::too_large);
      request_.body += got;
    }
    if (parser_->is_done()) return dispatch();
    read_body();
  }

  void dispatch() {
    if (upload_ != nullptr) {
      if (auto finished = upload_->finish(); !finished) return refuse_and_close(finished.error());
      request_.form = std::move(upload_->fields);
      request_.files = std::move(upload_->files);
    } else if (request_.header("content-type").starts_with("application/x-www-form-urlencoded")) {
      auto form = parse_urlencoded(request_.body, edge_.settings.limits);
      if (!form) return refuse_and_close(form.error());
      request_.form = std::move(*form);
    }
    beast::get_lowest_layer(stream_).expires_never();
    edge_.requests_running.fetch_add(1);
    is_running_ = true;
    auto self = this->shared_from_this();
    bool accepted = edge_.workers.post([self] {
      Response response = run_handler(self->edge_, self->request_);
      compress(self->request_, response);
      asio::dispatch(self->stream_.get_executor(), [self, moved = std::move(response)]() mutable {
        self->send(std::move(moved), self->parser_->get().keep_alive());
      });
    });
    if (accepted) return;
    edge_.rejected_total.fetch_add(1);
    Response busy = edge_.error_page(fail(ErrorCode::too_many_requests, "queue full"), request_);
    busy.status = 503;
    busy.set("Retry-After", "2");
    send(std::move(busy), false);
  }

  void refuse_and_close(ErrorCode code) { refuse_and_close(fail(code, "at the edge")); }
  // `status` when HTTP knows a more exact one than our table of errors.
  void refuse_and_close(const Error& error, int status = 0) {
    edge_.rejected_total.fetch_add(1);
    Response page = edge_.error_page(error, request_);
    if (status != 0) page.status = status;
    send(std::move(page), false);
  }

  // Writing: connection_answer_detail.h.
  void send(Response response, bool keep_alive);
  void write_header_only();
  void write_some();
  void next_piece();
  void on_sent(beast::error_code error);
  void linger();
  void drain();

  Edge& edge_;
  Stream stream_;
  std::string peer_, certificate_;
  beast::flat_buffer buffer_;
  boost::optional<bhttp::request_parser<bhttp::buffer_body>> parser_;
  boost::optional<bhttp::response<bhttp::buffer_body>> response_;
  boost::optional<bhttp::response_serializer<bhttp::buffer_body>> serializer_;
  std::shared_ptr<bhttp::response<bhttp::empty_body>> continue_;
  std::shared_ptr<BodySource> stream_source_;
  std::unique_ptr<MultipartParser> upload_;
  Request request_;
  std::string chunk_, body_;
  int linger_chunk_left_ = 0;
  bool is_first_ = true, keep_alive_ = true, is_head_request_ = false, is_running_ = false;
};

}  // namespace digipro::http

#include "platform/http/connection_answer_detail.h"
