// Following a case: by the secret link, or in the personal area; the confirmation is its first
// view. Answering the office's question.
#include "base/text.h"
#include "core/journal/journal.h"
#include "core/organisation/organisation.h"
#include "modules/documents/module.h"
#include "modules/istanze/history.h"
#include "modules/istanze/pages.h"

namespace digipro::istanze {
namespace {

using Response = Result<http::Response>;
constexpr int timeline_entries_max = 500;

// A case that the visitor may see as its reporter, and how they proved it.
struct Followed {
  casework::Pratica pratica;
  casework::SecretProof proof;  // empty: by login
  std::string url;              // of this page
};

Result<Followed> by_link(const Parts& parts, web::Visit& visit, db::Connection& db) {
  const std::string& token = visit.parameter("token");
  DIGIPRO_TRY(draft, parts.links.open(follow_purpose, token));
  Followed followed;
  followed.proof.hash = stored_form_of_link(token);
  DIGIPRO_TRY(pratica, casework::find_by_secret(db, followed.proof.hash));
  followed.pratica = std::move(pratica);
  followed.url = "/segui/" + token;
  return followed;
}

Result<Followed> by_login(const Parts&, web::Visit& visit, db::Connection& db) {
  Followed followed;
  DIGIPRO_TRY(pratica, casework::find_pratica(db, visit.viewer, PraticaId(visit.parameter("id"))));
  // The area is the reporter's; an office that has the case sees it at the desk.
  if (pratica.person != visit.viewer.person)
    return refuse(ErrorCode::not_found, "not the reporter");
  followed.pratica = std::move(pratica);
  followed.url = "/area-personale/pratiche/" + followed.pratica.id.text;
  return followed;
}

std::string filled(std::string text, const Followed& followed, const std::string& office) {
  const auto& pratica = followed.pratica;
  std::string by = pratica.target_at ? to_italian(to_rome(*pratica.target_at).date) : "";
  text = replace_all(text, "{{ufficio}}", office);
  text = replace_all(text, "{{risposta_entro}}", by);
  return replace_all(text, "{{numero}}", pratica.number);
}

void add_question(const Followed& followed, const std::vector<casework::Wait>& waits,
                  web::Visit& visit, const std::vector<FieldProblem>& problems, html::Data& data) {
  const std::string* typed = visit.request.form_field("testo");
  for (const casework::Wait& wait : waits) {
    if (wait.answer_variable.empty()) continue;
    html::Data question;
    question.set("domanda", wait.question)
        .set("etichetta", wait.answer_label)
        .set("entro", wait.until ? to_italian(to_rome(*wait.until).date) : "")
        .set("rispondi_url", followed.url + "/risposta")
        .set("csrf", visit.csrf_token)
        .set("messaggio", wait.message)
        .set("errore", problems.empty() ? "" : problems[0].sentence)
        .set("testo", typed ? *typed : "")
        .set("key", to_string(visit.ledger.ids().next(visit.now)));
    data.add("domanda_aperta", std::move(question));
  }
}

// Whether the receipt is still being made: it is rendered after the sending.
Status add_documents(db::Connection& db, const Followed& followed,
                     const catalogue::ServicePackage* package, html::Data& data) {
  DIGIPRO_TRY(all, documents::of_pratica(db, followed.pratica.id));
  bool has_receipt = package == nullptr || package->documents.empty();
  for (const documents::Document& document : all) {
    has_receipt |= document.kind == documents::Kind::ricevuta;
    data.add("documento",
             html::Data()
                 .set("titolo", document.kind == documents::Kind::allegato ? document.current.name
                                                                           : document.title)
                 .set("tipo", documents::title_of(document.kind))
                 .set("dimensione", web::file_size_text(document.current.size_bytes))
                 .set("url", followed.url + "/documenti/" + document.id.text));
  }
  data.flag("ricevuta_attesa", !has_receipt);
  return {};
}

// What the reporter can expect next, on top of what has happened.
std::optional<web::TimelineEntry> next_of(const Followed& followed,
                                          const std::vector<casework::Wait>& waits) {
  web::TimelineEntry next;
  next.mark = web::TimelineMark::next;
  for (const casework::Wait& wait : waits) {
    if (wait.answer_variable.empty()) continue;
    next.when = wait.until ? "Entro " + to_italian(to_rome(*wait.until).date) : "Ora";
    next.sentence = "Tocca a te: rispondi alla domanda dell'ufficio.";
    return next;
  }
  if (followed.pratica.state == casework::PraticaState::chiusa || !followed.pratica.target_at)
    return std::nullopt;
  next.when = "Entro " + to_italian(to_rome(*followed.pratica.target_at).date);
  next.sentence = "Ricevi la risposta.";
  return next;
}

Status add_timeline(db::Connection& db, const Followed& followed,
                    const std::vector<casework::Wait>& waits, html::Data& data) {
  DIGIPRO_TRY(entries, journal::of_pratica(db, followed.pratica.id, 0, timeline_entries_max, true));
  HistoryNames names{[&db](const OfficeId& office) { return office_name(db, office); }, nullptr};
  auto timeline = timeline_of(entries, names, Audience::reporter);
  if (auto next = next_of(followed, waits)) timeline.insert(timeline.begin(), std::move(*next));
  data.include("storia", web::timeline(timeline));
  return {};
}

// Who has it, by when, and how firm that date is.
web::Part facts_of(const Followed& followed, const catalogue::ServicePackage* package,
                   const std::string& office, bool is_new, Instant now) {
  const casework::Pratica& pratica = followed.pratica;
  std::vector<web::Fact> facts;
  if (!is_new && !pratica.number.empty()) facts.push_back({"Protocollo", pratica.number, "", {}});
  facts.push_back({pratica.closed_at ? "Se ne è occupato" : "Se ne occupa", office, "", {}});
  if (pratica.closed_at) {
    facts.push_back({"Chiusa", to_italian(to_rome(*pratica.closed_at).date), "", {}});
  } else if (pratica.target_at) {
    web::Fact by{"Risposta entro", to_italian(to_rome(*pratica.target_at).date), "", {}};
    if (is_late(pratica, now)) {
      by.text += " ";
      by.part = web::chip(web::ChipKind::late, "in ritardo");
    }
    facts.push_back(std::move(by));
    if (package && package->answer.kind == catalogue::AnswerKind::target)
      facts.push_back(
          {"Può cambiare?",
           "È un impegno del Comune, non un termine di legge. Non cambia se ti facciamo "
           "una domanda.",
           "",
           {}});
  }
  facts.push_back({"Inviata", to_italian(to_rome(pratica.opened_at)), "", {}});
  if (is_new) facts.push_back({"Oggetto", pratica.oggetto, "", {}});
  return web::facts(facts);
}

void add_confirmation(const Followed& followed, const catalogue::ServicePackage* package,
                      const std::string& office, html::Data& data) {
  bool is_report = followed.pratica.kind == "segnalazione";
  html::Data confirmation;
  confirmation.set("titolo", is_report ? "Segnalazione inviata" : "Richiesta inviata");
  for (const std::string& step : package ? package->next_steps : std::vector<std::string>())
    confirmation.add("passo", html::Data().set("frase", filled(step, followed, office)));
  data.add("inviata", std::move(confirmation));
}

// Only in the area: who has the link alone is nobody in particular.
void add_again(const Followed& followed, const catalogue::ServicePackage* package,
               web::Visit& visit, html::Data& data) {
  if (!followed.proof.hash.empty() || package == nullptr || !package->is_active) return;
  data.add("di_nuovo", html::Data()
                           .set("di_nuovo_url", followed.url + "/di-nuovo")
                           .set("csrf", visit.csrf_token)
                           .set("key", to_string(visit.ledger.ids().next(visit.now)))
                           .flag("rinnovo", followed.pratica.closed_at &&
                                                !package->again.number_field.empty()));
}

Response show(const Parts& parts, web::Visit& visit, db::Connection& db, const Followed& followed,
              const std::vector<FieldProblem>& problems) {
  const auto* package = parts.catalogue.find_service(followed.pratica.service.text);
  std::string office = office_name(db, followed.pratica.office);
  bool is_new = visit.request.query_field("inviata") != nullptr;
  DIGIPRO_TRY(waits, parts.casework.waits(db, followed.pratica));
  auto filing = find_istanza(db, followed.pratica.id);
  html::Data data;
  data.set("oggetto", followed.pratica.oggetto)
      .set("numero", followed.pratica.number)
      .set("stato", state_sentence(followed.pratica, office))
      .set("url", followed.url)
      .set("url_intero", absolute_url(visit.request, followed.url))
      .flag("con_mail", filing && !filing->contact_email.empty())
      .flag("con_link", !followed.proof.hash.empty());
  if (is_new) add_confirmation(followed, package, office, data);
  data.include("errori", web::error_summary(problems));
  data.include("fatti", facts_of(followed, package, office, is_new, visit.now));
  add_question(followed, waits, visit, problems, data);
  if (!is_new) add_again(followed, package, visit, data);
  DIGIPRO_CHECK(add_documents(db, followed, package, data));
  DIGIPRO_CHECK(add_timeline(db, followed, waits, data));
  std::string title = is_new ? "Inviata" : "Segui la richiesta";
  auto frame = web::frame_of(visit, web::Face::citizen, title);
  frame.section = "servizi";
  if (package != nullptr)
    frame.crumbs = {
        {"Servizi", "/servizi"}, {package->title, "/servizi/" + package->id.text}, {title, ""}};
  frame.has_errors = !problems.empty();
  return parts.pages.answer(frame, "istanze/segui.html", std::move(data),
                            problems.empty() ? 200 : 422);
}

struct Reply {
  Followed followed;
  std::string message, text;
  std::string fingerprint() const {
    return followed.pratica.id.text + "\n" + message + "\n" + text;
  }
};

ledger::Command<Reply, Reply, ledger::Done> reply_command(const Parts& parts) {
  return {.name = "istanze.reply",
          .prepare = [](const ledger::ReadContext&, const Caller&,
                        const Reply& reply) -> Result<Reply> { return reply; },
          .apply = [&parts](ledger::Tx& tx, const Caller& caller,
                            const Reply& reply) -> Result<ledger::Done> {
            DIGIPRO_TRY(waits, parts.casework.waits(tx.db(), reply.followed.pratica));
            for (const casework::Wait& wait : waits) {
              if (wait.message != reply.message || wait.answer_variable.empty()) continue;
              DIGIPRO_CHECK(parts.casework.send_message(
                  tx, caller, reply.followed.proof, reply.followed.pratica.id, wait.message,
                  wait.correlation, {{wait.answer_variable, reply.text}}));
              return ledger::Done{};
            }
            return refuse(ErrorCode::already_done, "nobody waits for this answer any more");
          }};
}

using Find = Result<Followed> (*)(const Parts&, web::Visit&, db::Connection&);

Response show_followed(const Parts& parts, web::Visit& visit, Find find) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(followed, find(parts, visit, lease->db()));
  return show(parts, visit, lease->db(), followed, {});
}

Response reply(const Parts& parts, web::Visit& visit, Find find) {
  constexpr size_t characters_max = 4'000;
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(followed, find(parts, visit, lease->db()));
  const std::string* posted = visit.request.form_field("testo");
  const std::string* message = visit.request.form_field("messaggio");
  std::string text = posted ? normalise(clean_user_text(trim(*posted))) : "";
  if (text.empty() || count_code_points(text) > characters_max) {
    std::string sentence = text.empty() ? "Scrivi la risposta, poi inviala"
                                        : "La risposta supera 4.000 caratteri: accorciala";
    return show(parts, visit, lease->db(), followed, {{"testo", sentence}});
  }
  std::string url = followed.url;
  Reply wanted{std::move(followed), message ? *message : "", std::move(text)};
  lease.reset();
  DIGIPRO_CHECK(visit.ledger.run(visit.caller, visit.key(), reply_command(parts), wanted));
  return http::Response::redirect(url + "#storia");
}

Response document(const Parts& parts, web::Visit& visit, Find find) {
  DIGIPRO_TRY(lease, visit.ledger.read());
  DIGIPRO_TRY(followed, find(parts, visit, lease->db()));
  DIGIPRO_TRY(found, documents::find_document(lease->db(), followed.pratica.id,
                                              DocumentId(visit.parameter("documento"))));
  return download(parts.blobs, found.current);
}

}  // namespace

