#include "web/error_page.h"

#include <utility>

#include "base/text.h"

namespace digipro::web {
namespace {

using enum ErrorCode;

std::string_view heading_of(ErrorCode code) {
  switch (code) {
    case not_found:
      return "Pagina non trovata";
    case gone:
      return "Non più disponibile";
    case forbidden:
    case csrf_missing:
      return "Operazione non permessa";
    case unauthenticated:
    case wrong_credentials:
      return "Accesso necessario";
    case account_locked:
    case too_many_requests:
      return "Troppi tentativi";
    case read_only:
    case lease_lost:
    case newer_store:
    case storage_failed:
    case outside_failed:
    case timeout:
      return "Servizio non disponibile in questo momento";
    case conflict:
    case already_done:
    case idempotency_mismatch:
      return "I dati sono cambiati nel frattempo";
    case invalid_input:
    case malformed:
    case too_large:
    case unsupported_type:
    case virus_found:
    case limit_exceeded:
    case method_not_allowed:
      return "Richiesta non accettata";
    default:
      return "Qualcosa non ha funzionato";
  }
}

html::Data advice(std::string_view text, std::string_view link = {}, std::string_view url = {}) {
  return html::Data().set("text", text).set("link", link).set("url", url);
}

void put_advice(const PageFrame& frame, const Error& error, html::Data& data) {
  switch (error.code) {
    case not_found:
    case gone:
      data.add("advice", advice("Controlla l'indirizzo, se lo hai scritto a mano."));
      data.add("advice", advice("Cerca quello che ti serve tra", "tutti i servizi", "/servizi"));
      break;
    case unauthenticated:
      data.add("advice", advice("Per continuare", "accedi all'area personale", frame.login_url));
      break;
    case forbidden:
      if (frame.user_name.empty())
        data.add("advice", advice("Se hai le credenziali,", "accedi", frame.login_url));
      else
        data.add("advice", advice("Se pensi di averne diritto, chiedi all'ufficio competente."));
      break;
    case csrf_missing:
    case conflict:
    case already_done:
    case idempotency_mismatch:
      data.add("advice", advice("Torna alla pagina precedente, ricaricala e ripeti l'operazione."));
      break;
    case too_large:
    case unsupported_type:
    case virus_found:
    case malformed:
    case invalid_input:
    case limit_exceeded:
      data.add("advice",
               advice("Torna alla pagina precedente e controlla quello che hai inviato."));
      break;
    default:
      data.add("advice", advice("Attendi un minuto e ricarica la pagina."));
  }
  data.add("advice", advice("Torna alla", "pagina iniziale", "/"));
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

http::Response error_page(const Pages& pages, PageFrame frame, const Error& error,
                          const http::Request& request) {
  if (request.is_htmx()) {
    auto text =
        pages.fragment("shell/messages.html",
                       messages_data({{MessageKind::error, std::string(error.sentence()), {}}}));
    if (text) {
      http::Response response = http::Response::html(std::move(*text), error.http_status());
      response.set("HX-Retarget", "#messages").set("HX-Reswap", "outerHTML");
      return response;
    }
    return bare_error_page(error, request);
  }
  frame.title = heading_of(error.code);
  frame.messages.clear();
  frame.crumbs.clear();
  html::Data data;
  data.set("status", error.http_status())
      .set("heading", heading_of(error.code))
      .set("sentence", error.sentence())
      .set("request_id", request.request_id);
  for (const FieldProblem& problem : error.fields)
    data.add("problem", html::Data().set("text", problem.sentence));
  put_advice(frame, error, data);
  auto page = pages.render(frame, "pages/error.html", std::move(data));
  if (!page) return bare_error_page(error, request);
  return http::Response::html(std::move(*page), error.http_status());
}

http::Response bare_error_page(const Error& error, const http::Request& request) {
  std::string heading(heading_of(error.code));
  std::string page = "<!DOCTYPE html>\n<html lang=\"it\"><head><meta charset=\"utf-8\"><title>" +
                     heading + "</title></head><body><main><h1>" + heading + "</h1><p>" +
                     escaped(error.sentence()) +
                     "</p><p>Torna alla <a href=\"/\">pagina iniziale</a>.</p>";
  if (!request.request_id.empty())
    page += "<p>Se chiedi aiuto, comunica questo codice: " + escaped(request.request_id) + "</p>";
  page += "</main></body></html>\n";
  return http::Response::html(std::move(page), error.http_status());
}

}  // namespace digipro::web
