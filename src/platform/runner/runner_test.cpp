#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "platform/runner/runner.h"

using namespace digipro;
using runner::Ending;

namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = "/tmp/runner-test-XXXXXX";
    path = mkdtemp(name.data());
    std::filesystem::permissions(path, std::filesystem::perms(0711));
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
  size_t entries() const {
    auto all = std::filesystem::directory_iterator(path);
    return static_cast<size_t>(std::distance(begin(all), end(all)));
  }
  std::string path;
};

struct Given {
  TemporaryFolder folder;
  std::unique_ptr<runner::Runner> runner =
      runner::make_runner({.folder = folder.path, .at_once_max = 2}).value();

  runner::Outcome run(const runner::Job& job) {
    auto outcome = runner->run(job);
    REQUIRE_MESSAGE(outcome.has_value(), outcome.error().detail);
    CHECK(folder.entries() == 0);
    return *outcome;
  }
  runner::Outcome python(const std::string& program, runner::Limits limits = {}) {
    runner::Job job;
    job.command = {"/usr/bin/python3", "-I", "-c", program};
    job.limits = limits;
    return run(job);
  }
};

runner::Job shell(const std::string& script) {
  runner::Job job;
  job.command = {"/bin/sh", "-c", script};
  job.may_fork = true;
  return job;
}

