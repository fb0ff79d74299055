#include "platform/files/testing/fault_disk.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/assert.h"

namespace digipro::files::testing {
namespace {

namespace fs = std::filesystem;
constexpr size_t sector_bytes = 512;

std::string parent_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}

void put(std::string& content, size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  content.replace(offset, bytes.size(), bytes);
}

}  // namespace

struct Node {
  struct Change {
    bool is_truncate = false;
    size_t offset = 0;  // or the size it is cut to
    std::string bytes;
  };
  bool is_folder = false;
  bool has_failed = false;  // a sync of it, in this process
  std::string path;         // its last name, for fault_met()
  std::string durable;
  std::vector<Change> changes;  // not synced

  void apply(const Change& change) {
    if (change.is_truncate)
      durable.resize(change.offset);
    else
      put(durable, change.offset, change.bytes);
  }
  void sync() {
    for (const Change& change : changes) apply(change);
    changes.clear();
  }
  // Each sector of what was not synced came to the disk, or did not.
  void tear(std::mt19937_64& random) {
    for (const Change& change : changes) {
      if (change.is_truncate) {
        if (random() % 2 == 0) apply(change);
        continue;
      }
      for (size_t at = 0; at < change.bytes.size();) {
        size_t end = std::min(((change.offset + at) / sector_bytes + 1) * sector_bytes,
                              change.offset + change.bytes.size());
        std::string_view sector(change.bytes.data() + at, end - change.offset - at);
        if (random() % 2 == 0) put(durable, change.offset + at, sector);
        at += sector.size();
      }
    }
    changes.clear();
  }
};

FaultDisk::FaultDisk(std::string folder)
    : folder_(fs::path(std::move(folder)).lexically_normal().string()) {
  adopt();
}
FaultDisk::~FaultDisk() = default;

// What lies in the folder is durable.
void FaultDisk::adopt() {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder_)) {
    auto found = std::make_shared<Node>();
    found->path = entry.path().string();
    found->is_folder = entry.is_directory();
    if (!found->is_folder) {
      std::ostringstream content;
      content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      found->durable = content.str();
    }
    names_[found->path] = found;
  }
  durable_names_ = names_;
}

void FaultDisk::plan(Fault fault, int64_t nth) {
  std::lock_guard lock(mutex_);
  fault_ = fault;
  nth_ = nth;
  operations_ = 0;
  operation_.clear();
  fault_met_.clear();
}

void FaultDisk::plan(Fault fault, std::string operation) {
  plan(fault, 0);
  std::lock_guard lock(mutex_);
  operation_ = std::move(operation);
}

int64_t FaultDisk::operations() const {
  std::lock_guard lock(mutex_);
  return operations_;
}
bool FaultDisk::has_met_fault() const {
  std::lock_guard lock(mutex_);
  return !fault_met_.empty();
}
std::string FaultDisk::fault_met() const {
  std::lock_guard lock(mutex_);
  return fault_met_;
}
int64_t FaultDisk::syncs_tried_again() const {
  std::lock_guard lock(mutex_);
  return syncs_tried_again_;
}
bool FaultDisk::is_off() const {
  std::lock_guard lock(mutex_);
  return is_off_;
}

NodePtr FaultDisk::node(const std::string& path) {
  std::lock_guard lock(mutex_);
  auto found = names_.find(normal(path));
  DIGIPRO_ASSERT(found != names_.end(), "every file of the disk was made through it");
  return found->second;
}

Status FaultDisk::allow(const char* what, const std::string& path) {
  if (is_off_) return refuse(ErrorCode::storage_failed, "the power is off");
  ++operations_;
  if (fault_ == Fault::none || !fault_met_.empty()) return {};
  std::string name = std::string(what) + " " + fs::path(path).lexically_relative(folder_).string();
  if (operation_.empty() ? operations_ != nth_ : name != operation_) return {};
  fault_met_ = std::move(name);
  is_off_ = fault_ == Fault::power_cut;
  return refuse(ErrorCode::storage_failed, "planned fault: " + fault_met_);
}

Status FaultDisk::allow(const char* what, const NodePtr& node) {
  return allow(what, node->path);
}

void FaultDisk::remember_write(const NodePtr& node, int64_t offset, std::string_view bytes) {
  node->changes.push_back({false, static_cast<size_t>(offset), std::string(bytes)});
}

