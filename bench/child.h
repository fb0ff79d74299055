// This program as a child process of a bench, with what /proc tells about it. One thread.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace digipro::bench {

class Child {
 public:
  // Starts `digipro ARGUMENTS ...` and waits until it prints its address.
  static Result<Child> start(const std::vector<std::string>& arguments);
  // Starts a copy of this process that runs `serve` (which prints its address); before threads.
  static Result<Child> start(int (*serve)());
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();  // as stop()

  void stop();  // SIGTERM, waits
  uint16_t port() const { return port_; }
  double cpu_seconds() const;
  double peak_megabytes() const;  // of resident memory

 private:
  Child(pid_t process, int output) : process_(process), output_(output) {}
  Status await_address();
  pid_t process_;
  int output_;
  uint16_t port_ = 0;
};

}  // namespace digipro::bench
