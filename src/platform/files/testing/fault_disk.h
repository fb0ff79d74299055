// A disk that fails on purpose, behind the twins FaultFiles and FaultVfs. What is written goes to
// real files in one folder, so that everybody reads as usual; beside them the disk keeps what a
// power cut would leave: bytes that were synced, names whose folder was synced. A plan lets one
// operation (create, write, truncate, sync, rename, remove, make folder, sync folder) fail, or
// switches the power off before it. A failed sync is as the kernel does it: what was written before
// stays readable and is lost all the same, and a further sync says that all is well.
// For tests only. Thread-safe; owned by the test, outlives its twins.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace digipro::files::testing {

enum class Fault { none, fails, power_cut };

// What the next start finds.
enum class Survival {
  everything,   // the process died, the kernel lives
  only_synced,  // power cut: nothing else
  torn,         // power cut: besides, some sectors and the first few names of what was not synced
};

// The content of a file or, without content, a folder. Names lead to it.
struct Node;
using NodePtr = std::shared_ptr<Node>;

class FaultDisk {
 public:
  explicit FaultDisk(std::string folder);  // absolute; what is in it is durable
  ~FaultDisk();

  // Operations are counted from here; the `nth` (from 1) meets the fault.
  void plan(Fault fault, int64_t nth);
  // The next one of this kind on this name meets it: "sync store.db".
  void plan(Fault fault, std::string operation);
  int64_t operations() const;
  bool has_met_fault() const;
  // "sync store.db-wal": the operation that met it.
  std::string fault_met() const;
  // Syncs of a file or folder whose sync had failed before in this process: there must be none.
  int64_t syncs_tried_again() const;

  // Starts anew with what survives, on a good disk. Nobody has a file open. `seed` is for `torn`.
  void restart(Survival survival, uint64_t seed = 0);

  // The rest is for the twins. `act` does the real thing, when the plan lets it happen; the
  // refusal is storage_failed.
  bool is_off() const;
  NodePtr node(const std::string& path);  // of a file that is there
  template <class Act>
  Status create(const std::string& path, Act&& act) {
    return name_changes("create", path, {}, act);
  }
  template <class Act>
  Status rename(const std::string& from, const std::string& to, Act&& act) {
    return name_changes("rename", from, to, act);
  }
  template <class Act>
  Status remove(const std::string& path, Act&& act) {
    return name_changes("remove", path, {}, act);
  }
  template <class Act>
  Status make_folder(const std::string& path, Act&& act) {
    return name_changes("make folder", path, {}, act);
  }
  // `act(count)` writes the first `count` bytes: a write that fails stops half way.
  template <class Act>
  Status write(const NodePtr& node, int64_t offset, std::string_view bytes, Act&& act) {
    std::lock_guard lock(mutex_);
    Status allowed = allow("write", node);
    if (is_off_) return allowed;
    std::string_view written = allowed ? bytes : bytes.substr(0, bytes.size() / 2);
    if (Status acted = act(written.size()); !acted) return acted;
    remember_write(node, offset, written);
    return allowed;
  }
  template <class Act>
  Status truncate(const NodePtr& node, int64_t size_bytes, Act&& act) {
    std::lock_guard lock(mutex_);
    DIGIPRO_CHECK(allow("truncate", node));
    DIGIPRO_CHECK(act());
    remember_truncate(node, size_bytes);
    return {};
  }
  Status sync(const NodePtr& node);
  Status sync_folder(const std::string& path);

 private:
  // A name that came, went or moved, and is not durable yet.
  struct NameChange {
    std::string gone, come;  // paths; empty when there is none
    NodePtr node;            // that has come
  };
  using Names = std::map<std::string, NodePtr>;

  template <class Act>
  Status name_changes(const char* what, const std::string& from, const std::string& to, Act&& act) {
    std::lock_guard lock(mutex_);
    DIGIPRO_CHECK(allow(what, normal(from)));
    DIGIPRO_CHECK(act());
    remember_name(what, normal(from), normal(to));
    return {};
  }
  Status allow(const char* what, const std::string& path);
  Status allow(const char* what, const NodePtr& node);
  void remember_write(const NodePtr& node, int64_t offset, std::string_view bytes);
  void remember_truncate(const NodePtr& node, int64_t size_bytes);
  void remember_name(std::string_view what, const std::string& from, const std::string& to);
  std::string normal(const std::string& path) const;
  void adopt();
  void keep_torn(uint64_t seed);
  void write_survivors();

  const std::string folder_;
  mutable std::mutex mutex_;
  Names names_, durable_names_;
  std::vector<NameChange> name_changes_;
  std::set<std::string> folders_failed_;
  Fault fault_ = Fault::none;
  int64_t nth_ = 0, operations_ = 0, syncs_tried_again_ = 0;
  bool is_off_ = false;
  std::string operation_, fault_met_;
};

}  // namespace digipro::files::testing
