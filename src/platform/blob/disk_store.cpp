#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>

#include "platform/blob/disk_staging.h"
#include "platform/blob/garbage.h"

namespace digipro::blob {
namespace {

constexpr int64_t staging_age_seconds = 24 * 3600;

class DiskHold final : public Store::Hold {
 public:
  explicit DiskHold(std::unique_ptr<files::Lock> lock) : lock_(std::move(lock)) {}

 private:
  std::unique_ptr<files::Lock> lock_;
};

std::string two_hex_digits(int number) {
  constexpr std::string_view digits = "0123456789abcdef";
  return {digits[static_cast<size_t>(number / 16)], digits[static_cast<size_t>(number % 16)]};
}

// FOLDER/ab/cdef...   the blobs
// FOLDER/staging/...  what arrives
// FOLDER/garbage/HASH the moment since when nobody mentions a blob, in microseconds
// FOLDER/collect.lock shared by backups, exclusive while garbage is collected
class DiskStore final : public Store {
 public:
  DiskStore(files::Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  Status prepare() {
    DIGIPRO_CHECK(files_.make_folder(staging_folder()));
    return files_.make_folder(garbage_folder());
  }

  Result<std::shared_ptr<Staging>> begin(int64_t bytes_max) override {
    DIGIPRO_TRY(staging, DiskStaging::begin(files_, staging_folder(), bytes_max));
    return staging;
  }

  // After a failed sync nobody knows what is on the disk: none is tried again.
  Status sync(std::span<const std::shared_ptr<Staging>> staged) override {
    if (has_failed_) return refuse(ErrorCode::storage_failed, folder_ + " failed before");
    Status kept = keep(staged);
    if (!kept && kept.error().code == ErrorCode::storage_failed) has_failed_ = true;
    return kept;
  }

  Result<std::shared_ptr<http::BodySource>> open(const std::string& hash) override {
    return open_part(hash, 0, INT64_MAX);
  }
  Result<std::shared_ptr<http::BodySource>> open_range(const std::string& hash, int64_t offset,
                                                       int64_t count) override {
    return open_part(hash, offset, count);
  }

  Status erase(const std::string& hash, std::string_view act) override {
    if (act.empty()) return refuse(ErrorCode::invalid_input, "erasing needs its act");
    if (!is_hash(hash)) return refuse(ErrorCode::invalid_input, "not a hash");
    DIGIPRO_TRY(blob, files_.find(path_of(hash)));
    DIGIPRO_CHECK(remove_if_there(note_of(hash)));
    if (!blob) return {};
    DIGIPRO_CHECK(files_.remove(path_of(hash)));
    return files_.sync_folder(folder_of(hash));
  }

  Result<std::vector<std::string>> list(const std::string& after, int limit) override {
    std::vector<std::string> hashes;
    for (int i = 0; i < 256; ++i) {
      const std::string prefix = two_hex_digits(i);
      if (prefix < std::string_view(after).substr(0, 2)) continue;
      auto entries = files_.list(folder_ + "/" + prefix);
      if (!entries && entries.error().code == ErrorCode::not_found) continue;
      if (!entries) return refuse(std::move(entries.error()));
      for (const files::Entry& entry : *entries) {
        std::string hash = prefix + entry.name;
        if (!is_hash(hash) || hash <= after) continue;
        hashes.push_back(std::move(hash));
        if (hashes.size() == static_cast<size_t>(limit)) return hashes;
      }
    }
    return hashes;
  }

  Status verify(const std::string& hash) override {
    constexpr size_t piece_bytes = 256 * 1024;
    DIGIPRO_TRY(body, open(hash));
    crypto::Sha256 sum;
    for (int64_t left = body->size_bytes(); left > 0;) {
      DIGIPRO_TRY(piece, body->read(piece_bytes));
      sum.add(piece);
      left -= static_cast<int64_t>(piece.size());
    }
    const std::string raw = sum.finish();
    if (to_hex({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()}) != hash) {
      return refuse(ErrorCode::integrity_broken, "blob " + hash);
    }
    return {};
  }

  Result<Collected> collect_garbage(const LivePage& live, Instant now) override {
    DIGIPRO_TRY(alone, files_.lock(folder_ + "/collect.lock", files::LockMode::exclusive));
    Collected collected;
    DIGIPRO_CHECK(compare_with_live(*this, live, [&](const std::string& hash, bool is_live) {
      if (!is_live) return look_at_garbage(hash, now, collected);
      ++collected.kept;
      return remove_if_there(note_of(hash));
    }));
    return collected;
  }

  Result<std::optional<Instant>> noted_at(const std::string& hash) override {
    constexpr int64_t note_bytes_max = 32;
    if (!is_hash(hash)) return refuse(ErrorCode::not_found, "not a hash");
    auto text = files::read_file(files_, note_of(hash), note_bytes_max);
    if (!text && text.error().code == ErrorCode::not_found) return std::optional<Instant>();
    if (!text) return refuse(std::move(text.error()));
    Instant instant;
    auto [end, problem] =
        std::from_chars(text->data(), text->data() + text->size(), instant.microseconds);
    if (problem == std::errc() && end == text->data() + text->size()) return std::optional(instant);
    return refuse(ErrorCode::malformed, "note of blob " + hash);
  }

  Result<std::unique_ptr<Hold>> hold_garbage() override {
    DIGIPRO_TRY(lock, files_.lock(folder_ + "/collect.lock", files::LockMode::shared));
    return std::make_unique<DiskHold>(std::move(lock));
  }

  Status clean_staging(Instant now) override {
    DIGIPRO_TRY(entries, files_.list(staging_folder()));
    for (const files::Entry& entry : entries) {
      if (entry.modified.plus_seconds(staging_age_seconds) < now) {
        DIGIPRO_CHECK(remove_if_there(staging_folder() + "/" + entry.name));
      }
    }
    return {};
  }

 private:
  Status keep(std::span<const std::shared_ptr<Staging>> staged) {
    std::shared_lock keeping(keeping_);
    std::set<std::string> folders;
    for (const auto& item : staged) {
      auto& staging = static_cast<DiskStaging&>(*item);
      const std::string& hash = staging.ref().hash;
      folders.insert(folder_of(hash));
      if (staging.is_kept()) continue;
      DIGIPRO_CHECK(ensure_folder(folder_of(hash)));
      // Also when the blob is there already: whoever put it there may not have synced yet.
      DIGIPRO_CHECK(staging.keep_as(path_of(hash)));
      DIGIPRO_CHECK(remove_if_there(note_of(hash)));
    }
    for (const std::string& folder : folders) DIGIPRO_CHECK(files_.sync_folder(folder));
    return {};
  }

  std::string staging_folder() const { return folder_ + "/staging"; }
  std::string garbage_folder() const { return folder_ + "/garbage"; }
  std::string note_of(const std::string& hash) const { return garbage_folder() + "/" + hash; }
  std::string folder_of(const std::string& hash) const { return folder_ + "/" + hash.substr(0, 2); }
  std::string path_of(const std::string& hash) const {
    return folder_of(hash) + "/" + hash.substr(2);
  }

  Result<std::shared_ptr<http::BodySource>> open_part(const std::string& hash, int64_t offset,
                                                      int64_t count) {
    if (!is_hash(hash)) return refuse(ErrorCode::not_found, "not a hash");
    DIGIPRO_TRY(reader, files_.open(path_of(hash)));
    const int64_t size = reader->size_bytes();
    if (offset < 0 || count < 0 || offset > size) {
      return refuse(ErrorCode::invalid_input, "range outside of the blob");
    }
    const int64_t part = std::min(count, size - offset);
    return std::make_shared<DiskBody>(std::move(reader), offset, part);
  }

  Status look_at_garbage(const std::string& hash, Instant now, Collected& collected) {
    // Nobody keeps blobs meanwhile: one that is sent again just now loses its note, not its bytes.
    std::unique_lock alone(keeping_);
    DIGIPRO_TRY(noted, readable_note(hash));
    if (!noted) {
      DIGIPRO_TRY(note, files_.create(note_of(hash)));
      DIGIPRO_CHECK(note->append(std::to_string(now.microseconds)));
    }
    if (!noted || noted->plus_seconds(garbage_wait_seconds) > now) {
      ++collected.waiting;
      return {};
    }
    ++collected.removed;
    return erase(hash, "garbage");
  }

  // An unreadable note (a crash while it was written) is removed: the wait begins again.
  Result<std::optional<Instant>> readable_note(const std::string& hash) {
    auto noted = noted_at(hash);
    if (noted || noted.error().code != ErrorCode::malformed) return noted;
    DIGIPRO_CHECK(files_.remove(note_of(hash)));
    return std::optional<Instant>();
  }

  Status remove_if_there(const std::string& path) {
    Status removed = files_.remove(path);
    if (!removed && removed.error().code != ErrorCode::not_found) return removed;
    return {};
  }

  // A folder that is there may still have to be synced: who made it may have crashed before that.
  Status ensure_folder(const std::string& folder) {
    std::lock_guard lock(folders_mutex_);
    if (folders_.contains(folder)) return {};
    DIGIPRO_CHECK(files_.make_folder(folder));
    DIGIPRO_CHECK(files_.sync_folder(folder_));
    folders_.insert(folder);
    return {};
  }

  files::Files& files_;
  const std::string folder_;
  std::atomic<bool> has_failed_ = false;
  std::shared_mutex keeping_;  // shared while blobs are kept, exclusive while one is removed
  std::mutex folders_mutex_;
  std::set<std::string> folders_;  // that this process has synced
};

}  // namespace

Result<std::unique_ptr<Store>> open_disk_store(files::Files& files, std::string folder) {
  auto store = std::make_unique<DiskStore>(files, std::move(folder));
  DIGIPRO_CHECK(store->prepare());
  return store;
}

}  // namespace digipro::blob
