// Passwords are kept as argon2id PHC strings (RFC 9106; 19 MiB, 2 passes, 1 lane: OWASP's
// minimum). Each computation takes 19 MiB and some 30 ms, so at most `at_once_max` run together:
// a flood of logins queues and is then refused, instead of taking the memory. Thread-safe.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::crypto {

struct Argon2Cost {
  unsigned memory_kib = 19 * 1024;
  unsigned passes = 2;
  unsigned lanes = 1;
};

class PasswordHasher {
 public:
  // `wait_seconds`: how long a caller waits for its turn before too_many_requests.
  explicit PasswordHasher(Argon2Cost cost = {}, int at_once_max = 2, int wait_seconds = 10);
  ~PasswordHasher();
  PasswordHasher(const PasswordHasher&) = delete;
  PasswordHasher& operator=(const PasswordHasher&) = delete;

  // "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". The password has 1 to 1024 bytes.
  Result<std::string> hash(std::string_view password);
  // False for a wrong password; integrity_broken when `phc` is no argon2id string of sane cost.
  Result<bool> verify(std::string_view password, const std::string& phc);
  // Takes as long as verify(): call it when the account does not exist, so that the answer's time
  // does not tell which names do.
  Status verify_nobody(std::string_view password);
  // True when the string was made at another cost than ours: hash again at the next login.
  bool needs_rehash(const std::string& phc) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digipro::crypto