void FaultDisk::remember_truncate(const NodePtr& node, int64_t size_bytes) {
  node->changes.push_back({true, static_cast<size_t>(size_bytes), {}});
}

void FaultDisk::remember_name(std::string_view what, const std::string& from,
                              const std::string& to) {
  if (what == "remove" || what == "rename") {
    auto found = names_.find(from);
    DIGIPRO_ASSERT(found != names_.end(), "only what is there goes");
    NodePtr moved = what == "rename" ? found->second : nullptr;
    DIGIPRO_ASSERT(moved == nullptr || !moved->is_folder, "the twin renames files only");
    names_.erase(found);
    name_changes_.push_back({from, to, moved});
    if (moved == nullptr) return;
    moved->path = to;
    names_[to] = std::move(moved);
    return;
  }
  auto made = std::make_shared<Node>();
  made->path = from;
  made->is_folder = what == "make folder";
  names_[from] = made;
  name_changes_.push_back({"", from, std::move(made)});
}

Status FaultDisk::sync(const NodePtr& node) {
  std::lock_guard lock(mutex_);
  if (node->has_failed) ++syncs_tried_again_;
  Status allowed = allow("sync", node);
  if (allowed) {
    node->sync();
  } else if (!is_off_) {
    node->has_failed = true;
    node->changes.clear();  // marked clean by the kernel: never written
  }
  return allowed;
}

// What happened to names in this folder is durable. A rename out of it is so as a whole; of a
// rename into it, the old name may come back. Names stand in the file system's journal: after a
// sync that failed they are not forgotten, merely not durable yet.
Status FaultDisk::sync_folder(const std::string& path) {
  std::lock_guard lock(mutex_);
  std::string folder = normal(path);
  if (folders_failed_.contains(folder)) ++syncs_tried_again_;
  if (Status allowed = allow("sync folder", folder); !allowed) {
    folders_failed_.insert(folder);
    return allowed;
  }
  std::vector<NameChange> left;
  for (NameChange& change : name_changes_) {
    bool is_from = !change.gone.empty() && parent_of(change.gone) == folder;
    bool is_to = !change.come.empty() && parent_of(change.come) == folder;
    if (!is_from && !is_to) {
      left.push_back(std::move(change));
      continue;
    }
    if (!change.come.empty()) durable_names_[change.come] = change.node;
    if (is_from) durable_names_.erase(change.gone);
    if (!is_from && !change.gone.empty()) left.push_back({std::move(change.gone), "", nullptr});
  }
  name_changes_ = std::move(left);
  return {};
}

void FaultDisk::restart(Survival survival, uint64_t seed) {
  std::lock_guard lock(mutex_);
  is_off_ = false;
  fault_ = Fault::none;
  folders_failed_.clear();
  for (auto& [path, node] : names_) node->has_failed = false;
  if (survival == Survival::everything) return;
  if (survival == Survival::torn) keep_torn(seed);
  write_survivors();
  names_.clear();
  name_changes_.clear();
  adopt();
}

void FaultDisk::keep_torn(uint64_t seed) {
  std::mt19937_64 random(seed);
  size_t kept = random() % (name_changes_.size() + 1);  // the file system's journal has an order
  for (size_t i = 0; i < kept; ++i) {
    const NameChange& change = name_changes_[i];
    if (!change.come.empty()) durable_names_[change.come] = change.node;
    if (!change.gone.empty()) durable_names_.erase(change.gone);
  }
  std::set<Node*> torn;  // a file may have two names
  for (auto& [path, node] : durable_names_)
    if (torn.insert(node.get()).second) node->tear(random);
}

void FaultDisk::write_survivors() {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_))
    fs::remove_all(entry.path());
  for (const auto& [path, node] : durable_names_) {  // a folder comes before what is in it
    std::error_code ignored;
    bool is_reachable = fs::is_directory(parent_of(path), ignored);
    if (!is_reachable) continue;
    if (node->is_folder)
      fs::create_directory(path);
    else
      std::ofstream(path, std::ios::binary) << node->durable;
  }
}

// Without a slash at its end, so that equal paths are equal texts.
std::string FaultDisk::normal(const std::string& path) const {
  if (path.empty()) return path;
  std::string text = fs::path(path).lexically_normal().string();
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

}  // namespace digipro::files::testing