// A killed orphan may stay a zombie until init looks; its end may come a moment after the kill.
bool dies(const std::string& process) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const std::string path = "/proc/" + std::string(trim(process)) + "/stat";
  while (std::chrono::steady_clock::now() < deadline) {
    std::ifstream file(path);
    std::string number, name, state;
    if (!(file >> number >> name >> state) || state == "Z") return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace

TEST_CASE("a program gets its input and files, and gives back what was asked for") {
  Given given;
  runner::Job job = shell("cat; cat letter.txt; echo made > made.txt; echo no >&2; exit 3");
  job.input = "from stdin, ";
  job.files = {{"letter.txt", "from a file"}};
  job.wanted = {"made.txt", "missing.txt"};
  const runner::Outcome outcome = given.run(job);
  CHECK(outcome.ending == Ending::exited);
  CHECK(outcome.exit_code == 3);
  CHECK_FALSE(outcome.is_success());
  CHECK(outcome.out == "from stdin, from a file");
  CHECK(outcome.err == "no\n");
  CHECK(outcome.files == std::map<std::string, std::string>{{"made.txt", "made\n"}});
}

TEST_CASE("a program has no network and no other socket") {
  Given given;
  for (const char* family : {"AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"}) {
    CAPTURE(family);
    const auto outcome =
        given.python(std::string("import socket\ntry:\n socket.socket(socket.") + family +
                     ")\n print('open')\nexcept PermissionError:\n "
                     "print('closed')");
    CHECK(outcome.out == "closed\n");
  }
  CHECK(given.runner->fence().no_network);
}

TEST_CASE("a program reads the system and its folder, and nothing else") {
  Given given;
  if (!given.runner->fence().only_own_files) {
    MESSAGE("this kernel has no landlock: not tested");
    return;
  }
  CHECK(given.run(shell("cat /etc/passwd")).exit_code != 0);
  CHECK(given.run(shell("cat /proc/self/environ")).exit_code != 0);
  CHECK(given.run(shell("ls " + given.folder.path)).exit_code != 0);
  CHECK(given.run(shell("echo x > /tmp/runner-test-outside")).exit_code != 0);
  CHECK_FALSE(std::filesystem::exists("/tmp/runner-test-outside"));
  CHECK(given.run(shell("echo x > inside && cat inside")).out == "x\n");
  CHECK(given.run(shell("test -r /usr/bin/python3")).exit_code == 0);
}

TEST_CASE("under root a program runs as nobody") {
  Given given;
  const auto outcome = given.run(shell("id -u; id -G"));
  if (::geteuid() == 0) {
    CHECK(outcome.out == "65534\n65534\n");
    CHECK(given.runner->fence().other_user);
  } else {
    CHECK(outcome.out.starts_with(std::to_string(::geteuid()) + "\n"));
  }
}

TEST_CASE("a program that takes too long is killed with all that it has started") {
  Given given;
  runner::Job job = shell("sleep 1000 & echo $!; wait");
  job.limits.wall_seconds = 1;
  const auto outcome = given.run(job);
  CHECK(outcome.ending == Ending::out_of_time);
  REQUIRE(outcome.out.size() > 1);
  CHECK(dies(outcome.out));
}

TEST_CASE("what a program leaves running when it ends is killed, even if it hides from its group") {
  Given given;
  const auto plain = given.run(shell("sleep 1000 & echo $!"));
  CHECK(plain.is_success());
  CHECK(dies(plain.out));
  CHECK(given.run(shell("setsid sleep 1000")).exit_code != 0);
}

TEST_CASE("a program that may not fork does not") {
  Given given;
  const auto outcome = given.python(
      "import os\ntry:\n os.fork()\n print('forked')\nexcept PermissionError:\n print('no')\n"
      "import threading\nt = threading.Thread(target=lambda: "
      "print('thread'))\nt.start()\nt.join()");
  CHECK(outcome.out == "no\nthread\n");
}

TEST_CASE("the memory limit holds") {
  Given given;
  const std::string program =
      "try:\n x = bytearray(200 << 20)\n print('got it')\nexcept MemoryError:\n print('refused')";
  CHECK(given.python(program).out == "got it\n");
  CHECK(given.python(program, {.memory_bytes = 128LL << 20}).out == "refused\n");
}

TEST_CASE("the processor limit ends a loop, also one that ignores the warning") {
  Given given;
  CHECK(given.python("while True: pass", {.cpu_seconds = 1}).ending == Ending::out_of_cpu);
  CHECK(given
            .python("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"
                    "while True: pass",
                    {.cpu_seconds = 1})
            .ending == Ending::out_of_cpu);
}

TEST_CASE("a program that floods its output is stopped and its output cut") {
  Given given;
  const auto outcome =
      given.python("import sys\nwhile True: sys.stdout.write('x' * 1000)", {.output_bytes = 5000});
  CHECK(outcome.ending == Ending::too_much_output);
  CHECK(outcome.out == std::string(5000, 'x'));
}

TEST_CASE("a program cannot write a file beyond its limit, nor have one read that is larger") {
  Given given;
  runner::Job job = shell("head -c 3000 /dev/zero > big");
  job.wanted = {"big"};
  CHECK(given.run(job).files.at("big").size() == 3000);
  job.limits.file_bytes = 1000;
  const auto outcome = given.run(job);
  CHECK_FALSE(outcome.is_success());
  CHECK((outcome.files.empty() || outcome.files.at("big").size() <= 1000));
}

TEST_CASE("a link that a program leaves instead of its result is not followed") {
  Given given;
  runner::Job job = shell("ln -s /etc/hostname result; mkfifo pipe; mkdir folder");
  job.wanted = {"result", "pipe", "folder"};
  CHECK(given.run(job).files.empty());
}

TEST_CASE("a program that crashes is told apart from one that is stopped") {
  Given given;
  const auto outcome = given.python("import os; os.abort()");
  CHECK(outcome.ending == Ending::crashed);
  CHECK(outcome.signal == SIGABRT);
}

TEST_CASE("no environment or descriptor of ours reaches a program") {
  Given given;
  ::setenv("DIGIPRO_SECRET", "geheim", 1);
  int leaked = ::dup(0);  // not close-on-exec
  const auto outcome = given.python(
      "import os\nprint('DIGIPRO_SECRET' in os.environ)\nfor fd in range(3, 64):\n try:\n"
      "  os.fstat(fd); print('open', fd)\n except OSError: pass");
  ::close(leaked);
  ::unsetenv("DIGIPRO_SECRET");
  CHECK(outcome.out == "False\n");
}

TEST_CASE("jobs that are wrong are refused before anything starts") {
  Given given;
  auto code_of = [&](const runner::Job& job) { return given.runner->run(job).error().code; };
  CHECK(code_of({}) == ErrorCode::invalid_input);
  CHECK(code_of({.command = {"python3"}}) == ErrorCode::invalid_input);
  CHECK(code_of({.command = {"/nowhere/program"}}) == ErrorCode::configuration);
  for (const char* name : {"", "../up", "a/b", ".hidden", "a b", "è"}) {
    CAPTURE(name);
    CHECK(code_of({.command = {"/bin/true"}, .files = {{name, ""}}}) == ErrorCode::invalid_input);
    CHECK(code_of({.command = {"/bin/true"}, .wanted = {name}}) == ErrorCode::invalid_input);
  }
  CHECK(given.folder.entries() == 0);
}

TEST_CASE("given two places, a third job waits and is refused in the end") {
  TemporaryFolder folder;
  auto runner =
      runner::make_runner({.folder = folder.path, .at_once_max = 1, .wait_seconds = 0}).value();
  std::atomic<bool> is_running = true;
  std::thread first([&] {
    runner::Job job = shell("sleep 1");
    CHECK(runner->run(job).has_value());
    is_running = false;
  });
  while (folder.entries() == 0 && is_running) std::this_thread::yield();
  auto second = runner->run(shell("true"));
  first.join();
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == ErrorCode::too_many_requests);
  CHECK(runner->run(shell("true")).has_value());
}

TEST_CASE(
    "given a program that was killed half way, when the next one starts, then its folders go") {
  TemporaryFolder parent;
  const std::filesystem::path folder = parent.path;
  const auto hour_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(2);
  for (const char* name : {"digipro-job-killed", "digipro-job-running", "of-somebody-else"}) {
    std::filesystem::create_directory(folder / name);
    std::ofstream(folder / name / "sheet.html") << "words of a stranger";
  }
  std::filesystem::last_write_time(folder / "digipro-job-killed", hour_ago);
  std::filesystem::last_write_time(folder / "of-somebody-else", hour_ago);
  REQUIRE(runner::make_runner({.folder = parent.path}));
  CHECK_FALSE(std::filesystem::exists(folder / "digipro-job-killed"));
  CHECK(std::filesystem::exists(folder / "digipro-job-running"));
  CHECK(std::filesystem::exists(folder / "of-somebody-else"));
}
