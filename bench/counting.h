// A store that counts what is sent to it and how long commits wait, whoever sends it. For benches;
// the tally may be read while nobody sends. Thread-safe as the database inside.
#pragma once
#include <atomic>
#include <memory>

#include "platform/db/db.h"

namespace digipro::bench {

struct Tally {
  std::atomic<int64_t> statements{0};  // begin and commit too
  std::atomic<int64_t> commit_nanoseconds{0};
};

// `tally` outlives the database.
std::unique_ptr<db::Database> counting_database(std::unique_ptr<db::Database> inner, Tally& tally);

}  // namespace digipro::bench
