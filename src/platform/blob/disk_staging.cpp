#include "platform/blob/disk_staging.h"

#include <algorithm>

#include "base/assert.h"
#include "platform/crypto/random.h"

namespace digipro::blob {
namespace {

class FileSource final : public ByteSource {
 public:
  explicit FileSource(files::Reader& reader) : reader_(reader) {}
  int64_t size_bytes() const override { return reader_.size_bytes(); }
  Result<std::string> read_at(int64_t offset, size_t count) const override {
    std::string bytes(count, '\0');
    DIGIPRO_TRY(got, reader_.read_at(offset, bytes));
    bytes.resize(got);
    return bytes;
  }

 private:
  files::Reader& reader_;
};

}  // namespace

Result<std::shared_ptr<DiskStaging>> DiskStaging::begin(files::Files& files,
                                                        const std::string& folder,
                                                        int64_t bytes_max) {
  const std::string path = folder + "/in-" + to_base64url(crypto::random_bytes(18));
  DIGIPRO_TRY(writer, files.create(path));
  return std::make_shared<DiskStaging>(files, std::move(writer), path, bytes_max);
}

DiskStaging::~DiskStaging() {
  if (is_kept_) return;
  writer_.reset();
  (void)files_.remove(path_);  // what stays behind is found by clean_staging()
}

Status DiskStaging::write(std::string_view bytes) {
  DIGIPRO_ASSERT(!is_finished_, "nothing is written to a finished blob");
  DIGIPRO_CHECK(intake_.add(bytes));
  return writer_->append(bytes);
}

Status DiskStaging::finish() {
  DIGIPRO_TRY(reader, files_.open(path_));
  DIGIPRO_TRY(ref, intake_.finish(FileSource(*reader)));
  if (ref.size_bytes != reader->size_bytes()) {
    return refuse(ErrorCode::storage_failed, path_ + " lost bytes");
  }
  ref_ = std::move(ref);
  is_finished_ = true;
  return {};
}

const BlobRef& DiskStaging::ref() const {
  DIGIPRO_ASSERT(is_finished_, "a blob is known when it is finished");
  return ref_;
}

Status DiskStaging::keep_as(const std::string& path) {
  DIGIPRO_CHECK(writer_->sync());
  writer_.reset();
  DIGIPRO_CHECK(files_.rename(path_, path));
  is_kept_ = true;
  return {};
}

Result<std::string> DiskBody::read(size_t bytes_max) {
  std::string bytes(std::min(bytes_max, static_cast<size_t>(end_ - at_)), '\0');
  DIGIPRO_TRY(got, reader_->read_at(at_, bytes));
  if (got < bytes.size()) return refuse(ErrorCode::storage_failed, "blob is cut short");
  at_ += static_cast<int64_t>(got);
  return bytes;
}

}  // namespace digipro::blob
