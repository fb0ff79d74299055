// What the program counts for the one who watches it (Prometheus): requests by route, refusals by
// code, connections, batches of each ente, effects that wait, incidents. Owned by the program; what
// it is given outlives it. Thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "core/ledger/ledger.h"
#include "core/outbox/outbox.h"
#include "platform/config/config.h"
#include "platform/metrics/metrics.h"
#include "platform/metrics/server.h"
#include "web/visit.h"

namespace digipro::app {

class Figures {
 public:
  // One series per route, named here so that a request only adds.
  explicit Figures(const web::Routes& routes);

  // `route` null: none was found.
  void request(const web::Routes::Route* route, double seconds);
  void refused(const Error& error);

  struct Ente {
    EnteId id;
    ledger::Counters ledger;
    outbox::Outbox::Counters outbox;
  };
  // Asked when somebody reads: the edge's counters, and those of every open ente.
  void ask(std::function<http::Server::Counters()> server, std::function<std::vector<Ente>()> enti);
  // Listens on a port of its own when the settings name one.
  Status serve(const config::Metrics& settings);
  std::string text() const { return registry_.text(); }

 private:
  metrics::Registry registry_;
  std::unordered_map<const web::Routes::Route*, metrics::Histogram*> by_route_;
  metrics::Histogram* no_route_ = nullptr;
  std::unique_ptr<http::Server> server_;
};

}  // namespace digipro::app
