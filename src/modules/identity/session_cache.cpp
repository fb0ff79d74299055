#include "modules/identity/session_cache.h"

#include <algorithm>

namespace digipro::identity {

std::optional<Session> SessionCache::find(const std::string& token, Instant now) {
  std::lock_guard lock(mutex_);
  auto found = by_token_.find(token);
  if (found == by_token_.end()) return std::nullopt;
  Session& session = *found->second;
  if (now >= session.read_at.plus_seconds(fresh_seconds) || !session.is_alive(now))
    return std::nullopt;
  session.seen_at = std::max(session.seen_at, now);
  recent_.splice(recent_.begin(), recent_, found->second);
  return session;
}

Instant SessionCache::seen_at(const std::string& token) {
  std::lock_guard lock(mutex_);
  auto found = by_token_.find(token);
  return found == by_token_.end() ? Instant{} : found->second->seen_at;
}

uint64_t SessionCache::generation() {
  std::lock_guard lock(mutex_);
  return generation_;
}

void SessionCache::keep(Session session, uint64_t read_at_generation) {
  std::lock_guard lock(mutex_);
  if (generation_ != read_at_generation) return;
  auto found = by_token_.find(session.token);
  if (found != by_token_.end()) {
    session.seen_at = std::max(session.seen_at, found->second->seen_at);
    recent_.erase(found->second);
    by_token_.erase(found);
  }
  std::string token = session.token;
  recent_.push_front(std::move(session));
  by_token_[std::move(token)] = recent_.begin();
  if (recent_.size() > sessions_max) {
    by_token_.erase(recent_.back().token);
    recent_.pop_back();
  }
}

void SessionCache::drop_if(const std::function<bool(const Session&)>& is_meant) {
  std::lock_guard lock(mutex_);
  ++generation_;
  for (auto session = recent_.begin(); session != recent_.end();) {
    if (!is_meant(*session)) {
      ++session;
      continue;
    }
    by_token_.erase(session->token);
    session = recent_.erase(session);
  }
}

void SessionCache::drop(const std::string& token) {
  drop_if([&](const Session& session) { return session.token == token; });
}

void SessionCache::discard(const std::string& token) {
  std::lock_guard lock(mutex_);
  auto found = by_token_.find(token);
  if (found == by_token_.end()) return;
  recent_.erase(found->second);
  by_token_.erase(found);
}

void SessionCache::drop_account(const std::string& account) {
  drop_if([&](const Session& session) { return session.account == account; });
}

void SessionCache::drop_person(const EnteId& ente, const PersonId& person) {
  drop_if([&](const Session& session) {
    return session.visitor.caller.ente == ente && session.visitor.caller.person == person;
  });
}

}  // namespace digipro::identity
