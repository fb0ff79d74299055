// The recognisers behind sniff.h, one per family of formats. Each returns nothing when the bytes
// are not of its kind, or are of it but broken. Internal to platform/blob. Any thread.
#pragma once
#include <optional>

#include "platform/blob/sniff.h"

namespace digipro::blob {

using Recognised = Result<std::optional<Sniffed>>;

Recognised recognise_jpeg(const ByteSource& source);
Recognised recognise_png(const ByteSource& source);
Recognised recognise_webp(const ByteSource& source);
Recognised recognise_gif(const ByteSource& source);
Recognised recognise_heic(const ByteSource& source);
Recognised recognise_pdf(const ByteSource& source);
Recognised recognise_plain_text(const ByteSource& source);

// `tiff`: the EXIF block from its byte order mark on (TIFF 6.0 par. 2; Exif 2.3 par. 4.6.3).
bool exif_has_position(std::string_view tiff);

// Unsigned numbers inside `bytes`; the caller has checked that they are there.
uint32_t big_endian(std::string_view bytes, size_t at, size_t count);
uint32_t little_endian(std::string_view bytes, size_t at, size_t count);

}  // namespace digipro::blob
