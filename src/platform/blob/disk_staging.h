// A blob on its way to disk: a file in FOLDER/staging that is removed unless it is kept. Internal
// to platform/blob. One thread at a time.
#pragma once
#include "platform/blob/intake.h"
#include "platform/files/files.h"

namespace digipro::blob {

class DiskStaging final : public Staging {
 public:
  static Result<std::shared_ptr<DiskStaging>> begin(files::Files& files, const std::string& folder,
                                                    int64_t bytes_max);
  DiskStaging(files::Files& files, std::unique_ptr<files::Writer> writer, std::string path,
              int64_t bytes_max)
      : files_(files), writer_(std::move(writer)), path_(std::move(path)), intake_(bytes_max) {}
  ~DiskStaging() override;

  Status write(std::string_view bytes) override;
  Status finish() override;
  const BlobRef& ref() const override;

  bool is_kept() const { return is_kept_; }
  // Syncs the bytes and gives the file its place; the folder of `path` is still to be synced.
  Status keep_as(const std::string& path);

 private:
  files::Files& files_;
  std::unique_ptr<files::Writer> writer_;
  std::string path_;
  Intake intake_;
  BlobRef ref_;
  bool is_finished_ = false;
  bool is_kept_ = false;
};

// A file read from `offset` on, at most `count` bytes.
class DiskBody final : public http::BodySource {
 public:
  DiskBody(std::unique_ptr<files::Reader> reader, int64_t offset, int64_t count)
      : reader_(std::move(reader)), at_(offset), end_(offset + count), count_(count) {}
  Result<std::string> read(size_t bytes_max) override;
  int64_t size_bytes() const override { return count_; }

 private:
  std::unique_ptr<files::Reader> reader_;
  int64_t at_, end_, count_;
};

}  // namespace digipro::blob
