#include <algorithm>

#include "core/outbox/outbox.h"

namespace digipro::outbox {
namespace {

// FNV-1a: spreads ids over the jitter; nothing secret depends on it.
uint32_t spread(const std::string& text) {
  uint32_t hash = 2166136261U;
  for (char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619U;
  return hash;
}

}  // namespace

std::string problem_text(const Error& error) {
  constexpr size_t bytes_max = 1000;
  std::string problem = std::string(error.name()) + ": " + error.detail;
  problem.resize(std::min(problem.size(), bytes_max));
  std::replace_if(problem.begin(), problem.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return problem;
}

bool is_worth_retrying(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_input:
    case ErrorCode::malformed:
    case ErrorCode::not_found:
    case ErrorCode::gone:
    case ErrorCode::forbidden:
    case ErrorCode::already_done:
    case ErrorCode::too_large:
    case ErrorCode::unsupported_type:
    case ErrorCode::virus_found:
    case ErrorCode::integrity_broken:
    case ErrorCode::definition:
      return false;
    default:
      return true;
  }
}

Instant next_attempt(Instant now, int failures, const std::string& job_id) {
  constexpr int64_t microseconds_a_second = 1'000'000, longest = 3600 * microseconds_a_second;
  const int doublings = std::clamp(failures - 1, 0, 20);
  const int64_t wait = std::min(longest, microseconds_a_second << doublings);
  return {now.microseconds + wait + wait / 4 * (spread(job_id) % 1000) / 1000};
}

}  // namespace digipro::outbox
