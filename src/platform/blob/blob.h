// Blobs: files kept by the SHA-256 of their content, so equal files are kept once and every file
// can be proved. A blob is staged by streaming (in prepare), synced once per batch (still in
// prepare, before the commit that mentions it), read for ever after. Nothing here knows who may see
// what: open() takes a hash only from code that has checked access to the document that holds it.
// Thread-safe, except that one Staging belongs to one thread at a time.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "platform/blob/sniff.h"
#include "platform/files/files.h"
#include "platform/http/http.h"

namespace digipro::blob {

inline constexpr int64_t garbage_wait_seconds = 7 * 24 * 3600;

// What documents keep of a blob.
struct BlobRef {
  std::string hash;  // SHA-256 of the content, 64 hex digits
  int64_t size_bytes = 0;
  Sniffed content;  // by its bytes, never by anybody's word
  bool operator==(const BlobRef& other) const { return hash == other.hash; }
};

// A blob while it arrives. Is the sink of an upload: http hands it back in UploadedFile::sink.
// Dropping it unsynced discards the bytes; a crash leaves them to clean_staging().
class Staging : public http::UploadSink {
 public:
  // write() refuses with too_large beyond the store's or the caller's limit.
  // finish() closes the bytes, gives them their hash and looks what they are.
  virtual const BlobRef& ref() const = 0;  // after finish()
};

class Store {
 public:
  virtual ~Store() = default;
  // Begins a blob of at most `bytes_max` bytes.
  virtual Result<std::shared_ptr<Staging>> begin(int64_t bytes_max) = 0;
  // Makes finished blobs durable under their hash: each file synced, then each folder once. Only
  // after this a commit may mention them. Repeating it changes nothing.
  virtual Status sync(std::span<const std::shared_ptr<Staging>> staged) = 0;
  // not_found when it was never there or has been erased.
  virtual Result<std::shared_ptr<http::BodySource>> open(const std::string& hash) = 0;
  // A part of it, for HTTP ranges: `count` bytes from `offset` on.
  virtual Result<std::shared_ptr<http::BodySource>> open_range(const std::string& hash,
                                                               int64_t offset, int64_t count) = 0;
  // Removes the bytes by a lawful act (its name is not empty); the caller journals it. Idempotent.
  virtual Status erase(const std::string& hash, std::string_view act) = 0;
  // Hashes in ascending order, after `after` ("" for the first), at most `limit` (<= 10,000).
  virtual Result<std::vector<std::string>> list(const std::string& after, int limit) = 0;
  // Reads it all: integrity_broken when the bytes do not have this hash, not_found.
  virtual Status verify(const std::string& hash) = 0;

  struct Collected {
    int64_t kept = 0, waiting = 0, removed = 0;
  };
  // Hashes that rows of the store still mention, in the manner of list().
  using LivePage =
      std::function<Result<std::vector<std::string>>(const std::string& after, int limit)>;
  // Notes blobs that nobody mentions, removes those noted at least 7 days before `now`, forgets
  // the note of those mentioned again. Runs in the process that keeps blobs. Waits for nobody:
  // conflict while a Hold exists or another collects.
  virtual Result<Collected> collect_garbage(const LivePage& live, Instant now) = 0;
  // When collect_garbage() first found that nobody mentions it; nothing while it has not.
  virtual Result<std::optional<Instant>> noted_at(const std::string& hash) = 0;
  // While it lives nothing is collected, in this process and in others: for backups. conflict
  // while garbage is being collected: come again.
  class Hold {
   public:
    virtual ~Hold() = default;
  };
  virtual Result<std::unique_ptr<Hold>> hold_garbage() = 0;
  // Removes what crashes left half arrived, if older than a day. At start.
  virtual Status clean_staging(Instant now) = 0;
};

// In a folder: FOLDER/ab/cdef... for the hash abcdef..., FOLDER/staging for what arrives. Missing
// folders are made. `files` outlives the store.
Result<std::unique_ptr<Store>> open_disk_store(files::Files& files, std::string folder);
// For tests and for `digipro demo` without a folder.
std::unique_ptr<Store> make_memory_store();

bool is_hash(std::string_view text);  // 64 lower case hex digits

// Staged, finished, not yet synced.
Result<std::shared_ptr<Staging>> stage(Store& store, http::BodySource& source, int64_t bytes_max);
Result<std::shared_ptr<Staging>> stage_bytes(Store& store, std::string_view bytes);
// Staged and synced: for a single blob that stands alone.
Result<BlobRef> keep_bytes(Store& store, std::string_view bytes);
// All of a blob in memory; too_large beyond `bytes_max`.
Result<std::string> read_all(Store& store, const std::string& hash, int64_t bytes_max);

}  // namespace digipro::blob
