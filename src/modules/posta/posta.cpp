#include "base/date.h"
#include "base/text.h"
#include "modules/posta/module.h"

namespace digipro::posta {
namespace {

constexpr db::Sql insert_message =
    "INSERT INTO posta_messaggio(id, pratica, message, to_address, subject, body, queued_at) "
    "VALUES(?, ?, ?, ?, ?, ?, ?)";
constexpr db::Sql select_of_pratica =
    "SELECT id, message, to_address, subject, body, queued_at, sent_at FROM posta_messaggio "
    "WHERE pratica = ? ORDER BY queued_at, id LIMIT 200";
constexpr db::Sql select_message =
    "SELECT to_address, subject, body, queued_at, sent_at FROM posta_messaggio WHERE id = ?";
constexpr db::Sql update_sent = "UPDATE posta_messaggio SET sent_at = ? WHERE id = ?";
constexpr db::Sql select_pratica = "SELECT pratica FROM posta_messaggio WHERE id = ?";

using Variables = std::map<std::string, std::string, std::less<>>;

// Values are put in as text. A name that nobody gives is refused: a letter with a hole in it is
// worse than none.
Result<std::string> filled(std::string_view text, const Variables& variables) {
  std::string out;
  size_t start = 0;
  for (size_t open; (open = text.find("{{", start)) != std::string_view::npos;) {
    size_t close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    out += text.substr(start, open - start);
    std::string_view name = text.substr(open + 2, close - open - 2);
    auto value = variables.find(name);
    if (value == variables.end())
      return refuse(ErrorCode::definition, "posta.send: nobody gives " + std::string(name));
    out += value->second;
    start = close + 2;
  }
  out += text.substr(start);
  return out;
}

// A line break in a subject would be a header of its own.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return text;
}

Result<Variables> variables_of(const Sources& sources, ledger::Tx& tx,
                               const casework::Pratica& pratica, const json::Value& own) {
  Variables variables;
  variables["comune"] = sources.town_name(tx.ente());
  variables["servizio"] = sources.service_title(pratica.service);
  variables["numero"] = pratica.number;
  variables["data_protocollo"] = to_italian(to_rome(pratica.opened_at).date);
  variables["oggetto"] = pratica.oggetto;
  variables["ufficio"] = sources.office_name(tx.db(), pratica.office);
  variables["risposta_entro"] =
      pratica.target_at ? to_italian(to_rome(*pratica.target_at).date) : std::string();
  DIGIPRO_TRY(link, sources.link_of(tx.db(), tx.ente(), pratica.id));
  variables["link"] = std::move(link);
  for (const auto& [name, value] : own.members()) variables[name] = value.text();
  return variables;
}

Result<json::Value> run_send(const Sources& sources, ledger::Tx& tx, const verbs::Subject& subject,
                             const json::Value& input) {
  DIGIPRO_TRY(pratica, casework::load_pratica(tx.db(), subject.pratica));
  std::string name = input.text_or("message", "");
  const MessageText* text = sources.text_of(pratica.service, name);
  if (text == nullptr)
    return refuse(ErrorCode::definition, "posta.send: the package has no message " + name);
  DIGIPRO_TRY(variables, variables_of(sources, tx, pratica, input["variables"]));
  DIGIPRO_TRY(address, sources.address_of(tx.db(), subject.pratica));
  DIGIPRO_TRY(subject_text, filled(text->subject, variables));
  std::string title = one_line(std::move(subject_text));
  std::vector<std::string> paragraphs;
  for (const std::string& paragraph : text->body) {
    DIGIPRO_TRY(words, filled(paragraph, variables));
    paragraphs.push_back(std::move(words));
  }
  std::string body = join(paragraphs, "\n\n");
  std::string id = to_string(tx.new_id());
  DIGIPRO_CHECK(tx.exec(insert_message, id, subject.pratica.text, name, db::optional_text(address),
                        title, body, tx.now().microseconds));
  // What the reporter reads on the timeline is the office's own words, not the whole letter.
  json::Value own = input["variables"].is_null() ? json::Value::object() : input["variables"];
  tx.record({.kind = "posta.queued",
             .subject = id,
             .pratica = subject.pratica,
             .facts = json::Value::object({{"message", name}, {"mailed", !address.empty()}}),
             .personal = own,
             .visibility = ledger::Visibility::parties});
  if (!address.empty())
    tx.enqueue({.kind = mail_effect, .key = id, .payload = json::Value::object({{"message", id}})});
  return json::Value::object();
}

}  // namespace

