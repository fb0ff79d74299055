// The bytes of a connection, over TCP or TLS, without a word of Asio: what is built on it is
// compiled once, and in a moment. Made by the server for each connection, which owns it; used on
// its own thread (run), one read and one write at a time. Internal to platform/http.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace digipro::http {

class Stream {
 public:
  enum class Outcome { done, ended, failed };  // ended: the other side sends no more
  // Called on the stream's thread, never from within the call that began it.
  using Done = std::function<void(Outcome outcome, size_t bytes)>;

  Stream() = default;
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Anything under way when the time is over fails.
  virtual void expire_after(int seconds) = 0;
  virtual void expire_never() = 0;
  // Before the first read: the handshake of TLS.
  virtual void open(Done done) = 0;
  virtual bool is_tls() const = 0;
  virtual std::string client_certificate_pem() = 0;  // "" without one
  // What comes next, at most `room`, which stays in place until then.
  virtual void read(std::span<char> room, Done done) = 0;
  // All of it; the bytes, not the span, stay in place until then.
  virtual void write(std::span<const std::string_view> pieces, Done done) = 0;
  // Below TLS: the end of writing, then reading away what still comes.
  virtual void shutdown_send() = 0;
  virtual void read_away(std::span<char> room, Done done) = 0;
  virtual void close() = 0;
  // From any thread: calls it on the stream's.
  virtual void run(std::function<void()> work) = 0;
};

}  // namespace digipro::http
