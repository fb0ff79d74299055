#include "process/mining/summary.h"

#include <algorithm>
#include <numeric>

namespace digipro::mining {

// Selection instead of sorting: each step looks only at what the one before left above or below.
Summary summarise(std::span<int64_t> values) {
  Summary summary;
  if (values.empty()) return summary;
  const size_t count = values.size(), middle = count / 2;
  summary.count = static_cast<int64_t>(count);
  summary.total = std::accumulate(values.begin(), values.end(), int64_t{0});
  summary.mean = static_cast<double>(summary.total) / static_cast<double>(count);
  auto at = [&](size_t rank) { return values.begin() + static_cast<std::ptrdiff_t>(rank); };
  std::nth_element(values.begin(), at(middle), values.end());
  summary.median = static_cast<double>(values[middle]);
  if (count % 2 == 0) {
    int64_t below = *std::max_element(values.begin(), at(middle));
    summary.median = (summary.median + static_cast<double>(below)) / 2;
  }
  const size_t rank = (count * 9 + 9) / 10 - 1;  // from 0, never below the middle but for one value
  if (rank > middle) std::nth_element(at(middle), at(rank), values.end());
  summary.p90 = values[rank];
  summary.max = *std::max_element(at(middle), values.end());
  return summary;
}

}  // namespace digipro::mining
