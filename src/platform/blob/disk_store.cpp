#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/assert.h"
#include "platform/blob/disk_staging.h"
#include "platform/blob/garbage.h"

namespace digipro::blob {
namespace {

constexpr int64_t staging_age_seconds = 24 * 3600;

class DiskHold final : public Store::Hold {
 public:
  explicit DiskHold(disk::Descriptor lock) : lock_(std::move(lock)) {}

 private:
  disk::Descriptor lock_;
};

std::string two_hex_digits(int number) {
  constexpr std::string_view digits = "0123456789abcdef";
  return {digits[static_cast<size_t>(number / 16)], digits[static_cast<size_t>(number % 16)]};
}

// FOLDER/ab/cdef...   the blobs
// FOLDER/staging/...  what arrives
// FOLDER/garbage/HASH the moment since when nobody mentions a blob, in microseconds
// FOLDER/collect.lock shared by backups, exclusive while garbage is collected
// FOLDER/keep.lock    shared while blobs are kept, exclusive while one is removed
class DiskStore final : public Store {
 public:
  explicit DiskStore(std::string folder) : folder_(std::move(folder)) {}

  // All 256 folders at once, so that keeping a blob never has to sync the folder above.
  Status prepare() {
    DIGIPRO_CHECK(disk::make_folder(folder_));
    DIGIPRO_CHECK(disk::make_folder(staging_folder()));
    DIGIPRO_CHECK(disk::make_folder(garbage_folder()));
    for (int i = 0; i < 256; ++i) {
      DIGIPRO_CHECK(disk::make_folder(folder_ + "/" + two_hex_digits(i)));
    }
    DIGIPRO_CHECK(disk::sync_folder(folder_));
    return disk::sync_folder(folder_ + "/..");
  }

  Result<std::shared_ptr<Staging>> begin(int64_t bytes_max) override {
    DIGIPRO_TRY(staging, DiskStaging::begin(staging_folder(), bytes_max));
    return staging;
  }

  Status sync(std::span<const std::shared_ptr<Staging>> staged) override {
    DIGIPRO_TRY(keeping, disk::lock(folder_ + "/keep.lock", disk::Share::shared, true));
    std::set<std::string> folders;
    for (const auto& item : staged) {
      auto& staging = static_cast<DiskStaging&>(*item);
      const std::string& hash = staging.ref().hash;
      folders.insert(folder_of(hash));
      if (staging.is_kept()) continue;
      // Also when the blob is there already: whoever put it there may not have synced yet.
      DIGIPRO_CHECK(staging.keep_as(path_of(hash)));
      DIGIPRO_CHECK(disk::remove(note_of(hash)));
    }
    for (const std::string& folder : folders) DIGIPRO_CHECK(disk::sync_folder(folder));
    return {};
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
    DIGIPRO_CHECK(disk::remove(path_of(hash)));
    DIGIPRO_CHECK(disk::remove(note_of(hash)));
    return disk::sync_folder(folder_of(hash));
  }

  Result<std::vector<std::string>> list(const std::string& after, int limit) override {
    std::vector<std::string> hashes;
    for (int i = 0; i < 256; ++i) {
      const std::string prefix = two_hex_digits(i);
      if (prefix < std::string_view(after).substr(0, 2)) continue;
      DIGIPRO_TRY(names, disk::names_in(folder_ + "/" + prefix));
      for (const std::string& name : names) {
        std::string hash = prefix + name;
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
    DIGIPRO_TRY(alone, disk::lock(folder_ + "/collect.lock", disk::Share::exclusive, false));
    Collected collected;
    DIGIPRO_CHECK(compare_with_live(*this, live, [&](const std::string& hash, bool is_live) {
      if (!is_live) return look_at_garbage(hash, now, collected);
      ++collected.kept;
      return disk::remove(note_of(hash));
    }));
    return collected;
  }

  Result<std::unique_ptr<Hold>> hold_garbage() override {
    DIGIPRO_TRY(lock, disk::lock(folder_ + "/collect.lock", disk::Share::shared, true));
    return std::make_unique<DiskHold>(std::move(lock));
  }

  Status clean_staging(Instant now) override {
    DIGIPRO_TRY(names, disk::names_in(staging_folder()));
    for (const std::string& name : names) {
      const std::string path = staging_folder() + "/" + name;
      auto changed = disk::changed_at(path);
      if (changed && changed->plus_seconds(staging_age_seconds) < now) {
        DIGIPRO_CHECK(disk::remove(path));
      }
    }
    return {};
  }

 private:
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
    DIGIPRO_TRY(file, disk::open_to_read(path_of(hash)));
    DIGIPRO_TRY(size, disk::size_of(file));
    if (offset < 0 || count < 0 || offset > size) {
      return refuse(ErrorCode::invalid_input, "range outside of the blob");
    }
    const int64_t part = std::min(count, size - offset);
    return std::make_shared<DiskBody>(std::move(file), offset, part);
  }

  Status look_at_garbage(const std::string& hash, Instant now, Collected& collected) {
    // Nobody keeps blobs meanwhile: one that is sent again just now loses its note, not its bytes.
    DIGIPRO_TRY(alone, disk::lock(folder_ + "/keep.lock", disk::Share::exclusive, true));
    DIGIPRO_TRY(noted, noted_at(hash));
    if (!noted) {
      DIGIPRO_TRY(note, disk::create(note_of(hash)));
      DIGIPRO_CHECK(disk::write_all(note, std::to_string(now.microseconds), note_of(hash)));
    }
    if (!noted || noted->plus_seconds(garbage_wait_seconds) > now) {
      ++collected.waiting;
      return {};
    }
    ++collected.removed;
    return erase(hash, "garbage");
  }

  // An unreadable note (a crash while it was written) is removed: the wait begins again.
  Result<std::optional<Instant>> noted_at(const std::string& hash) {
    auto note = disk::open_to_read(note_of(hash));
    if (!note) {
      if (note.error().code == ErrorCode::not_found) return std::optional<Instant>();
      return refuse(std::move(note.error()));
    }
    DIGIPRO_TRY(text, disk::read_at(*note, 0, 32));
    Instant instant;
    auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), instant.microseconds);
    if (problem == std::errc() && end == text.data() + text.size()) return std::optional(instant);
    DIGIPRO_CHECK(disk::remove(note_of(hash)));
    return std::optional<Instant>();
  }

  const std::string folder_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_disk_store(std::string folder) {
  auto store = std::make_unique<DiskStore>(std::move(folder));
  DIGIPRO_CHECK(store->prepare());
  return store;
}

}  // namespace digipro::blob
