#include "app/hosts.h"

namespace digipro::app {

Result<EnteId> Hosts::ente_of(const std::string& host, Instant now) {
  {
    std::lock_guard lock(mutex_);
    auto found = known_.find(host);
    if (found != known_.end() && found->second.read_at <= now &&
        now < found->second.read_at.plus_seconds(fresh_seconds))
      return found->second.ente;
  }
  DIGIPRO_TRY(lease, installation_.read());
  DIGIPRO_TRY(ente, installation::ente_of_host(lease->db(), host));
  if (!ente) return refuse(ErrorCode::not_found, "no ente is served under this host");
  std::lock_guard lock(mutex_);
  if (known_.size() >= known_max) known_.clear();
  known_[host] = {*ente, now};
  return *ente;
}

}  // namespace digipro::app
