#include "platform/http/connection.h"

#include <array>

#include "base/text.h"
#include "platform/http/request_body.h"
#include "platform/http/request_parser.h"

namespace digipro::http {
namespace {

constexpr size_t chunk_bytes = 64 * 1024;
constexpr size_t first_bytes = 4 * 1024;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Edge& edge, std::unique_ptr<Stream> stream, std::string peer_address)
      : edge_(edge),
        stream_(std::move(stream)),
        peer_(std::move(peer_address)),
        parser_(edge.settings.limits) {
    edge_.connections_open.fetch_add(1);
  }
  ~Connection() {
    end_running();
    edge_.connections_open.fetch_sub(1);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void open() {
    expire(edge_.settings.limits.header_timeout_seconds);
    stream_->open(then([](Connection& self, Outcome outcome, size_t) {
      if (outcome != Outcome::done) return;
      self.certificate_ = self.stream_->client_certificate_pem();
      self.await_request();
    }));
  }

 private:
  using Step = RequestParser::Step;
  using Outcome = Stream::Outcome;
  using Next = void (*)(Connection& self, Outcome outcome, size_t bytes);
  using Parse = void (Connection::*)();

  // What follows a read or write.
  Stream::Done then(Next next) {
    return [self = shared_from_this(), next](Outcome outcome, size_t bytes) {
      next(*self, outcome, bytes);
    };
  }

  // Waits for the next request. Until its first byte the connection is idle and holds no memory but
  // its own; then the head has its own, shorter time.
  void await_request() {
    if (edge_.stopping) return close();
    request_ = Request{};
    body_taker_.drop();
    std::string().swap(body_);  // and its memory
    bool is_idle = !is_first_ && !parser_.has_unparsed();
    is_first_ = false;
    parser_.begin();
    if (!is_idle) return begin_head();
    parser_.release_memory();
    expire(edge_.settings.limits.idle_timeout_seconds);
    read_more(first_bytes, &Connection::begin_head);
  }

  // Reads once, then parses on.
  void read_more(size_t bytes_max, Parse parse) {
    auto room = parser_.room(bytes_max);
    if (room.empty()) return close();
    parse_ = parse;
    stream_->read(room, then([](Connection& self, Outcome outcome, size_t bytes) {
                    self.on_read(outcome, bytes);
                  }));
  }

  void on_read(Outcome outcome, size_t bytes) {
    if (outcome == Outcome::failed) return close();
    if (outcome == Outcome::ended) parser_.commit_end();
    parser_.commit(bytes);
    (this->*parse_)();
  }

  void begin_head() {
    expire(edge_.settings.limits.header_timeout_seconds);
    parse_head();
  }

  void parse_head() {
    switch (parser_.head(request_)) {
      case Step::need_more:
        return read_more(first_bytes, &Connection::parse_head);
      case Step::refused:
        return refuse_and_close(parser_.error, parser_.status);
      case Step::broken:
        return close();
      case Step::taken:
        return on_head();
    }
  }

  void on_head() {
    edge_.requests_total.fetch_add(1);
    request_.is_tls = stream_->is_tls();
    request_.client_certificate_pem = certificate_;
    char id[32];
    std::snprintf(id, sizeof id, "%08llx",
                  static_cast<unsigned long long>(edge_.next_request.fetch_add(1)));
    request_.request_id = id;
    if (request_.target.size() > edge_.settings.limits.target_bytes)
      return refuse_and_close(fail(ErrorCode::too_large, "target"), 414);
    if (auto read = read_head(edge_, peer_, parser_.is_old(), request_); !read)
      return refuse_and_close(read.error());
    if (auto begun = body_taker_.begin(parser_.declared_bytes()); !begun)
      return refuse_and_close(begun.error());
    if (parser_.is_done()) return dispatch();
    expire(edge_.settings.limits.body_timeout_seconds);
    if (to_lower_ascii(request_.header("expect")) == "100-continue") return send_continue();
    parse_body();
  }

  void send_continue() {
    head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    write_pieces(then([](Connection& self, Outcome outcome, size_t) {
      if (outcome != Outcome::done) return self.close();
      self.parse_body();
    }));
  }

  void parse_body() {
    std::string_view piece;
    bool has_come_on = false;
    while (!parser_.is_done()) {
      Step step = parser_.body(piece);
      if (step == Step::need_more) {
        if (has_come_on) expire(edge_.settings.limits.body_timeout_seconds);
        return read_more(chunk_bytes, &Connection::parse_body);
      }
      if (step == Step::refused) return refuse_and_close(parser_.error);
      if (step == Step::broken) return close();
      if (auto taken = body_taker_.take(piece); !taken) return refuse_and_close(taken.error());
      has_come_on = true;
    }
    dispatch();
  }

  void dispatch() {
    if (auto whole = body_taker_.finish(); !whole) return refuse_and_close(whole.error());
    stream_->expire_never();
    edge_.requests_running.fetch_add(1);
    is_running_ = true;
    auto self = shared_from_this();
    bool accepted = edge_.workers.post([self] {
      Response response = run_handler(self->edge_, self->request_);
      compress(self->request_, response);
      auto answer = std::make_shared<Response>(std::move(response));
      self->stream_->run(
          [self, answer] { self->send(std::move(*answer), self->parser_.keeps_alive()); });
    });
    if (accepted) return;
    edge_.rejected_total.fetch_add(1);
    Response busy = edge_.error_page(fail(ErrorCode::too_many_requests, "queue full"), request_);
    busy.status = 503;
    busy.set("Retry-After", "2");
    send(std::move(busy), false);
  }

  void end_running() {
    if (is_running_) edge_.requests_running.fetch_sub(1);
    is_running_ = false;
  }
  void expire(int seconds) { stream_->expire_after(seconds); }
  void close() { stream_->close(); }

  // `status` when HTTP knows a more exact one than our table of errors.
  void refuse_and_close(const Error& error, int status = 0) {
    edge_.rejected_total.fetch_add(1);
    Response page = edge_.error_page(error, request_);
    if (status != 0) page.status = status;
    send(std::move(page), false);
  }

  void send(Response response, bool keep_alive);
  void write();
  void write_pieces(Stream::Done done);
  void next_piece();
  void on_piece(std::string piece);
  void on_sent(Outcome outcome);
  void linger();
  void drain();

  Edge& edge_;
  std::unique_ptr<Stream> stream_;
  std::string peer_, certificate_;
  RequestParser parser_;
  Parse parse_ = nullptr;
  std::shared_ptr<BodySource> source_;
  Request request_;
  RequestBody body_taker_{edge_, request_};
  std::string head_, body_;
  int linger_chunk_left_ = 0;
  bool is_first_ = true, keep_alive_ = true, is_chunked_ = false, is_in_chunk_ = false;
  bool is_running_ = false;
};

void Connection::send(Response response, bool keep_alive) {
  keep_alive_ = keep_alive && !edge_.stopping;
  source_ = response.stream;
  int64_t body_bytes = source_ ? source_->size_bytes() : static_cast<int64_t>(response.body.size());
  is_chunked_ = body_bytes < 0;
  is_in_chunk_ = false;
  head_ = answer_head(response, body_bytes, keep_alive_);
  body_ = std::move(response.body);
  if (request_.method == Method::head) {
    body_.clear();
    source_.reset();
  }
  if (source_) return next_piece();
  write();
}

void Connection::write() {
  expire(edge_.settings.limits.write_timeout_seconds);
  write_pieces(then([](Connection& self, Outcome outcome, size_t) {
    self.head_.clear();
    if (outcome != Outcome::done || !self.source_) return self.on_sent(outcome);
    self.next_piece();
  }));
}

void Connection::write_pieces(Stream::Done done) {
  std::array<std::string_view, 3> pieces = {head_, body_, is_in_chunk_ ? "\r\n" : ""};
  stream_->write(pieces, std::move(done));
}

// The source is read on a worker, since it is a file or a query.
void Connection::next_piece() {
  auto self = shared_from_this();
  bool accepted = edge_.workers.post([self] {
    auto piece = std::make_shared<Result<std::string>>(self->source_->read(chunk_bytes));
    self->stream_->run([self, piece] {
      if (!*piece) return self->close();  // the client sees a body that is too short
      self->on_piece(std::move(**piece));
    });
  });
  if (!accepted) close();
}

void Connection::on_piece(std::string piece) {
  body_ = std::move(piece);
  is_in_chunk_ = is_chunked_ && !body_.empty();
  if (body_.empty()) source_.reset();
  if (is_in_chunk_) head_ += chunk_head(body_.size());
  if (is_chunked_ && body_.empty()) head_ += "0\r\n\r\n";
  if (head_.empty() && body_.empty()) return on_sent(Outcome::done);
  write();
}

void Connection::on_sent(Outcome outcome) {
  source_.reset();
  end_running();
  if (outcome != Outcome::done) return close();
  if (!keep_alive_) return linger();
  await_request();
}

// Says goodbye, then reads what the client is still sending for a moment: closing at once would
// reset the connection and the refusal would be lost on its way.
void Connection::linger() {
  stream_->shutdown_send();
  linger_chunk_left_ = 64;
  drain();
}

void Connection::drain() {
  body_.resize(chunk_bytes);
  expire(2);
  stream_->read_away(body_, then([](Connection& self, Outcome outcome, size_t) {
                       if (outcome != Outcome::done || --self.linger_chunk_left_ == 0)
                         return self.close();
                       self.drain();
                     }));
}

}  // namespace

void serve_connection(Edge& edge, std::unique_ptr<Stream> stream, std::string peer_address) {
  std::make_shared<Connection>(edge, std::move(stream), std::move(peer_address))->open();
}

}  // namespace digipro::http
