// A blob on its way to disk: a file in FOLDER/staging that is removed unless it is kept. Internal
// to platform/blob. One thread at a time.
#pragma once
#include "platform/blob/disk_calls.h"
#include "platform/blob/intake.h"

namespace digipro::blob {

class DiskStaging final : public Staging {
 public:
  static Result<std::shared_ptr<DiskStaging>> begin(const std::string& folder, int64_t bytes_max);
  DiskStaging(disk::Descriptor file, std::string path, int64_t bytes_max)
      : file_(std::move(file)), path_(std::move(path)), intake_(bytes_max) {}
  ~DiskStaging() override;

  Status write(std::string_view bytes) override;
  Status finish() override;
  const BlobRef& ref() const override;

  bool is_kept() const { return is_kept_; }
  // Syncs the bytes and gives the file its place; the folder of `path` is still to be synced.
  Status keep_as(const std::string& path);

 private:
  disk::Descriptor file_;
  std::string path_;
  Intake intake_;
  BlobRef ref_;
  bool is_finished_ = false;
  bool is_kept_ = false;
};

// Reads an open file from `offset` on, at most `count` bytes.
class DiskBody final : public http::BodySource, public ByteSource {
 public:
  DiskBody(const disk::Descriptor& file, int64_t offset, int64_t count)
      : file_(file), at_(offset), end_(offset + count), count_(count) {}
  DiskBody(disk::Descriptor&& file, int64_t offset, int64_t count)
      : own_(std::move(file)), file_(own_), at_(offset), end_(offset + count), count_(count) {}
  Result<std::string> read(size_t bytes_max) override;
  Result<std::string> read_at(int64_t offset, size_t count) const override;
  int64_t size_bytes() const override { return count_; }

 private:
  disk::Descriptor own_;
  const disk::Descriptor& file_;
  int64_t at_, end_, count_;
};

}  // namespace digipro::blob
