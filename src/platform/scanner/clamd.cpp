#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "platform/scanner/scanner.h"

namespace digipro::scanner {
namespace {

using Moment = std::chrono::steady_clock::time_point;

tl::unexpected<Error> failed(const char* what) {
  return refuse(ErrorCode::outside_failed, std::string("clamd: ") + what);
}

// A connection with one deadline over everything it does. One thread.
class Talk {
 public:
  explicit Talk(Moment deadline) : deadline_(deadline) {}
  ~Talk() { close(); }
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  Status connect(int family, const sockaddr* address, socklen_t size) {
    close();
    socket_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return failed("no socket");
    if (::connect(socket_, address, size) == 0) return {};
    if (errno != EINPROGRESS) return failed("is not there");
    DIGIPRO_CHECK(wait(POLLOUT));
    int error = 0;
    socklen_t error_size = sizeof error;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &error_size);
    if (error != 0) return failed("is not there");
    return {};
  }

  // Not sent whole when clamd has closed its side: then it has said why.
  Result<bool> send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.remove_prefix(static_cast<size_t>(sent));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        DIGIPRO_CHECK(wait(POLLOUT));
      } else if (errno == EPIPE || errno == ECONNRESET) {
        return false;
      } else if (errno != EINTR) {
        return failed("the connection broke");
      }
    }
    return true;
  }

  Result<std::string> answer() {
    constexpr size_t answer_bytes_max = 4096;
    std::string answer;
    std::array<char, 512> buffer{};
    while (answer.size() < answer_bytes_max) {
      ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (count > 0) {
        answer.append(buffer.data(), static_cast<size_t>(count));
        if (size_t end = answer.find('\0'); end != std::string::npos) return answer.substr(0, end);
      } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        DIGIPRO_CHECK(wait(POLLIN));
      } else if (count == 0 || errno != EINTR) {
        // An answer that ends without its NUL was cut off: what is missing might be " FOUND".
        return failed("closed the connection without an answer");
      }
    }
    return failed("says too much");
  }

 private:
  Status wait(short events) {
    using namespace std::chrono;
    for (;;) {
      auto left = duration_cast<milliseconds>(deadline_ - steady_clock::now()).count();
      if (left <= 0) return failed("took too long");
      pollfd one{socket_, events, 0};
      int ready = ::poll(&one, 1, static_cast<int>(std::min<long>(left, 1000)));
      if (ready > 0) return {};
      if (ready < 0 && errno != EINTR) return failed("the connection broke");
    }
  }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  Moment deadline_;
  int socket_ = -1;
};

class ClamdScanner final : public Scanner {
 public:
  ClamdScanner(std::string path, std::string host, std::string port, Limits limits)
      : path_(std::move(path)), host_(std::move(host)), port_(std::move(port)), limits_(limits) {}

  Status scan(http::BodySource& bytes) override {
    if (bytes.size_bytes() > limits_.bytes_max) return refuse(ErrorCode::too_large, "scan");
    Talk talk(std::chrono::steady_clock::now() + std::chrono::seconds(limits_.seconds));
    DIGIPRO_CHECK(path_.empty() ? connect_host(talk) : connect_path(talk));
    using namespace std::string_view_literals;
    DIGIPRO_TRY(is_open, talk.send("zINSTREAM\0"sv));
    int64_t total = 0;
    for (bool is_end = !is_open; !is_end;) {
      DIGIPRO_TRY(chunk, bytes.read(limits_.chunk_bytes));
      total += static_cast<int64_t>(chunk.size());
      if (total > limits_.bytes_max) return refuse(ErrorCode::too_large, "scan");
      // Each chunk after its length, four bytes in network order; length 0 is the end.
      auto length = static_cast<uint32_t>(chunk.size());
      std::string framed;
      for (int shift = 24; shift >= 0; shift -= 8)
        framed += static_cast<char>(length >> shift & 0xFF);
      DIGIPRO_TRY(is_taken, talk.send(framed + chunk));
      is_end = chunk.empty() || !is_taken;
    }
    DIGIPRO_TRY(answer, talk.answer());
    return verdict_of(answer);
  }

 private:
  Status connect_path(Talk& talk) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    return talk.connect(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }

  Status connect_host(Talk& talk) const {
    addrinfo hints{}, *first = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (::getaddrinfo(host_.c_str(), port_.c_str(), &hints, &first) != 0)
      return failed("its host is unknown");
    std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(first, ::freeaddrinfo);
    Status status = failed("its host has no address");
    for (const addrinfo* one = first; one != nullptr; one = one->ai_next) {
      status = talk.connect(one->ai_family, one->ai_addr, one->ai_addrlen);
      if (status) break;
    }
    return status;
  }

  std::string path_, host_, port_;
  Limits limits_;
};

class ScriptedScanner final : public Scanner {
 public:
  explicit ScriptedScanner(std::function<Status(const std::string&)> judge)
      : judge_(std::move(judge)) {}

  Status scan(http::BodySource& bytes) override {
    constexpr size_t read_bytes = 1 << 16;
    std::string all;
    for (;;) {
      DIGIPRO_TRY(some, bytes.read(read_bytes));
      if (some.empty()) return judge_(all);
      all += some;
    }
  }

 private:
  std::function<Status(const std::string&)> judge_;
};

}  // namespace

Result<std::unique_ptr<Scanner>> make_clamd_scanner(const std::string& address, Limits limits) {
  constexpr size_t path_bytes_max = sizeof(sockaddr_un{}.sun_path) - 1;
  auto wrong = [] {
    return refuse(ErrorCode::configuration,
                  "scanner.clamd_socket: serve /run/clamav/clamd.ctl o host:3310");
  };
  if (address.starts_with('/')) {
    if (address.size() > path_bytes_max) return wrong();
    return std::make_unique<ClamdScanner>(address, "", "", limits);
  }
  size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) return wrong();
  std::string host = address.substr(0, colon), port = address.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos) return wrong();
  return std::make_unique<ClamdScanner>("", std::move(host), std::move(port), limits);
}

std::unique_ptr<Scanner> make_scripted_scanner(std::function<Status(const std::string&)> judge) {
  return std::make_unique<ScriptedScanner>(std::move(judge));
}

}  // namespace digipro::scanner
