// Posta: what the ente writes to those it deals with. A message of the service package becomes a
// row (it also stands on the case's page) and, when there is an address, a mail that leaves by the
// outbox with its row's id as Message-ID, so that a repeat is recognised. Owns posta_messaggio.
// Functions with a Tx run inside apply; the effect handler runs on the outbox's workers.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/casework/casework.h"
#include "core/outbox/outbox.h"
#include "core/verbs/verbs.h"

namespace digipro::posta {

constexpr const char* mail_effect = "posta.mail";

// Text of a package's message with {{variables}}; paragraphs in order.
struct MessageText {
  std::string subject;
  std::vector<std::string> body;
};

// What posta asks of those who know; given by wiring. All pure or reading by the given connection.
struct Sources {
  // Nothing when the package has no such message.
  std::function<const MessageText*(const ServiceId&, std::string_view message)> text_of;
  std::function<std::string(const ServiceId&)> service_title;
  std::function<std::string(const EnteId&)> town_name;
  // The reporter's address, "" when they left none.
  std::function<Result<std::string>(db::Connection&, const PraticaId&)> address_of;
  // The whole secret link to follow the case.
  std::function<Result<std::string>(db::Connection&, const EnteId&, const PraticaId&)> link_of;
  std::function<std::string(db::Connection&, const OfficeId&)> office_name;
};

// `posta.send`: input message (text, an id of messages.json), variables (context, optional);
// output none. A message without address is kept for the case's page and not mailed. Journal:
// posta.queued (message; subject and body are erasable payload), for the parties.
verbs::Verb send_verb(Sources sources);

struct Message {
  std::string id, message, to_address, subject, body;
  bool is_mailed = false;  // false: for the case's page only
  Instant queued_at;
  std::optional<Instant> sent_at;
};
// Oldest first, at most 200. Personal: for code that has checked access to the case.
Result<std::vector<Message>> of_pratica(db::Connection& db, const PraticaId& pratica);

// How a mail leaves; wiring binds it to platform/mail.
struct Mail {
  std::string id, to_address, subject, body;
  Instant date;
};
using SendMail = std::function<Status(const Mail&)>;
// Handler of mail_effect: reads the row, sends, marks it. Journal: posta.sent.
outbox::Handler mail_handler(ledger::Ledger& ledger, SendMail send);

extern const db::Migration migrations[1];

}  // namespace digipro::posta
