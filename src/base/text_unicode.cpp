// Normalisation, case and folding by ICU, which only text_pattern.cpp includes besides.
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/assert.h"
#include "base/text.h"

namespace digipro {

std::string fold_for_search(std::string_view valid_utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkd = icu::Normalizer2::getNFKDInstance(status);
  DIGIPRO_ASSERT(U_SUCCESS(status), "ICU ships NFKD");
  auto text =
      icu::UnicodeString::fromUTF8({valid_utf8.data(), static_cast<int32_t>(valid_utf8.size())});
  icu::UnicodeString apart = nfkd->normalize(text.foldCase(), status);
  icu::UnicodeString kept;
  for (int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1)) {
    UChar32 code_point = apart.char32At(at);
    if (u_charType(code_point) != U_NON_SPACING_MARK) kept.append(code_point);
  }
  std::string out;
  kept.toUTF8String(out);
  return out;
}

std::string normalise(std::string_view valid_utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  DIGIPRO_ASSERT(U_SUCCESS(status), "ICU ships NFC");
  auto text =
      icu::UnicodeString::fromUTF8({valid_utf8.data(), static_cast<int32_t>(valid_utf8.size())});
  std::string out;
  nfc->normalize(text, status).toUTF8String(out);
  return out;
}

std::string to_lower(std::string_view valid_utf8) {
  auto text =
      icu::UnicodeString::fromUTF8({valid_utf8.data(), static_cast<int32_t>(valid_utf8.size())});
  std::string out;
  text.toLower(icu::Locale::getRoot()).toUTF8String(out);
  return out;
}

std::string to_upper(std::string_view valid_utf8) {
  auto text =
      icu::UnicodeString::fromUTF8({valid_utf8.data(), static_cast<int32_t>(valid_utf8.size())});
  std::string out;
  text.toUpper(icu::Locale::getRoot()).toUTF8String(out);
  return out;
}

}  // namespace digipro
