#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <list>
#include <mutex>
#include <thread>

#include "platform/http/connection_detail.h"

namespace digipro::http {
namespace {

// TLS 1.2 with forward secrecy and AEAD only, and TLS 1.3's own suites: the list that the Modello
// Comuni's validator asks for (C.SI.5.1).
constexpr const char* tls12_suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES256-GCM-SHA384";

using TlsStream = beast::ssl_stream<beast::tcp_stream>;

std::string pem_of_peer(TlsStream& stream) {
  X509* certificate = SSL_get1_peer_certificate(stream.native_handle());
  if (certificate == nullptr) return {};
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  char* data = nullptr;
  long size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(memory);
  X509_free(certificate);
  return pem;
}

Result<std::shared_ptr<asio::ssl::context>> make_tls(const TlsSettings& settings) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  try {
    context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv3 |
                         asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    SSL_CTX_set_cipher_list(context->native_handle(), tls12_suites);
    SSL_CTX_set_dh_auto(context->native_handle(), 1);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);  // idle ones hold none
    static constexpr unsigned char sessions[] = "digipro";  // or a client certificate forbids them
    SSL_CTX_set_session_id_context(context->native_handle(), sessions, sizeof sessions - 1);
    context->use_certificate_chain_file(settings.certificate_file);
    context->use_private_key_file(settings.key_file, asio::ssl::context::pem);
    if (!settings.client_ca_file.empty()) {
      context->load_verify_file(settings.client_ca_file);
      context->set_verify_mode(asio::ssl::verify_peer);
    }
  } catch (const boost::system::system_error& problem) {
    return refuse(ErrorCode::configuration, std::string("TLS: ") + problem.what());
  }
  return context;
}

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
    beast::error_code error;
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
      beast::error_code ignored;
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
    acceptor_.async_accept(asio::make_strand(io_),
                           [this](beast::error_code error, Tcp::socket socket) {
                             if (edge_.stopping) return;
                             // Out of descriptors: accepting at once would only fail again.
                             if (error) return accept_later();
                             welcome(std::move(socket));
                             accept();
                           });
  }

  void accept_later() {
    accept_pause_.expires_after(std::chrono::milliseconds(100));
    accept_pause_.async_wait([this](beast::error_code error) {
      if (!error && !edge_.stopping) accept();
    });
  }

  void welcome(Tcp::socket socket) {
    beast::error_code error;
    std::string peer = socket.remote_endpoint(error).address().to_string();
    bool full = edge_.connections_open >= static_cast<int64_t>(edge_.settings.limits.connections);
    if (error || full) return;  // dropping the socket closes it
    socket.set_option(Tcp::no_delay(true), error);
    if (!edge_.settings.tls) {
      std::make_shared<Connection<beast::tcp_stream>>(edge_, beast::tcp_stream(std::move(socket)),
                                                      peer)
          ->await_request();
      return;
    }
    std::shared_ptr<asio::ssl::context> tls;
    {
      std::lock_guard lock(tls_mutex_);
      tls = tls_;
    }
    auto connection = std::make_shared<Connection<TlsStream>>(
        edge_, TlsStream(beast::tcp_stream(std::move(socket)), *tls), peer);
    beast::get_lowest_layer(connection->stream())
        .expires_after(std::chrono::seconds(edge_.settings.limits.header_timeout_seconds));
    connection->stream().async_handshake(
        asio::ssl::stream_base::server, [connection, tls](beast::error_code failed) {
          if (failed) return;
          connection->set_client_certificate(pem_of_peer(connection->stream()));
          connection->await_request();
        });
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
  std::shared_ptr<asio::ssl::context> tls_;
};

}  // namespace

std::unique_ptr<Server> make_server(ServerSettings settings, Handler handler, UploadFactory uploads,
                                    ErrorPage error_page) {
  return std::make_unique<BeastServer>(std::move(settings), std::move(handler), std::move(uploads),
                                       std::move(error_page));
}

}  // namespace digipro::http
