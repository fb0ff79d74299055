#include "bench/bench.h"

#include <cstdio>

namespace digipro::bench {
namespace {

struct Bench {
  std::string_view name;
  int (*run)(std::span<const std::string>);
};
constexpr Bench benches[] = {{"ledger", ledger}, {"form", form}, {"http", http}};

}  // namespace

int run_bench(std::string_view name, std::span<const std::string> arguments) {
  for (const Bench& bench : benches)
    if (bench.name == name) return bench.run(arguments);
  std::fputs("usage: digipro bench NAME, where NAME is one of:", stderr);
  for (const Bench& bench : benches) std::fprintf(stderr, " %s", std::string(bench.name).c_str());
  std::fputs("\n", stderr);
  return 2;
}

}  // namespace digipro::bench
