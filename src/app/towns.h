// What each ente says of itself, kept in memory for those who may not read a store: verbs inside
// apply, the dispatcher on every request. Filled when an ente opens and looked at again every few
// seconds, so a changed setting is seen without a restart. Thread-safe.
#pragma once
#include <map>
#include <memory>
#include <mutex>

#include "base/date.h"
#include "core/ledger/ledger.h"
#include "web/visit.h"

namespace digipro::app {

struct TownFacts {
  std::shared_ptr<const web::Town> town;
  PatronSaint patron;
  bool citizen_credentials = false;
  Instant read_at;
};

class Towns {
 public:
  // Never null: an ente that was never read is known by its id alone.
  std::shared_ptr<const TownFacts> of(const EnteId& ente) const;
  // Reads the settings again when what is known is older than fresh_seconds.
  Status refresh(ledger::Ledger& ledger, Instant now);

 private:
  static constexpr int64_t fresh_seconds = 5;
  mutable std::mutex mutex_;
  std::map<EnteId, std::shared_ptr<const TownFacts>> facts_;
};

}  // namespace digipro::app
