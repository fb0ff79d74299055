#include <doctest/doctest.h>

#include "base/testing/source_tree.h"
#include "platform/blob/sniff.h"

using namespace digipro;
using blob::FileKind;

namespace {

// Pictures written by Pillow 9.4, 40 by 30 pixels, and a HEIC laid out by hand (a grid whose
// tiles are 20 by 15); they are the seeds of the fuzz target too.
std::string sample(const std::string& name) {
  return testing::source_file("tests/fuzz/corpus/sniff/" + name);
}

blob::Sniffed sniffed(std::string_view bytes) {
  return blob::sniff(blob::TextSource(bytes)).value();
}

struct Expected {
  const char* file;
  FileKind kind;
  bool has_exif, has_position;
};
constexpr Expected pictures[] = {
    {"plain-40x30.jpg", FileKind::jpeg, false, false},
    {"progressive-40x30.jpg", FileKind::jpeg, false, false},
    {"exif-40x30.jpg", FileKind::jpeg, true, false},
    {"position-40x30.jpg", FileKind::jpeg, true, true},
    {"plain-40x30.png", FileKind::png, false, false},
    {"position-40x30.png", FileKind::png, true, true},
    {"plain-40x30.gif", FileKind::gif, false, false},
    {"lossy-40x30.webp", FileKind::webp, false, false},
    {"lossless-40x30.webp", FileKind::webp, false, false},
    {"position-40x30.webp", FileKind::webp, true, true},
    {"grid-40x30.heic", FileKind::heic, true, true},
};

}  // namespace

TEST_CASE("a photo is known by its bytes, with its size and what it betrays") {
  for (const Expected& expected : pictures) {
    CAPTURE(expected.file);
    const blob::Sniffed found = sniffed(sample(expected.file));
    CHECK(found.kind == expected.kind);
    CHECK(found.width_px == 40);
    CHECK(found.height_px == 30);
    CHECK(found.has_exif == expected.has_exif);
    CHECK(found.has_position == expected.has_position);
  }
}

TEST_CASE("a photo cut short before its picture is no photo") {
  for (const Expected& expected : pictures) {
    CAPTURE(expected.file);
    const std::string whole = sample(expected.file);
    for (size_t length : {size_t{0}, size_t{3}, size_t{12}, size_t{20}}) {
      CHECK_FALSE(blob::is_image(sniffed(whole.substr(0, length)).kind));
    }
  }
}

TEST_CASE("pages, scripts and programs are never plain text or photos") {
  CHECK(sniffed(sample("script.txt")).kind == FileKind::unknown);
  CHECK(sniffed("<svg xmlns='http://www.w3.org/2000/svg'/>").kind == FileKind::unknown);
  CHECK(sniffed("\xEF\xBB\xBF<?xml version='1.0'?><a/>").kind == FileKind::unknown);
  CHECK(sniffed(std::string("\x7F"
                            "ELF\x02\x01\x01\0\0",
                            9))
            .kind == FileKind::unknown);
  CHECK(sniffed("GIF89a<script>alert(1)</script>").kind == FileKind::unknown);
  CHECK(sniffed("\xFF\xD8\xFF<script>").kind == FileKind::unknown);
  CHECK(sniffed("MZ\x90").kind == FileKind::unknown);
  CHECK(sniffed("").kind == FileKind::unknown);
}

TEST_CASE("plain text is UTF-8 without control characters, to the last byte") {
  CHECK(sniffed(sample("text.txt")).kind == FileKind::plain_text);
  CHECK(sniffed(sample("latin1.txt")).kind == FileKind::unknown);
  CHECK(sniffed(std::string("a\0b", 3)).kind == FileKind::unknown);
  std::string longer;  // characters of two bytes lie across the pieces it is read in
  for (int i = 0; i < 100'001; ++i) longer += i % 3 == 0 ? "a" : "è";
  CHECK(sniffed(longer).kind == FileKind::plain_text);
  CHECK(sniffed(longer + "\xC3").kind == FileKind::unknown);
  CHECK(sniffed(longer + "\x1B").kind == FileKind::unknown);
}

TEST_CASE("a PDF begins with its version and ends with its mark") {
  const std::string pdf = sample("picture.pdf");
  CHECK(sniffed(pdf).kind == FileKind::pdf);
  CHECK(sniffed(pdf.substr(0, pdf.size() / 2)).kind == FileKind::unknown);
  CHECK(sniffed("x" + pdf).kind == FileKind::unknown);
  CHECK(sniffed("%PDF-9.9\nstartxref\n0\n%%EOF").kind == FileKind::unknown);
}

TEST_CASE("names and types follow from the kind alone") {
  CHECK(blob::mime_type(FileKind::jpeg) == "image/jpeg");
  CHECK(blob::extension(FileKind::pdf) == "pdf");
  CHECK(blob::mime_type(FileKind::unknown) == "application/octet-stream");
  CHECK(blob::is_image(FileKind::webp));
  CHECK_FALSE(blob::is_image(FileKind::pdf));
}

TEST_CASE("an EXIF directory that leads outside the block counts as a position") {
  std::string block("II\x2A\0\xFF\xFF\0\0", 8);
  std::string photo = sample("plain-40x30.jpg");
  const size_t length = block.size() + 8;
  photo.insert(2, std::string("\xFF\xE1\0", 3) + static_cast<char>(length) +
                      std::string("Exif\0\0", 6) + block);
  CHECK(sniffed(photo).has_position);
}
