#include <doctest/doctest.h>

#include "platform/db/testing/test_stores.h"
#include "platform/mail/answer.h"
#include "platform/mail/mail.h"
#include "platform/testing/peer.h"

using namespace digipro;
using mail::Message;

namespace {

Message letter() {
  return {.id = "0190-1",
          .from_name = "Comune di Borgoverde",
          .to = "anna@example.org",
          .subject = "Ciao",
          .body = "Prima riga.\n.\nDopo il punto.\n",
          .date = {},
          .attachments = {}};
}

// What a server that talks like this makes of the letter; `got` is filled with what it was told.
struct Server {
  std::string greeting = "220 posta.example ESMTP", ehlo = "250 posta.example",
              from = "250 2.1.0 Ok", to = "250 2.1.5 Ok", data = "354 Go ahead",
              end = "250 2.0.0 Queued";
  std::string got;

  void talk(testing::Talk& talk) {
    talk.say(greeting + "\r\n");
    for (std::string line = talk.line(); !line.empty(); line = talk.line()) {
      got += line + "\n";
      if (line.starts_with("EHLO"))
        talk.say(ehlo + "\r\n");
      else if (line.starts_with("MAIL"))
        talk.say(from + "\r\n");
      else if (line.starts_with("RCPT"))
        talk.say(to + "\r\n");
      else if (line == "DATA" && data.starts_with("354"))
        take_mail(talk);
      else if (line == "DATA")
        talk.say(data + "\r\n");
      else if (line.starts_with("AUTH"))
        talk.say("535 5.7.8 Authentication failed\r\n");
      else
        talk.say("221 Bye\r\n");
    }
  }
  void take_mail(testing::Talk& talk) {
    talk.say(data + "\r\n");
    for (std::string line = talk.line(); line != "." && !talk.is_over(); line = talk.line())
      got += line + "\n";
    talk.say(end + "\r\n");
  }

  Status send(const Message& message) {
    testing::Peer peer([this](testing::Talk& one) { talk(one); });
    auto files = files::make_real_files();
    config::Mail settings;
    settings.smtp_url = "smtp://127.0.0.1:" + std::to_string(peer.port());
    settings.from = "noreply@comune.example";
    return mail::make_smtp_sender(settings, *files).value()->send(message);
  }
};

}  // namespace

TEST_CASE("given a server, the mail travels with its envelope and a line of one dot survives") {
  Server server;
  CHECK(server.send(letter()));
  CHECK(server.got.find("MAIL FROM:<noreply@comune.example>") != std::string::npos);
  CHECK(server.got.find("RCPT TO:<anna@example.org>") != std::string::npos);
  CHECK(server.got.find("Message-ID: <0190-1@comune.example>") != std::string::npos);
  CHECK(server.got.find("Prima riga.\n..\nDopo il punto.\n") != std::string::npos);
}

TEST_CASE("a server that asks to come later is tried again, one that refuses the mail is not") {
  auto answer_to = [](auto change) {
    Server server;
    change(server);
    Status status = server.send(letter());
    REQUIRE_FALSE(status);
    return std::string(status.error().name()) + ": " + status.error().detail;
  };
  // The text of the answer may name the person: only its codes are kept.
  CHECK(answer_to([](Server& s) { s.to = "550 5.1.1 <anna@example.org> unknown"; }) ==
        "invalid_input: mail refused: 550 5.1.1");
  CHECK(answer_to([](Server& s) { s.to = "451 4.7.1 greylisted"; }) ==
        "outside_failed: mail refused: 451 4.7.1");
  CHECK(answer_to([](Server& s) { s.from = "553 sender rejected"; }) ==
        "invalid_input: mail refused: 553");
  CHECK(answer_to([](Server& s) { s.from = "452 4.3.1 full"; }) ==
        "outside_failed: mail refused: 452 4.3.1");
  CHECK(answer_to([](Server& s) { s.data = "554 5.5.1 no"; }) ==
        "invalid_input: mail refused: 554 5.5.1");
  CHECK(answer_to([](Server& s) { s.end = "552 5.3.4 too big"; }) ==
        "invalid_input: mail refused: 552 5.3.4");
  CHECK(answer_to([](Server& s) { s.end = "451 4.3.0 disk"; }) ==
        "outside_failed: mail refused: 451 4.3.0");
  // Before it has heard of the mail, a refusal says nothing about it.
  CHECK(answer_to([](Server& s) { s.greeting = "554 no service here"; }) ==
        "outside_failed: mail server refused: 554");
}