const db::Migration migrations[1] = {{"posta", 1, R"(
CREATE TABLE posta_messaggio(
  id TEXT NOT NULL PRIMARY KEY,
  pratica TEXT NOT NULL,
  message TEXT NOT NULL,            -- id in the package's messages.json
  to_address TEXT,                  -- personal data; NULL: for the case's page only
  subject TEXT NOT NULL,
  body TEXT NOT NULL,               -- personal data
  queued_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE INDEX posta_messaggio_pratica ON posta_messaggio(pratica, queued_at, id);
)"}};

verbs::Verb send_verb(Sources sources) {
  using enum verbs::Type;
  return {.name = "posta.send",
          .kind = verbs::Kind::local,
          .title = "Scrivi al segnalante",
          .input = {{"message", text, true, "Messaggio del pacchetto, per esempio ricevuta"},
                    {"variables", context, false, "Parole del messaggio: domanda, risposta ..."}},
          .output = {},
          .run = [sources = std::move(sources)](
                     ledger::Tx& tx, const Caller&, const verbs::Subject& subject,
                     const json::Value& input) { return run_send(sources, tx, subject, input); },
          .effect = {}};
}

Result<std::vector<Message>> of_pratica(db::Connection& db, const PraticaId& pratica) {
  DIGIPRO_TRY(rows, db.query(select_of_pratica, pratica.text));
  std::vector<Message> messages;
  for (const db::Row& row : rows) {
    Message message{row.text(0), row.text(1),     row.text(2),      row.text(3),
                    row.text(4), !row.is_null(2), {row.integer(5)}, std::nullopt};
    if (!row.is_null(6)) message.sent_at = Instant{row.integer(6)};
    messages.push_back(std::move(message));
  }
  return messages;
}

outbox::Handler mail_handler(ledger::Ledger& ledger, SendMail send) {
  outbox::Handler handler;
  handler.attempts_max = 14;
  handler.run = [&ledger, send = std::move(send)](const outbox::Job& job) -> Result<json::Value> {
    Mail mail{job.payload.text_or("message", ""), "", "", "", {}};
    {
      DIGIPRO_TRY(lease, ledger.read());
      DIGIPRO_TRY(rows, lease->db().query(select_message, mail.id));
      if (rows.empty()) return refuse(ErrorCode::not_found, "the message is gone");
      if (!rows[0].is_null(4)) return json::Value::object();  // sent before a crash
      mail.to_address = rows[0].text(0);
      mail.subject = rows[0].text(1);
      mail.body = rows[0].text(2);
      mail.date = {rows[0].integer(3)};
    }
    DIGIPRO_CHECK(send(mail));
    return json::Value::object();
  };
  handler.then = [](ledger::Tx& tx, const outbox::Job& job, const json::Value&) -> Status {
    std::string id = job.payload.text_or("message", "");
    DIGIPRO_TRY(rows, tx.query(select_pratica, id));
    DIGIPRO_CHECK(tx.exec(update_sent, tx.now().microseconds, id));
    tx.record({.kind = "posta.sent",
               .subject = id,
               .pratica = PraticaId(rows.empty() ? "" : rows[0].text(0)),
               .facts = json::Value::object()});
    return {};
  };
  return handler;
}

}  // namespace digipro::posta
