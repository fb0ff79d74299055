// One connection, from accept to close: HTTP over a stream, callbacks on the stream's thread, the
// handler on the worker pool. It keeps itself alive while something is under way. Internal to
// platform/http.
#pragma once
#include <memory>
#include <string>

#include "platform/http/edge.h"
#include "platform/http/stream.h"

namespace digipro::http {

// Serves what comes over `stream` until either side is done with it. The edge outlives it.
void serve_connection(Edge& edge, std::unique_ptr<Stream> stream, std::string peer_address);

}  // namespace digipro::http
