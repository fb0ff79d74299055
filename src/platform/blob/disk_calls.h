// The few calls on files that the disk store makes, each saying what failed. Internal to
// platform/blob. Any thread; a Descriptor belongs to one.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace digipro::blob::disk {

// An open file, closed with this object.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { close(); }
  void close();
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

Status make_folder(const std::string& path);               // fine when it is there
Result<Descriptor> create(const std::string& path);        // must be new; 0600
Result<Descriptor> open_to_read(const std::string& path);  // not_found when missing
Status write_all(const Descriptor& file, std::string_view bytes, const std::string& path);
Result<std::string> read_at(const Descriptor& file, int64_t offset, size_t count);
Result<int64_t> size_of(const Descriptor& file);
Status sync_file(const Descriptor& file, const std::string& path);
Status sync_folder(const std::string& path);
Status rename_over(const std::string& from, const std::string& to);
Status remove(const std::string& path);  // fine when it is not there
Result<std::vector<std::string>> names_in(
    const std::string& folder);  // sorted, without hidden ones
Result<Instant> changed_at(const std::string& path);

// A lock between threads and between processes, by flock(2) on a file. Given back with the object.
// wait: conflict is returned instead of waiting when it is false.
enum class Share { shared, exclusive };
Result<Descriptor> lock(const std::string& path, Share share, bool wait);

}  // namespace digipro::blob::disk
