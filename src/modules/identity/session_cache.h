// Sessions seen in the last seconds, so that a page costs no look-up. Holds at most `sessions_max`,
// the least recently used goes first. Owned by Identity; thread-safe. What another process changes
// (a block, a role) shows after fresh_seconds; what this one changes, at once.
#pragma once
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "modules/identity/module.h"

namespace digipro::identity {

struct Session {
  std::string token;  // as stored
  std::string id, account;
  Visitor visitor;  // csrf_token and new_cookie are the request's
  bool must_change = false;
  int64_t idle_seconds = 0;
  Instant ends_at;
  Instant seen_at;         // the last request
  Instant seen_stored_at;  // what the store says
  Instant read_at;         // when roles and state were read
  bool is_alive(Instant now) const {
    return now < ends_at && now < seen_at.plus_seconds(idle_seconds);
  }
};

class SessionCache {
 public:
  static constexpr size_t sessions_max = 10'000;
  static constexpr int64_t fresh_seconds = 5;

  // A fresh one; counts as seen now.
  std::optional<Session> find(const std::string& token, Instant now);
  // The last request of a session that is held, fresh or not: the store may know an older one.
  Instant seen_at(const std::string& token);
  // Taken before the stores are read and given back to keep(): what was dropped meanwhile must not
  // come back with what was read before.
  uint64_t generation();
  void keep(Session session, uint64_t read_at_generation);
  void drop(const std::string& token);
  // Of one that has ended by itself: nothing that is being read could bring it back.
  void discard(const std::string& token);
  void drop_account(const std::string& account);
  void drop_person(const EnteId& ente, const PersonId& person);

 private:
  using Recent = std::list<Session>;  // front: the latest
  void drop_if(const std::function<bool(const Session&)>& is_meant);

  std::mutex mutex_;
  uint64_t generation_ = 0;
  Recent recent_;
  std::unordered_map<std::string, Recent::iterator> by_token_;
};

}  // namespace digipro::identity
