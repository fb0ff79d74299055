// A server on a free port and a blocking client of a few lines, for the tests of the edge: what
// goes over the wire is what the test says. For tests only; a Client belongs to one thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace digipro::http::testing {

class Client {
 public:
  explicit Client(uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // False when the server does not take it: it may refuse before it has read all.
  bool send_text(std::string_view text);
  // One whole answer with Content-Length, or what came until the connection closed.
  std::string answer();
  int socket() const { return socket_; }

 private:
  int socket_;
  std::string got_;
};

// Counts what is uploaded.
class CountingSink final : public UploadSink {
 public:
  Status write(std::string_view bytes) override;
  Status finish() override { return {}; }
  size_t bytes = 0, largest_bytes = 0;
};

// Takes files at /carica; an error of the edge answers with its name.
struct Running {
  explicit Running(Handler handler, ServerSettings settings = {});
  ~Running() { server->stop(1); }
  uint16_t port() const { return server->port(); }
  std::unique_ptr<Server> server;
};

// "POST /carica ciao": method, path, the form's field "a".
Response echo(Request& request);
std::string get(const std::string& path);
std::string post(const std::string& type, const std::string& body);  // to /carica

}  // namespace digipro::http::testing
