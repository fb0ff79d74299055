// Accepts connections and gives each its stream: Beast's timed TCP, plain or under TLS.
#define BOOST_ASIO_DISABLE_BOOST_DATE_TIME  // one kind of timer is enough to compile
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <mutex>
#include <thread>

#include "platform/http/connection.h"
#include "platform/http/tls.h"

namespace digipro::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using ConstBuffers = std::vector<asio::const_buffer>;

// Any handler of a read or write, with the executor it asks for: so that TCP below is compiled
// once, whatever TLS composes on top of it.
class IoHandler {
 public:
  using executor_type = asio::any_io_executor;

  template <class Handler>
  IoHandler(Handler handler, const executor_type& otherwise)
      : executor_(asio::get_associated_executor(handler, otherwise)),
        held_(new Of<Handler>(std::move(handler))) {}
  executor_type get_executor() const noexcept { return executor_; }
  void operator()(error_code error, size_t bytes) { held_.release()->call(error, bytes); }

 private:
  struct Held {
    virtual ~Held() = default;
    virtual void call(error_code error, size_t bytes) = 0;  // and delete itself
  };
  template <class Handler>
  struct Of final : Held {
    explicit Of(Handler given) : handler(std::move(given)) {}
    void call(error_code error, size_t bytes) override {
      Handler last = std::move(handler);
      delete this;  // before the call, which may begin the next read or write
      last(error, bytes);
    }
    Handler handler;
  };
  executor_type executor_;
  std::unique_ptr<Held> held_;
};

// What Asio asks of a stream (AsyncStream) that TLS is laid upon.
class TcpLayer {
 public:
  using executor_type = asio::any_io_executor;
  using lowest_layer_type = TcpLayer;
  explicit TcpLayer(Tcp::socket socket) : tcp(std::move(socket)) {}
  executor_type get_executor() noexcept { return tcp.get_executor(); }
  lowest_layer_type& lowest_layer() { return *this; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    tcp.async_read_some(asio::mutable_buffer(*asio::buffer_sequence_begin(buffers)),
                        IoHandler(std::forward<Handler>(handler), get_executor()));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    pieces_.assign(asio::buffer_sequence_begin(buffers), asio::buffer_sequence_end(buffers));
    tcp.async_write_some(std::span<const asio::const_buffer>(pieces_),
                         IoHandler(std::forward<Handler>(handler), get_executor()));
  }

  beast::tcp_stream tcp;

 private:
  ConstBuffers pieces_;  // of the write under way
};

// Of a Done the handler that Asio calls.
auto told(Stream::Done done) {
  return [done = std::move(done)](error_code error, size_t bytes) {
    bool is_end = error == asio::error::eof;
    done(!error   ? Stream::Outcome::done
         : is_end ? Stream::Outcome::ended
                  : Stream::Outcome::failed,
         bytes);
  };
}

class TcpStream : public Stream {
 public:
  explicit TcpStream(Tcp::socket socket) : layer_(std::move(socket)) {}

  void expire_after(int seconds) override {
    layer_.tcp.expires_after(std::chrono::seconds(seconds));
  }
  void expire_never() override { layer_.tcp.expires_never(); }
  void open(Done done) override {
    asio::post(layer_.get_executor(), [done = std::move(done)] { done(Outcome::done, 0); });
  }
  bool is_tls() const override { return false; }
  std::string client_certificate_pem() override { return {}; }
  void read(std::span<char> room, Done done) override { read_away(room, std::move(done)); }
  void write(std::span<const std::string_view> pieces, Done done) override {
    asio::async_write(layer_, buffers_of(pieces), told(std::move(done)));
  }
  void shutdown_send() override {
    error_code ignored;
    layer_.tcp.socket().shutdown(Tcp::socket::shutdown_send, ignored);
  }
  void read_away(std::span<char> room, Done done) override {
    layer_.async_read_some(asio::buffer(room.data(), room.size()), told(std::move(done)));
  }
  void close() override {
    error_code ignored;
    layer_.tcp.socket().shutdown(Tcp::socket::shutdown_both, ignored);
    layer_.tcp.socket().close(ignored);
  }
  void run(std::function<void()> work) override {
    asio::dispatch(layer_.get_executor(), std::move(work));
  }

 protected:
  static ConstBuffers buffers_of(std::span<const std::string_view> pieces) {
    ConstBuffers buffers;
    for (std::string_view piece : pieces)
      if (!piece.empty()) buffers.emplace_back(piece.data(), piece.size());
    return buffers;
  }
  TcpLayer layer_;
};

class TlsStream final : public TcpStream {
 public:
  TlsStream(Tcp::socket socket, const TlsContext& context)
      : TcpStream(std::move(socket)), context_(owned(context)), tls_(layer_, context_) {}

