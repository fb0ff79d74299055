#include "platform/blob/sniff.h"

#include <algorithm>
#include <array>

#include "platform/blob/sniff_formats.h"

namespace digipro::blob {
namespace {

struct KindRow {
  FileKind kind;
  std::string_view mime, extension;
};
constexpr std::array kind_table = {
    KindRow{FileKind::jpeg, "image/jpeg", "jpg"},
    KindRow{FileKind::png, "image/png", "png"},
    KindRow{FileKind::webp, "image/webp", "webp"},
    KindRow{FileKind::gif, "image/gif", "gif"},
    KindRow{FileKind::heic, "image/heic", "heic"},
    KindRow{FileKind::pdf, "application/pdf", "pdf"},
    KindRow{FileKind::plain_text, "text/plain; charset=utf-8", "txt"},
    KindRow{FileKind::unknown, "application/octet-stream", "bin"},
};

const KindRow& row_of(FileKind kind) {
  for (const KindRow& row : kind_table) {
    if (row.kind == kind) return row;
  }
  return kind_table.back();
}

}  // namespace

std::string_view mime_type(FileKind kind) {
  return row_of(kind).mime;
}
std::string_view extension(FileKind kind) {
  return row_of(kind).extension;
}
bool is_image(FileKind kind) {
  return row_of(kind).mime.starts_with("image/");
}

Result<std::string> TextSource::read_at(int64_t offset, size_t count) const {
  if (offset < 0 || offset >= size_bytes()) return std::string();
  return std::string(bytes_.substr(static_cast<size_t>(offset), count));
}

uint32_t big_endian(std::string_view bytes, size_t at, size_t count) {
  uint32_t number = 0;
  for (size_t i = 0; i < count; ++i) {
    number = (number << 8) | static_cast<uint8_t>(bytes[at + i]);
  }
  return number;
}

uint32_t little_endian(std::string_view bytes, size_t at, size_t count) {
  uint32_t number = 0;
  for (size_t i = 0; i < count; ++i) {
    number |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[at + i])) << (8 * i);
  }
  return number;
}

Result<Sniffed> sniff(const ByteSource& source) {
  constexpr std::array recognisers = {recognise_jpeg,      recognise_png,  recognise_webp,
                                      recognise_gif,       recognise_heic, recognise_pdf,
                                      recognise_plain_text};
  for (const auto& recognise : recognisers) {
    DIGIPRO_TRY(found, recognise(source));
    if (found) return *found;
  }
  return Sniffed{};
}

}  // namespace digipro::blob
