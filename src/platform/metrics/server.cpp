#include "platform/metrics/server.h"

namespace digipro::metrics {

http::Response answer(const Registry& registry, const http::Request& request) {
  if (request.path != "/metrics") return http::Response::text("not found\n", 404);
  if (request.method != http::Method::get && request.method != http::Method::head)
    return http::Response::text("method not allowed\n", 405);
  http::Response response = http::Response::text(registry.text());
  return response.set("Content-Type", content_type).set("Cache-Control", "no-store");
}

std::unique_ptr<http::Server> make_server(const Registry& registry, const std::string& address,
                                          uint16_t port) {
  http::ServerSettings settings;
  settings.address = address;
  settings.port = port;
  settings.worker_threads = 1;
  settings.limits.connections = 16;
  settings.limits.queued_requests = 16;
  settings.limits.upload_bytes = 0;
  return http::make_server(
      std::move(settings),
      [&registry](http::Request& request) { return answer(registry, request); },
      [](const http::Request&, const http::UploadedFile&) { return nullptr; },
      [](const Error& error, const http::Request&) {
        return http::Response::text(std::string(error.name()) + "\n", error.http_status());
      });
}

}  // namespace digipro::metrics
