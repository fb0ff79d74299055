// Files on the disk, by POSIX calls.
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "platform/files/files.h"

namespace digipro::files {
namespace {

tl::unexpected<Error> failed(const char* what, const std::string& path) {
  int reason = errno;
  ErrorCode code = ErrorCode::storage_failed;
  if (reason == ENOENT || reason == ENOTDIR) code = ErrorCode::not_found;
  if (reason == EEXIST || reason == ENOTEMPTY || reason == EWOULDBLOCK) code = ErrorCode::conflict;
  return refuse(code, std::string(what) + " " + path + ": " + strerrordesc_np(reason));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

class RealWriter final : public Writer {
 public:
  RealWriter(int number, std::string path) : file_(number), path_(std::move(path)) {}
  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failed("write", path_);
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
  }
  // fdatasync: the size is synced with it, times need not be.
  Status sync() override {
    return ::fdatasync(file_.number()) == 0 ? Status() : Status(failed("sync", path_));
  }

 private:
  Descriptor file_;
  std::string path_;
};

class RealReader final : public Reader {
 public:
  RealReader(int number, std::string path, int64_t size_bytes)
      : file_(number), path_(std::move(path)), size_bytes_(size_bytes) {}
  int64_t size_bytes() const override { return size_bytes_; }
  Result<size_t> read_at(int64_t offset, std::span<char> buffer) override {
    size_t filled = 0;
    while (filled < buffer.size()) {
      ssize_t got = ::pread(file_.number(), buffer.data() + filled, buffer.size() - filled,
                            offset + static_cast<off_t>(filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failed("read", path_);
      if (got == 0) break;
      filled += static_cast<size_t>(got);
    }
    return filled;
  }

 private:
  Descriptor file_;
  std::string path_;
  int64_t size_bytes_;
};

class RealLock final : public Lock {
 public:
  explicit RealLock(int number) : file_(number) {}

 private:
  Descriptor file_;
};

std::string parent_of(const std::string& path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Entry entry_of(std::string name, const struct stat& status) {
  return {std::move(name), S_ISDIR(status.st_mode), static_cast<int64_t>(status.st_size),
          Instant{status.st_mtim.tv_sec * 1'000'000 + status.st_mtim.tv_nsec / 1'000}};
}

class RealFiles final : public Files {
 public:
  Result<std::unique_ptr<Writer>> create(const std::string& path) override {
    return create_with_mode(path, 0640);
  }
  Result<std::unique_ptr<Writer>> create_private(const std::string& path) override {
    return create_with_mode(path, 0600);
  }

  Result<std::unique_ptr<Writer>> append_to(const std::string& path) override {
    int number = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (number < 0) return failed("open", path);
    return std::make_unique<RealWriter>(number, path);
  }

  Result<std::unique_ptr<Reader>> open(const std::string& path) override {
    int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (number < 0) return failed("open", path);
    struct stat status;
    bool is_file = ::fstat(number, &status) == 0 && S_ISREG(status.st_mode);
    auto reader = std::make_unique<RealReader>(number, path, is_file ? status.st_size : 0);
    if (!is_file) return refuse(ErrorCode::not_found, path + " is no file");
    return reader;
  }

  Status rename(const std::string& from, const std::string& to) override {
    return ::rename(from.c_str(), to.c_str()) == 0 ? Status() : Status(failed("rename", from));
  }

  Status remove(const std::string& path) override {
    return ::remove(path.c_str()) == 0 ? Status() : Status(failed("remove", path));
  }

  Status make_folder(const std::string& path) override {
    if (::mkdir(path.c_str(), 0750) == 0) return sync_folder(parent_of(path));
    if (errno == ENOENT && parent_of(path) != path) {
      DIGIPRO_CHECK(make_folder(parent_of(path)));
      return make_folder(path);
    }
    struct stat status;
    if (errno == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
    return failed("make folder", path);
  }

  Status sync_folder(const std::string& path) override {
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    bool is_synced = folder.number() >= 0 && ::fsync(folder.number()) == 0;
    return is_synced ? Status() : Status(failed("sync folder", path));
  }

  Result<std::vector<Entry>> list(const std::string& folder) override {
    DIR* open = ::opendir(folder.c_str());
    if (open == nullptr) return failed("list", folder);
    std::vector<Entry> entries;
    while (const dirent* found = ::readdir(open)) {
      std::string name = found->d_name;
      struct stat status;
      if (name == "." || name == "..") continue;
      if (::fstatat(::dirfd(open), found->d_name, &status, 0) != 0) continue;  // removed meanwhile
      entries.push_back(entry_of(std::move(name), status));
    }
    ::closedir(open);
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
  }

  Result<std::optional<Entry>> find(const std::string& path) override {
    struct stat status;
    if (::stat(path.c_str(), &status) == 0)
      return std::optional<Entry>(entry_of(path.substr(path.rfind('/') + 1), status));
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<Entry>();
    return failed("look at", path);
  }

  Result<std::unique_ptr<Lock>> lock(const std::string& path, LockMode mode) override {
    int number = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (number < 0) return failed("open", path);
    auto lock = std::make_unique<RealLock>(number);
    int operation = mode == LockMode::shared ? LOCK_SH : LOCK_EX;
    if (::flock(number, operation | LOCK_NB) != 0) return failed("lock", path);
    return lock;
  }

 private:
  static Result<std::unique_ptr<Writer>> create_with_mode(const std::string& path, mode_t mode) {
    int number = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, mode);
    if (number < 0) return failed("create", path);
    return std::make_unique<RealWriter>(number, path);
  }
};

}  // namespace

std::unique_ptr<Files> make_real_files() {
  return std::make_unique<RealFiles>();
}

}  // namespace digipro::files
