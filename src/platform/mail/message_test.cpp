#include <doctest/doctest.h>

#include "base/text.h"
#include "platform/mail/encode.h"
#include "platform/mail/mail.h"

using namespace digipro;
using mail::Message;

namespace {

Message letter() {
  return {.id = "0190",
          .from_name = "Comune di Borgoverde",
          .to = "anna.verdi@example.org",
          .subject = "Segnalazione 0000001/2026",
          .body = "Grazie.\n",
          .date = parse_rfc3339("2026-11-23T08:15:06Z").value(),
          .attachments = {}};
}

}  // namespace

TEST_CASE("a plain letter has the headers of RFC 5322 and its text") {
  CHECK(mail::render(letter(), "noreply@comune.example").value() ==
        "Date: Mon, 23 Nov 2026 08:15:06 +0000\r\n"
        "From: Comune di Borgoverde\r\n <noreply@comune.example>\r\n"
        "To: anna.verdi@example.org\r\n"
        "Subject: Segnalazione 0000001/2026\r\n"
        "Message-ID: <0190@comune.example>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Grazie.\r\n");
}

TEST_CASE("given a forged header in what people typed, the mail is refused") {
  auto refused = [](auto change) {
    Message message = letter();
    change(message);
    auto bytes = mail::render(message, "noreply@comune.example");
    return !bytes && bytes.error().code == ErrorCode::invalid_input;
  };
  CHECK(refused([](Message& m) { m.subject = "Ciao\r\nBcc: tutti@example.org"; }));
  CHECK(refused([](Message& m) { m.subject = "Ciao\nBcc: tutti@example.org"; }));
  CHECK(refused([](Message& m) { m.subject = std::string("a\0b", 3); }));
  CHECK(refused([](Message& m) { m.subject = "\xff"; }));
  CHECK(refused([](Message& m) { m.from_name = "Comune\r\nX: y"; }));
  CHECK(refused([](Message& m) { m.to = "anna@example.org\r\nBcc: b@example.org"; }));
  CHECK(refused([](Message& m) { m.to = "anna@example.org, b@example.org"; }));
  CHECK(refused([](Message& m) { m.to = "anna@example.org> NOTIFY=NEVER"; }));
  CHECK(refused([](Message& m) { m.to = ""; }));
  CHECK(refused([](Message& m) { m.id = "1>\r\nX: y"; }));
  CHECK(refused([](Message& m) { m.id = ""; }));
  CHECK(refused([](Message& m) { m.body = "\xc3"; }));
  CHECK(refused([](Message& m) { m.attachments = {{"a\r\nX: y", "text/plain", ""}}; }));
  CHECK(refused([](Message& m) { m.attachments = {{"a", "text/plain\r\nX: y", ""}}; }));
  CHECK(refused([](Message& m) { m.attachments = {{"", "text/plain", ""}}; }));
  CHECK(mail::render(letter(), "Comune <noreply>").error().code == ErrorCode::configuration);
}

TEST_CASE("an address is one a mail server takes as it stands") {
  for (const char* good : {"a@b", "anna.verdi+ente@posta.example.it", "o'neil@example.org"})
    CHECK_MESSAGE(mail::is_address(good), good);
  for (const char* bad : {"", "@", "a@", "@b", "a b@c", "a@b c", "a@b..c", ".a@b", "a.@b", "a@-b",
                          "a@b@c", "<a@b>", "\"a b\"@c", "perché@example.it", "a@città.it",
                          "a@b,c@d", "a@b;", "a@[127.0.0.1]", "a@b\n"})
    CHECK_MESSAGE(!mail::is_address(bad), bad);
  CHECK(mail::is_address(std::string(64, 'a') + "@example.org"));
  CHECK_FALSE(mail::is_address(std::string(65, 'a') + "@example.org"));
  CHECK_FALSE(mail::is_address("a@" + std::string(64, 'b') + ".it"));
}

