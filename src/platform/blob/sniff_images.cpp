// JPEG (ITU-T T.81 annex B), PNG (ISO/IEC 15948), GIF (89a), WebP (RFC 9649).
#include "platform/blob/sniff_formats.h"

namespace digipro::blob {
namespace {

constexpr int segments_max = 10'000;  // of a JPEG before its picture, of a PNG or WebP in all
constexpr size_t exif_bytes_max = 64 * 1024;

Recognised nothing() {
  return std::optional<Sniffed>();
}

std::optional<Sniffed> image(FileKind kind, uint32_t width, uint32_t height) {
  constexpr uint32_t pixels_a_side_max = 1'000'000;
  if (width == 0 || height == 0 || width > pixels_a_side_max || height > pixels_a_side_max) {
    return std::nullopt;
  }
  return Sniffed{kind, static_cast<int>(width), static_cast<int>(height)};
}

void note_exif(Sniffed& found, std::string_view tiff) {
  found.has_exif = true;
  found.has_position = found.has_position || exif_has_position(tiff);
}

bool is_start_of_frame(uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

}  // namespace

Recognised recognise_jpeg(const ByteSource& source) {
  DIGIPRO_TRY(start, source.read_at(0, 3));
  if (start != "\xFF\xD8\xFF") return nothing();
  Sniffed exif;
  std::optional<Sniffed> frame;
  int64_t at = 2;
  for (int segment = 0; segment < segments_max; ++segment) {
    DIGIPRO_TRY(head, source.read_at(at, 9));
    if (head.size() < 4 || head[0] != '\xFF') return nothing();
    const uint32_t marker = static_cast<uint8_t>(head[1]);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    const uint32_t length = big_endian(head, 2, 2);
    if (marker < 0xC0 || length < 2 || (marker >= 0xD0 && marker <= 0xD9)) return nothing();
    if (is_start_of_frame(marker)) {
      if (head.size() < 9 || length < 8) return nothing();
      frame = image(FileKind::jpeg, big_endian(head, 7, 2), big_endian(head, 5, 2));
      if (!frame) return nothing();
    }
    if (marker == 0xDA) {  // the picture begins: nothing further is read
      if (!frame) return nothing();
      frame->has_exif = exif.has_exif;
      frame->has_position = exif.has_position;
      return frame;
    }
    if (marker == 0xE1 && length > 8) {
      DIGIPRO_TRY(block, source.read_at(at + 4, length - 2));
      if (block.starts_with(std::string_view("Exif\0\0", 6))) {
        note_exif(exif, std::string_view(block).substr(6));
      }
    }
    at += 2 + length;
  }
  return nothing();
}

Recognised recognise_png(const ByteSource& source) {
  constexpr std::string_view signature("\x89PNG\r\n\x1A\n", 8);
  DIGIPRO_TRY(start, source.read_at(0, 33));
  if (start.size() < 33 || !start.starts_with(signature) || big_endian(start, 8, 4) != 13 ||
      start.substr(12, 4) != "IHDR") {
    return nothing();
  }
  const uint8_t depth = static_cast<uint8_t>(start[24]);
  const uint8_t colour = static_cast<uint8_t>(start[25]);
  if ((depth & (depth - 1)) != 0 || depth == 0 || depth > 16 || colour > 6) return nothing();
  auto found = image(FileKind::png, big_endian(start, 16, 4), big_endian(start, 20, 4));
  if (!found) return nothing();
  int64_t at = 33;
  bool has_picture = false;
  for (int chunk = 0; chunk < segments_max; ++chunk) {
    DIGIPRO_TRY(head, source.read_at(at, 8));
    if (head.size() < 8) return nothing();
    const uint32_t length = big_endian(head, 0, 4);
    if (length > 0x7FFFFFFF) return nothing();
    const std::string kind = head.substr(4);
    if (kind == "IDAT") has_picture = true;
    if (kind == "IEND") return has_picture && length == 0 ? found : std::optional<Sniffed>();
    if (kind == "eXIf") {
      DIGIPRO_TRY(block, source.read_at(at + 8, std::min<size_t>(length, exif_bytes_max)));
      note_exif(*found, block);
    }
    at += 12 + int64_t{length};
  }
  return nothing();
}

Recognised recognise_gif(const ByteSource& source) {
  DIGIPRO_TRY(start, source.read_at(0, 13));
  if (start.size() < 13 || (!start.starts_with("GIF87a") && !start.starts_with("GIF89a"))) {
    return nothing();
  }
  const uint8_t flags = static_cast<uint8_t>(start[10]);
  const int64_t palette_bytes = (flags & 0x80) != 0 ? 3LL << ((flags & 7) + 1) : 0;
  DIGIPRO_TRY(first_block, source.read_at(13 + palette_bytes, 1));
  if (first_block != "!" && first_block != ",") return nothing();
  return image(FileKind::gif, little_endian(start, 6, 2), little_endian(start, 8, 2));
}

namespace {

// The size of the picture, from the first chunk: lossy, lossless or extended (RFC 9649
// par. 2.5-2.7).
std::optional<Sniffed> webp_picture(std::string_view head) {
  const std::string_view kind = head.substr(12, 4);
  const std::string_view body = head.substr(20);
  if (kind == "VP8 " && body.size() >= 10 && body.substr(3, 3) == "\x9D\x01\x2A") {
    return image(FileKind::webp, little_endian(body, 6, 2) & 0x3FFF,
                 little_endian(body, 8, 2) & 0x3FFF);
  }
  if (kind == "VP8L" && body.size() >= 5 && body[0] == '\x2F') {
    const uint32_t bits = little_endian(body, 1, 4);
    return image(FileKind::webp, (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
  }
  if (kind == "VP8X" && body.size() >= 10) {
    return image(FileKind::webp, little_endian(body, 4, 3) + 1, little_endian(body, 7, 3) + 1);
  }
  return std::nullopt;
}

}  // namespace

Recognised recognise_webp(const ByteSource& source) {
  DIGIPRO_TRY(start, source.read_at(0, 30));
  if (start.size() < 25 || !start.starts_with("RIFF") || start.substr(8, 4) != "WEBP") {
    return nothing();
  }
  const int64_t end = 8 + int64_t{little_endian(start, 4, 4)};
  auto found = webp_picture(start);
  if (!found || end > source.size_bytes()) return nothing();
  int64_t at = 12;
  for (int chunk = 0; at + 8 <= end && chunk < segments_max; ++chunk) {
    DIGIPRO_TRY(head, source.read_at(at, 8));
    if (head.size() < 8) return nothing();
    const uint32_t length = little_endian(head, 4, 4);
    if (head.starts_with("EXIF")) {
      DIGIPRO_TRY(block, source.read_at(at + 8, std::min<size_t>(length, exif_bytes_max)));
      std::string_view tiff = block;  // some writers repeat JPEG's prefix here
      if (tiff.starts_with(std::string_view("Exif\0\0", 6))) tiff.remove_prefix(6);
      note_exif(*found, tiff);
    }
    at += 8 + int64_t{length} + (length & 1);
  }
  return found;
}

bool exif_has_position(std::string_view tiff) {
  constexpr uint32_t gps_tag = 0x8825;
  if (tiff.size() < 8) return false;
  const bool is_big = tiff.starts_with("MM");
  if (!is_big && !tiff.starts_with("II")) return false;
  auto number = [&](size_t at, size_t count) {
    return is_big ? big_endian(tiff, at, count) : little_endian(tiff, at, count);
  };
  if (number(2, 2) != 42) return false;
  const size_t directory = number(4, 4);
  if (directory > tiff.size() - 2) return true;  // unreadable: assume the worst
  const size_t entries = number(directory, 2);
  for (size_t i = 0; i < entries; ++i) {
    const size_t at = directory + 2 + 12 * i;
    if (at + 12 > tiff.size()) return true;
    if (number(at, 2) == gps_tag) return true;
  }
  return false;
}

}  // namespace digipro::blob
