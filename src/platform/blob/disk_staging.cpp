#include "platform/blob/disk_staging.h"

#include <algorithm>

#include "base/assert.h"
#include "platform/crypto/random.h"

namespace digipro::blob {

Result<std::shared_ptr<DiskStaging>> DiskStaging::begin(const std::string& folder,
                                                        int64_t bytes_max) {
  const std::string path = folder + "/" + to_base64url(crypto::random_bytes(18)).insert(0, "in-");
  DIGIPRO_TRY(file, disk::create(path));
  return std::make_shared<DiskStaging>(std::move(file), path, bytes_max);
}

DiskStaging::~DiskStaging() {
  if (is_kept_) return;
  Status removed = disk::remove(path_);
  (void)removed;  // what stays behind is found by clean_staging()
}

Status DiskStaging::write(std::string_view bytes) {
  DIGIPRO_ASSERT(!is_finished_, "nothing is written to a finished blob");
  DIGIPRO_CHECK(intake_.add(bytes));
  return disk::write_all(file_, bytes, path_);
}

Status DiskStaging::finish() {
  DIGIPRO_TRY(size, disk::size_of(file_));
  DIGIPRO_TRY(ref, intake_.finish(DiskBody(file_, 0, size)));
  if (ref.size_bytes != size) return refuse(ErrorCode::storage_failed, path_ + " lost bytes");
  ref_ = std::move(ref);
  is_finished_ = true;
  return {};
}

const BlobRef& DiskStaging::ref() const {
  DIGIPRO_ASSERT(is_finished_, "a blob is known when it is finished");
  return ref_;
}

Status DiskStaging::keep_as(const std::string& path) {
  DIGIPRO_CHECK(disk::sync_file(file_, path_));
  DIGIPRO_CHECK(disk::rename_over(path_, path));
  is_kept_ = true;
  file_.close();
  return {};
}

Result<std::string> DiskBody::read(size_t bytes_max) {
  const size_t wanted = std::min(bytes_max, static_cast<size_t>(end_ - at_));
  DIGIPRO_TRY(bytes, disk::read_at(file_, at_, wanted));
  if (bytes.size() < wanted) return refuse(ErrorCode::storage_failed, "blob is cut short");
  at_ += static_cast<int64_t>(bytes.size());
  return bytes;
}

Result<std::string> DiskBody::read_at(int64_t offset, size_t count) const {
  return disk::read_at(file_, offset, count);
}

}  // namespace digipro::blob
