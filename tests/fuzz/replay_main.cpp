// Replays a corpus through a fuzz target without libFuzzer, so that `make test` needs no clang:
// every seed as it is, and cut short at up to 64 places. Usage: NAME_fuzz_replay FOLDER.
// Ends with `N passed, 0 failed`; a crash names the seed that caused it.
#include <unistd.h>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr size_t cuts_per_seed_max = 64;
char current_seed[4096];

void name_the_seed(int signal_number) {
  const char text[] = "crashed on ";
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(1);
  if (write(STDERR_FILENO, current_seed, strlen(current_seed)) < 0) _exit(1);
  if (write(STDERR_FILENO, "\n", 1) < 0) _exit(1);
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void run(const std::string& bytes, size_t size) {
  // A copy of exactly this size, so that reading past its end is seen by the sanitizers.
  const std::vector<uint8_t> copy(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

void replay(const std::filesystem::path& seed) {
  snprintf(current_seed, sizeof current_seed, "%s", seed.c_str());
  std::ifstream file(seed, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  run(bytes, bytes.size());
  const size_t step = bytes.size() / cuts_per_seed_max + 1;
  for (size_t size = 0; size < bytes.size(); size += step) run(bytes, size);
}

}  // namespace

int main(int argument_count, char** arguments) {
  for (const int number : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL}) {
    std::signal(number, name_the_seed);
  }
  int seeds = 0;
  for (int i = 1; i < argument_count; ++i) {
    if (!std::filesystem::is_directory(arguments[i])) {
      fprintf(stderr, "no corpus in %s\n", arguments[i]);
      return 1;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
      if (!entry.is_regular_file()) continue;
      replay(entry.path());
      ++seeds;
    }
  }
  printf("%d passed, 0 failed\n", seeds);
  return seeds > 0 ? 0 : 1;
}
