#include "platform/db/testing/fault_vfs.h"

#include <sqlite3.h>

#include <atomic>
#include <filesystem>

#include "base/assert.h"

namespace digipro::db::testing {
namespace {

using files::testing::FaultDisk;
using files::testing::NodePtr;

constexpr int tracked_types =
    SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
constexpr int journal_types = tracked_types & ~SQLITE_OPEN_MAIN_DB;

// What we know of an open file. SQLite gives the memory of FaultFile; this lies apart.
struct Tracked {
  FaultDisk& disk;
  NodePtr node;
  std::string folder;
  bool is_folder_due;  // a new journal's first sync syncs its folder too, as os_unix.c does
};
struct FaultFile {
  sqlite3_file base;
  Tracked* tracked;  // null for temporary files
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultFile& self(sqlite3_file* file) {
  return *reinterpret_cast<FaultFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return self(file).real();
}
const sqlite3_io_methods& calls(sqlite3_file* file) {
  return *real(file)->pMethods;
}
Status status_of(int code) {
  return code == SQLITE_OK ? Status() : Status(refuse(ErrorCode::storage_failed));
}

int close_file(sqlite3_file* file) {
  delete self(file).tracked;
  return calls(file).xClose(real(file));
}
int read_file(sqlite3_file* file, void* buffer, int count, sqlite3_int64 offset) {
  Tracked* tracked = self(file).tracked;
  if (tracked && tracked->disk.is_off()) return SQLITE_IOERR_READ;
  return calls(file).xRead(real(file), buffer, count, offset);
}
int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  Tracked* tracked = self(file).tracked;
  if (!tracked) return calls(file).xWrite(real(file), bytes, count, offset);
  std::string_view text(static_cast<const char*>(bytes), static_cast<size_t>(count));
  Status written = tracked->disk.write(tracked->node, offset, text, [&](size_t part) {
    return status_of(calls(file).xWrite(real(file), bytes, static_cast<int>(part), offset));
  });
  return written ? SQLITE_OK : SQLITE_IOERR_WRITE;
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  Tracked* tracked = self(file).tracked;
  if (!tracked) return calls(file).xTruncate(real(file), size);
  Status cut = tracked->disk.truncate(
      tracked->node, size, [&] { return status_of(calls(file).xTruncate(real(file), size)); });
  return cut ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}
int sync_file(sqlite3_file* file, int) {
  Tracked* tracked = self(file).tracked;
  if (!tracked) return SQLITE_OK;
  if (!tracked->disk.sync(tracked->node)) return SQLITE_IOERR_FSYNC;
  if (std::exchange(tracked->is_folder_due, false) && !tracked->disk.sync_folder(tracked->folder))
    return SQLITE_IOERR_DIR_FSYNC;
  return SQLITE_OK;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return calls(file).xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return calls(file).xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return calls(file).xUnlock(real(file), level);
}
int is_reserved(sqlite3_file* file, int* out) {
  return calls(file).xCheckReservedLock(real(file), out);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  return calls(file).xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
  return calls(file).xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
  return calls(file).xDeviceCharacteristics(real(file));
}
int map_shared(sqlite3_file* file, int region, int bytes, int extend, void volatile** out) {
  return calls(file).xShmMap(real(file), region, bytes, extend, out);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return calls(file).xShmLock(real(file), offset, count, flags);
}
void barrier(sqlite3_file* file) {
  calls(file).xShmBarrier(real(file));
}
int unmap_shared(sqlite3_file* file, int is_to_delete) {
  return calls(file).xShmUnmap(real(file), is_to_delete);
}

// Version 2: shared memory, no mapping of the file itself, which would pass by us.
constexpr sqlite3_io_methods methods = {2,
                                        close_file,
                                        read_file,
                                        write_file,
                                        truncate_file,
                                        sync_file,
                                        file_size,
                                        lock_file,
                                        unlock_file,
                                        is_reserved,
                                        control_file,
                                        sector_size,
                                        characteristics,
                                        map_shared,
                                        lock_shared,
                                        barrier,
                                        unmap_shared,
                                        nullptr,
                                        nullptr};

struct Context {
  FaultDisk& disk;
  sqlite3_vfs* system;
};
Context& context(sqlite3_vfs* vfs) {
  return *static_cast<Context*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
  auto& [disk, system] = context(vfs);
  FaultFile& mine = self(file);
  mine.base.pMethods = nullptr;
  mine.tracked = nullptr;
  bool is_tracked =
      path != nullptr && (flags & tracked_types) != 0 && (flags & SQLITE_OPEN_DELETEONCLOSE) == 0;
  int code = SQLITE_OK;
  auto open_real = [&] {
    code = system->xOpen(system, path, mine.real(), flags, out);
    return status_of(code);
  };
  bool is_new = is_tracked && (flags & SQLITE_OPEN_CREATE) && !std::filesystem::exists(path);
  if (is_tracked && disk.is_off()) return SQLITE_CANTOPEN;
  if (Status opened = is_new ? disk.create(path, open_real) : open_real(); !opened)
    return code == SQLITE_OK ? SQLITE_CANTOPEN : code;
  mine.base.pMethods = &methods;
  if (!is_tracked) return SQLITE_OK;
  bool is_journal = (flags & SQLITE_OPEN_CREATE) && (flags & journal_types);
  mine.tracked = new Tracked{disk, disk.node(path),
                             std::filesystem::path(path).parent_path().string(), is_journal};
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* path, int is_folder_synced) {
  auto& [disk, system] = context(vfs);
  if (disk.is_off()) return SQLITE_IOERR_DELETE;
  if (!std::filesystem::exists(path)) return SQLITE_IOERR_DELETE_NOENT;
  Status removed =
      disk.remove(path, [&, real = system] { return status_of(real->xDelete(real, path, 0)); });
  if (!removed) return SQLITE_IOERR_DELETE;
  if (!is_folder_synced) return SQLITE_OK;
  std::string folder = std::filesystem::path(path).parent_path().string();
  return disk.sync_folder(folder) ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

int find_file(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  auto& [disk, system] = context(vfs);
  if (disk.is_off()) return SQLITE_IOERR_ACCESS;
  return system->xAccess(system, path, flags, out);
}
int full_name(sqlite3_vfs* vfs, const char* path, int count, char* out) {
  sqlite3_vfs* system = context(vfs).system;
  return system->xFullPathname(system, path, count, out);
}
int random_bytes(sqlite3_vfs* vfs, int count, char* out) {
  sqlite3_vfs* system = context(vfs).system;
  return system->xRandomness(system, count, out);
}
int sleep_microseconds(sqlite3_vfs* vfs, int microseconds) {
  sqlite3_vfs* system = context(vfs).system;
  return system->xSleep(system, microseconds);
}
int time_now(sqlite3_vfs* vfs, sqlite3_int64* out) {
  sqlite3_vfs* system = context(vfs).system;
  return system->xCurrentTimeInt64(system, out);
}
int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

}  // namespace

struct FaultVfs::Registered {
  Context context;
  sqlite3_vfs vfs{};
};

FaultVfs::FaultVfs(FaultDisk& disk) {
  static std::atomic<int> next = 1;
  name_ = "fault-" + std::to_string(next++);
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  registered_ = std::make_unique<Registered>(Context{disk, system});
  sqlite3_vfs& vfs = registered_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + system->szOsFile;
  vfs.mxPathname = system->mxPathname;
  vfs.zName = name_.c_str();
  vfs.pAppData = &registered_->context;
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file;
  vfs.xAccess = find_file;
  vfs.xFullPathname = full_name;
  vfs.xRandomness = random_bytes;
  vfs.xSleep = sleep_microseconds;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = time_now;
  DIGIPRO_ASSERT(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK, "SQLite takes the twin");
}

FaultVfs::~FaultVfs() {
  sqlite3_vfs_unregister(&registered_->vfs);
}

}  // namespace digipro::db::testing
