// The virus scanner: clamd by its INSTREAM protocol, over a unix socket or TCP. Bytes are streamed
// to it, never held. What cannot be scanned is refused, never let through. Thread-safe: each scan
// is a connection of its own; it blocks the calling thread, at most Limits::seconds.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "platform/http/http.h"

namespace digipro::scanner {

struct Limits {
  int seconds = 30;                       // of the whole scan, connecting included
  int64_t bytes_max = 100LL << 20;        // of what is scanned
  size_t chunk_bytes = size_t{64} << 10;  // read and sent at a time
};

class Scanner {
 public:
  virtual ~Scanner() = default;
  // Refuses with virus_found (detail: the signature's name), too_large, or outside_failed when the
  // scanner is not there, says an error or takes too long.
  virtual Status scan(http::BodySource& bytes) = 0;
};

// "/run/clamav/clamd.ctl", "host:3310" or "[::1]:3310". Refuses with configuration; that clamd is
// there is seen at the first scan: it may start after us.
Result<std::unique_ptr<Scanner>> make_clamd_scanner(const std::string& address, Limits limits = {});

// In memory: hands all the bytes to a function.
std::unique_ptr<Scanner> make_scripted_scanner(std::function<Status(const std::string&)> judge);

// What clamd's answer to INSTREAM means; pure.
Status verdict_of(std::string_view answer);

}  // namespace digipro::scanner
