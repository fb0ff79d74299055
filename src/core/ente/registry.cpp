#include "core/ente/registry.h"

namespace digipro::ente {

OpenEnte::~OpenEnte() {
  attachment.reset();
  if (store) store->close();
}

Registry::Registry(StoreSettings settings, const Clock& clock, IdSource& ids,
                   std::vector<db::Migration> migrations, Attach attach, size_t open_max)
    : settings_(std::move(settings)),
      clock_(clock),
      ids_(ids),
      migrations_(std::move(migrations)),
      attach_(std::move(attach)),
      open_max_(open_max) {}

Result<std::shared_ptr<OpenEnte>> Registry::open(const EnteId& ente) {
  std::lock_guard lock(mutex_);
  if (auto found = by_id_.find(ente); found != by_id_.end()) {
    if (!found->second->second->store->ledger().is_overtaken()) {
      recent_.splice(recent_.begin(), recent_, found->second);
      return found->second->second;
    }
    recent_.erase(found->second);
    by_id_.erase(found);
  }
  if (!make_room()) return refuse(ErrorCode::too_many_requests, "all open enti are in use");
  auto opened = std::make_shared<OpenEnte>();
  DIGIPRO_TRY(store, open_ente(settings_, ente, clock_, ids_, migrations_));
  opened->store = std::move(store);
  if (attach_) {
    DIGIPRO_TRY(attachment, attach_(*opened->store));
    opened->attachment = std::move(attachment);
  }
  recent_.emplace_front(ente, opened);
  by_id_[ente] = recent_.begin();
  return opened;
}

// Only an ente without a handle outside may go: two open ledgers of one store would fight.
bool Registry::make_room() {
  for (auto oldest = recent_.end(); recent_.size() >= open_max_ && oldest != recent_.begin();) {
    --oldest;
    if (oldest->second.use_count() > 1) continue;
    by_id_.erase(oldest->first);
    oldest = recent_.erase(oldest);
  }
  return recent_.size() < open_max_;
}

size_t Registry::open_count() {
  std::lock_guard lock(mutex_);
  return recent_.size();
}

void Registry::close_all() {
  std::lock_guard lock(mutex_);
  by_id_.clear();
  recent_.clear();
}

}  // namespace digipro::ente
