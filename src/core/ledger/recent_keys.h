// Hashes of the idempotency keys that came last, so that the writer asks the database only about a
// key that may be there: a reader has looked before prepare, so only a key younger than that can be
// new in the table. A false hit costs one query. One thread at a time.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_set>

namespace digipro::ledger {

class RecentKeys {
 public:
  bool contains(std::string_view person, std::string_view key) const {
    return known_.contains(hash(person, key));
  }
  void add(std::string_view person, std::string_view key) {
    uint64_t added = hash(person, key);
    if (!known_.insert(added).second) return;
    uint64_t& slot = ring_[next_++ % ring_.size()];
    if (next_ > ring_.size()) known_.erase(slot);
    slot = added;
  }

 private:
  static uint64_t hash(std::string_view person, std::string_view key) {
    std::hash<std::string_view> hasher;
    return hasher(person) * 0x9E3779B97F4A7C15ULL + hasher(key);
  }
  std::array<uint64_t, 4096> ring_{};
  size_t next_ = 0;
  std::unordered_set<uint64_t> known_;
};

}  // namespace digipro::ledger
