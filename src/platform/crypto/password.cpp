#include "platform/crypto/password.h"

#include <argon2.h>

#include <charconv>
#include <chrono>
#include <mutex>
#include <semaphore>

#include "base/assert.h"
#include "base/text.h"
#include "platform/crypto/random.h"

namespace digipro::crypto {
namespace {

constexpr size_t password_bytes_max = 1024;
constexpr size_t salt_bytes = 16;
constexpr size_t hash_bytes = 32;
constexpr size_t phc_bytes_max = 256;
constexpr unsigned memory_kib_max = 64 * 1024;
constexpr unsigned passes_max = 16;
constexpr unsigned lanes_max = 4;

bool read_parameter(std::string_view part, std::string_view name, unsigned& value) {
  if (!part.starts_with(name)) return false;
  part.remove_prefix(name.size());
  auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), value);
  return problem == std::errc() && end == part.data() + part.size();
}

// libargon2 obeys whatever cost stands in the string: it is read here first and held to limits.
Result<Argon2Cost> cost_of(const std::string& phc) {
  auto wrong = [] { return refuse(ErrorCode::integrity_broken, "not an argon2id string of ours"); };
  if (phc.size() > phc_bytes_max) return wrong();
  const auto parts = split(phc, '$');
  if (parts.size() != 6 || !parts[0].empty() || parts[1] != "argon2id" || parts[2] != "v=19") {
    return wrong();
  }
  const auto numbers = split(parts[3], ',');
  Argon2Cost cost;
  if (numbers.size() != 3 || !read_parameter(numbers[0], "m=", cost.memory_kib) ||
      !read_parameter(numbers[1], "t=", cost.passes) ||
      !read_parameter(numbers[2], "p=", cost.lanes)) {
    return wrong();
  }
  if (cost.memory_kib > memory_kib_max || cost.passes > passes_max || cost.lanes > lanes_max) {
    return wrong();
  }
  return cost;
}

Status check_length(std::string_view password) {
  if (password.empty() || password.size() > password_bytes_max) {
    return refuse(ErrorCode::invalid_input, "a password has 1 to 1024 bytes");
  }
  return {};
}

}  // namespace

struct PasswordHasher::State {
  State(Argon2Cost wanted, int at_once_max, int seconds)
      : cost(wanted), places(at_once_max), wait(seconds) {}

  // One place among those that may compute at once, for the life of this object.
  class Turn {
   public:
    explicit Turn(State& state) : state_(state) {
      is_mine = state_.places.try_acquire_for(state_.wait);
    }
    ~Turn() {
      if (is_mine) state_.places.release();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool is_mine = false;

   private:
    State& state_;
  };

  Argon2Cost cost;
  std::counting_semaphore<64> places;
  std::chrono::seconds wait;
  std::once_flag nobody_made;
  std::string nobody;  // the hash that no password has; made at first use
};

PasswordHasher::PasswordHasher(Argon2Cost cost, int at_once_max, int wait_seconds) {
  DIGIPRO_ASSERT(at_once_max >= 1 && at_once_max <= 64, "1 to 64 hashes at once");
  state_ = std::make_unique<State>(cost, at_once_max, wait_seconds);
}
PasswordHasher::~PasswordHasher() = default;

Result<std::string> PasswordHasher::hash(std::string_view password) {
  DIGIPRO_CHECK(check_length(password));
  State::Turn turn(*state_);
  if (!turn.is_mine) return refuse(ErrorCode::too_many_requests, "password hashing is busy");
  const std::string salt = random_bytes(salt_bytes);
  std::string phc(phc_bytes_max, '\0');
  int code = argon2id_hash_encoded(state_->cost.passes, state_->cost.memory_kib, state_->cost.lanes,
                                   password.data(), password.size(), salt.data(), salt.size(),
                                   hash_bytes, phc.data(), phc.size());
  if (code != ARGON2_OK) return refuse(ErrorCode::internal, argon2_error_message(code));
  phc.resize(phc.find('\0'));
  return phc;
}

Result<bool> PasswordHasher::verify(std::string_view password, const std::string& phc) {
  DIGIPRO_CHECK(check_length(password));
  DIGIPRO_CHECK(cost_of(phc));
  State::Turn turn(*state_);
  if (!turn.is_mine) return refuse(ErrorCode::too_many_requests, "password hashing is busy");
  int code = argon2id_verify(phc.c_str(), password.data(), password.size());
  if (code == ARGON2_OK) return true;
  if (code == ARGON2_VERIFY_MISMATCH) return false;
  return refuse(ErrorCode::integrity_broken, argon2_error_message(code));
}

Status PasswordHasher::verify_nobody(std::string_view password) {
  std::call_once(state_->nobody_made, [this] {
    if (auto made = hash(to_base64url(random_bytes(32)))) state_->nobody = *made;
  });
  if (state_->nobody.empty()) return refuse(ErrorCode::too_many_requests, "hashing is busy");
  DIGIPRO_CHECK(verify(password, state_->nobody));
  return {};
}

bool PasswordHasher::needs_rehash(const std::string& phc) const {
  auto cost = cost_of(phc);
  return !cost || cost->memory_kib != state_->cost.memory_kib ||
         cost->passes != state_->cost.passes || cost->lanes != state_->cost.lanes;
}

}  // namespace digipro::crypto
