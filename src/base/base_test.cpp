#include <doctest/doctest.h>

#include "base/error.h"
#include "base/text.h"
#include "base/uuid.h"

using namespace digipro;

TEST_CASE("given every error code, when its row is looked up, then sentence and status are there") {
  for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
    const ErrorRow& row = error_row(static_cast<ErrorCode>(code));
    CHECK(row.sentence.ends_with("."));
    CHECK(row.http_status >= 400);
    CHECK(row.http_status < 600);
  }
}

TEST_CASE("given bytes, when they are not UTF-8, then they are refused") {
  CHECK(is_valid_utf8("perché €"));
  CHECK_FALSE(is_valid_utf8("\xC0\xAF"));          // overlong
  CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // over U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xE2\x82"));          // cut
}

TEST_CASE("given a name with direction marks, when cleaned, then it no longer lies") {
  CHECK(clean_user_text("foto\xE2\x80\xAEgpj.exe\x01\n") == "fotogpj.exe\n");
  CHECK(fold_for_search("Città PERCHÉ") == "citta perche");
}

TEST_CASE("given RFC 4648 vectors, when encoded and decoded, then they match") {
  CHECK(to_base64("foobar") == "Zm9vYmFy");
  CHECK(to_base64("foob") == "Zm9vYg==");
  CHECK(from_base64("Zm9vYg==").value() == "foob");
  CHECK(to_base64url("\xFB\xFF") == "-_8");
  CHECK_FALSE(from_base64("Zm9vYh==").has_value());  // spare bits set
  CHECK(url_decode("a%20b+c", true).value() == "a b c");
  CHECK_FALSE(url_decode("%2", false).has_value());
  CHECK(url_encode("a b/è") == "a%20b%2F%C3%A8");
}

TEST_CASE("given ids made one after the other, when compared as text, then they sort by time") {
  RandomIdSource source;
  Uuid first = source.next({1'000'000}), second = source.next({2'000'000});
  CHECK(to_string(first) < to_string(second));
  CHECK(parse_uuid(to_string(first)).value() == first);
  CHECK(to_string(first)[14] == '7');
  CHECK_FALSE(parse_uuid("0192").has_value());
}
