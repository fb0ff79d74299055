#include "modules/istanze/receipt.h"

#include "base/text.h"
#include "core/casework/casework.h"
#include "modules/documents/module.h"
#include "modules/fascicoli/module.h"
#include "web/assets.h"
#include "web/components.h"

namespace digipro::istanze {
namespace {

struct Words {
  std::string_view code, words;
};
// CAD art. 65; docs/formats/service-package.md, "grounds".
constexpr Words ground_words[] = {
    {"firma", "con firma digitale o avanzata"},
    {"identita_digitale", "con identità digitale"},
    {"io", "dall'app del punto di accesso"},
    {"copia_documento", "firmata, con copia del documento di identità"},
    {"domicilio_digitale", "dal domicilio digitale"},
    {"firma_in_presenza", "firmata davanti all'operatore"},
    {"credenziali_ente", "con le credenziali rilasciate dal Comune"},
    {"non_richiesta", "senza identificazione, che qui non serve"},
};
constexpr Words channel_words[] = {{"web", "Via web"},
                                   {"sportello", "Allo sportello"},
                                   {"pec", "Per PEC"},
                                   {"telefono", "Per telefono"}};

std::string words_of(std::span<const Words> table, const std::string& code) {
  for (const Words& row : table)
    if (row.code == code) return std::string(row.words);
  return code;
}

// What a document of a case says, read in one snapshot.
struct Facts {
  casework::Pratica pratica;
  Istanza istanza;
  std::vector<documents::Document> documents;
  std::string office, responsible, town, link, fascicolo;
};

Result<Facts> read_facts(const RenderParts& parts, ledger::Ledger& ledger, const PraticaId& id) {
  DIGIPRO_TRY(lease, ledger.read());
  db::Connection& db = lease->db();
  DIGIPRO_TRY(pratica, casework::load_pratica(db, id));
  DIGIPRO_TRY(istanza, find_istanza(db, id));
  DIGIPRO_TRY(documents, documents::of_pratica(db, id));
  DIGIPRO_TRY(fascicolo, fascicoli::of_pratica(db, id));
  DIGIPRO_TRY(link, parts.link_of(db, ledger.ente(), id));
  std::string office = parts.office_name(db, pratica.office);
  std::string responsible = parts.responsible_of(db, pratica.office, ledger.clock().now());
  return Facts{std::move(pratica),     std::move(istanza),
               std::move(documents),   std::move(office),
               std::move(responsible), parts.town_name(ledger.ente()),
               std::move(link),        fascicolo ? fascicolo->label() : ""};
}

std::vector<html::Data> summary_rows(const json::Value& summary) {
  std::vector<html::Data> sections;
  for (const json::Value& section : summary.items()) {
    html::Data part;
    part.set("titolo_sezione", section["title"].text());
    std::vector<html::Data> lines;
    for (const json::Value& line : section["lines"].items()) {
      html::Data row;
      row.set("domanda", line["label"].text())
          .set("risposta", clean_user_text(line["text"].text()));
      lines.push_back(std::move(row));
    }
    if (lines.empty()) continue;  // a step of notes only
    part.rows("riga", std::move(lines));
    sections.push_back(std::move(part));
  }
  return sections;
}

html::Data data_of(const Facts& facts, const catalogue::ServicePackage& package,
                   const std::string& title) {
  const casework::Pratica& pratica = facts.pratica;
  LocalTime filed = to_rome(facts.istanza.filed_at);
  char time[8];
  std::snprintf(time, sizeof time, "%02d:%02d", filed.hour, filed.minute);
  html::Data data;
  data.set("titolo", title)
      .set("ente_nome", facts.town)
      .set("servizio", package.title)
      .set("numero", pratica.number)
      .set("data", to_italian(filed.date))
      .set("ora", time)
      .set("oggetto", clean_user_text(pratica.oggetto))
      .set("ufficio", facts.office)
      .set("responsabile", facts.responsible)
      .set("mittente", clean_user_text(facts.istanza.sender_name))
      .set("canale", words_of(channel_words, pratica.channel))
      .set("motivo_validita", words_of(ground_words, facts.istanza.ground))
      .set("risposta_entro",
           pratica.target_at ? to_italian(to_rome(*pratica.target_at).date) : std::string())
      .set("termine_di_legge",
           package.answer.kind == catalogue::AnswerKind::term ? package.answer.law : "")
      .set("titolario", package.titolario)
      .set("fascicolo", facts.fascicolo)
      .set("link", facts.link)
      .set("dati_conservati", package.privacy_notice.kept)
      .rows("sezione", summary_rows(facts.istanza.summary));
  std::vector<html::Data> attachments;
  data.set("impronta_documento", "");
  for (const documents::Document& document : facts.documents) {
    const documents::Version& current = document.current;
    if (document.kind == documents::Kind::istanza) data.set("impronta_documento", current.sha256);
    if (document.kind != documents::Kind::allegato) continue;
    html::Data row;
    row.set("nome", clean_user_text(current.name))
        .set("impronta", current.sha256)
        .set("dimensione", web::file_size_text(current.size_bytes));
    attachments.push_back(std::move(row));
  }
  data.rows("allegato", std::move(attachments));
  return data;
}

// The styles of documents and what they name, under the names they use.
Result<std::map<std::string, std::string>> files_of_sheet() {
  constexpr std::pair<const char*, const char*> files[] = {
      {"documento.css", "documento.css"},
      {"mark.svg", "mark.svg"},
      {"titillium-400.woff2", "titillium-web-v10-latin-ext_latin-regular.woff2"},
      {"titillium-600.woff2", "titillium-web-v10-latin-ext_latin-600.woff2"},
      {"roboto-mono-400.woff2", "roboto-mono-v13-latin-ext_latin-regular.woff2"}};
  constexpr std::string_view folder = "/assets/";
  std::map<std::string, std::string> bytes;
  for (const auto& [name, plain_name] : files) {
    DIGIPRO_TRY(url, web::asset_url(plain_name));
    DIGIPRO_TRY(asset, web::find_asset(std::string_view(url).substr(folder.size())));
    bytes[name] = asset.bytes;
  }
  return bytes;
}

const catalogue::DocumentTemplate* find_template(const catalogue::ServicePackage* package,
                                                 const std::string& id) {
  if (package == nullptr) return nullptr;
  for (const catalogue::DocumentTemplate& document : package->documents)
    if (document.id == id) return &document;
  return nullptr;
}

bool is_made(const std::vector<documents::Document>& documents, const std::string& title) {
  for (const documents::Document& document : documents)
    if (document.kind == documents::Kind::ricevuta && document.title == title) return true;
  return false;
}

Result<json::Value> run(const RenderParts& parts, ledger::Ledger& ledger, const outbox::Job& job) {
  PraticaId id(job.payload.text_or("pratica", ""));
  std::string document_id = job.payload.text_or("document", "");
  const catalogue::ServicePackage* package =
      parts.catalogue.find_service(job.payload.text_or("service", ""));
  const catalogue::DocumentTemplate* document = find_template(package, document_id);
  if (document == nullptr)
    return refuse(ErrorCode::definition, "the package has no document " + document_id);
  DIGIPRO_TRY(facts, read_facts(parts, ledger, id));
  if (is_made(facts.documents, document->title)) return json::Value::object();
  pdf::Sheet sheet;
  DIGIPRO_TRY(html, parts.templates.render(package->id, document_id,
                                           data_of(facts, *package, document->title)));
  sheet.html = std::move(html);
  DIGIPRO_TRY(files, files_of_sheet());
  sheet.files = std::move(files);
  DIGIPRO_TRY(bytes, parts.printer.print(sheet));
  DIGIPRO_TRY(kept, blob::keep_bytes(parts.blobs, bytes));
  std::string number = replace_all(facts.pratica.number, "/", "-");
  std::string name = document_id + (number.empty() ? "" : "-" + number) + ".pdf";
  return json::Value::object({{"sha256", kept.hash},
                              {"bytes", kept.size_bytes},
                              {"title", document->title},
                              {"name", std::move(name)}});
}

Status put_on_case(ledger::Tx& tx, const outbox::Job& job, const json::Value& made) {
  std::string hash = made.text_or("sha256", "");
  if (hash.empty()) return {};  // it was there already
  PraticaId pratica(job.payload.text_or("pratica", ""));
  std::string title = made.text_or("title", "");
  DIGIPRO_TRY(there, documents::of_pratica(tx.db(), pratica));
  if (is_made(there, title)) return {};
  DIGIPRO_TRY(document, documents::create(tx, system_caller(tx.ente()),
                                          {.pratica = pratica,
                                           .kind = documents::Kind::ricevuta,
                                           .title = title,
                                           .sha256 = hash,
                                           .media_type = "application/pdf",
                                           .name = made.text_or("name", "ricevuta.pdf"),
                                           .size_bytes = made.int_or("bytes", 0)}));
  tx.record({.kind = "documents.rendered",
             .subject = document.text,
             .pratica = pratica,
             .facts = json::Value::object({{"document", job.payload.text_or("document", "")}}),
             .visibility = ledger::Visibility::parties});
  return {};
}

}  // namespace

outbox::Handler render_handler(ledger::Ledger& ledger, RenderParts parts) {
  outbox::Handler handler;
  handler.at_once_max = 1;    // printing takes a processor for a second
  handler.attempts_max = 14;  // within some 2 hours
  handler.run = [&ledger, parts = std::move(parts)](const outbox::Job& job) {
    return run(parts, ledger, job);
  };
  handler.then = put_on_case;
  return handler;
}

}  // namespace digipro::istanze
