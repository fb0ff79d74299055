#include "platform/runner/child.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "platform/runner/fence.h"

namespace digipro::runner {
namespace {

// Everything that the child needs, laid ready before the fork.
struct Prepared {
  std::vector<char*> arguments, environment;
  std::vector<std::string> environment_texts;
  const char* folder = nullptr;
  Limits limits;
  sock_fprog filter{};
  int rules = -1, input = -1, out[2] = {-1, -1}, err[2] = {-1, -1}, problem[2] = {-1, -1};
  int other_user = -1;
  pid_t parent = 0;

  ~Prepared() {
    for (int descriptor : {rules, input, out[1], err[1], problem[0], problem[1]})
      close_one(descriptor);
    if (!are_pipes_handed_over) {
      close_one(out[0]);
      close_one(err[0]);
    }
  }
  static void close_one(int descriptor) {
    if (descriptor >= 0) ::close(descriptor);
  }
  bool are_pipes_handed_over = false;
};

// What went wrong in the child, sent through a pipe that exec closes.
struct Problem {
  char step[24];
  int number;
};

[[noreturn]] void give_up(const Prepared& prepared, const char* step, int number) {
  Problem problem{};
  for (size_t i = 0; i + 1 < sizeof(problem.step) && step[i] != '\0'; ++i)
    problem.step[i] = step[i];
  problem.number = number;
  ssize_t ignored = ::write(prepared.problem[1], &problem, sizeof(problem));
  (void)ignored;
  ::_exit(127);
}

int limit(__rlimit_resource_t resource, int64_t soft, int64_t hard) {
  const rlimit value{static_cast<rlim_t>(soft), static_cast<rlim_t>(hard)};
  return ::setrlimit(resource, &value) == 0 ? 0 : errno;
}

int put_on_limits(const Prepared& prepared) {
  constexpr int open_files_max = 256, processes_of_other_user_max = 256;
  const Limits& limits = prepared.limits;
  int problem = limit(RLIMIT_AS, limits.memory_bytes, limits.memory_bytes);
  // The first is a signal that can be caught, the second the end.
  if (problem == 0) problem = limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1);
  if (problem == 0) problem = limit(RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes);
  if (problem == 0) problem = limit(RLIMIT_NOFILE, open_files_max, open_files_max);
  if (problem == 0) problem = limit(RLIMIT_CORE, 0, 0);
  if (problem == 0 && prepared.other_user >= 0) {
    problem = limit(RLIMIT_NPROC, processes_of_other_user_max, processes_of_other_user_max);
  }
  return problem;
}

// The system calls themselves: glibc's wrappers would talk to threads that a fork does not have.
int become(int user) {
  if (user < 0) return 0;
  if (::syscall(SYS_setgroups, 0, nullptr) != 0) return errno;
  if (::syscall(SYS_setresgid, user, user, user) != 0) return errno;
  if (::syscall(SYS_setresuid, user, user, user) != 0) return errno;
  return 0;
}

// Between fork and exec: only async-signal-safe calls from here on.
[[noreturn]] void run_child(const Prepared& prepared) {
  if (::setpgid(0, 0) != 0) give_up(prepared, "setpgid", errno);
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::dup2(prepared.input, 0) < 0 || ::dup2(prepared.out[1], 1) < 0 ||
      ::dup2(prepared.err[1], 2) < 0) {
    give_up(prepared, "dup2", errno);
  }
  if (::syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) != 0) {
    give_up(prepared, "close_range", errno);
  }
  if (::chdir(prepared.folder) != 0) give_up(prepared, "chdir", errno);
  ::umask(077);
  if (int problem = put_on_limits(prepared)) give_up(prepared, "setrlimit", problem);
  if (int problem = become(prepared.other_user)) give_up(prepared, "setresuid", problem);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Somebody waits for the pages; nobody waits for this. Where it is refused nothing is lost.
  (void)::setpriority(PRIO_PROCESS, 0, 10);
  if (::getppid() != prepared.parent) ::_exit(127);
  if (int problem = enter_fence(prepared.filter, prepared.rules)) {
    give_up(prepared, "fence", problem);
  }
  ::execve(prepared.arguments[0], prepared.arguments.data(), prepared.environment.data());
  give_up(prepared, "execve", errno);
}

// stdin as a file in memory: the program may read it when it likes, nobody waits for it.
int input_of(const std::string& text) {
  const int memory = ::memfd_create("input", MFD_CLOEXEC);
  for (size_t written = 0; memory >= 0 && written < text.size();) {
    ssize_t count = ::write(memory, text.data() + written, text.size() - written);
    if (count <= 0) break;
    written += static_cast<size_t>(count);
  }
  if (memory >= 0) ::lseek(memory, 0, SEEK_SET);
  return memory;
}

void prepare_texts(const Start& start, Prepared& prepared) {
  for (const std::string& argument : start.job.command) {
    prepared.arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  prepared.arguments.push_back(nullptr);
  prepared.environment_texts = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + start.folder,
                                "TMPDIR=" + start.folder};
  for (const auto& [name, value] : start.job.environment) {
    prepared.environment_texts.push_back(name + "=" + value);
  }
  for (std::string& text : prepared.environment_texts) prepared.environment.push_back(text.data());
  prepared.environment.push_back(nullptr);
}

bool prepare_descriptors(const Start& start, Prepared& prepared) {
  prepared.input = input_of(start.job.input);
  prepared.rules = prepare_rules(start.folder);
  return prepared.input >= 0 && ::pipe2(prepared.out, O_CLOEXEC) == 0 &&
         ::pipe2(prepared.err, O_CLOEXEC) == 0 && ::pipe2(prepared.problem, O_CLOEXEC) == 0 &&
         ::fcntl(prepared.out[0], F_SETFL, O_NONBLOCK) == 0 &&
         ::fcntl(prepared.err[0], F_SETFL, O_NONBLOCK) == 0;
}

}  // namespace

Result<Child> start_child(const Start& start) {
  Prepared prepared;
  prepare_texts(start, prepared);
  if (!prepare_descriptors(start, prepared)) {
    return refuse(ErrorCode::internal, std::string("runner: ") + std::strerror(errno));
  }
  prepared.folder = start.folder.c_str();
  prepared.limits = start.job.limits;
  prepared.filter = {static_cast<unsigned short>(start.filter.size()),
                     const_cast<sock_filter*>(start.filter.data())};
  prepared.other_user = start.other_user;
  prepared.parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0) run_child(prepared);
  if (process < 0) return refuse(ErrorCode::internal, std::string("fork: ") + std::strerror(errno));
  ::setpgid(process, process);  // as the child does, whoever comes first
  Prepared::close_one(std::exchange(prepared.problem[1], -1));
  Problem problem{};
  ssize_t got = ::read(prepared.problem[0], &problem, sizeof(problem));
  if (got > 0) {
    ::waitpid(process, nullptr, 0);
    return refuse(ErrorCode::configuration, start.job.command[0] + ": " + problem.step + ": " +
                                                std::strerror(problem.number));
  }
  Child child;
  child.process = process;
  child.process_descriptor = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  child.out = prepared.out[0];
  child.err = prepared.err[0];
  prepared.are_pipes_handed_over = true;
  return child;
}

}  // namespace digipro::runner
