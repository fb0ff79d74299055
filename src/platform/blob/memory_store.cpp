#include <atomic>
#include <map>
#include <mutex>

#include "base/assert.h"
#include "platform/blob/garbage.h"
#include "platform/blob/intake.h"

namespace digipro::blob {
namespace {

class MemoryStaging final : public Staging {
 public:
  explicit MemoryStaging(int64_t bytes_max) : intake_(bytes_max) {}
  Status write(std::string_view bytes) override {
    DIGIPRO_ASSERT(!is_finished_, "nothing is written to a finished blob");
    DIGIPRO_CHECK(intake_.add(bytes));
    bytes_ += bytes;
    return {};
  }
  Status finish() override {
    DIGIPRO_TRY(ref, intake_.finish(TextSource(bytes_)));
    ref_ = std::move(ref);
    is_finished_ = true;
    return {};
  }
  const BlobRef& ref() const override {
    DIGIPRO_ASSERT(is_finished_, "a blob is known when it is finished");
    return ref_;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  Intake intake_;
  std::string bytes_;
  BlobRef ref_;
  bool is_finished_ = false;
};

class MemoryBody final : public http::BodySource {
 public:
  explicit MemoryBody(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::string> read(size_t bytes_max) override {
    std::string piece = bytes_.substr(at_, bytes_max);
    at_ += piece.size();
    return piece;
  }
  int64_t size_bytes() const override { return static_cast<int64_t>(bytes_.size()); }

 private:
  std::string bytes_;
  size_t at_ = 0;
};

class MemoryStore final : public Store {
 public:
  Result<std::shared_ptr<Staging>> begin(int64_t bytes_max) override {
    return std::make_shared<MemoryStaging>(bytes_max);
  }

  Status sync(std::span<const std::shared_ptr<Staging>> staged) override {
    std::lock_guard lock(mutex_);
    for (const auto& staging : staged) {
      blobs_[staging->ref().hash] = static_cast<const MemoryStaging&>(*staging).bytes();
      garbage_.erase(staging->ref().hash);
    }
    return {};
  }

  Result<std::shared_ptr<http::BodySource>> open(const std::string& hash) override {
    return open_range(hash, 0, INT64_MAX);
  }

  Result<std::shared_ptr<http::BodySource>> open_range(const std::string& hash, int64_t offset,
                                                       int64_t count) override {
    std::lock_guard lock(mutex_);
    auto found = blobs_.find(hash);
    if (found == blobs_.end()) return refuse(ErrorCode::not_found, "blob " + hash);
    const auto size = static_cast<int64_t>(found->second.size());
    if (offset < 0 || count < 0 || offset > size) {
      return refuse(ErrorCode::invalid_input, "range outside of the blob");
    }
    return std::make_shared<MemoryBody>(
        found->second.substr(static_cast<size_t>(offset), static_cast<size_t>(count)));
  }

  Status erase(const std::string& hash, std::string_view act) override {
    if (act.empty()) return refuse(ErrorCode::invalid_input, "erasing needs its act");
    std::lock_guard lock(mutex_);
    blobs_.erase(hash);
    garbage_.erase(hash);
    return {};
  }

  Result<std::vector<std::string>> list(const std::string& after, int limit) override {
    std::lock_guard lock(mutex_);
    std::vector<std::string> hashes;
    for (auto at = blobs_.upper_bound(after); at != blobs_.end() && limit > 0; ++at, --limit) {
      hashes.push_back(at->first);
    }
    return hashes;
  }

  Status verify(const std::string& hash) override {
    DIGIPRO_TRY(bytes, read_all(*this, hash, INT64_MAX));
    DIGIPRO_TRY(staging, stage_bytes(*this, bytes));
    if (staging->ref().hash != hash) return refuse(ErrorCode::integrity_broken, "blob " + hash);
    return {};
  }

  Result<Collected> collect_garbage(const LivePage& live, Instant now) override {
    if (holds_ > 0) return refuse(ErrorCode::conflict, "a backup holds the garbage");
    Collected collected;
    DIGIPRO_CHECK(compare_with_live(*this, live, [&](const std::string& hash, bool is_live) {
      std::lock_guard lock(mutex_);
      if (is_live) {
        garbage_.erase(hash);
        ++collected.kept;
        return Status();
      }
      const Instant noted = garbage_.try_emplace(hash, now).first->second;
      if (noted.plus_seconds(garbage_wait_seconds) > now) {
        ++collected.waiting;
        return Status();
      }
      blobs_.erase(hash);
      garbage_.erase(hash);
      ++collected.removed;
      return Status();
    }));
    return collected;
  }

  Result<std::optional<Instant>> noted_at(const std::string& hash) override {
    std::lock_guard lock(mutex_);
    auto found = garbage_.find(hash);
    return found == garbage_.end() ? std::optional<Instant>() : std::optional(found->second);
  }

  Result<std::unique_ptr<Hold>> hold_garbage() override {
    return std::make_unique<MemoryHold>(holds_);
  }
  Status clean_staging(Instant) override { return {}; }

 private:
  class MemoryHold final : public Hold {
   public:
    explicit MemoryHold(std::atomic<int>& holds) : holds_(holds) { ++holds_; }
    ~MemoryHold() override { --holds_; }

   private:
    std::atomic<int>& holds_;
  };

  std::mutex mutex_;
  std::map<std::string, std::string> blobs_;
  std::map<std::string, Instant> garbage_;
  std::atomic<int> holds_ = 0;
};

}  // namespace

std::unique_ptr<Store> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace digipro::blob
