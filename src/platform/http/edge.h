// What every connection shares: settings, handler, workers, counters. Internal to platform/http;
// without Beast, so that the pure halves of the edge compile in a moment.
#pragma once
#include <atomic>
#include <string>
#include <string_view>

#include "platform/http/http.h"
#include "platform/http/worker_pool.h"

namespace digipro::http {

struct Edge {
  Edge(ServerSettings given, Handler handle, UploadFactory make_uploads, ErrorPage make_error_page)
      : settings(std::move(given)),
        handler(std::move(handle)),
        uploads(std::move(make_uploads)),
        error_page(std::move(make_error_page)),
        workers(settings.worker_threads, settings.limits.queued_requests) {}

  ServerSettings settings;
  Handler handler;
  UploadFactory uploads;
  ErrorPage error_page;
  WorkerPool workers;
  std::atomic<int64_t> connections_open{0}, requests_total{0}, rejected_total{0};
  std::atomic<int64_t> requests_running{0};  // from dispatch to the last byte sent
  std::atomic<uint64_t> next_request{1};
  std::atomic<bool> stopping{false};
};

// Fills what the head of a request says: method, target, cookies, host, client address behind
// trusted proxies. `headers` are already in place; `is_old` is HTTP/1.0. Refuses malformed targets
// and what two readers could understand in two ways.
Status read_head(const Edge& edge, const std::string& peer_address, bool is_old, Request& request);
// One more header of a request: names in lower case, values of a repeated one joined.
void add_header(Request& request, std::string_view name, std::string_view value);
// Runs the handler; an exception or an error of the edge becomes the error page.
Response run_handler(Edge& edge, Request& request);
// Compresses a text body over 1 KiB when the client takes gzip (RFC 9110 par. 8.4). Pure.
void compress(const Request& request, Response& response);
// Pure but for the date: status line and headers of an answer, with the blank line. A body of
// unknown length (less than 0) comes in chunks, each after its chunk_head() and before "\r\n".
std::string answer_head(const Response& response, int64_t body_bytes, bool keep_alive);
std::string chunk_head(size_t bytes);

// Pure: the client's address when the peer is one of `trusted` (addresses or CIDR), from
// X-Forwarded-For read from the right; else the peer's own.
std::string client_address(const std::string& peer, std::string_view forwarded_for,
                           const std::vector<std::string>& trusted);
bool is_trusted(const std::string& address, const std::vector<std::string>& trusted);

}  // namespace digipro::http
