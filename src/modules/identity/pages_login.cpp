// /accedi, /esci, /password: the citizen's face for everybody, since nobody is at the desk yet.
#include "base/text.h"
#include "modules/identity/pages.h"

namespace digipro::identity {
namespace {

constexpr size_t password_characters_max = 200;

std::string start_page(bool is_staff) {
  return is_staff ? "/scrivania" : "/area-personale";
}

// Where somebody goes on: where they wanted to go, else where their work or their cases are.
std::string onward(const std::string& wanted, bool is_staff) {
  return wanted.empty() ? start_page(is_staff) : safe_return_path(wanted);
}

Response show_login(const PageParts& parts, web::Visit& visit, const std::string& back,
                    const Problems& problems, int status) {
  html::Data data;
  put_form(visit, problems, data);
  data.set("ritorno", back);
  web::Part login = text_field({.id = "utente",
                                .label = "Nome utente",
                                .value = typed_text(visit, "utente"),
                                .autocomplete = "username"},
                               problems);
  web::Part password = text_field({.id = "password",
                                   .label = "Password",
                                   .type = "password",
                                   .autocomplete = "current-password",
                                   .characters_max = password_characters_max},
                                  problems);
  data.include("campo", std::move(login)).include("campo", std::move(password));
  auto frame = web::frame_of(visit, web::Face::citizen, "Accedi");
  frame.crumbs = {{"Accedi", ""}};
  frame.has_errors = !problems.empty();
  frame.login_url = "/accedi";
  return parts.pages.answer(frame, "identity/accedi.html", std::move(data), status);
}

Response login_page(const PageParts& parts, web::Visit& visit) {
  std::string back = asked(visit, "ritorno");
  if (visit.is_logged_in()) return http::Response::redirect(onward(back, visit.is_staff()));
  return show_login(parts, visit, back, {}, 200);
}

std::string sentence_of(const Error& error) {
  if (error.code == ErrorCode::gone)
    return "La password iniziale è scaduta. Chiedine una nuova allo sportello.";
  if (error.code == ErrorCode::forbidden)
    return "Con queste credenziali non puoi accedere: sono riservate al personale dell'ente.";
  return std::string(error.sentence());
}

bool is_shown_on_form(ErrorCode code) {
  return code == ErrorCode::wrong_credentials || code == ErrorCode::account_locked ||
         code == ErrorCode::forbidden || code == ErrorCode::gone ||
         code == ErrorCode::too_many_requests;
}

Response log_in(const PageParts& parts, web::Visit& visit) {
  std::string back = typed(visit, "ritorno");
  std::string login = typed_text(visit, "utente"), password = typed(visit, "password");
  Problems problems;
  if (login.empty()) problems.push_back({"utente", "Scrivi il nome utente."});
  if (password.empty()) problems.push_back({"password", "Scrivi la password."});
  if (!problems.empty()) return show_login(parts, visit, back, problems, 422);
  auto done = parts.identity.log_in(visit.request, visit.ledger, login, password, visit.now);
  if (!done) {
    const Error& error = done.error();
    if (!is_shown_on_form(error.code)) return refuse(std::move(done.error()));
    return show_login(parts, visit, back, {{"utente", sentence_of(error)}}, error.http_status());
  }
  visit.cookies.push_back(done->cookie);
  if (done->must_change)
    return http::Response::redirect("/password?ritorno=" +
                                    url_encode(onward(back, done->is_staff)));
  return http::Response::redirect(onward(back, done->is_staff));
}

Response log_out(const PageParts& parts, web::Visit& visit) {
  visit.cookies.push_back(parts.identity.log_out(visit.request));
  return http::Response::redirect("/");
}

Response show_password(const PageParts& parts, web::Visit& visit, const Account& account,
                       const Problems& problems, int status) {
  html::Data data;
  put_form(visit, problems, data);
  std::string back = asked(visit, "ritorno");
  data.set("ritorno", back.empty() ? typed(visit, "ritorno") : back)
      .flag("iniziale", account.must_change);
  auto secret = [&](std::string_view id, std::string_view label, std::string_view autocomplete,
                    std::string_view hint) {
    data.include("campo", text_field({.id = id,
                                      .label = label,
                                      .hint = hint,
                                      .type = "password",
                                      .autocomplete = autocomplete,
                                      .characters_max = password_characters_max},
                                     problems));
  };
  // Password managers need to see whose password this is.
  data.include("campo", text_field({.id = "utente",
                                    .label = "Nome utente",
                                    .value = account.login,
                                    .autocomplete = "username",
                                    .is_read_only = true}));
  secret("password_attuale", account.must_change ? "Password iniziale" : "Password attuale",
         "current-password",
         account.must_change ? "È scritta sulla lettera che hai ricevuto." : "");
  secret("password_nuova", "Password nuova", "new-password",
         "Almeno 12 caratteri. Tre o quattro parole a caso sono facili da ricordare.");
  secret("password_ripetuta", "Ripeti la password nuova", "new-password", "");
  std::string title = account.must_change ? "Scegli la tua password" : "Cambia password";
  data.set("titolo", title);
  auto frame = web::frame_of(visit, web::Face::citizen, title);
  frame.crumbs = {{title, ""}};
  frame.has_errors = !problems.empty();
  if (visit.request.query_field("cambiata") != nullptr && problems.empty())
    frame.messages.push_back({web::MessageKind::done,
                              "La password è cambiata. Gli altri accessi aperti sono stati chiusi.",
                              {"Continua", start_page(visit.is_staff())}});
  return parts.pages.answer(frame, "identity/password.html", std::move(data), status);
}

Response password_page(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(account, parts.identity.account_of(visit.viewer, visit.viewer.person));
  return show_password(parts, visit, account, {}, 200);
}

Response change_password(const PageParts& parts, web::Visit& visit) {
  DIGIPRO_TRY(account, parts.identity.account_of(visit.viewer, visit.viewer.person));
  auto done = parts.identity.change_password(
      visit.request, visit.town.id, typed(visit, "password_attuale"),
      typed(visit, "password_nuova"), typed(visit, "password_ripetuta"), visit.now);
  if (!done) {
    const Error& error = done.error();
    if (error.code == ErrorCode::invalid_input)
      return show_password(parts, visit, account, error.fields, error.http_status());
    if (!is_shown_on_form(error.code)) return refuse(std::move(done.error()));
    return show_password(parts, visit, account, {{"password_attuale", sentence_of(error)}},
                         error.http_status());
  }
  visit.cookies.push_back(done->cookie);
  if (!account.must_change) return http::Response::redirect("/password?cambiata=1");
  return http::Response::redirect(onward(typed(visit, "ritorno"), visit.is_staff()));
}

}  // namespace

void add_login_routes(web::Routes& routes, const PageParts& parts) {
  using enum web::Access;
  auto with = [&](auto handler) {
    return [parts, handler](web::Visit& visit) { return handler(parts, visit); };
  };
  routes.get("/accedi", anyone, with(login_page));
  routes.post("/accedi", anyone, with(log_in));
  routes.post("/esci", anyone, with(log_out));
  routes.get("/password", logged_in, with(password_page));
  routes.post("/password", logged_in, with(change_password));
}

}  // namespace digipro::identity