Result<http::Response> download(blob::Store& blobs, const documents::Version& version) {
  DIGIPRO_TRY(stream, blobs.open(version.sha256));
  http::Response response;
  bool is_shown =
      version.media_type.starts_with("image/") || version.media_type == "application/pdf";
  response.set("Content-Type",
               version.media_type == "text/html" ? "text/html; charset=utf-8" : version.media_type);
  // What people sent never runs as a page of ours: shown only when it is an image or a PDF.
  response.set("Content-Disposition", std::string(is_shown ? "inline" : "attachment") +
                                          "; filename*=UTF-8''" + url_encode(version.name));
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.set("Cache-Control", "private, max-age=3600");
  response.stream = std::move(stream);
  return response;
}

void add_follow_routes(web::Routes& routes, const Parts& parts) {
  using enum web::Access;
  auto with = [&parts](auto handler, Find find) {
    return [&parts, handler, find](web::Visit& visit) { return handler(parts, visit, find); };
  };
  routes.get("/segui/{token}", anyone, with(show_followed, by_link));
  routes.post("/segui/{token}/risposta", anyone, with(reply, by_link));
  routes.get("/segui/{token}/documenti/{documento}", anyone, with(document, by_link));
  routes.get("/area-personale/pratiche/{id}", logged_in, with(show_followed, by_login));
  routes.post("/area-personale/pratiche/{id}/risposta", logged_in, with(reply, by_login));
  routes.get("/area-personale/pratiche/{id}/documenti/{documento}", logged_in,
             with(document, by_login));
}

}  // namespace digipro::istanze
