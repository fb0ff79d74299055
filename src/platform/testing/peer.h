// A server of the tests: accepts connections one after the other on a thread of its own and hands
// each to a function. For programs of ours that talk to servers outside. Stops in its destructor,
// also while the function waits for bytes.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace digipro::testing {

// One accepted connection; belongs to the function it was handed to.
class Talk {
 public:
  explicit Talk(int socket) : socket_(socket) {}
  void say(std::string_view bytes);
  std::string line();               // up to "\n", without "\r\n"; "" when the other has gone
  std::string bytes(size_t count);  // fewer when the other has gone
  bool is_over() const { return is_over_; }  // the other has gone
  void drain();                              // reads until the other has gone

 private:
  bool fill();
  int socket_;
  std::string read_;
  bool is_over_ = false;
};

class Peer {
 public:
  using Behaviour = std::function<void(Talk&)>;
  explicit Peer(Behaviour behaviour);                         // on a free port of 127.0.0.1
  Peer(const std::string& socket_path, Behaviour behaviour);  // on a unix socket
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  int port() const { return port_; }

 private:
  struct Running;
  std::unique_ptr<Running> running_;
  int port_ = 0;
};

}  // namespace digipro::testing
