// Many measured values in few figures. Median: the middle value, of an even number the mean of the
// two in the middle. 90th percentile: nearest rank, the smallest value that at least nine tenths of
// the values do not exceed, so it is a value that really occurred. Pure, any thread.
#pragma once
#include <cstdint>
#include <span>

namespace digipro::mining {

struct Summary {
  int64_t count = 0;
  int64_t total = 0;
  double mean = 0, median = 0;
  int64_t p90 = 0, max = 0;
  bool operator==(const Summary&) const = default;
};

// Changes the order of `values`. All zero when there are none.
Summary summarise(std::span<int64_t> values);

}  // namespace digipro::mining
