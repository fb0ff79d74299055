// The enti that are open in this process: opened when first asked for, at most `open_max` at once,
// the one unused for longest is closed first. Thread-safe. A handle keeps its ente open; opening
// one ente (migrations, lease) holds up the callers of others, which is rare and short.
#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/ente/store.h"

namespace digipro::ente {

// What belongs to an open ente for as long as it is open: outbox and scheduler. Destroyed before
// the store is closed.
class Attachment {
 public:
  virtual ~Attachment() = default;
};

struct OpenEnte {
  std::unique_ptr<Store> store;
  std::unique_ptr<Attachment> attachment;  // null when nothing attaches
  ~OpenEnte();                             // attachment first; then closes the store
};

class Registry {
 public:
  using Attach = std::function<Result<std::unique_ptr<Attachment>>(Store&)>;

  Registry(StoreSettings settings, const Clock& clock, IdSource& ids,
           std::vector<db::Migration> migrations, Attach attach = nullptr, size_t open_max = 64);

  // Opens when it is not open, or was overtaken by another node. Refuses as open_ente() does, and
  // with too_many_requests while open_max enti are all in use.
  Result<std::shared_ptr<OpenEnte>> open(const EnteId& ente);
  size_t open_count();
  // Closes what nobody uses; the rest closes with its last handle.
  void close_all();

 private:
  using Recent = std::list<std::pair<EnteId, std::shared_ptr<OpenEnte>>>;  // last used in front
  bool make_room();

  StoreSettings settings_;
  const Clock& clock_;
  IdSource& ids_;
  std::vector<db::Migration> migrations_;
  Attach attach_;
  size_t open_max_;
  std::mutex mutex_;
  Recent recent_;
  std::unordered_map<EnteId, Recent::iterator> by_id_;
};

}  // namespace digipro::ente
