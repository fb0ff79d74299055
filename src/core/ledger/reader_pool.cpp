#include "core/ledger/reader_pool.h"

#include <chrono>

namespace digipro::ledger {
namespace {

constexpr std::chrono::seconds wait_max{1};

}  // namespace

class ReaderPool::Lease final : public ReadLease {
 public:
  Lease(ReaderPool& pool, std::unique_ptr<db::Connection> connection)
      : pool_(pool), connection_(std::move(connection)) {}
  ~Lease() override {
    if (!connection_->end_read()) connection_.reset();
    pool_.give_back(std::move(connection_));
  }
  db::Connection& db() override { return *connection_; }

 private:
  ReaderPool& pool_;
  std::unique_ptr<db::Connection> connection_;
};

Result<std::unique_ptr<ReadLease>> ReaderPool::take() {
  DIGIPRO_TRY(reader, connection());
  if (Status begun = reader->begin_read(); !begun) {
    give_back(nullptr);
    return refuse(begun.error());
  }
  return std::make_unique<Lease>(*this, std::move(reader));
}

Result<std::unique_ptr<db::Connection>> ReaderPool::connection() {
  {
    std::unique_lock lock(mutex_);
    bool is_free =
        freed_.wait_for(lock, wait_max, [this] { return !free_.empty() || open_ < readers_max_; });
    if (!is_free) return refuse(ErrorCode::too_many_requests, "all readers are busy");
    if (!free_.empty()) {
      auto reader = std::move(free_.back());
      free_.pop_back();
      return reader;
    }
    ++open_;
  }
  auto opened = database_.open_reader();
  if (!opened) give_back(nullptr);
  return opened;
}

void ReaderPool::give_back(std::unique_ptr<db::Connection> connection) {
  bool is_kept = connection && connection->is_usable();
  if (!is_kept) connection.reset();
  {
    std::lock_guard lock(mutex_);
    if (is_kept)
      free_.push_back(std::move(connection));
    else
      --open_;
  }
  freed_.notify_one();
}

}  // namespace digipro::ledger
