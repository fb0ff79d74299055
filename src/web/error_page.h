// The page of an error: what happened, in Italian, what to do next, and the request's id to quote.
// Never shows Error::detail. Pure given its arguments, any thread.
#pragma once
#include "base/error.h"
#include "platform/http/http.h"
#include "web/page.h"

namespace digipro::web {

// With the town's shell around it. An htmx request gets a message fragment instead of a page.
http::Response error_page(const Pages& pages, PageFrame frame, const Error& error,
                          const http::Request& request);
// For the edge, before the ente is known: no shell, no template, cannot fail.
http::Response bare_error_page(const Error& error, const http::Request& request);

}  // namespace digipro::web
