// All writing of files goes through here, so that tests can let any write fail or lose what was not
// synced (testing/fault_files.h). Paths are UTF-8. A file is durable after sync() of its writer and
// sync_folder() of the folder that got its name. Files is thread-safe; a Writer or Reader belongs
// to one thread at a time. Refusals: not_found, conflict (it is there already), storage_failed.
// After storage_failed of a sync nobody knows what is on the disk: never sync again, never go on.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace digipro::files {

class Writer {
 public:
  virtual ~Writer() = default;  // closes; what was not synced may be lost
  virtual Status append(std::string_view bytes) = 0;
  virtual Status sync() = 0;  // the bytes, not the name: see sync_folder
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual int64_t size_bytes() const = 0;
  // Fills `buffer` from `offset`; fewer bytes only at the end of the file.
  virtual Result<size_t> read_at(int64_t offset, std::span<char> buffer) = 0;
};

// Held until destroyed, or until the process ends in whatever way.
class Lock {
 public:
  virtual ~Lock() = default;
};
enum class LockMode { shared, exclusive };

struct Entry {
  std::string name;  // without the folder
  bool is_folder = false;
  int64_t size_bytes = 0;
  Instant modified;
};

class Files {
 public:
  virtual ~Files() = default;
  virtual Result<std::unique_ptr<Writer>> create(const std::string& path) = 0;  // a new file
  // A new file that only its owner may read (mode 0600): keys.
  virtual Result<std::unique_ptr<Writer>> create_private(const std::string& path) = 0;
  virtual Result<std::unique_ptr<Writer>> append_to(const std::string& path) = 0;  // or a new one
  virtual Result<std::unique_ptr<Reader>> open(const std::string& path) = 0;
  // Atomic; replaces `to`. Durable after sync_folder of both folders.
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Status remove(const std::string& path) = 0;  // a file or an empty folder
  // With missing parents; those that were made are synced. Nothing happens when it is there.
  virtual Status make_folder(const std::string& path) = 0;
  virtual Status sync_folder(const std::string& path) = 0;
  virtual Result<std::vector<Entry>> list(const std::string& folder) = 0;  // sorted by name
  virtual Result<std::optional<Entry>> find(const std::string& path) = 0;
  // Between processes, on a file that is made when missing; conflict when another holds it.
  virtual Result<std::unique_ptr<Lock>> lock(const std::string& path, LockMode mode) = 0;
};

std::unique_ptr<Files> make_real_files();

// Readers of PATH see the old bytes or the new ones, also after a power cut: written beside it,
// synced, renamed, folder synced.
Status replace_file(Files& files, const std::string& path, std::string_view bytes);
// The same, by create_private.
Status replace_private_file(Files& files, const std::string& path, std::string_view bytes);
Result<std::string> read_file(Files& files, const std::string& path, int64_t bytes_max);

}  // namespace digipro::files
