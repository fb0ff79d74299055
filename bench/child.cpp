#include "bench/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

namespace digipro::bench {
namespace {

std::string read_proc(pid_t process, const char* file) {
  std::ostringstream text;
  text << std::ifstream("/proc/" + std::to_string(process) + "/" + file).rdbuf();
  return text.str();
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& arguments) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return refuse(ErrorCode::internal, "pipe");
  std::vector<char*> words = {const_cast<char*>("digipro")};
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  pid_t process = ::fork();
  if (process == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execv("/proc/self/exe", words.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  Child child(process, ends[0]);
  DIGIPRO_CHECK(child.await_address());
  return child;
}

Result<Child> Child::start(int (*serve)()) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return refuse(ErrorCode::internal, "pipe");
  pid_t process = ::fork();
  if (process == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::_exit(serve());
  }
  ::close(ends[1]);
  Child child(process, ends[0]);
  DIGIPRO_CHECK(child.await_address());
  return child;
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      output_(std::exchange(other.output_, -1)),
      port_(other.port_) {}

Child::~Child() {
  stop();
}

void Child::stop() {
  if (process_ > 0) {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
  if (output_ >= 0) ::close(std::exchange(output_, -1));
}

Status Child::await_address() {
  constexpr std::string_view mark = "Indirizzo: http://127.0.0.1:";
  std::string text;
  char buffer[1024];
  while (true) {
    ssize_t got = ::read(output_, buffer, sizeof buffer);
    if (got <= 0) return refuse(ErrorCode::outside_failed, "the program did not start: " + text);
    text.append(buffer, static_cast<size_t>(got));
    size_t at = text.find(mark);
    if (at == std::string::npos || text.find('\n', at) == std::string::npos) continue;
    port_ = static_cast<uint16_t>(std::atoi(text.c_str() + at + mark.size()));
    return {};
  }
}

// Fields 14 and 15 of /proc/PID/stat, counted behind the name in parentheses (proc(5)).
double Child::cpu_seconds() const {
  std::string text = read_proc(process_, "stat");
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double Child::peak_megabytes() const {
  std::string text = read_proc(process_, "status");
  size_t at = text.find("VmHWM:");
  return at == std::string::npos ? 0 : std::atof(text.c_str() + at + 6) / 1024;
}

}  // namespace digipro::bench