TEST_CASE("a server that is silent, gone or no server at all is tried again") {
  auto files = files::make_real_files();
  config::Mail settings;
  settings.from = "noreply@comune.example";
  {
    testing::Peer silent([](testing::Talk& talk) { talk.drain(); });
    settings.smtp_url = "smtp://127.0.0.1:" + std::to_string(silent.port());
    auto sender = mail::make_smtp_sender(settings, *files, 1).value();
    CHECK(sender->send(letter()).error().code == ErrorCode::outside_failed);
  }
  // Nobody listens there any more.
  auto sender = mail::make_smtp_sender(settings, *files, 1).value();
  CHECK(sender->send(letter()).error().code == ErrorCode::outside_failed);
  testing::Peer rude([](testing::Talk& talk) { talk.say("550 5.1.1\n\0nonsense\r\n"); });
  settings.smtp_url = "smtp://127.0.0.1:" + std::to_string(rude.port());
  sender = mail::make_smtp_sender(settings, *files, 1).value();
  CHECK(sender->send(letter()).error().code == ErrorCode::outside_failed);
}

TEST_CASE("a password is never sent in clear, and wrong settings are refused at start") {
  db::testing::TempFolder folder;
  auto files = files::make_real_files();
  REQUIRE(files::replace_file(*files, folder.path() + "/password", "segreta\n"));
  Server server;
  server.ehlo = "250-posta.example\r\n250 AUTH PLAIN LOGIN";
  config::Mail settings;
  {
    testing::Peer peer([&](testing::Talk& one) { server.talk(one); });
    settings = {.smtp_url = "smtp://127.0.0.1:" + std::to_string(peer.port()),
                .smtp_user = "comune",
                .smtp_password_file = folder.path() + "/password",
                .from = "noreply@comune.example",
                .drop_folder = {}};
    auto sender = mail::make_smtp_sender(settings, *files).value();
    CHECK(sender->send(letter()).error().code == ErrorCode::outside_failed);
  }
  CHECK(server.got.find("AUTH") == std::string::npos);

  auto refused = [&](auto change) {
    config::Mail wrong = settings;
    change(wrong);
    auto sender = mail::make_smtp_sender(wrong, *files);
    return !sender && sender.error().code == ErrorCode::configuration;
  };
  CHECK(refused([](config::Mail& m) { m.smtp_url = "http://posta.example"; }));
  CHECK(refused([](config::Mail& m) { m.smtp_url = "smtp://"; }));
  CHECK(refused([](config::Mail& m) { m.smtp_url = "smtp://u:p@posta.example"; }));
  CHECK(refused([](config::Mail& m) { m.from = "Comune <noreply@comune.example>"; }));
  CHECK(refused([](config::Mail& m) { m.smtp_password_file = "/nowhere"; }));
}

TEST_CASE("without a server mails become files, a repeat replaces its own") {
  db::testing::TempFolder folder;
  auto files = files::make_real_files();
  config::Mail settings;
  settings.from = "noreply@comune.example";
  auto sender = mail::make_sender(settings, *files, folder.path()).value();
  REQUIRE(sender->send(letter()));
  REQUIRE(sender->send(letter()));
  auto entries = files->list(folder.path() + "/posta").value();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].name == "mail-0190-1.eml");
  std::string mail =
      files::read_file(*files, folder.path() + "/posta/" + entries[0].name, 10000).value();
  CHECK(mail == mail::render(letter(), settings.from).value());
  Message forged = letter();
  forged.id = "../../etc/cron";
  CHECK(sender->send(forged).error().code == ErrorCode::invalid_input);
}

TEST_CASE("of a server's answer only the codes are kept") {
  CHECK(mail::codes_of_reply("550 5.1.1 <anna@example.org>: unknown\r\n") == "550 5.1.1");
  CHECK(mail::codes_of_reply("550-5.7.26 Anna\r\n") == "550 5.7.26");
  CHECK(mail::codes_of_reply("421\r\n") == "421");
  CHECK(mail::codes_of_reply("550 anna@example.org") == "550");
  CHECK(mail::codes_of_reply("550 10.20.30.40 blocked") == "550");
  CHECK(mail::codes_of_reply("5501 x").empty());
  CHECK(mail::codes_of_reply("650 x").empty());
  CHECK(mail::codes_of_reply("55").empty());
  CHECK(mail::codes_of_reply("").empty());
}
