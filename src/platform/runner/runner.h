// Other programs run here and nowhere else: in a folder of their own that vanishes with them,
// without network, with limits on memory, processor time, time, output and files, a few at a time.
// What they are fed comes from strangers, so they are treated as already taken over. Thread-safe;
// run() blocks the calling thread until the program has ended or has been killed.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace digipro::runner {

struct Limits {
  int64_t memory_bytes = 512LL << 20;  // address space
  int cpu_seconds = 30;
  int wall_seconds = 60;
  int64_t output_bytes = 1 << 20;   // of stdout, and of stderr; beyond: killed, the rest is cut
  int64_t file_bytes = 64LL << 20;  // of each file it writes, and of each file it is asked for
};

struct Job {
  std::vector<std::string> command;  // absolute path of the program, then its arguments
  std::string input;                 // its stdin
  // Files that lie in its folder, which is also its working folder. Plain names: letters, digits,
  // '.', '-', '_', not beginning with '.', at most 100.
  std::map<std::string, std::string> files;
  std::vector<std::string> wanted;  // names of files to bring back; missing ones are left out
  std::map<std::string, std::string> environment;  // besides PATH, HOME, TMPDIR, LANG=C.UTF-8
  bool may_fork = false;  // other processes of its own; then the memory limit holds for each
  Limits limits;
};

enum class Ending { exited, crashed, out_of_time, out_of_cpu, too_much_output };

struct Outcome {
  Ending ending = Ending::exited;
  int exit_code = 0;     // when exited
  int signal = 0;        // when crashed
  std::string out, err;  // cut at Limits::output_bytes
  std::map<std::string, std::string> files;
  bool is_success() const { return ending == Ending::exited && exit_code == 0; }
};

// What this kernel gives us against a program that has been taken over. No network is the
// condition for running anything; the others are said at start when they are missing.
struct Fence {
  bool no_network = false;       // seccomp: no socket of any family, no other dangerous calls
  bool only_own_files = false;   // landlock: writes its folder, reads the system's programs
  bool other_user = false;       // we are root and it runs as nobody
  std::string describe() const;  // for the log
};

class Runner {
 public:
  virtual ~Runner() = default;
  // Refuses with invalid_input a job that is wrong, with too_many_requests when no place came free
  // in time, with configuration when the program cannot be started. A program that fails or is
  // killed is an Outcome.
  virtual Result<Outcome> run(const Job& job) = 0;
  virtual Fence fence() const = 0;
};

struct Settings {
  std::string folder = "/tmp";  // where job folders are made; any user may pass through it
  int at_once_max = 2;
  int wait_seconds = 60;  // for a place
};
Result<std::unique_ptr<Runner>> make_runner(Settings settings);

// In memory: hands each job to a function.
std::unique_ptr<Runner> make_scripted_runner(std::function<Result<Outcome>(const Job&)> program);

}  // namespace digipro::runner
