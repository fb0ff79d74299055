// HEIC (ISO/IEC 23008-12 over the boxes of ISO/IEC 14496-12), PDF (ISO 32000-2 par. 7.5), text.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "platform/blob/sniff_formats.h"

namespace digipro::blob {
namespace {

constexpr size_t piece_bytes = 64 * 1024;

Recognised nothing() {
  return std::optional<Sniffed>();
}

// The largest `ispe` (image spatial extent) of the file: grids list their tiles' too.
void read_extents(std::string_view meta, Sniffed& found) {
  for (size_t at = meta.find("ispe"); at != std::string_view::npos && at + 16 <= meta.size();
       at = meta.find("ispe", at + 4)) {
    const uint32_t width = big_endian(meta, at + 8, 4);
    const uint32_t height = big_endian(meta, at + 12, 4);
    if (width == 0 || height == 0 || width > 1'000'000 || height > 1'000'000) continue;
    found.width_px = std::max(found.width_px, static_cast<int>(width));
    found.height_px = std::max(found.height_px, static_cast<int>(height));
  }
}

bool is_heic_brand(std::string_view brand) {
  constexpr std::array<std::string_view, 4> brands = {"heic", "heix", "heim", "heis"};
  return std::find(brands.begin(), brands.end(), brand) != brands.end();
}

bool is_text_byte(unsigned char byte) {
  return byte >= 0x20 ? byte != 0x7F : byte == '\n' || byte == '\r' || byte == '\t';
}

// Text that a program could be talked into taking for something else is not plain text.
bool poses_as_another_kind(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = trim(text);
  constexpr std::array<std::string_view, 4> starts = {"<", "%PDF", "GIF8", "RIFF"};
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}

// How many bytes at the end begin a character that the next piece finishes (0 to 3).
size_t unfinished_tail(std::string_view piece) {
  for (size_t back = 1; back <= 3 && back <= piece.size(); ++back) {
    const auto byte = static_cast<unsigned char>(piece[piece.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;  // inside a character: look further back
    const size_t needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

}  // namespace

Recognised recognise_heic(const ByteSource& source) {
  DIGIPRO_TRY(start, source.read_at(0, 256));
  if (start.size() < 16 || start.substr(4, 4) != "ftyp") return nothing();
  const size_t brands_end = big_endian(start, 0, 4);
  if (brands_end < 16 || brands_end > start.size() || brands_end % 4 != 0) return nothing();
  bool is_heic = is_heic_brand(std::string_view(start).substr(8, 4));
  for (size_t at = 16; at + 4 <= brands_end; at += 4) {
    is_heic = is_heic || is_heic_brand(std::string_view(start).substr(at, 4));
  }
  DIGIPRO_TRY(head, source.read_at(static_cast<int64_t>(brands_end), 8));
  if (!is_heic || head.size() < 8 || head.substr(4) != "meta") return nothing();
  DIGIPRO_TRY(meta, source.read_at(static_cast<int64_t>(brands_end),
                                   std::min<size_t>(big_endian(head, 0, 4), piece_bytes)));
  Sniffed found{FileKind::heic};
  read_extents(meta, found);
  if (found.width_px == 0) return nothing();
  found.has_exif = meta.find("Exif") != std::string::npos;
  found.has_position = found.has_exif;
  return std::optional<Sniffed>(found);
}

Recognised recognise_pdf(const ByteSource& source) {
  DIGIPRO_TRY(start, source.read_at(0, 9));
  if (start.size() < 9 || !start.starts_with("%PDF-") || start[6] != '.') return nothing();
  const bool is_known = (start[5] == '1' && start[7] >= '0' && start[7] <= '7') ||
                        (start[5] == '2' && start[7] == '0');
  const int64_t tail_at = std::max<int64_t>(0, source.size_bytes() - 1024);
  DIGIPRO_TRY(tail, source.read_at(tail_at, 1024));
  if (!is_known || tail.find("%%EOF") == std::string::npos ||
      tail.find("startxref") == std::string::npos) {
    return nothing();
  }
  return std::optional<Sniffed>(Sniffed{FileKind::pdf});
}

Recognised recognise_plain_text(const ByteSource& source) {
  if (source.size_bytes() == 0) return nothing();
  for (int64_t at = 0; at < source.size_bytes();) {
    DIGIPRO_TRY(piece, source.read_at(at, piece_bytes));
    if (piece.empty() || (at == 0 && poses_as_another_kind(piece))) return nothing();
    const bool is_last = at + static_cast<int64_t>(piece.size()) == source.size_bytes();
    if (!is_last) piece.resize(piece.size() - unfinished_tail(piece));
    const bool is_text = !piece.empty() && is_valid_utf8(piece) &&
                         std::all_of(piece.begin(), piece.end(), [](char c) {
                           return is_text_byte(static_cast<unsigned char>(c));
                         });
    if (!is_text) return nothing();
    at += static_cast<int64_t>(piece.size());
  }
  return std::optional<Sniffed>(Sniffed{FileKind::plain_text});
}

}  // namespace digipro::blob
