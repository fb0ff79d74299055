#include "platform/testing/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <mutex>
#include <thread>

#include "base/assert.h"

namespace digipro::testing {

void Talk::say(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

bool Talk::fill() {
  std::array<char, 4096> buffer{};
  ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
  is_over_ = count <= 0;
  if (is_over_) return false;
  read_.append(buffer.data(), static_cast<size_t>(count));
  return true;
}

std::string Talk::line() {
  size_t end = 0;
  while ((end = read_.find('\n')) == std::string::npos)
    if (!fill()) return {};
  std::string line = read_.substr(0, end);
  read_.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string Talk::bytes(size_t count) {
  while (read_.size() < count)
    if (!fill()) break;
  std::string bytes = read_.substr(0, count);
  read_.erase(0, bytes.size());
  return bytes;
}

void Talk::drain() {
  while (fill()) read_.clear();
}

struct Peer::Running {
  Running(int listener, Behaviour behaviour)
      : listener_(listener), behaviour_(std::move(behaviour)), thread_([this] { serve(); }) {}

  ~Running() {
    {
      std::lock_guard lock(mutex_);
      is_stopping_ = true;
      if (talking_ >= 0) ::shutdown(talking_, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);  // accept() returns
    thread_.join();
    ::close(listener_);
  }

 private:
  void serve() {
    for (int socket = 0; (socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      {
        std::lock_guard lock(mutex_);
        talking_ = socket;
        if (is_stopping_) ::shutdown(socket, SHUT_RDWR);
      }
      Talk talk(socket);
      behaviour_(talk);
      std::lock_guard lock(mutex_);
      talking_ = -1;
      ::close(socket);
    }
  }

  int listener_;
  Behaviour behaviour_;
  std::mutex mutex_;
  int talking_ = -1;          // guarded by mutex_
  bool is_stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

Peer::Peer(Behaviour behaviour) {
  int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  bool is_up = ::bind(listener, generic, size) == 0 && ::listen(listener, 8) == 0 &&
               ::getsockname(listener, generic, &size) == 0;
  DIGIPRO_ASSERT(is_up, "a test can listen on 127.0.0.1");
  port_ = ntohs(address.sin_port);
  running_ = std::make_unique<Running>(listener, std::move(behaviour));
}

Peer::Peer(const std::string& socket_path, Behaviour behaviour) {
  int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  DIGIPRO_ASSERT(socket_path.size() < sizeof address.sun_path, "a short path");
  std::memcpy(address.sun_path, socket_path.c_str(), socket_path.size() + 1);
  bool is_up = ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
               ::listen(listener, 8) == 0;
  DIGIPRO_ASSERT(is_up, "a test can listen in its folder");
  running_ = std::make_unique<Running>(listener, std::move(behaviour));
}

Peer::~Peer() = default;

}  // namespace digipro::testing