TEST_CASE("a subject that is not ASCII goes as encoded words, cut between characters") {
  // RFC 2047 par. 4.2: blank as '_', the rest as hexadecimal bytes.
  CHECK(mail::header_words("Città", false, 9) == "=?UTF-8?Q?Citt=C3=A0?=");
  CHECK(mail::header_words("è qui", false, 9) == "=?UTF-8?Q?=C3=A8_qui?=");
  CHECK(mail::header_words("=?UTF-8?Q?finto?=", false, 9) ==
        "=?UTF-8?Q?=3D=3FUTF-8=3FQ=3Ffinto=3F=3D?=");
  // In a phrase a comma would end the address.
  CHECK(mail::header_words("Verdi, Anna", false, 6) == "Verdi, Anna");
  CHECK(mail::header_words("Verdi, Anna", true, 6) == "=?UTF-8?Q?Verdi=2C_Anna?=");

  std::string accents;
  for (int i = 0; i < 60; ++i) accents += "à";
  std::string words = mail::header_words(accents, false, 9);
  size_t column = 9, letters = 0;
  for (const std::string& line : split(words, '\n')) {
    CHECK(column + trim(line).size() <= 76);
    CHECK(std::string(trim(line)).starts_with("=?UTF-8?Q?=C3=A0"));
    CHECK(std::string(trim(line)).ends_with("=C3=A0?="));
    for (size_t at = line.find("=C3=A0"); at != std::string::npos; at = line.find("=C3=A0", at + 6))
      ++letters;
    column = 1;
  }
  CHECK(letters == 60);
}

TEST_CASE("quoted-printable keeps blanks at line ends and breaks long lines softly") {
  CHECK(mail::quoted_printable("a=b") == "a=3Db\r\n");
  CHECK(mail::quoted_printable("perché \nsì\t") == "perch=C3=A9=20\r\ns=C3=AC=09\r\n");
  CHECK(mail::quoted_printable("uno\r\ndue\n") == "uno\r\ndue\r\n");
  CHECK(mail::quoted_printable("a\rb") == "a=0Db\r\n");
  std::string long_line(200, 'x');
  CHECK(mail::quoted_printable(long_line) == std::string(75, 'x') + "=\r\n" + std::string(75, 'x') +
                                                 "=\r\n" + std::string(50, 'x') + "\r\n");
  // 74 letters, then an escape of three columns: it goes to the next line whole.
  CHECK(mail::quoted_printable(std::string(74, 'x') + "à") ==
        std::string(74, 'x') + "=\r\n=C3=A0\r\n");
}

TEST_CASE("an attachment goes as base64 in lines, with its name for old and new programs") {
  Message message = letter();
  message.attachments = {{"Ricevuta è \"qui\".pdf", "application/pdf", std::string(60, 'A')}};
  std::string mail = mail::render(message, "noreply@comune.example").value();
  CHECK(mail.find("Content-Type: multipart/mixed;\r\n boundary=\"=_0190\"\r\n\r\n--=_0190\r\n") !=
        std::string::npos);
  CHECK(mail.find("Content-Disposition: attachment;\r\n"
                  " filename=\"Ricevuta _ _qui_.pdf\";\r\n"
                  " filename*=UTF-8''Ricevuta%20%C3%A8%20%22qui%22.pdf\r\n") != std::string::npos);
  // "AAA" is "QUFB" (RFC 4648): 19 groups fill the first line, one is left.
  std::string line;
  for (int i = 0; i < 19; ++i) line += "QUFB";
  CHECK(mail.find("\r\n\r\n" + line + "\r\nQUFB\r\n\r\n--=_0190--\r\n") != std::string::npos);
}

TEST_CASE("no line of any mail is longer than RFC 5322 allows") {
  Message message = letter();
  message.subject = std::string(300, 's');
  message.from_name = std::string(200, 'n');
  message.body = std::string(5000, 'b');
  message.attachments = {{std::string(100, '\x22'), "application/pdf", std::string(5000, 'a')}};
  std::string mail = mail::render(message, "noreply@comune.example").value();
  for (const std::string& line : split(mail, '\n')) {
    CHECK(line.size() <= 999);
    CHECK((line.empty() || line.back() == '\r'));
  }
}

TEST_CASE("a mail has limits") {
  auto refusal = [](auto change) {
    Message message = letter();
    change(message);
    auto bytes = mail::render(message, "noreply@comune.example");
    return bytes ? ErrorCode::internal : bytes.error().code;
  };
  CHECK(refusal([](Message& m) { m.body = std::string(mail::body_bytes_max + 1, 'b'); }) ==
        ErrorCode::too_large);
  CHECK(refusal([](Message& m) { m.subject = std::string(1001, 's'); }) == ErrorCode::too_large);
  CHECK(refusal([](Message& m) {
          m.attachments = {{"a", "text/plain", std::string(mail::attachments_bytes_max + 1, 'a')}};
        }) == ErrorCode::too_large);
  CHECK(refusal([](Message& m) {
          m.attachments.assign(mail::attachments_max + 1, {"a", "text/plain", "a"});
        }) == ErrorCode::too_large);
}
