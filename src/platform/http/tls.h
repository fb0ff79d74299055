// What a server shows and asks for over TLS: its certificate, its suites, who may sign those of
// clients. Internal to platform/http; immutable once made, shared by connections.
#pragma once
#include <memory>

#include "platform/http/http.h"

struct ssl_ctx_st;
struct ssl_st;

namespace digipro::http {

using TlsContext = std::shared_ptr<ssl_ctx_st>;
// Refuses with configuration.
Result<TlsContext> make_tls(const TlsSettings& settings);
// PEM; "" when the client showed none.
std::string client_certificate_of(ssl_st* connection);

}  // namespace digipro::http
