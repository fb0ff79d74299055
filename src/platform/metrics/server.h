// GET /metrics on a port of its own, by default on loopback. Never on the citizens' port: behind a
// reverse proxy on the same machine every request comes from loopback, so an address proves
// nothing there. The registry outlives the server; its before_text functions run on its one worker.
#pragma once
#include <memory>
#include <string>

#include "platform/http/http.h"
#include "platform/metrics/metrics.h"

namespace digipro::metrics {

// What any request gets: the text, or a plain 404 or 405.
http::Response answer(const Registry& registry, const http::Request& request);

// Not yet started. `port` 0: any free one.
std::unique_ptr<http::Server> make_server(const Registry& registry, const std::string& address,
                                          uint16_t port);

}  // namespace digipro::metrics
