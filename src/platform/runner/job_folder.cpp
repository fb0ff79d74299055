#include "platform/runner/job_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>

namespace digipro::runner {
namespace {

constexpr std::string_view name_start = "digipro-job-";

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

tl::unexpected<Error> refuse_system(ErrorCode code, const std::string& what) {
  return refuse(code, what + ": " + std::strerror(errno));
}

}  // namespace

bool is_plain_name(const std::string& name) {
  constexpr size_t name_characters_max = 100;
  return !name.empty() && name.size() <= name_characters_max && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
         });
}

Result<JobFolder> JobFolder::make(const std::string& parent, int owner,
                                  const std::map<std::string, std::string>& files) {
  std::string path = parent + "/" + std::string(name_start) + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    return refuse_system(ErrorCode::configuration, "job folder in " + parent);
  }
  JobFolder folder(path);
  for (const auto& [name, bytes] : files) DIGIPRO_CHECK(folder.write(name, bytes));
  const auto user = static_cast<uid_t>(owner);
  if (owner >= 0 && ::chown(path.c_str(), user, static_cast<gid_t>(owner)) != 0) {
    return refuse_system(ErrorCode::configuration, path);
  }
  return folder;
}

void remove_stale_job_folders(const std::string& parent) {
  std::error_code ignored;
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
    std::error_code problem;
    bool is_ours = entry.path().filename().string().starts_with(name_start);
    if (is_ours && entry.last_write_time(problem) < old && !problem)
      std::filesystem::remove_all(entry.path(), ignored);
  }
}

JobFolder::JobFolder(JobFolder&& other) noexcept : path_(std::move(other.path_)) {
  other.path_.clear();
}

JobFolder::~JobFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Status JobFolder::write(const std::string& name, const std::string& bytes) const {
  const std::string path = path_ + "/" + name;
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  size_t written = 0;
  while (file.number() >= 0 && written < bytes.size()) {
    ssize_t count = ::write(file.number(), bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    written += static_cast<size_t>(count);
  }
  if (file.number() < 0 || written < bytes.size() || ::fchmod(file.number(), 0644) != 0) {
    return refuse_system(ErrorCode::storage_failed, path);
  }
  return {};
}

Result<std::string> JobFolder::read(const std::string& name, int64_t bytes_max) const {
  const std::string path = path_ + "/" + name;
  Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts{};
  if (file.number() < 0 || ::fstat(file.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return refuse(ErrorCode::not_found, name);
  }
  if (facts.st_size > bytes_max) return refuse(ErrorCode::too_large, name);
  std::string bytes(static_cast<size_t>(facts.st_size), '\0');
  size_t got = 0;
  while (got < bytes.size()) {
    ssize_t count = ::read(file.number(), bytes.data() + got, bytes.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return refuse_system(ErrorCode::storage_failed, path);
    got += static_cast<size_t>(count);
  }
  return bytes;
}

}  // namespace digipro::runner
