#include "platform/runner/runner.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <semaphore>

#include "base/assert.h"
#include "platform/runner/child.h"
#include "platform/runner/fence.h"
#include "platform/runner/job_folder.h"

namespace digipro::runner {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int nobody = 65534;  // Debian's "nobody" and "nogroup"

Status check_job(const Job& job) {
  constexpr size_t arguments_max = 100, files_max = 200;
  if (job.command.empty() || job.command.size() > arguments_max || job.command[0][0] != '/') {
    return refuse(ErrorCode::invalid_input, "a job names its program by an absolute path");
  }
  if (job.files.size() > files_max || job.wanted.size() > files_max) {
    return refuse(ErrorCode::invalid_input, "a job has at most 200 files");
  }
  for (const auto& [name, bytes] : job.files) {
    if (!is_plain_name(name)) return refuse(ErrorCode::invalid_input, "file name of a job");
  }
  for (const std::string& name : job.wanted) {
    if (!is_plain_name(name)) return refuse(ErrorCode::invalid_input, "file name of a job");
  }
  return {};
}

// One of the program's two outputs, read until its end or its limit.
struct Output {
  int descriptor;
  std::string& text;
  int64_t bytes_max;
  bool is_open = true;
  bool is_over = false;

  void read_some() {
    char buffer[16 * 1024];
    ssize_t count = ::read(descriptor, buffer, sizeof(buffer));
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      is_open = false;
      return;
    }
    const size_t room = static_cast<size_t>(bytes_max) - text.size();
    is_over = is_over || static_cast<size_t>(count) > room;
    text.append(buffer, std::min(static_cast<size_t>(count), room));
  }
};

// Watches a started program to its end; whatever happens, its whole group is dead afterwards.
class Watch {
 public:
  Watch(const Child& child, const Limits& limits, Outcome& outcome)
      : child_(child),
        limits_(limits),
        outcome_(outcome),
        out_{child.out, outcome.out, limits.output_bytes},
        err_{child.err, outcome.err, limits.output_bytes} {}

  void to_the_end() {
    const auto deadline = Steady::now() + std::chrono::seconds(limits_.wall_seconds);
    bool has_ended = false;
    while (!has_ended && !stopped_) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now());
      if (left.count() <= 0) {
        stopped_ = Ending::out_of_time;
        break;
      }
      has_ended = wait_once(static_cast<int>(left.count()) + 1);
      if (out_.is_over || err_.is_over) stopped_ = Ending::too_much_output;
    }
    ::kill(-child_.process, SIGKILL);  // before the leader is reaped: its number is still its own
    int status = 0;
    rusage used{};
    while (::wait4(child_.process, &status, 0, &used) < 0 && errno == EINTR) continue;
    read_what_is_left();
    describe_end(status, used);
    for (int descriptor : {child_.process_descriptor, child_.out, child_.err}) {
      if (descriptor >= 0) ::close(descriptor);
    }
  }

 private:
  bool wait_once(int timeout_milliseconds) {
    pollfd watched[3] = {{child_.process_descriptor, POLLIN, 0},
                         {out_.is_open ? child_.out : -1, POLLIN, 0},
                         {err_.is_open ? child_.err : -1, POLLIN, 0}};
    if (::poll(watched, 3, timeout_milliseconds) <= 0) return false;
    if (watched[1].revents != 0) out_.read_some();
    if (watched[2].revents != 0) err_.read_some();
    return watched[0].revents != 0;
  }

  // Nobody is left to write: what lies in the pipes is at most their capacity.
  void read_what_is_left() {
    for (Output* output : {&out_, &err_}) {
      while (output->is_open && !output->is_over) {
        const size_t before = output->text.size();
        output->read_some();
        if (output->text.size() == before) break;
      }
    }
    if (!stopped_ && (out_.is_over || err_.is_over)) stopped_ = Ending::too_much_output;
  }

  void describe_end(int status, const rusage& used) {
    if (WIFEXITED(status)) outcome_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) outcome_.signal = WTERMSIG(status);
    const bool is_out_of_cpu = outcome_.signal == SIGXCPU ||
                               (outcome_.signal == SIGKILL &&
                                used.ru_utime.tv_sec + used.ru_stime.tv_sec >= limits_.cpu_seconds);
    outcome_.ending = stopped_                   ? *stopped_
                      : is_out_of_cpu            ? Ending::out_of_cpu
                      : WIFSIGNALED(status) != 0 ? Ending::crashed
                                                 : Ending::exited;
  }

  const Child& child_;
  const Limits& limits_;
  Outcome& outcome_;
  Output out_, err_;
  std::optional<Ending> stopped_;
};

class FencedRunner final : public Runner {
 public:
  FencedRunner(Settings settings, std::vector<sock_filter> alone, std::vector<sock_filter> forking)
      : settings_(std::move(settings)),
        alone_(std::move(alone)),
        forking_(std::move(forking)),
        places_(settings_.at_once_max) {}

  Result<Outcome> run(const Job& job) override {
    DIGIPRO_CHECK(check_job(job));
    if (!places_.try_acquire_for(std::chrono::seconds(settings_.wait_seconds))) {
      return refuse(ErrorCode::too_many_requests, "no place free in the runner");
    }
    auto outcome = run_in_place(job);
    places_.release();
    return outcome;
  }

  Fence fence() const override { return {true, has_landlock(), ::geteuid() == 0}; }

 private:
  Result<Outcome> run_in_place(const Job& job) {
    const int other_user = ::geteuid() == 0 ? nobody : -1;
    DIGIPRO_TRY(folder, JobFolder::make(settings_.folder, other_user, job.files));
    const auto& filter = job.may_fork ? forking_ : alone_;
    DIGIPRO_TRY(child, start_child({job, folder.path(), filter, other_user}));
    Outcome outcome;
    Watch(child, job.limits, outcome).to_the_end();
    for (const std::string& name : job.wanted) {
      auto bytes = folder.read(name, job.limits.file_bytes);
      if (bytes) outcome.files.emplace(name, std::move(*bytes));
    }
    return outcome;
  }

  const Settings settings_;
  const std::vector<sock_filter> alone_, forking_;
  std::counting_semaphore<64> places_;
};

class ScriptedRunner final : public Runner {
 public:
  explicit ScriptedRunner(std::function<Result<Outcome>(const Job&)> program)
      : program_(std::move(program)) {}
  Result<Outcome> run(const Job& job) override {
    DIGIPRO_CHECK(check_job(job));
    return program_(job);
  }
  Fence fence() const override { return {true, true, true}; }

 private:
  std::function<Result<Outcome>(const Job&)> program_;
};

}  // namespace

std::string Fence::describe() const {
  auto say = [](bool have) { return have ? "yes" : "NO"; };
  return std::string("network closed: ") + say(no_network) +
         ", only own files (landlock): " + say(only_own_files) +
         ", as another user: " + say(other_user);
}

Result<std::unique_ptr<Runner>> make_runner(Settings settings) {
  DIGIPRO_ASSERT(settings.at_once_max >= 1 && settings.at_once_max <= 64, "1 to 64 programs");
  remove_stale_job_folders(settings.folder);
  DIGIPRO_TRY(alone, prepare_filter(false));
  DIGIPRO_TRY(forking, prepare_filter(true));
  return std::make_unique<FencedRunner>(std::move(settings), std::move(alone), std::move(forking));
}

std::unique_ptr<Runner> make_scripted_runner(std::function<Result<Outcome>(const Job&)> program) {
  return std::make_unique<ScriptedRunner>(std::move(program));
}

}  // namespace digipro::runner