  void open(Done done) override {
    tls_.async_handshake(asio::ssl::stream_base::server,
                         [done = told(std::move(done))](error_code error) { done(error, 0); });
  }
  bool is_tls() const override { return true; }
  std::string client_certificate_pem() override {
    return client_certificate_of(tls_.native_handle());
  }
  void read(std::span<char> room, Done done) override {
    tls_.async_read_some(asio::buffer(room.data(), room.size()), told(std::move(done)));
  }
  // As one: each piece of its own would be a record of its own.
  void write(std::span<const std::string_view> pieces, Done done) override {
    auto whole = std::make_shared<std::string>();
    for (std::string_view piece : pieces) whole->append(piece);
    asio::async_write(tls_, asio::const_buffer(whole->data(), whole->size()),
                      [whole, told = told(std::move(done))](error_code error, size_t bytes) {
                        told(error, bytes);
                      });
  }

 private:
  static SSL_CTX* owned(const TlsContext& context) {
    SSL_CTX_up_ref(context.get());
    return context.get();
  }
  asio::ssl::context context_;
  asio::ssl::stream<TcpLayer&> tls_;
};

class BeastServer final : public Server {
 public:
  BeastServer(ServerSettings settings, Handler handler, UploadFactory uploads, ErrorPage error_page)
      : edge_(std::move(settings), std::move(handler), std::move(uploads), std::move(error_page)),
        io_(edge_.settings.io_threads),
        acceptor_(io_),
        accept_pause_(io_) {}
  ~BeastServer() override { stop(0); }

  Status start() override {
    if (edge_.settings.tls) DIGIPRO_CHECK(reload_tls());
    error_code error;
    auto address = asio::ip::make_address(edge_.settings.address, error);
    Tcp::endpoint endpoint(address, edge_.settings.port);
    if (!error) acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (error)
      return refuse(ErrorCode::configuration, "cannot listen on " + edge_.settings.address + ":" +
                                                  std::to_string(edge_.settings.port) + ": " +
                                                  error.message());
    port_ = acceptor_.local_endpoint().port();
    accept();
    for (int i = 0; i < edge_.settings.io_threads; ++i)
      threads_.emplace_back([this] { io_.run(); });
    return {};
  }

  uint16_t port() const override { return port_; }

  void stop(int grace_seconds) override {
    if (edge_.stopping.exchange(true)) return;
    asio::post(io_, [this] {
      error_code ignored;
      acceptor_.close(ignored);
      accept_pause_.cancel();
    });
    // Running requests end by themselves: each closes its connection once its answer is out.
    {
      std::unique_lock lock(stop_mutex_);
      auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(grace_seconds);
      while (in_handler() && std::chrono::steady_clock::now() < deadline)
        stop_wake_.wait_for(lock, std::chrono::milliseconds(20));
    }
    edge_.workers.stop();
    guard_.reset();
    io_.stop();
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }

  Status reload_tls() override {
    if (!edge_.settings.tls) return {};
    DIGIPRO_TRY(context, make_tls(*edge_.settings.tls));
    std::lock_guard lock(tls_mutex_);
    tls_ = std::move(context);  // connections under way keep the old one
    return {};
  }

  Counters counters() const override {
    return {edge_.connections_open, edge_.requests_total, edge_.rejected_total};
  }

 private:
  bool in_handler() const { return edge_.requests_running > 0; }

  void accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](error_code error, Tcp::socket socket) {
      if (edge_.stopping) return;
      // Out of descriptors: accepting at once would only fail again.
      if (error) return accept_later();
      welcome(std::move(socket));
      accept();
    });
  }

  void accept_later() {
    accept_pause_.expires_after(std::chrono::milliseconds(100));
    accept_pause_.async_wait([this](error_code error) {
      if (!error && !edge_.stopping) accept();
    });
  }

  void welcome(Tcp::socket socket) {
    error_code error;
    std::string peer = socket.remote_endpoint(error).address().to_string();
    bool full = edge_.connections_open >= static_cast<int64_t>(edge_.settings.limits.connections);
    if (error || full) return;  // dropping the socket closes it
    socket.set_option(Tcp::no_delay(true), error);
    serve_connection(edge_, open_stream(std::move(socket)), std::move(peer));
  }

  std::unique_ptr<Stream> open_stream(Tcp::socket socket) {
    if (!edge_.settings.tls) return std::make_unique<TcpStream>(std::move(socket));
    std::lock_guard lock(tls_mutex_);
    return std::make_unique<TlsStream>(std::move(socket), tls_);
  }

  Edge edge_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_ = asio::make_work_guard(io_);
  Tcp::acceptor acceptor_;
  asio::steady_timer accept_pause_;
  uint16_t port_ = 0;
  std::vector<std::thread> threads_;
  std::mutex tls_mutex_, stop_mutex_;
  std::condition_variable stop_wake_;
  TlsContext tls_;
};

}  // namespace

std::unique_ptr<Server> make_server(ServerSettings settings, Handler handler, UploadFactory uploads,
                                    ErrorPage error_page) {
  return std::make_unique<BeastServer>(std::move(settings), std::move(handler), std::move(uploads),
                                       std::move(error_page));
}

}  // namespace digipro::http
