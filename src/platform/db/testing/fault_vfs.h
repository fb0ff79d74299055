// SQLite on a FaultDisk: a VFS that writes database, WAL and journal through the disk that fails,
// and leaves reading, locks and shared memory to the system's own VFS. Names become durable where
// SQLite syncs their folder. For tests only. Thread-safe as a VFS must be; made and destroyed while
// no connection uses it; the disk outlives it.
#pragma once
#include <memory>
#include <string>

#include "platform/files/testing/fault_disk.h"

namespace digipro::db::testing {

class FaultVfs {
 public:
  explicit FaultVfs(files::testing::FaultDisk& disk);
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;
  const char* name() const { return name_.c_str(); }  // for sqlite_database(path, vfs)

 private:
  struct Registered;
  std::string name_;
  std::unique_ptr<Registered> registered_;
};

}  // namespace digipro::db::testing
