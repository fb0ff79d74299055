// HTTP as everybody sees it: plain Request and Response, a handler, a server. Beast and Asio are
// included in two .cpp files of this folder. Handlers are synchronous and run on a bounded pool of
// workers; connections cost no thread while idle.
// Ownership: the server owns its threads; the handler must be thread-safe and outlive the server.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digipro::http {

enum class Method { get, head, post, put, patch, del, options, other };

// Names are lower case. Values of a repeated header are joined by ", ".
using Headers = std::map<std::string, std::string, std::less<>>;
// Ordered as sent; a name may repeat.
using Fields = std::vector<std::pair<std::string, std::string>>;
const std::string* find_field(const Fields& fields, std::string_view name);

// Where the bytes of an uploaded file go while they arrive. Implemented by platform/blob; the edge
// never keeps more than 64 KiB of a part in memory. Dropping it without finish() discards all.
class UploadSink {
 public:
  virtual ~UploadSink() = default;
  virtual Status write(std::string_view bytes) = 0;
  virtual Status finish() = 0;
};

struct UploadedFile {
  std::string field;          // name of the form field
  std::string filename;       // as sent, cleaned of paths and control characters; may be empty
  std::string declared_type;  // the browser's word: never trusted
  int64_t size_bytes = 0;
  std::shared_ptr<UploadSink> sink;  // finished; the handler casts it to what its factory made
};

struct Request {
  Method method = Method::get;
  std::string method_text;  // "GET"
  std::string target;       // raw, for the log
  std::string path;         // decoded, starts with '/', no "." or ".." segments, valid UTF-8
  Fields query;             // decoded
  Headers headers;
  std::map<std::string, std::string, std::less<>> cookies;
  std::string body;  // at most Limits::body_in_memory_bytes; empty for multipart
  Fields form;       // urlencoded or multipart text fields, decoded, valid UTF-8
  std::vector<UploadedFile> files;
  std::string remote_address;  // of the client; by forwarded headers only from listed proxies
  std::string host;            // lower case, without port
  bool is_tls = false;
  std::string client_certificate_pem;  // when TLS asked for one (CNS)
  std::string request_id;              // of ours, goes into log and error page
  std::string traceparent;             // W3C, passed through

  const std::string& header(std::string_view lower_case_name) const;  // "" when absent
  const std::string* form_field(std::string_view name) const { return find_field(form, name); }
  const std::string* query_field(std::string_view name) const { return find_field(query, name); }
  bool is_htmx() const { return !header("hx-request").empty(); }
};

// A body that is read while it is sent (files, exports).
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual Result<std::string> read(size_t bytes_max) = 0;  // "" at the end
  virtual int64_t size_bytes() const = 0;                  // -1 when unknown: sent chunked
};

struct Response {
  int status = 200;
  Fields headers;  // in the order of sending; the edge adds Date and Content-Length
  std::string body;
  std::shared_ptr<BodySource> stream;  // instead of body

  static Response html(std::string body, int status = 200);
  static Response text(std::string body, int status = 200);
  static Response json(std::string body, int status = 200);
  static Response redirect(std::string location, int status = 303);
  Response& set(std::string name, std::string value);  // adds; replaces one of the same name
};

struct Limits {
  size_t header_bytes = 16 * 1024;
  size_t target_bytes = 4 * 1024;
  size_t body_in_memory_bytes = 1 << 20;  // larger: 413, unless multipart with files
  int64_t upload_bytes = 64LL << 20;      // a whole multipart body
  size_t form_fields = 500;
  size_t files = 20;
  size_t form_field_bytes = 64 * 1024;
  int header_timeout_seconds = 10;
  int body_timeout_seconds = 120;  // without progress
  int idle_timeout_seconds = 75;
  int write_timeout_seconds = 60;
  size_t connections = 10'000;
  size_t queued_requests = 512;  // waiting for a worker; beyond: 503
};

struct TlsSettings {
  std::string certificate_file, key_file;  // PEM; re-read by reload()
  std::string client_ca_file;              // asks for a client certificate when set
};

struct ServerSettings {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;  // 0: any free one, see Server::port()
  int io_threads = 1;
  int worker_threads = 4;
  std::optional<TlsSettings> tls;
  std::vector<std::string> trusted_proxies;  // addresses or CIDR
  Limits limits;
};

using Handler = std::function<Response(Request&)>;
// Called when a file part begins; null refuses the upload (415). Thread-safe.
using UploadFactory =
    std::function<std::shared_ptr<UploadSink>(const Request&, const UploadedFile&)>;
// The edge asks for the page of an error it meets before a handler runs (bad request, 413, 503).
using ErrorPage = std::function<Response(const Error&, const Request&)>;

class Server {
 public:
  virtual ~Server() = default;
  virtual Status start() = 0;
  virtual uint16_t port() const = 0;
  // Stops accepting, lets running requests finish (at most grace_seconds), then closes. Idempotent.
  virtual void stop(int grace_seconds) = 0;
  virtual Status reload_tls() = 0;
  struct Counters {
    int64_t connections_open, requests_total, rejected_total;
  };
  virtual Counters counters() const = 0;
};
std::unique_ptr<Server> make_server(ServerSettings settings, Handler handler, UploadFactory uploads,
                                    ErrorPage error_page);

// Pure parsers, each with a fuzz target. They never throw and hold every limit themselves.
Result<Fields> parse_urlencoded(std::string_view body, const Limits& limits);
struct ParsedTarget {
  std::string path;
  Fields query;
};
Result<ParsedTarget> parse_target(std::string_view target, const Limits& limits);
std::map<std::string, std::string, std::less<>> parse_cookies(std::string_view header);

}  // namespace digipro::http
