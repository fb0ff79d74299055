#include "platform/blob/disk_calls.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace digipro::blob::disk {
namespace {

tl::unexpected<Error> failed(const char* call, const std::string& path) {
  return refuse(ErrorCode::storage_failed,
                std::string(call) + " " + path + ": " + std::strerror(errno));
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  close();
  number_ = std::exchange(other.number_, -1);
  return *this;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Status make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed("mkdir", path);
  return {};
}

Result<Descriptor> create(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return failed("create", path);
  return file;
}

Result<Descriptor> open_to_read(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() && errno == ENOENT) return refuse(ErrorCode::not_found, path);
  if (!file.is_open()) return failed("open", path);
  return file;
}

Status write_all(const Descriptor& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failed("write", path);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

Result<std::string> read_at(const Descriptor& file, int64_t offset, size_t count) {
  std::string bytes(count, '\0');
  size_t got = 0;
  while (got < count) {
    ssize_t read =
        ::pread(file.number(), bytes.data() + got, count - got, offset + static_cast<int64_t>(got));
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return failed("read", "blob");
    if (read == 0) break;
    got += static_cast<size_t>(read);
  }
  bytes.resize(got);
  return bytes;
}

Result<int64_t> size_of(const Descriptor& file) {
  struct stat facts{};
  if (::fstat(file.number(), &facts) != 0) return failed("stat", "blob");
  return static_cast<int64_t>(facts.st_size);
}

Status sync_file(const Descriptor& file, const std::string& path) {
  if (::fsync(file.number()) != 0) return failed("fsync", path);
  return {};
}

Status sync_folder(const std::string& path) {
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.number()) != 0) return failed("fsync", path);
  return {};
}

Status rename_over(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename", to);
  return {};
}

Status remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("unlink", path);
  return {};
}

Result<std::vector<std::string>> names_in(const std::string& folder) {
  struct CloseFolder {
    void operator()(DIR* open) const { ::closedir(open); }
  };
  std::unique_ptr<DIR, CloseFolder> open(::opendir(folder.c_str()));
  if (open == nullptr) return failed("opendir", folder);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(open.get())) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    errno = 0;
  }
  if (errno != 0) return failed("readdir", folder);
  std::sort(names.begin(), names.end());
  return names;
}

Result<Instant> changed_at(const std::string& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) return failed("stat", path);
  return Instant{facts.st_mtim.tv_sec * 1'000'000 + facts.st_mtim.tv_nsec / 1000};
}

Result<Descriptor> lock(const std::string& path, Share share, bool wait) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.is_open()) return failed("open", path);
  const int how = (share == Share::shared ? LOCK_SH : LOCK_EX) | (wait ? 0 : LOCK_NB);
  while (::flock(file.number(), how) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK) return refuse(ErrorCode::conflict, path + " is held");
    return failed("flock", path);
  }
  return file;
}

}  // namespace digipro::blob::disk
