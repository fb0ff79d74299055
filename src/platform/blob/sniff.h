// What a file is, by its own bytes: the browser's word and the file's name are never asked. Reads
// only headers, except for plain text, which is text from first to last byte. Every kind that is
// not listed is `unknown`, and modules accept by list. Any thread; parsers of hostile bytes: they
// hold their own limits, never throw, and have a fuzz target.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digipro::blob {

enum class FileKind { unknown, jpeg, png, webp, gif, heic, pdf, plain_text };

std::string_view mime_type(FileKind kind);  // "image/jpeg"; "application/octet-stream" for unknown
std::string_view extension(FileKind kind);  // "jpg"; "bin" for unknown
bool is_image(FileKind kind);

// Bytes that can be read anywhere.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual int64_t size_bytes() const = 0;
  // As many of `count` bytes (at most 64 KiB) as there are from `offset` on.
  virtual Result<std::string> read_at(int64_t offset, size_t count) const = 0;
};

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view bytes) : bytes_(bytes) {}  // bytes outlive it
  int64_t size_bytes() const override { return static_cast<int64_t>(bytes_.size()); }
  Result<std::string> read_at(int64_t offset, size_t count) const override;

 private:
  std::string_view bytes_;
};

struct Sniffed {
  FileKind kind = FileKind::unknown;
  int width_px = 0, height_px = 0;  // of images, as stored (before an EXIF rotation); else 0
  // A photo that carries EXIF, and in it the place where it was taken: a public copy must lose
  // both.
  bool has_exif = false;
  bool has_position = false;  // for HEIC: has_exif, since its EXIF is not read
};

// Fails only when the source does.
Result<Sniffed> sniff(const ByteSource& source);

}  // namespace digipro::blob
