// The head of a store in the writer's memory: last entry and counters, changed without SQL while a
// batch runs, and put back when a command or the batch fails. One thread at a time.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace digipro::ledger {

class Head {
 public:
  // Where to go back to.
  struct Mark {
    int64_t last_seq = 0;
    std::string last_hash;
    size_t numbers_given = 0;
  };

  int64_t last_seq = 0;
  std::string last_hash;  // 32 raw bytes; empty before the first entry
  int64_t epoch = 0;

  void load_counter(std::string name, int64_t value) { counters_[std::move(name)] = value; }

  int64_t next_number(const std::string& counter) {
    auto found = counters_.try_emplace(counter, 0).first;
    given_.push_back(&*found);  // addresses of map nodes are stable
    return ++found->second;
  }

  Mark mark() const { return {last_seq, last_hash, given_.size()}; }

  void restore(const Mark& mark) {
    last_seq = mark.last_seq;
    last_hash = mark.last_hash;
    for (; given_.size() > mark.numbers_given; given_.pop_back()) --given_.back()->second;
  }

  // Calls `write(name, value)` once for every counter that gave a number since keep().
  template <class Write>
  void each_changed(Write&& write) const {
    for (size_t i = 0; i < given_.size(); ++i) {
      bool seen = false;  // few counters change in one batch, and most often the same one
      for (size_t j = i; j-- > 0 && !seen;) seen = given_[j] == given_[i];
      if (!seen) write(given_[i]->first, given_[i]->second);
    }
  }

  // The batch is durable: nothing to put back.
  void keep() { given_.clear(); }

 private:
  std::unordered_map<std::string, int64_t> counters_;
  std::vector<std::unordered_map<std::string, int64_t>::value_type*> given_;
};

}  // namespace digipro::ledger
