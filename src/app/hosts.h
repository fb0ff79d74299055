// Which ente answers under a host name: asked on every request, so remembered for some seconds.
// Thread-safe. The installation's ledger outlives it.
#pragma once
#include <map>
#include <mutex>
#include <string>

#include "core/installation/installation.h"

namespace digipro::app {

class Hosts {
 public:
  explicit Hosts(ledger::Ledger& installation) : installation_(installation) {}
  // not_found for a host that no ente has.
  Result<EnteId> ente_of(const std::string& host, Instant now);

 private:
  struct Known {
    EnteId ente;
    Instant read_at;
  };
  static constexpr int64_t fresh_seconds = 10;
  static constexpr size_t known_max = 1'000;
  ledger::Ledger& installation_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;
};

}  // namespace digipro::app
