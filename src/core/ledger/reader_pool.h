// A bounded pool of reading connections to one store. Thread-safe. A lease is one snapshot; the
// pool outlives its leases.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "core/ledger/ledger.h"

namespace digipro::ledger {

class ReaderPool {
 public:
  ReaderPool(db::Database& database, size_t readers_max)
      : database_(database), readers_max_(readers_max) {}

  // Waits at most a second; then too_many_requests.
  Result<std::unique_ptr<ReadLease>> take();

 private:
  class Lease;
  Result<std::unique_ptr<db::Connection>> connection();
  void give_back(std::unique_ptr<db::Connection> connection);

  db::Database& database_;
  size_t readers_max_;
  std::mutex mutex_;
  std::condition_variable freed_;
  size_t open_ = 0;
  std::vector<std::unique_ptr<db::Connection>> free_;  // the last one given back goes out first
};

}  // namespace digipro::ledger
